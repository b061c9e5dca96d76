"""Conditions of a query: text and values that travel together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Condition:
    """SQL that is true or false of a row, and the values it names."""

    text: str
    values: Mapping[str, object] = field(default_factory=dict)


def all_of(conditions: Iterable[Condition]) -> Condition:
    """True of a row of which each is true."""
    conditions = list(conditions)
    values = {name: value for part in conditions for name, value in part.values.items()}
    return Condition("\n   AND ".join(part.text for part in conditions) or "true", values)


def among(column: str, name: str, values: Sequence[object]) -> Condition:
    """True where the column is one of these. One is an equation, so that an index of that column
    and another gives rows in the order of the other; an array would not."""
    names = [f"{name}_{nth}" for nth in range(len(values))]
    given = ", ".join(f"%({name})s" for name in names)
    text = f"{column} = {given}" if len(values) == 1 else f"{column} IN ({given})"
    return Condition(text, dict(zip(names, values, strict=True)))

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


def among(column: str, codes: Sequence[str]) -> Condition:
    """True where the column is one of these codes of a closed list.

    They stand in the text, so that the planner knows how many rows there are of each, and can keep
    its plan. One is an equation: an index of that column and another then gives rows in the order
    of the other."""
    assert all(code.isidentifier() for code in codes), "codes of a closed list"
    given = ", ".join(f"'{code}'" for code in codes)
    return Condition(f"{column} = {given}" if len(codes) == 1 else f"{column} IN ({given})")

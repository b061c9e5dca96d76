"""Whatever has a name is found by a part of it, or by the first letters of its syllables."""

from collections.abc import Iterator

from gendan.insight.conditions import Condition

INFIX = 3  # letters from which the index of names helps wherever they stand


def named(alias: str, name: str | None, initials: str | None) -> Iterator[Condition]:
    """True of rows `alias` whose name has that part, and whose initials begin like that."""
    if name:
        part = _literally(name)
        pattern = f"%{part}%" if len(name) >= INFIX else f"{part}%"
        yield Condition(f"{alias}.name LIKE %(name)s", {"name": pattern})
    if initials:
        yield Condition(
            f"{alias}.initials LIKE %(initials)s", {"initials": f"{_literally(initials.lower())}%"}
        )


def _literally(text: str) -> str:
    for sign in "\\%_":
        text = text.replace(sign, f"\\{sign}")
    return text

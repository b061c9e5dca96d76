"""Whatever has a name is found by a part of it, or by the first letters of its syllables.

The index knows three letters in a row, and two at either end. So a part of two, such as a given
name, is looked for at the beginning and at the end, and a single letter at the beginning.
"""

from collections.abc import Iterator

from gendan.insight.conditions import Condition


def named(alias: str, name: str | None, initials: str | None) -> Iterator[Condition]:
    """True of rows `alias` whose name has that part, and whose initials begin like that."""
    if name:
        part = _literally(name)
        patterns = {1: [f"{part}%"], 2: [f"{part}%", f"%{part}"]}.get(len(name), [f"%{part}%"])
        yield Condition(f"{alias}.name LIKE ANY(%(name)s::text[])", {"name": patterns})
    if initials:
        yield Condition(
            f"{alias}.initials LIKE %(initials)s", {"initials": f"{_literally(initials.lower())}%"}
        )


def named_in_english(alias: str, name: str) -> Condition:
    """True of rows `alias` whose English name has that part, in letters of either size; fewer than
    three letters begin a word of it."""
    part = _literally(name)
    patterns = [f"%{part}%"] if len(name) > 2 else [f"{part}%", f"% {part}%"]
    return Condition(f"{alias}.name_en ILIKE ANY(%(name_en)s::text[])", {"name_en": patterns})


def _literally(text: str) -> str:
    for sign in "\\%_":
        text = text.replace(sign, f"\\{sign}")
    return text

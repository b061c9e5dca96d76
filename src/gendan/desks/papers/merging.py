"""A wave on one paper: what to take from each bin in all, and which slots it is sorted into."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

Sheet = Mapping[str, Any]
FAR = 1 << 31  # behind all that has a place on the walk


@dataclass(slots=True)
class _Stop:
    """An article in a bin, and how many of it each slot still wants."""

    line: Mapping[str, Any]
    slots: dict[int, int] = field(default_factory=dict)

    @property
    def place(self) -> tuple[int, str, str]:
        """Where it comes on the walk."""
        walk = self.line["walk"]
        return FAR if walk is None else walk, self.line["bin"], self.line["sku"]


def merged(
    sheets: Sequence[Sheet], address_of: Callable[[str], str]
) -> Iterator[dict[str, object]]:
    """One list for each warehouse and wave. What is in no wave has its place in the pile for
    a slot."""

    def whose(sheet: Sheet) -> tuple[str, str]:
        return sheet["warehouse"], sheet["wave"]

    for (warehouse, wave), group in groupby(sorted(sheets, key=whose), key=whose):
        rows = list(group)
        slots = {row["number"]: row["slot"] or place for place, row in enumerate(rows, start=1)}
        stops = sorted(_stops(rows, slots).values(), key=lambda stop: stop.place)
        yield {
            "warehouse": warehouse,
            "wave": wave,
            "go": address_of(wave) if wave else "",
            "boxes": [
                {"slot": slots[row["number"]], "number": row["number"], "time": row["time"],
                 "units": sum(line["quantity"] - line["picked"] for line in row["lines"])}
                for row in sorted(rows, key=lambda row: slots[row["number"]])
            ],
            "stops": [
                {**stop.line, "quantity": sum(stop.slots.values()),
                 "slots": [{"slot": slot, "quantity": stop.slots[slot]}
                           for slot in sorted(stop.slots)]}
                for stop in stops
            ],
        }  # fmt: skip


def _stops(rows: Sequence[Sheet], slots: Mapping[str, int]) -> dict[tuple[str, str], _Stop]:
    """By bin and article; what is picked already is not wanted any more."""
    found: dict[tuple[str, str], _Stop] = {}
    for row in rows:
        slot = slots[row["number"]]
        for line in row["lines"]:
            left = line["quantity"] - line["picked"]
            if left <= 0:
                continue
            stop = found.setdefault((line["bin"], line["sku"]), _Stop(line))
            stop.slots[slot] = stop.slots.get(slot, 0) + left
    return found

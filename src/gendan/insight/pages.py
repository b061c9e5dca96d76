"""One page of a list, in one statement: first which rows, then what is told of each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import cast

from gendan.insight.conditions import Condition, all_of
from gendan.kernel import sql
from gendan.kit.rest.pages import Page


@dataclass(frozen=True, slots=True)
class Sorting:
    """From where rows come and by which columns they are sorted; together they tell rows apart."""

    source: str
    columns: tuple[str, ...]
    types: tuple[str, ...]
    descending: bool = False

    def order(self, columns: Sequence[str]) -> str:
        """What stands behind ORDER BY."""
        return ", ".join(f"{column} DESC" if self.descending else column for column in columns)

    def after(self, place: Sequence[str] | None) -> Condition:
        """True of the rows after that place."""
        if place is None:
            return Condition("true")
        given = [f"%(after_{nth})s::{kind}" for nth, kind in enumerate(self.types)]
        sign = "<" if self.descending else ">"
        # The first column by itself lets an index begin there, whatever the others are.
        return Condition(
            f"{self.columns[0]} {sign}= {given[0]}"
            f" AND ({', '.join(self.columns)}) {sign} ({', '.join(given)})",
            {f"after_{nth}": value for nth, value in enumerate(place)},
        )


@dataclass(frozen=True, slots=True)
class Listing:
    """What is told of each row `alias`: JSON, from its own columns and from what is joined."""

    alias: str
    told: str
    joins: str = ""
    columns: str = ""  # of the source; empty: all that the alias has
    person: str = "'{}'"  # JSON of what tells who somebody is, apart from the rest


def page(
    listing: Listing,
    sorting: Sorting,
    where: Sequence[Condition],
    place: Sequence[str] | None,
    limit: int,
    shown: Callable[[Sequence[str]], Sequence[str]] = list,
) -> Page:
    """The rows after that place; `shown` makes of persons' data what the reader sees of them.

    One more is read than asked: it tells of another page."""
    condition = all_of([*where, sorting.after(place)])
    statement = _statement(listing, sorting, condition.text, limit + 1)
    # Filters decide which index is best; without them it is the same for every page.
    anew = bool(all_of(where).values)
    found = cast("list[tuple[str, ...]]", sql.rows(statement, condition.values, anew=anew))
    rows = found[:limit]
    persons = shown([row[-2] for row in rows])
    told = [_joined(person, row[-1]) for person, row in zip(persons, rows, strict=True)]
    return Page(told, rows[-1][:-2] if len(found) > limit else None)


def exceeds(sorting: Sorting, where: Sequence[Condition], most: int) -> bool:
    """Whether there are more rows than `most`: one statement, which looks no further."""
    condition = all_of(where)
    statement = f"""
SELECT count(*) FROM (SELECT FROM {sorting.source} WHERE {condition.text} LIMIT {most + 1}) AS found
"""  # noqa: S608
    ((found,),) = sql.rows(statement, condition.values, anew=True)
    return bool(found > most)


def _joined(person: str, rest: str) -> str:
    return rest if len(person) <= len("{}") else f"{rest[:-1]}, {person[1:]}"


def _statement(listing: Listing, sorting: Sorting, where: str, limit: int) -> str:
    names = [f"sorted_{nth}" for nth in range(len(sorting.columns))]
    keys = ", ".join(
        f"{column} AS {name}" for column, name in zip(sorting.columns, names, strict=True)
    )
    # By the values themselves: `sorted_0` alone would be the text that is given out.
    placed = [f"{listing.alias}.{name}" for name in names]
    return f"""
SELECT {", ".join(f"{name}::text" for name in names)}, ({listing.person})::text,
       ({listing.told})::text
  FROM (SELECT {listing.columns or f"{listing.alias}.*"}, {keys}
          FROM {sorting.source}
         WHERE {where}
         ORDER BY {sorting.order(sorting.columns)}
         LIMIT {limit}) AS {listing.alias}
 {listing.joins}
 ORDER BY {sorting.order(placed)}
"""  # noqa: S608

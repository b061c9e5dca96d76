"""Where in a text a region 省市区 stands, whether that is certain, and what else it may be."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gendan.records.places.divisions import (
    BETWEEN,
    DISTRICT,
    Chain,
    Divisions,
    Mention,
    Place,
    chains,
    weight,
)


@dataclass(frozen=True, slots=True)
class Region:
    """A place, and the part of the text that names it; what follows is the street."""

    place: Place
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Regions:
    """The readings, the likeliest first; `certain` when the first needs no asking."""

    found: tuple[Region, ...]
    certain: bool


def regions(text: str, divisions: Divisions) -> Regions:
    """Read the region. Certain is only what is named down to the district, by two names at least
    that agree, of which the last is written out or stands by itself."""
    every = chains(text, divisions)
    likely = _different([chain for chain in every if _places(chain) == _places(every[0])])
    if not likely:
        return Regions((), certain=False)
    strangers = _strangers(likely[0], every, text, divisions)
    certain = len(likely) == 1 and not strangers and _is_certain(likely[0], text, divisions)
    if certain:
        return Regions((_whole(likely[0], text),), certain=True)
    found = [region for chain in likely for region in _possible(chain, strangers, text, divisions)]
    return Regions(tuple(dict.fromkeys(found)), certain=False)


def _different(likely: Sequence[Chain]) -> list[Chain]:
    """One for each place they end at. A name that is written out is no other's beginning: 和田市 is
    not 和田县."""
    written_out = {chain[-1].start for chain in likely if chain[-1].whole}
    by_place: dict[Place, Chain] = {}
    for chain in likely:
        if chain[-1].whole or chain[-1].start not in written_out:
            by_place.setdefault(chain[-1].place, chain)
    return list(by_place.values())


def _places(chain: Chain) -> int:
    return weight(chain)[0]


def _is_certain(chain: Chain, text: str, divisions: Divisions) -> bool:
    last = chain[-1]
    return _places(chain) > 1 and not divisions.below(last.place) and not _runs_on(last, text)


def _runs_on(last: Mention, text: str) -> bool:
    """Whether a name without its 区 or 市 is followed by letters that may be part of the word."""
    return not last.whole and text[last.end : last.end + 1].isalnum()


def _strangers(
    chain: Chain, every: Sequence[Chain], text: str, divisions: Divisions
) -> list[Mention]:
    """Names beside the chain that do not agree with it: 江苏省 before 杭州市."""
    line = divisions.line(chain[-1].place)
    start, end = chain[0].start, chain[-1].end
    mentions = dict.fromkeys(mention for other in every for mention in other)
    return [
        mention
        for mention in mentions
        if mention.place not in line
        and (
            (mention.end <= start and _adjoin(text, mention.end, start))
            or (mention.whole and mention.start >= end and _adjoin(text, end, mention.start))
        )
    ]


def _adjoin(text: str, end: int, start: int) -> bool:
    return BETWEEN.fullmatch(text, end, start) is not None


def _possible(
    chain: Chain, strangers: Sequence[Mention], text: str, divisions: Divisions
) -> Iterator[Region]:
    """What may be meant: the place or what it is made of, what is called alike under a name that
    does not agree, and the other parts of what a last name, not written out, lies in."""
    last, whole = chain[-1], _whole(chain, text)
    start = min([whole.start, *(stranger.start for stranger in strangers)])
    end = max([whole.end, *(stranger.end for stranger in strangers)])
    below = divisions.below(last.place)
    alike = [
        place
        for stranger in strangers
        for place in divisions.by_code.values()
        if (place.name == last.place.name and divisions.lies_in(place, stranger.place))
        or (place == stranger.place and place.level == DISTRICT)
    ]
    yield from (Region(place, start, end) for place in (*(below or [last.place]), *alike))
    if _runs_on(last, text) and _places(chain) > 1 and not below:
        above = divisions.line(last.place)[-2]
        yield from (
            Region(other, whole.start, last.start)
            for other in divisions.below(above)
            if other != last.place
        )


def _whole(chain: Chain, text: str) -> Region:
    """The chain as a region, with what fills the place of a name, and 区 of 市区."""
    last = chain[-1]
    end = last.end
    if text[end - 1] == "市" and text.startswith("区", end):
        end += 1
    between = BETWEEN.match(text, end)
    assert between, "nothing at all is between, too"
    return Region(last.place, chain[0].start, between.end())

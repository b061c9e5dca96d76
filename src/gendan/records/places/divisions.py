"""Which divisions 省市区 a text speaks of, by the official table and with what people leave out."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from gendan.kernel import sql

PROVINCE, CITY, DISTRICT = 1, 2, 3
SHORTEST = 2  # characters of a name; of fewer it could be any word

# Those whose name begins like something in the text, what lies above each, and what lies below.
AROUND = """
WITH RECURSIVE named AS (
    SELECT code, parent_id, level FROM division WHERE strpos(%(text)s, left(name, 2)) > 0
), above AS (
    SELECT code, parent_id FROM named
     UNION
    SELECT d.code, d.parent_id FROM above JOIN division AS d ON d.code = above.parent_id
)
SELECT code, name, level, parent_id FROM division
 WHERE code IN (SELECT code FROM above)
    OR parent_id IN (SELECT code FROM named WHERE level < 3)
 ORDER BY code
"""

NATIONS = (
    "各|壮|满|回|苗|维吾尔|土家|彝|蒙古|藏|布依|侗|瑶|朝鲜|白|哈尼|哈萨克|黎|傣|畲|傈僳|仡佬|东乡|拉祜|水"
    "|佤|纳西|羌|土|仫佬|锡伯|柯尔克孜|达斡尔|景颇|毛南|撒拉|布朗|塔吉克|普米|怒|鄂温克|保安|裕固|独龙|鄂伦春"
)
SELF_GOVERNED = re.compile(rf"(.{{2,}}?)(?:(?:{NATIONS})族?)*自治([州县旗区])")
TAIL = re.compile("特别行政区|地区|新区|林区|[省市区县旗盟]$")
# 市场 and 市民中心 are no cities; 北京路 is no mention of 北京.
OTHER_WORD = re.compile("场|民(?:中心|广场|公园|之家|大道)")
ROAD = re.compile("[东西南北中]?[路街巷弄]|大[道街]|[镇乡村]")
# What may stand between two names, or fills a place where there is none.
BETWEEN = re.compile(r"(?:[\s,，、/·\-|]|市辖区|(?:省|自治区)直辖县级行政区划|其[它他]区)*")


@dataclass(frozen=True, slots=True)
class Place:
    """A division as the table has it: level 1 省, 2 市, 3 区 or 县."""

    code: str
    name: str
    level: int
    parent: str | None


@dataclass(frozen=True, slots=True)
class Mention:
    """Where the text names a place. Not `whole`: without its 省, 市, 区."""

    start: int
    end: int
    place: Place
    whole: bool


Chain = tuple[Mention, ...]  # each within the one before


class Divisions:
    """Some of the table: every place of it with those above."""

    def __init__(self, places: Iterable[Place]) -> None:
        self.by_code: Mapping[str, Place] = {place.code: place for place in places}

    def line(self, place: Place) -> list[Place]:
        """The place and those above it, the province first."""
        above = self.by_code[place.parent] if place.parent else None
        return [*(self.line(above) if above else []), place]

    def lies_in(self, place: Place, other: Place) -> bool:
        """Whether it is below the other."""
        return place != other and other in self.line(place)

    def below(self, place: Place) -> list[Place]:
        """What it is directly made of."""
        return [other for other in self.by_code.values() if other.parent == place.code]

    def said(self, place: Place) -> tuple[str, str, str]:
        """Province, city and district. 直辖市 are their own city; what lies directly in a province
        has none."""
        names = dict.fromkeys((PROVINCE, CITY, DISTRICT), "")
        names |= {above.level: above.name for above in self.line(place)}
        if not names[CITY] and names[PROVINCE].endswith("市"):
            names[CITY] = names[PROVINCE]
        return names[PROVINCE], names[CITY], names[DISTRICT]


def around(text: str) -> Divisions:
    """What the text may speak of, with all above and the parts of each. One statement."""
    return Divisions(Place(*row) for row in sql.rows(AROUND, {"text": text}))


def chains(text: str, divisions: Divisions) -> list[Chain]:
    """Every way to read names one within the other, those that tell most first."""
    mentions = sorted(_mentions(text, divisions), key=lambda m: (m.start, -m.end))
    found = [
        chain
        for first in mentions
        if first.whole or _begins(text, first.start)
        for chain in _from(first, mentions, text, divisions)
    ]
    return sorted(found, key=weight, reverse=True)


def weight(chain: Chain) -> tuple[int, int]:
    """How much it tells: places, then letters."""
    places = len({mention.place for mention in chain})
    return places, sum(mention.end - mention.start for mention in chain)


@lru_cache(maxsize=5_000)
def short_names(name: str) -> tuple[str, ...]:
    """What people call it: 浙江省 is 浙江, 恩施土家族苗族自治州 is 恩施 or 恩施州."""
    if governed := SELF_GOVERNED.fullmatch(name):
        bare = governed[1]
        return (bare,) if governed[2] == "区" else (bare, bare + governed[2])
    bare = TAIL.sub("", name, count=1)
    return (bare,) if bare != name and len(bare) >= SHORTEST else ()


def _mentions(text: str, divisions: Divisions) -> Iterator[Mention]:
    for place in divisions.by_code.values():
        if place.name[:SHORTEST] not in text:
            continue
        for found in re.finditer(re.escape(place.name), text):
            if not (place.name.endswith("市") and OTHER_WORD.match(text, found.end())):
                yield Mention(found.start(), found.end(), place, whole=True)
        for short in short_names(place.name):
            for found in re.finditer(re.escape(short), text):
                if not text.startswith(place.name, found.start()):
                    yield Mention(found.start(), found.end(), place, whole=False)


def _begins(text: str, at: int) -> bool:
    return at == 0 or not text[at - 1].isalnum()


def _from(
    first: Mention, mentions: Sequence[Mention], text: str, divisions: Divisions
) -> Iterator[Chain]:
    """The chains that begin with this mention, each as long as it can be."""
    between = BETWEEN.match(text, first.end)
    assert between, "nothing at all is between, too"
    further = [
        following
        for following in mentions
        if first.end <= following.start <= between.end()
        and (following.place == first.place or divisions.lies_in(following.place, first.place))
    ]
    deeper = [
        (first, *chain)
        for following in further
        for chain in _from(following, mentions, text, divisions)
    ]
    yield from deeper
    if not deeper and (first.whole or not ROAD.match(text, first.end)):
        yield (first,)

"""Who of a pasted line is the consignee: the words that look like a name, and what is left."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

APART = "\n"  # stands where a phone, a label or the end of a line was
SOFT = re.compile(r"[,，;；|]+|(?<![A-Za-z.])\s+|\s+(?![A-Za-z])")
EDGES = " \t\n,，、;；|/:：。.-'"
RECEIVES = "收"

# The most frequent surnames, and those of two characters.
SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖萧田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚"
    "沈钟姜崔谭陆范汪廖石金韦贾夏付傅方邹熊白孟秦邱侯江尹薛闫阎雷龙史贺陶黎段郝顾毛邵龚万钱严赖覃洪武莫孔汤向"
    "常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单裴霍成"
    "苗谷盛曲冉骆蓝路游辛靳管柴鲍华喻祁房屈饶解牟艾尤时穆农司古吉车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗"
)
DOUBLE = (
    "欧阳", "上官", "司马", "诸葛", "东方", "皇甫", "尉迟",
    "公孙", "慕容", "司徒", "令狐", "夏侯", "端木",
)  # fmt: skip
HAN = "[\u4e00-\u9fff]"
# Other systems give names away masked: 张**.
NAME = re.compile(
    rf"{HAN}{{2,4}}|{HAN}\*{{1,3}}|{HAN}{{1,8}}[·•]{HAN}{{1,8}}|[A-Za-z][A-Za-z .'’-]{{0,39}}"
)
TITLED = re.compile(rf"{HAN}{{1,3}}(?:先生|女士|小姐|老师|师傅|经理|阿姨|同学)")
OF_A_PLACE = re.compile("[省市区县旗镇乡村屯路街道巷弄号栋幢楼层室房座园苑厦场店院校司厂府坊寓]$")
# Behind what ends a street, the longest first.
AT_THE_END = [
    re.compile(rf"(?<=[\dA-Za-z号室楼栋幢座层户]){HAN}{{{length}}}$") for length in (4, 3, 2)
]


@dataclass(frozen=True, slots=True)
class Named:
    """A consignee, and the street when it is them."""

    consignee: str
    street: str


@dataclass(frozen=True, slots=True)
class Consignees:
    """Who it may be. `certain`: the first it is, or there is none. `astray`: words before the
    region which are nobody's name."""

    found: tuple[Named, ...]
    certain: bool
    street: str  # all that is not the region's
    astray: bool


@dataclass(frozen=True, slots=True)
class Word:
    """Some of the text, and where it stood: before the region, beside it, or beyond a phone."""

    text: str
    place: int  # -1 before, 0 beside, 1 and more beyond
    glued: bool = False  # to the region


def consignees(before: str, after: str, chosen: str | None = None) -> Consignees:
    """Find them in what stands before the region and after it. `chosen`: who it is, by somebody
    who was asked."""
    words = [*_words(before, after)]
    street = _joined(words)
    astray = [word for word in words if word.place < 0 and not is_name(word.text)]
    likely = [word for word in words if word.place < 0 and is_name(word.text)]
    likely = likely or [*_after(words)]
    found = [Named(word.text, _joined([w for w in words if w is not word])) for word in likely]
    certain = len(found) == 1 and _is_surely_name(found[0].consignee)
    if not certain and (last := _at_the_end(words)):
        found.insert(0, last)
    if found and not certain:
        found.append(Named("", street))
    if chosen == "":
        return Consignees((), certain=True, street=street, astray=bool(astray))
    if answered := [named for named in found if named.consignee == chosen]:
        found, certain = answered, True
    return Consignees(tuple(found), certain or not found, street, bool(astray))


def unsure(read: Consignees) -> Consignees:
    """The same, to be asked: it may be nobody's name."""
    return replace(read, found=(*read.found, Named("", read.street)), certain=False)


def is_name(text: str) -> bool:
    """Whether a word may be somebody's name; 花园 and 大厦 are not."""
    if TITLED.fullmatch(text):
        return True
    return NAME.fullmatch(text) is not None and not OF_A_PLACE.search(text)


def _words(before: str, after: str) -> Iterator[Word]:
    for text in re.split(rf"{APART}|{SOFT.pattern}", before):
        if (bare := text.strip(EDGES)) and bare != RECEIVES:
            yield Word(bare, -1)
    for place, part in enumerate(after.split(APART)):
        for nth, text in enumerate(SOFT.split(part)):
            if (bare := text.strip(EDGES)) and bare != RECEIVES:
                yield Word(bare, place, glued=place == 0 and nth == 0)


def _after(words: list[Word]) -> Iterator[Word]:
    """Names beyond a phone; else the last word beside the region, where it is not all there is."""
    beyond = [word for word in words if word.place > 0 and is_name(word.text)]
    beside = [word for word in words if word.place == 0]
    if beyond or len(words) < 2:
        yield from beyond
    elif beside and not beside[-1].glued and is_name(beside[-1].text):
        yield beside[-1]


def _at_the_end(words: list[Word]) -> Named | None:
    """A name glued to the end of what stands beside the region: 301张三."""
    beside = [word for word in words if word.place == 0]
    for pattern in AT_THE_END if beside else ():
        found = pattern.search(beside[-1].text)
        if found and _is_surely_name(found[0]):
            left = replace(beside[-1], text=beside[-1].text[: found.start()])
            rest = [left if word is beside[-1] else word for word in words]
            return Named(found[0], _joined(rest))
    return None


def _joined(words: list[Word]) -> str:
    return " ".join(word.text for word in words if word.text)


def _is_surely_name(text: str) -> bool:
    if text.isascii() or set("·•*") & set(text):
        return True
    is_as_long_as_one = len(text) <= len("欧阳") + len("修") or TITLED.fullmatch(text) is not None
    return text.startswith(DOUBLE) or (text[0] in SURNAMES and is_as_long_as_one)

"""What people and programs write into cells, in the one form in which we use it.

Nothing is guessed: what cannot be read for certain is a `BadCell` that says what to do.
"""

import re
import unicodedata
from datetime import UTC, datetime, time
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from gendan.process.model import Text

ID_MAX = 200  # characters; longer is no number that anybody gave an order or an article
TEXT_MAX = 2_000
NUMBER_MAX = 10**12  # what the books can hold, and what can still be multiplied exactly
DIGITS_MAX = 15  # what a spreadsheet keeps of a number; the rest it turns into zeros
YEARS = range(1990, 2200)
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
MASKS = ("*", "＊", "#", "$$")  # the platforms hide people behind these

BLANK = " \t\r\n\v\f\u00a0\u3000\ufeff\u200b\u200c\u200d\u2060"
QUOTED = re.compile(r'^=\s*"(.*)"$', re.DOTALL)  # a spreadsheet's way to keep digits as text
ROUNDED = re.compile(r"^(\d+\.\d+[eE]\+?\d+|\d+[eE]\+\d+)$")
FLOATED = re.compile(r"^(\d+)\.0+$")
NUMBER = re.compile(r"^[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d*)?$")
PLAIN_NUMBER = re.compile(r"^-?[0-9]{1,12}(\.[0-9]{1,4})?$")  # as nearly all of them are
CURRENCY = re.compile(r"^(RMB|CNY|R\$|[¥￥$€£])\s*|\s*元$")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
DATE = re.compile(r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]+(\S.*))?$")
CLOCK = re.compile(r"^(\d{1,2}):(\d{2})(?::(\d{2})(\.\d{1,6})?)?\s*(Z|[+-]\d{2}:?\d{2})?$")
YES = {"1", "y", "yes", "true", "是", "有", "✓"}
NO = {"0", "n", "no", "false", "否", "无"}


class BadCell(ValueError):
    """A cell that cannot be used as it is: what is wrong, and what to do about it."""

    def __init__(self, problem: Text, remedy: Text) -> None:
        super().__init__(problem.en)
        self.problem = problem
        self.remedy = remedy

    @property
    def words(self) -> Text:
        """Both, as one sentence after the other."""
        return Text(f"{self.problem.zh}{self.remedy.zh}", f"{self.problem.en} {self.remedy.en}")


def bad(zh: str, en: str, zh_remedy: str, en_remedy: str) -> BadCell:
    """A `BadCell` in both languages."""
    return BadCell(Text(zh, en), Text(zh_remedy, en_remedy))


def clean(text: str) -> str:
    """Without blanks, byte order marks and invisible characters around it, and unguarded."""
    text = text.strip(BLANK)
    if text.startswith("'") and text[1:].startswith((*FORMULA_SIGNS, *"0123456789")):
        return text[1:].strip(BLANK)
    return text


def guard(text: str) -> str:
    """The text such that no spreadsheet takes it for a formula; `clean` takes the guard off."""
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


def _too_long(most: int) -> BadCell:
    return bad(
        f"超过 {most} 个字符。",
        f"It is longer than {most} characters.",
        "缩短再导入。",
        "Shorten it.",
    )


def words(text: str) -> str:
    """Free text. Raises `BadCell` when it holds control characters or is too long."""
    text = clean(text)
    if CONTROL.search(text):
        raise bad(
            "含有看不见的控制字符。",
            "It holds control characters.",
            "重新输入这个单元格。",
            "Type the cell anew.",
        )
    if len(text) > TEXT_MAX:
        raise _too_long(TEXT_MAX)
    return text


def identifier(text: str) -> str:
    """A number or code that names something: `="35…"`, `\\t69…` and `'69…` are 35… and 69….

    Raises `BadCell` where digits were lost to a spreadsheet, and for formulas."""
    if len(text) > 2 * ID_MAX:
        raise _too_long(ID_MAX)
    return _identifier(text)


@lru_cache(maxsize=10_000)  # rows of one order, and lines of one article, name them again and again
def _identifier(text: str) -> str:
    text = _unquoted(unicodedata.normalize("NFKC", text))
    if ROUNDED.match(text) or ((whole := FLOATED.match(text)) and len(whole[1]) > DIGITS_MAX):
        raise bad(
            "号码被表格软件改成了约数，后面的数字已经丢了。",
            "A spreadsheet rounded this number; its last digits are gone.",
            "从平台重新导出，不要用表格软件另存；或填上完整号码。",
            "Export it again and do not save it in a spreadsheet, or type the whole number.",
        )
    if whole := FLOATED.match(text):
        text = whole[1]
    if text.startswith(FORMULA_SIGNS):
        raise bad(
            "这是公式，不是号码。",
            "This is a formula, not a number or code.",
            "填上号码本身。",
            "Type the number or code itself.",
        )
    if CONTROL.search(text) or "\n" in text:
        raise bad(
            "号码里有换行或控制字符。",
            "It holds line breaks or control characters.",
            "重新输入号码。",
            "Type the number or code anew.",
        )
    if len(text) > ID_MAX:
        raise _too_long(ID_MAX)
    return text


def _unquoted(text: str) -> str:
    """Take off what programs put around digits, however often they did."""
    before = None
    while text != before:
        before, text = text, clean(text).lstrip("'")
        if quoted := QUOTED.match(text):
            text = quoted[1]
    return text


def whole(text: str) -> int:
    """A whole number. Raises `BadCell` for anything else; `2.00` is 2."""
    value = _number(text)
    if value != value.to_integral_value():
        raise bad(
            "应当是整数。", "This should be a whole number.", "改成整数。", "Give a whole number."
        )
    return int(value)


def amount(text: str) -> Decimal:
    """An amount of money: a sign, digits, at most two decimals that count."""
    value = _number(text)
    if value != round(value, 2):
        raise bad(
            "金额多于两位小数。",
            "Money has at most two decimals.",
            "改成两位小数。",
            "Round it to two decimals.",
        )
    return round(value, 2)


def price(text: str) -> Decimal:
    """A price of as many decimals as it likes, half up to the cent as the books keep it."""
    from gendan.kernel.money import money

    return money(_number(text))


def _number(text: str) -> Decimal:
    text = clean(text)
    if not PLAIN_NUMBER.match(text):
        text = CURRENCY.sub("", unicodedata.normalize("NFKC", text)).strip()
    if not NUMBER.match(text):
        raise bad(
            "这不是数字。",
            "This is no number.",
            "只写数字，如 12 或 12.50。",
            "Write digits only, such as 12 or 12.50.",
        )
    value = Decimal(text.replace(",", ""))
    if abs(value) > NUMBER_MAX:
        raise bad(
            "数字太大。",
            "The number is too large.",
            "核对数字。",
            "Check the figure.",
        )
    return value


def moment(text: str, zone: ZoneInfo) -> datetime:
    """An instant, aware, in UTC. Without a zone of its own it is local time in `zone`."""
    text = unicodedata.normalize("NFKC", clean(text))
    try:
        return _moment(text, zone)
    except (ValueError, OverflowError) as problem:
        raise bad(
            "这不是日期时间。",
            "This is no date and time.",
            "写成 2026-11-23 14:05:00。",
            "Write it like 2026-11-23 14:05:00.",
        ) from problem


def _moment(text: str, zone: ZoneInfo) -> datetime:
    date = DATE.match(text)
    if not date or int(date[1]) not in YEARS:
        raise ValueError(text)
    clock = CLOCK.match(date[4] or "0:00")
    if not clock:
        raise ValueError(text)
    hour, minute, second = (int(part or 0) for part in clock.group(1, 2, 3))
    day = datetime(int(date[1]), int(date[2]), int(date[3]))  # noqa: DTZ001 - the zone follows
    local = datetime.combine(day, time(hour, minute, second))
    if clock[5]:
        return datetime.fromisoformat(local.isoformat() + clock[5].replace("Z", "+00:00"))
    return local.replace(tzinfo=zone).astimezone(UTC)


def yes_or_no(text: str) -> bool:
    """是 or 否, yes or no, 1 or 0."""
    answer = clean(text).casefold()
    if answer not in YES | NO:
        raise bad(
            "应当是“是”或“否”。", "This should be yes or no.", "写“是”或“否”。", "Write yes or no."
        )
    return answer in YES


def masked(text: str) -> bool:
    """Whether a platform has hidden what stood here."""
    return any(mask in text for mask in MASKS)

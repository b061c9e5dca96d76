"""How screens say time, money and states: in words, the exact value on hover."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django import template
from django.http import QueryDict
from django.templatetags.static import static
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.html import format_html
from django.utils.safestring import SafeString

from gendan.kernel.fields import field_words
from gendan.kit.areas import area
from gendan.kit.words import said
from gendan.process.model import Text
from gendan.process.papers import ROLES
from gendan.process.words import (
    AdjustReason,
    HoldKind,
    QuarantineReason,
    ReleaseReason,
    ScrapReason,
    ShortReason,
)

register = template.Library()

MINUTE, HOUR, DAY = 60, 3_600, 86_400
FAR = 300  # days: from here on day and month alone would be taken for this year
SHARES = 100
WAYS_OF_TELLING = {
    "desk": Text("工作台", "desk"),
    "email": Text("邮件", "e-mail"),
    "sms": Text("短信", "SMS"),
}
LATE, PAUSED = Text("超时", "Late"), Text("暂停 ·", "Paused ·")
RECIPIENTS = {role.value: label for role, label in ROLES.items()}
MOVEMENT_KINDS = {
    "receipt": Text("入库", "Receipt"),
    "issue": Text("出库", "Goods issue"),
    "reverse_issue": Text("冲销出库", "Issue reversed"),
    "back": Text("退回入库", "Came back"),
    "scrap": Text("退回报损", "Came back, scrapped"),
    "correct": Text("更正", "Corrected"),
    "set_aside": Text("转暂存", "Set aside"),
    "write_off": Text("报损", "Written off"),
    "reverse_receipt": Text("冲销入库", "Receipt reversed"),
    "release": Text("解除隔离", "Released"),
    "transfer_out": Text("调拨发出", "Sent on"),
    "transfer_in": Text("调拨收货", "Transferred in"),
}
MOVEMENT_NOTES = {
    str(member.value): member.label
    for coded_list in (ShortReason, AdjustReason, QuarantineReason, ReleaseReason, ScrapReason)
    for member in coded_list
}
NOTICE_STATES = {
    "due": Text("待发送", "To be sent"),
    "sent": Text("已发送", "Sent"),
    "refused": Text("被拒", "Refused"),
    "expired": Text("已过期", "Expired"),
}


@register.simple_tag
def icon(name: str) -> SafeString:
    """A drawing of `kit/icons.svg`; words stand beside it."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>',
        static("kit/icons.svg"),
        name,
    )


@register.filter
def and_city(province: str | None, city: str | None) -> str:
    """The province with its city."""
    return area(province, city)


@register.filter
def owed(order: Mapping[str, str]) -> str:
    """What is still to be paid for an order; nothing when it is paid in full."""
    left = Decimal(order["total"]) - Decimal(order["paid"])
    return str(left) if left > 0 else ""


@register.filter
def moment(value: str | datetime | None) -> SafeString:
    """A moment as the house's clock shows it: today without the day, far away with the year."""
    at = _parsed(value)
    if at is None:
        return SafeString("–")
    here = timezone.localtime(at)
    today = timezone.localtime().date()
    away = abs((here.date() - today).days)
    shown = f"{here:%H:%M}" if not away else f"{here:%m-%d %H:%M}"
    if away > FAR:
        shown = f"{here:%Y}-{shown}"
    # Nothing in it needs an escape, and a list has one in each row; so it is below.
    return SafeString(
        f'<time datetime="{at.isoformat()}" title="{here:%Y-%m-%d %H:%M:%S}">{shown}</time>'
    )


@register.filter
def duration(seconds: float) -> str:
    """So many seconds in the largest units that tell them: `18 分钟`, `1 小时 02 分`, `3 天`."""
    left = int(abs(seconds))
    if left < HOUR:
        return said(Text(f"{left // MINUTE} 分钟", f"{left // MINUTE} min"))
    if left < 2 * DAY:
        hours, minutes = left // HOUR, left % HOUR // MINUTE
        return said(Text(f"{hours} 小时 {minutes:02} 分", f"{hours} h {minutes:02} min"))
    return said(Text(f"{left // DAY} 天", f"{left // DAY} days"))


@register.filter
def percent(share: float) -> str:
    """A share of one, such as `97.4 %`."""
    return f"{SHARES * share:.1f} %"


@register.simple_tag
def clock(
    since: str | datetime | None,
    due: str | datetime | None,
    *,
    late: bool = False,
    at_risk: bool = False,
    paused: str | datetime | None = None,
) -> SafeString:
    """The deadline as a bar that fills, and in words. Written here: a list has one in each row."""
    begun, until = _parsed(since), _parsed(due)
    if until is None:
        return SafeString('<span class="soft">–</span>')
    left = (until - (_parsed(paused) or timezone.now())).total_seconds()
    whole = (until - begun).total_seconds() if begun else 0
    share = SHARES if whole <= 0 else max(0, min(SHARES, round(SHARES - SHARES * left / whole)))
    words = [duration(left)]
    if late:
        words.insert(0, said(LATE))
    if paused:
        words.insert(0, said(PAUSED))
    kind = "late" if late else "risk" if at_risk else "fine"
    return SafeString(
        f'<span class="clock {kind}" title="{timezone.localtime(until):%Y-%m-%d %H:%M:%S}">'
        f'<progress max="100" value="{SHARES if late else share}" aria-hidden="true"></progress>'
        f"<span>{' '.join(words)}</span></span>"
    )


@register.filter
def coded(value: dict[str, str] | None) -> str:
    """The words of a code that an answer of the API carries in both languages."""
    return said(Text(value["zh"], value["en"])) if value else ""


@register.filter
def money(amount: str, currency: str = "CNY") -> str:
    """An amount with its sign: `¥1,234.50`; another currency by its code."""
    sign = "¥" if currency == "CNY" else f"{currency} "
    value = f"{abs(float(amount)):,.2f}" if amount else "–"
    return f"{'−' if amount.startswith('-') else ''}{sign}{value}"


@register.filter
def amount(value: Decimal, currency: str = "CNY") -> str:
    """The same of a number; nothing is a dash."""
    return money(f"{value:.2f}", currency) if value else "–"


@register.filter
def recipient_name(recipient: str) -> str:
    """Who is told: a department or the customer."""
    return said(RECIPIENTS.get(recipient, Text(recipient, recipient)))


@register.filter
def way_of_telling(way: str) -> str:
    """How somebody is told."""
    return said(WAYS_OF_TELLING.get(way, Text(way, way)))


@register.filter
def movement_kind(kind: str) -> str:
    """Why stock changed."""
    return said(MOVEMENT_KINDS.get(kind, Text(kind, kind)))


@register.filter
def movement_note(note: str | None) -> str:
    """The coded reason of a movement in words; other notes speak for themselves."""
    return said(MOVEMENT_NOTES[note]) if note in MOVEMENT_NOTES else note or ""


@register.filter
def notice_state(state: str) -> str:
    """How far a notice is."""
    return said(NOTICE_STATES.get(state, Text(state, state)))


@register.filter
def field_name(name: str) -> str:
    """What people call an input."""
    english = field_words(name, "en")
    return said(Text(field_words(name, "zh"), english[:1].upper() + english[1:]))


@register.filter
def named(code: str | None, names: Mapping[str, Text] | str) -> str:
    """What a code of the house is called; a role acts under its own name, others by their code."""
    known = {} if isinstance(names, str) else names
    found = known.get(code or "") or RECIPIENTS.get(code or "")
    return said(found) if found else code or ""


@register.filter
def article_name(line: Mapping[str, str]) -> str:
    """What a line's article is called: as it was ordered, and in English as in the catalogue."""
    return said(Text(line["name"], line.get("name_en") or line["name"]))


@register.filter
def hold_name(code: str) -> str:
    """Why an order is held, in words."""
    return said(HoldKind.of(code).label)


@register.filter
def without_cursor(given: QueryDict) -> str:
    """The filters of an address, from the first page."""
    kept = given.copy()
    kept.pop("cursor", None)
    return kept.urlencode()


@register.filter
def at(mapping: dict[str, object], key: str) -> object:
    """What the mapping has there; nothing when it has not."""
    return mapping.get(key, "")


def _parsed(value: str | datetime | None) -> datetime | None:
    return parse_datetime(value) if isinstance(value, str) else value

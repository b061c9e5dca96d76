"""What words may name, of one notice: each fact is worked out when a text names it.

What each of them says is told in `names`; most texts name five of the thirty."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal

from django.utils import timezone

from gendan.kernel.money import ZERO
from gendan.messages.facts import Box, Facts, Goods, Short
from gendan.messages.voice import Voice
from gendan.process.model import Step
from gendan.process.words import Fulfilment, HoldKind, ShortReason, reason_words

NAMED_MAX = 3  # articles named in a short text; of more, how many there are


class Named(dict[str, object]):
    """Everything that words may name, by name, each worked out when it is asked for."""

    def __init__(self, step: Step, language: str, facts: Facts, voice: Voice) -> None:
        super().__init__()
        self.step = step
        self.language = language
        self.facts = facts
        self.shop = voice.shop
        self.head = facts.head
        self.box = facts.box
        self.owed = facts.head.total - facts.head.net_paid

    def __contains__(self, name: object) -> bool:
        return name in FINDING

    def __missing__(self, name: str) -> object:
        found = self[name] = FINDING[name](self)
        return found


def _reason(named: Named) -> str:
    """The reason as people say it; codes by their label. It stands within a sentence, but for an
    answer, which is sentences itself."""
    step = named.step.name
    words = reason_words(step, named.facts.reason).in_language(named.language)
    return words if step == "answer_feedback" else words.rstrip("。.")


def _details(named: Named) -> str:
    """What a department wants to know beside the number."""
    step, language, facts = named.step, named.language, named.facts
    changed = json.loads(facts.changed)
    if step.name == "report_short":
        return ", ".join(
            f"{sku} ×{units} {ShortReason.of(reason).label.in_language(language)}"
            for sku, units, reason in changed or ()
        )
    if step.name in ("hold", "release") and isinstance(changed, dict):
        return HoldKind.of(changed["kind"]).label.in_language(language)
    if step.name == "open_shortage":
        return ", ".join(f"{name_of(short, language)} ×{short.quantity}" for short in facts.short)
    box = [_place(facts.box, language)] if facts.box else []
    return ", ".join([*box, *([text] if (text := _few(facts, language)) else [])])


def _place(box: Box, language: str) -> str:
    """Where a box is: under its carrier's number, with its note, or in its warehouse."""
    if box.waybill:
        return f"{in_language(language, box.carrier, box.carrier_en)} {box.waybill}"
    return box.goods_issue_number or in_language(language, box.warehouse, box.warehouse_en)


def _few(facts: Facts, language: str) -> str:
    """The first articles by name, and how many more."""
    goods = facts.inside if facts.box else facts.goods
    named = [f"{name_of(article, language)} ×{article.quantity}" for article in goods[:NAMED_MAX]]
    return ", ".join(named) + (f" +{len(goods) - NAMED_MAX}" if len(goods) > NAMED_MAX else "")


def _refunded(named: Named) -> str:
    """What went back in this step: the journal lists amount and reference of each."""
    if named.step.name != "record_refund" or not (went := json.loads(named.facts.changed)):
        return ""
    return money(sum((Decimal(amount) for amount, *_ in went), ZERO), named.head.currency)


def name_of(article: Goods | Short, language: str) -> str:
    """What the article is called in that language."""
    return in_language(language, article.name, article.name_en)


def in_language(language: str, zh: str, en: str) -> str:
    """The name in that language; in Chinese where there is no English one."""
    return (en or zh) if language.startswith("en") else zh


def money(amount: Decimal, currency: str) -> str:
    """The amount as people read it."""
    return f"¥{amount:,.2f}" if currency == "CNY" else f"{currency} {amount:,.2f}"


def _moment(moment: datetime | None, language: str) -> str:
    """A moment on the shop's clock."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    if language.startswith("en"):
        return f"{local:%b} {local.day}, {local:%H:%M}"
    return f"{local.month}月{local.day}日{local:%H:%M}"


def _decide_by(named: Named) -> str:
    short = named.facts.short
    return _moment(short[0].decide_by, named.language) if short else ""


def _payable(named: Named, amount: Decimal) -> str:
    return money(amount, named.head.currency) if amount > 0 else ""


FINDING: Mapping[str, Callable[[Named], object]] = {
    "label": lambda named: named.step.label.in_language(named.language),
    "why": lambda named: named.step.why.in_language(named.language),
    "document": lambda named: named.box.number if named.box else named.head.number,
    "details": _details,
    "order": lambda named: named.head.number,
    "link": lambda named: named.facts.link,
    "shop": lambda named: in_language(named.language, named.head.shop, named.head.shop_en),
    "shop_phone": lambda named: named.shop.phone,
    "shop_email": lambda named: named.shop.email,
    "count": lambda named: sum(goods.quantity for goods in named.facts.goods),
    "total": lambda named: money(named.head.total, named.head.currency),
    "owed": lambda named: _payable(named, named.owed),
    "overpaid": lambda named: _payable(named, -named.owed),
    "cash_on_delivery": lambda named: named.head.cash_on_delivery,
    "pickup": lambda named: named.head.fulfilment == Fulfilment.PICKUP.value,
    "carried": lambda named: named.head.fulfilment == Fulfilment.CARRY.value,
    "area": lambda named: named.head.area,
    "boxes": lambda named: named.head.boxes,
    "shipment": lambda named: named.box.number if named.box else "",
    "carrier": lambda named: (
        in_language(named.language, named.box.carrier, named.box.carrier_en) if named.box else ""
    ),
    "waybill": lambda named: named.box.waybill if named.box else "",
    "pickup_code": lambda named: named.box.pickup_code if named.box else "",
    "keep_until": lambda named: _moment(named.box.keep_until, named.language) if named.box else "",
    "short_count": lambda named: sum(short.quantity for short in named.facts.short),
    "substitutes": lambda named: any(short.substitute for short in named.facts.short),
    "decide_by": _decide_by,
    "decision": lambda named: _reason(named) if named.step.name == "decide_shortage" else "",
    "reason": _reason,
    "amount": _refunded,
}

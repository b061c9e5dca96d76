"""A notice in words: the facts of its order, in the reader's language, for the channel it takes."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from pathlib import Path

from django.template import Context, Engine, Template
from django.utils import timezone
from django.utils.safestring import mark_safe

from gendan.kernel.money import ZERO
from gendan.messages.facts import Box, Facts, Goods, Head, Short
from gendan.messages.language import fill
from gendan.messages.markup import markup
from gendan.messages.voice import Voice
from gendan.messages.words import Words
from gendan.process.definition import PROCESS
from gendan.process.model import Step, Text
from gendan.process.words import Fulfilment, HoldKind, ShortReason, reason_words

# What a customer may do without: news. Of what they must decide or know they are told anyhow.
NEWS = frozenset(
    ("place", "decide_shortage", "dispatch", "replace_waybill", "deliver", "collect", "edit")
)
# The layout of e-mails. Not the pages' engine: that one follows DEBUG.
ENGINE = Engine(dirs=[str(Path(__file__).with_name("templates"))])
NAMED_MAX = 3  # articles named in a short text; of more, how many there are
TABLES = {
    "goods": Text("您的订单", "Your order"),
    "box": Text("包裹里的商品", "In the parcel"),
    "short": Text("缺货的商品", "What is short"),
}
TOTAL = Text("合计", "Total")
INSTEAD = Text("可换 {name} {price}", "instead: {name} {price}")
FOOTER = Text(
    "订单 {order} · 这封邮件由系统发出，请勿直接回复。",
    "Order {order} · This message was sent by our system; please do not answer it.",
)
LINK = Text("查看订单", "See your order")
SILENCE = Text("不再收通知邮件", "No more news by e-mail")
ASK = Text("订单 {order} · 有问题请联系我们：{where}", "Order {order} · Questions? {where}")


@dataclass(frozen=True, slots=True)
class Rendered:
    """The words as they go out; `html` is empty but for an e-mail."""

    subject: str
    text: str
    html: str = ""
    parameters: Mapping[str, str] | None = None  # the facts by name, for a gateway's own template


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Table:
    """Goods under the words."""

    title: str
    rows: Sequence[Row]


def render(
    key: str, recipient: str, channel: str, language: str, facts: Facts, voice: Voice
) -> Rendered:
    """The words of that step for that reader. Raises `KeyError` when there are none."""
    words = voice.words_for(key, recipient, language)
    named = _named(key, language, facts, voice)
    if channel == "sms":
        assert words.sms, f"{key} has no words for a short message"
        parameters = {name: str(value) for name, value in named.items()}
        return Rendered("", fill(words.sms, named), parameters=parameters)
    subject = " ".join(fill(words.subject, named).split())  # one line: it becomes a header
    body = fill(words.body, named)
    if channel == "desk":
        return Rendered(subject, body)
    return _letter(words, subject, body, named, facts, voice)


def _named(key: str, language: str, facts: Facts, voice: Voice) -> dict[str, object]:
    """Everything that words may name."""
    head, box = facts.head, facts.box
    step = PROCESS.step(key)
    owed = head.total - head.net_paid
    return {
        "label": step.label.in_language(language),
        "why": step.why.in_language(language),
        "document": box.number if box else head.number,
        "details": _details(step, language, facts),
        "order": head.number,
        "link": facts.link,
        "shop": _in(language, head.shop, head.shop_en),
        "shop_phone": voice.shop.phone,
        "shop_email": voice.shop.email,
        "count": sum(goods.quantity for goods in facts.goods),
        "total": money(head.total, head.currency),
        "owed": money(owed, head.currency) if owed > 0 else "",
        "overpaid": money(-owed, head.currency) if owed < 0 else "",
        "cash_on_delivery": head.cash_on_delivery,
        "pickup": head.fulfilment == Fulfilment.PICKUP.value,
        "carried": head.fulfilment == Fulfilment.CARRY.value,
        "area": head.area,
        "boxes": head.boxes,
        "shipment": box.number if box else "",
        "carrier": _in(language, box.carrier, box.carrier_en) if box else "",
        "waybill": box.waybill if box else "",
        "pickup_code": box.pickup_code if box else "",
        "keep_until": _moment(box.keep_until, language) if box else "",
        "short_count": sum(short.quantity for short in facts.short),
        "substitutes": any(short.substitute for short in facts.short),
        "decide_by": _moment(facts.short[0].decide_by, language) if facts.short else "",
        "decision": _reason(step.name, facts.reason, language) if key == "decide_shortage" else "",
        "reason": _reason(step.name, facts.reason, language),
        "amount": _refunded(key, head, facts.changed),
    }


def _reason(step: str, reason: str, language: str) -> str:
    """The reason as people say it; codes by their label. It stands within a sentence, but for an
    answer, which is sentences itself."""
    words = reason_words(step, reason).in_language(language)
    return words if step == "answer_feedback" else words.rstrip("。.")


def _details(step: Step, language: str, facts: Facts) -> str:
    """What a department wants to know beside the number."""
    changed = json.loads(facts.changed)
    if step.name == "report_short":
        return ", ".join(
            f"{sku} ×{units} {ShortReason.of(reason).label.in_language(language)}"
            for sku, units, reason in changed or ()
        )
    if step.name in ("hold", "release") and isinstance(changed, dict):
        return HoldKind.of(changed["kind"]).label.in_language(language)
    if step.name == "open_shortage":
        return ", ".join(f"{_name(short, language)} ×{short.quantity}" for short in facts.short)
    box = [_place(facts.box, language)] if facts.box else []
    return ", ".join([*box, *([text] if (text := _few(facts, language)) else [])])


def _place(box: Box, language: str) -> str:
    """Where a box is: under its carrier's number, with its note, or in its warehouse."""
    if box.waybill:
        return f"{_in(language, box.carrier, box.carrier_en)} {box.waybill}"
    return box.goods_issue_number or _in(language, box.warehouse, box.warehouse_en)


def _few(facts: Facts, language: str) -> str:
    """The first articles by name, and how many more."""
    goods = facts.inside if facts.box else facts.goods
    named = [f"{_name(article, language)} ×{article.quantity}" for article in goods[:NAMED_MAX]]
    return ", ".join(named) + (f" +{len(goods) - NAMED_MAX}" if len(goods) > NAMED_MAX else "")


def _refunded(key: str, head: Head, changed: str) -> str:
    """What went back in this step: the journal lists amount and reference of each."""
    if key != "record_refund" or not (went := json.loads(changed)):
        return ""
    return money(sum((Decimal(amount) for amount, *_ in went), ZERO), head.currency)


def _letter(
    words: Words, subject: str, body: str, named: dict[str, object], facts: Facts, voice: Voice
) -> Rendered:
    """An e-mail: words and tables as text, and the same in the one layout of all."""
    language, shop = words.language, voice.shop
    paragraphs = [part.strip() for part in body.split("\n\n") if part.strip()]
    tables = [table for show in words.shows if (table := _table(show, language, facts)).rows]
    where = " · ".join(filter(None, (shop.phone, shop.email)))
    footer = (ASK if where else FOOTER).in_language(language).format(
        order=facts.head.number, where=where)  # fmt: skip
    silence = facts.silence if words.key in NEWS else ""
    listed = ["\n".join([table.title, *(f"- {row.name}  {row.value}" for row in table.rows)])
              for table in tables]  # fmt: skip
    html = _layout().render(
        Context(
            {
                "language": "en" if language == "en" else "zh-Hans",
                "subject": subject,
                "house": _in(language, shop.name, shop.name_en),
                "colour": shop.colour,
                "shop": named["shop"],
                "paragraphs": paragraphs,
                "tables": tables,
                "footer": footer,
                "link": facts.link,
                "link_words": LINK.in_language(language),
                "silence": silence,
                "silence_words": SILENCE.in_language(language),
                "markup": mark_safe(markup(words.key, language, facts)),  # noqa: S308 - escaped there
            },
            use_l10n=False,
        )
    )
    end = f"-- \n{named['shop']}\n{footer}"
    if silence:
        end += f"\n{SILENCE.in_language(language)}\n{silence}"
    where_to = [f"{LINK.in_language(language)}\n{facts.link}"] if facts.link else []
    return Rendered(subject, "\n\n".join([*paragraphs, *listed, *where_to, end]), str(html))


@cache
def _layout() -> Template:
    return ENGINE.get_template("outgoing/email.html")


def _table(show: str, language: str, facts: Facts) -> Table:
    currency = facts.head.currency
    title = TABLES[show].in_language(language)
    if show == "short":
        return Table(title, [_short_row(short, language, currency) for short in facts.short])
    goods = facts.goods if show == "goods" else facts.inside
    rows = [_row(article, language, currency) for article in goods]
    if show == "goods" and rows:
        rows.append(Row(TOTAL.in_language(language), money(facts.head.total, currency)))
    return Table(title, rows)


def _row(article: Goods, language: str, currency: str) -> Row:
    count = f"×{article.quantity}"
    amount = money(article.amount, currency) if article.amount is not None else ""
    return Row(_name(article, language), f"{count}  {amount}".strip())


def _short_row(short: Short, language: str, currency: str) -> Row:
    name = f"{_name(short, language)} ×{short.quantity}"
    if not short.substitute or short.price is None:
        return Row(name, "")
    other = _in(language, short.substitute, short.substitute_en)
    words = INSTEAD.in_language(language)
    return Row(name, words.format(name=other, price=money(short.price, currency)))


def _name(article: Goods | Short, language: str) -> str:
    return _in(language, article.name, article.name_en)


def _in(language: str, zh: str, en: str) -> str:
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

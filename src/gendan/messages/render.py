"""A notice in words: the facts of its order, in the reader's language, for the channel it takes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.template import Context, Engine, Template
from django.utils.safestring import mark_safe

from gendan.messages.facts import Facts, Goods, Short
from gendan.messages.language import fill
from gendan.messages.markup import markup
from gendan.messages.named import Named, in_language, money, name_of
from gendan.messages.voice import Voice
from gendan.messages.words import Words
from gendan.process.definition import PROCESS
from gendan.process.model import Text

# What a customer may do without: news. Of what they must decide or know they are told anyhow.
NEWS = frozenset(
    ("place", "decide_shortage", "dispatch", "replace_waybill", "deliver", "collect", "edit")
)
# The layout of e-mails. Not the pages' engine: that one follows DEBUG.
ENGINE = Engine(dirs=[str(Path(__file__).with_name("templates"))])
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
    parameters: Mapping[str, object] | None = None  # facts, for a gateway's own template


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
    named = Named(PROCESS.step(key), language, facts, voice)
    if channel == "sms":
        assert words.sms, f"{key} has no words for a short message"
        return Rendered("", fill(words.sms, named), parameters=named)
    subject = " ".join(fill(words.subject, named).split())  # one line: it becomes a header
    body = fill(words.body, named)
    if channel == "desk":
        return Rendered(subject, body)
    return _letter(words, subject, body, named, facts, voice)


def _letter(
    words: Words, subject: str, body: str, named: Named, facts: Facts, voice: Voice
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
                "house": in_language(language, shop.name, shop.name_en),
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
    return Row(name_of(article, language), f"{count}  {amount}".strip())


def _short_row(short: Short, language: str, currency: str) -> Row:
    name = f"{name_of(short, language)} ×{short.quantity}"
    if not short.substitute or short.price is None:
        return Row(name, "")
    other = in_language(language, short.substitute, short.substitute_en)
    words = INSTEAD.in_language(language)
    return Row(name, words.format(name=other, price=money(short.price, currency)))

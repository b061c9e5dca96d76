"""The rows of a list as the browser reads them: written here, because a page has fifty of them and
a template takes several times as long."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from gendan.insight.orders.goods import Goods
from gendan.kit.areas import area
from gendan.kit.templatetags.desk import clock, coded, hold_name, moment, money, named
from gendan.kit.words import said
from gendan.process.model import Text

Names = Mapping[str, Mapping[str, Text]]
Row = Mapping[str, Any]

FIRST = """<tr id="row-{number}" data-number="{number}"{of_late}>
    <td class="pick"><input type="checkbox" name="n" value="{number}"\
 aria-label="{select} {number}"></td>
    <td><a class="mono number" href="{href}">{number}</a>{held}\
<span class="refusal" hidden></span></td>
    <td><span class="word {late}">{state}</span>{exception}</td>
    <td data-column="goods" class="cut">{goods}</td>
"""
LAST = """    <td data-column="since" data-label="{since_word}">{since}</td>
    <td>{clock}</td>
  </tr>"""
ORDER = f"""{FIRST}\
    <td data-column="place">{{place}}</td>
    <td data-column="channel">{{channel}}</td>
    <td data-column="total" class="figure">{{total}}</td>
    <td data-column="payment">{{payment}}</td>
{LAST}"""
SHIPMENT = f"""{FIRST}\
    <td data-column="bin" class="mono">{{bin}}</td>
    <td data-column="warehouse">{{warehouse}}</td>
    <td data-column="waybill" class="mono">{{waybill}}</td>
    <td data-column="picker">{{picker}}</td>
{LAST}"""
HELD = '<span class="word risk">{}</span>'
IS_LATE, NOTHING = SafeString(' class="is-late"'), SafeString("")
SELECT, SINCE = Text("选中", "Select"), Text("自", "Since")
CLAIMED, PAID = Text("索赔", "Claimed"), Text("已赔", "Paid")
MORE, UNITS = Text("等", "and more,"), Text("件", "units")


def written(kind: str, rows: Iterable[Row], names: Names) -> SafeString:
    """The rows of a list of that kind, in the language of the reader."""
    words = {"select": said(SELECT), "since_word": said(SINCE)}
    text, cells = (ORDER, _of_order) if kind == "order" else (SHIPMENT, _of_shipment)
    page = reverse("order", args=["0"]).removesuffix("0")  # looked up once, not for each row
    return SafeString(
        "".join(
            format_html(text, **words, **_of_any(row, page, names), **cells(row, names))
            for row in rows
        )
    )


def _of_any(row: Row, page: str, names: Names) -> dict[str, object]:
    state = row.get("status") or row["state"]
    others = [kind for kind in row.get("held", ()) if kind != state["code"]]
    return {
        "number": row["number"],
        "href": page + row.get("order", row["number"]),
        "of_late": IS_LATE if row["late"] else NOTHING,
        "late": "late" if row["late"] else "",
        "held": format_html_join("", HELD, [(hold_name(kind),) for kind in others]),
        "state": coded(state),
        "exception": format_html(
            "{}{}", _exception(row.get("exception"), names), _claim(row.get("claim"))
        ),
        "goods": _goods(row["goods"]),
        "clock": _clock(row.get("exception") or row),
    }


def _claim(claim: Row | None) -> str:
    """What its carrier was asked to pay, or what it paid."""
    if not claim:
        return ""
    is_open = claim["granted"] is None
    words = said(CLAIMED if is_open else PAID)
    told = money(claim["amount"] if is_open else claim["granted"], claim["currency"])
    return format_html(' <span class="word">{} {}</span>', words, told)


def _exception(exception: Row | None, names: Names) -> str:
    """What went wrong with a parcel on its way, and who sees to it."""
    if not exception:
        return ""
    kind = format_html(
        ' <span class="word {}">{}</span>',
        "late" if exception["late"] else "risk",
        coded(exception["kind"]),
    )
    owner = named(exception["owner"], names.get("staff", {}))
    return format_html('{} <span class="soft small">{}</span>', kind, owner) if owner else kind


def _clock(row: Row) -> str:
    """By when something is to happen with a document, or with what went wrong."""
    since = row.get("since") or row.get("status_since") or row["state_since"]
    late, at_risk, paused = row["late"], row["at_risk"], row.get("paused_at")
    return clock(since, row["due_at"], late=late, at_risk=at_risk, paused=paused)


def _of_order(row: Row, names: Names) -> dict[str, object]:
    return {
        "place": area(row["province"], row["city"]),
        "channel": named(row["channel"], names.get("channel", {})),
        "total": money(row["total"], row["currency"]),
        "payment": coded(row["payment_status"]),
        "since": moment(row["status_since"]),
    }


def _of_shipment(row: Row, names: Names) -> dict[str, object]:
    bill = row["waybill"]
    return {
        "bin": (row["goods"] and row["goods"].bin) or "–",
        "warehouse": named(row["warehouse"], names.get("warehouse", {})),
        "waybill": f"{named(bill['carrier'], names.get('carrier', {}))} {bill['number']}"
        if bill
        else "",
        "picker": named(row["picker"], names.get("staff", {})),
        "since": moment(row["state_since"]),
    }


def _goods(goods: Goods | None) -> str:
    """The first article, and how much more."""
    if goods is None:
        return ""
    if goods.units <= 1 and goods.kinds <= 1:
        return said(goods.first)
    more = f" {said(MORE)}" if goods.kinds > 1 else ""
    units = f"{goods.units} {said(UNITS)}"
    return format_html('{}{} <span class="soft">{}</span>', said(goods.first), more, units)

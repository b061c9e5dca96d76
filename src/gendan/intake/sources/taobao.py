"""Taobao and Tmall: the order list and the detail list, joined on the order's number.

The platform hides people: masked names and addresses are kept as they are, masked phones are
left out. What it has shipped or closed already is none of our business any more.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

from gendan.intake import cells
from gendan.intake.aside import set_aside
from gendan.intake.drafts import Draft, Found, LeftOut, Rejected
from gendan.intake.faults import BadFile, BadOrder, BadRow, Fault, bad_file
from gendan.intake.grouping import key_of
from gendan.intake.orders import made_of
from gendan.intake.reading import Advance
from gendan.intake.source import Source
from gendan.intake.tables import Row, plain, table
from gendan.journey.s1_place.new_orders import NewLine, NewOrder
from gendan.kernel.money import ZERO
from gendan.process.model import Text

NO_DETAILS = (
    Text("宝贝报表里没有这张订单的商品。", "The detail list has no goods of this order."),
    Text("把同一时间段的宝贝报表一起导入。", "Import the detail list of the same days with it."),
)
NO_ORDER = (
    Text("订单报表里没有这张订单。", "The order list does not have this order."),
    Text("把同一时间段的订单报表一起导入。", "Import the order list of the same days with it."),
)
NO_CODE = (
    Text("没有商家编码，不知道是哪个商品。", "Without a merchant code nobody knows the article."),
    Text("在平台上给宝贝填商家编码，或在这里补上。", "Give the article its code, there or here."),
)
UNKNOWN_STATUS = (
    Text("不认识这种订单状态。", "This order status is not known."),
    Text("核对；平台若有新状态，请补进对照表。", "Check it; a new one goes into the mapping."),
)
UNITS_DIFFER = (
    Text("宝贝总数量与宝贝报表的合计不符。", "The detail list adds up to another number of units."),
    Text("把两张报表按同一时间段重新导出。", "Export both lists anew for the same days."),
)
PAID, GONE, OVER = "paid", "gone", "over"
WHY = {
    GONE: Text("平台上已经发货或成交", "shipped or completed on the platform already"),
    OVER: Text("平台上已经关闭或退款", "closed or refunded on the platform"),
}
NOTHING = ("null", "'null", "NULL")  # what the exports write for an empty remark

ADDRESS = re.compile(r"^(\S+)\s+(\S+)\s+(\S+)\s+(.+?)\s*(?:\(\d{6}\))?$", re.DOTALL)
EXTENDED = re.compile(r"^1\d{10}-\d+$")  # a virtual number: the extension cannot be left away


def read(files: Sequence[Path], source: Source, advance: Advance) -> Iterator[Found]:
    """The orders of the list with the goods of the detail list, whichever file comes first."""
    orders, details = _told_apart(files, source)
    columns = {name: list(aliases) for name, aliases in source.table("details").items()}
    needed = source.list("needed_of_details")
    typed, typed_details = source.corrected_in(orders), source.corrected_in(details)
    with set_aside(*table(details, columns, needed, advance, typed_details)) as goods:
        for row in table(orders, source.columns, source.needed, advance, typed)[1]:
            yield from made_of([row, *goods.take(key_of(row))], partial(_found, source))
        for rows in goods.left():
            yield Rejected(
                rows=rows, faults=[row.bad("reference", *NO_ORDER).fault for row in rows]
            )


def _told_apart(files: Sequence[Path], source: Source) -> tuple[Path, Path]:
    if len(files) != 2:
        raise bad_file(
            "淘宝要两个文件：订单报表和宝贝报表。",
            "Taobao needs two files: the order list and the detail list.",
            "把两个文件一起写在命令里。",
            "Give both files to the command.",
        )
    for orders, details in (files, reversed(files)):
        with suppress(BadFile):
            table(orders, source.columns, source.needed, lambda _: None)
            return orders, details
    table(files[0], source.columns, source.needed, lambda _: None)
    raise AssertionError("one of the two lists was read after all")


def _found(source: Source, rows: list[Row]) -> list[Found]:
    head, details = rows[0], rows[1:]
    statuses = {plain(word): meaning for word, meaning in source.table("statuses").items()}
    meaning = statuses.get(plain(head.need("status", cells.words)))
    if meaning is None:
        raise head.bad("status", *UNKNOWN_STATUS)
    if meaning in (GONE, OVER):
        return [LeftOut(rows=rows, why=WHY[meaning])]
    if not details:
        raise head.bad("reference", *NO_DETAILS)
    lines = _lines(details)
    units = head.take("units", cells.whole, None)
    if units not in (None, sum(line.quantity for line in lines)):
        raise head.bad("units", *UNITS_DIFFER)
    order = _order(source, head, lines, paid=meaning == PAID)
    return [Draft(order=order, rows=rows, lines=details)]


def _lines(details: Sequence[Row]) -> tuple[NewLine, ...]:
    lines: list[NewLine] = []
    faults: list[Fault] = []
    for row in details:
        try:
            lines.append(_line(row))
        except BadRow as bad:
            faults.append(bad.fault)
    if faults:
        raise BadOrder(faults)
    return tuple(lines)


def _line(row: Row) -> NewLine:
    sku = row.take("sku", cells.identifier, "") or row.take("outer_sku", cells.identifier, "")
    if not sku:
        raise row.bad("sku", *NO_CODE)
    words = (row.take(field, cells.words, "") for field in ("name", "variant"))
    return NewLine(
        sku=sku,
        quantity=row.need("quantity", cells.whole),
        unit_price=row.need("unit_price", cells.amount),
        name=" ".join(word for word in words if word),
    )


def _order(source: Source, head: Row, lines: tuple[NewLine, ...], *, paid: bool) -> NewOrder:
    assert source.house, "the mapping names the house"
    goods = sum(((line.unit_price or ZERO) * line.quantity for line in lines), ZERO)
    freight = head.take("freight", cells.amount, ZERO)
    buyer = head.take("buyer", cells.words, "")
    phone, unusable = _phone(head)
    province, city, district, street = _address(head)
    return NewOrder(
        reference=head.need("reference", cells.identifier),
        channel=source.house.channel,
        store=source.house.store,
        lines=lines,
        name=head.take("consignee", cells.words, ""),
        phone=phone,
        customer_reference=None
        if cells.masked(buyer) or not buyer
        else f"{source.house.channel}:{buyer}",
        province=province,
        city=city,
        district=district,
        street=street,
        currency=source.defaults["currency"],
        # The total holds freight and every discount; without it there is the freight alone.
        charges=head.take("total", cells.amount, goods + freight) - goods,
        paid=head.take("paid", cells.amount, ZERO) if paid else ZERO,
        awaits_payment=not paid,
        placed_at=head.need("placed_at", partial(cells.moment, zone=source.zone)),
        remark=" ".join(filter(None, (_said(head, "remark"), _said(head, "note"), unusable))),
    )


def _phone(head: Row) -> tuple[str, str]:
    """A phone that can be dialled; a virtual one with an extension, which cannot, as a remark."""
    for field in ("phone", "landline"):
        text = head.take(field, cells.identifier, "")
        if EXTENDED.match(text):
            return "", text
        if text and not cells.masked(text):
            return text, ""
    return "", ""


def _address(head: Row) -> tuple[str, ...]:
    """Province, city, district and street; all of it as the street where it does not fall apart."""
    text = head.take("address", cells.words, "") or head.take("plain_address", cells.words, "")
    if not (parts := ADDRESS.match(text)):
        return "", "", "", text
    return parts.groups()


def _said(head: Row, field: str) -> str:
    text = head.take(field, cells.words, "")
    return "" if text in NOTHING else text

"""What stands in each row of a list that is given out as a file."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from decimal import Decimal
from typing import cast

from gendan.desks.lists.columns import BIN, GOODS
from gendan.desks.lists.kinds import Row
from gendan.insight.orders.goods import Goods
from gendan.process.model import Text
from gendan.process.words import HoldKind

Cell = str | int | Decimal | datetime | None
Names = Mapping[str, Mapping[str, Text]]
LATE = {True: Text("是", "yes"), False: Text("否", "no")}


@dataclass(frozen=True, slots=True)
class Reading:
    """In which language, by which names of the house and by whose clock a row is written out."""

    language: str
    names: Names
    zone: tzinfo

    def said(self, text: Text) -> str:
        """The text in that language."""
        return text.in_language(self.language)

    def named(self, kind: str, code: object) -> str:
        """What a code of the house is called."""
        found = self.names.get(kind, {}).get(str(code))
        return self.said(found) if found else str(code or "")


@dataclass(frozen=True, slots=True)
class Field:
    """A column of the file. It comes with a column on screen; with none: always."""

    title: Text
    read: Callable[[Row, Reading], Cell]
    column: str = ""
    kind: type = str


def fields_of(kind: str, shown: Sequence[str]) -> list[Field]:
    """The columns of the file of such a list. `shown`: those on screen."""
    return [one for one in FIELDS[kind] if not one.column or one.column in shown]


def _text(name: str) -> Callable[[Row, Reading], Cell]:
    return lambda row, _reading: str(row.get(name) or "")


def _coded(name: str) -> Callable[[Row, Reading], Cell]:
    def read(row: Row, reading: Reading) -> Cell:
        told = cast("dict[str, str] | None", row[name])
        return reading.said(Text(told["zh"], told["en"])) if told else ""

    return read


def _named(name: str, kind: str = "") -> Callable[[Row, Reading], Cell]:
    return lambda row, reading: reading.named(kind or name, row[name])


def _amount(name: str) -> Callable[[Row, Reading], Cell]:
    return lambda row, _reading: Decimal(str(row[name]))


def _moment(name: str) -> Callable[[Row, Reading], Cell]:
    """As the clock on the wall of the house shows it."""

    def read(row: Row, reading: Reading) -> Cell:
        text = row[name]
        if not text:
            return None
        at = datetime.fromisoformat(str(text)).astimezone(reading.zone)
        return at.replace(tzinfo=None, microsecond=0)

    return read


def _late(row: Row, reading: Reading) -> Cell:
    return reading.said(LATE[bool(row["late"])])


def _held(row: Row, reading: Reading) -> Cell:
    kinds = cast("list[str]", row["held"])
    return "; ".join(reading.said(HoldKind.of(kind).label) for kind in kinds)


def _first_goods(row: Row, reading: Reading) -> Cell:
    goods = cast("Goods | None", row["goods"])
    return reading.said(goods.first) if goods else ""


def _goods(name: str, otherwise: Cell) -> Callable[[Row, Reading], Cell]:
    def read(row: Row, _reading: Reading) -> Cell:
        goods = cast("Goods | None", row["goods"])
        return cast("Cell", getattr(goods, name)) if goods else otherwise

    return read


def _waybill(name: str) -> Callable[[Row, Reading], Cell]:
    def read(row: Row, reading: Reading) -> Cell:
        bill = cast("dict[str, str] | None", row["waybill"]) or {}
        code = bill.get(name, "")
        return reading.named("carrier", code) if name == "carrier" else code

    return read


def _claim(name: str) -> Callable[[Row, Reading], Cell]:
    def read(row: Row, _reading: Reading) -> Cell:
        claim = cast("dict[str, str | None] | None", row["claim"]) or {}
        told = claim.get(name)
        return Decimal(told) if told else None

    return read


CONTENTS = (
    Field(GOODS, _first_goods, "goods"),
    Field(Text("商品种数", "Kinds of goods"), _goods("kinds", 0), "goods", int),
    Field(Text("件数", "Units"), _goods("units", 0), "goods", int),
)
DEADLINE = (
    Field(Text("时限", "Due"), _moment("due_at"), kind=datetime),
    Field(Text("超时", "Late"), _late),
)
ORDER_NUMBER = Text("订单号", "Order number")
STATE = Text("状态", "Status")
STORE = Text("门店", "Store")
IN_STATE_SINCE = Text("此状态自", "In this status since")
FIELDS: Mapping[str, Sequence[Field]] = {
    "order": (
        Field(ORDER_NUMBER, _text("number")),
        Field(STATE, _coded("status")),
        Field(Text("挂起", "Held"), _held),
        *CONTENTS,
        Field(Text("收货人", "Consignee"), _text("consignee"), "place"),
        Field(Text("收货电话", "Consignee's phone"), _text("phone"), "place"),
        Field(Text("省", "Province"), _text("province"), "place"),
        Field(Text("市", "City"), _text("city"), "place"),
        Field(Text("渠道", "Channel"), _named("channel"), "channel"),
        Field(Text("渠道单号", "Channel reference"), _text("reference"), "channel"),
        Field(STORE, _named("store"), "channel"),
        Field(Text("应付", "Total"), _amount("total"), "total", Decimal),
        Field(Text("已付", "Paid"), _amount("paid"), "total", Decimal),
        Field(Text("已退", "Refunded"), _amount("refunded"), "total", Decimal),
        Field(Text("货币", "Currency"), _text("currency"), "total"),
        Field(Text("付款状态", "Payment status"), _coded("payment_status"), "payment"),
        Field(Text("下单时间", "Placed at"), _moment("placed_at"), "since", datetime),
        Field(IN_STATE_SINCE, _moment("status_since"), "since", datetime),
        *DEADLINE,
    ),
    "shipment": (
        Field(Text("发货单号", "Shipment number"), _text("number")),
        Field(ORDER_NUMBER, _text("order")),
        Field(STATE, _coded("state")),
        *CONTENTS,
        Field(BIN, _goods("bin", ""), "bin"),
        Field(Text("仓库", "Warehouse"), _named("warehouse"), "warehouse"),
        Field(STORE, _named("store"), "warehouse"),
        Field(Text("出库单号", "Goods issue note"), _text("goods_issue_number"), "warehouse"),
        Field(Text("承运商", "Carrier"), _waybill("carrier"), "waybill"),
        Field(Text("运单号", "Waybill number"), _waybill("number"), "waybill"),
        Field(Text("索赔金额", "Claimed"), _claim("amount"), "waybill", Decimal),
        Field(Text("赔付金额", "Granted"), _claim("granted"), "waybill", Decimal),
        Field(Text("拣货员", "Picker"), _named("picker", "staff"), "picker"),
        Field(IN_STATE_SINCE, _moment("state_since"), "since", datetime),
        Field(Text("发货时间", "Dispatched at"), _moment("handed_at"), "since", datetime),
        Field(Text("签收时间", "Delivered at"), _moment("delivered_at"), "since", datetime),
        *DEADLINE,
    ),
}

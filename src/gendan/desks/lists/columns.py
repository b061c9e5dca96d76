"""Which columns a list shows: those in its address, else those that somebody chose for good.

In an address and in the database they are written alike: `goods,place`, or `none`.
"""

from collections.abc import Collection, Mapping

from django.http import QueryDict

from gendan.kernel.actor import Actor
from gendan.process.model import Text
from gendan.records.people.models import ShownColumns

PARAMETER = "columns"
NONE = "none"
GOODS = Text("商品", "Goods")
BIN = Text("库位", "Bin")
SINCE = Text("到此状态的时间", "In this status since")
# By kind of list: the columns that may be left out, as their cells name them.
COLUMNS: Mapping[str, Mapping[str, Text]] = {
    "order": {
        "goods": GOODS,
        "place": Text("收货地", "Going to"),
        "channel": Text("渠道", "Channel"),
        "total": Text("金额", "Amount"),
        "payment": Text("付款", "Payment"),
        "since": SINCE,
    },
    "shipment": {
        "goods": GOODS,
        "bin": BIN,
        "warehouse": Text("仓库", "Warehouse"),
        "waybill": Text("运单", "Waybill"),
        "picker": Text("拣货员", "Picker"),
        "since": SINCE,
    },
}


def written(columns: Collection[str]) -> str:
    """The columns as they stand in an address."""
    return ",".join(columns) or NONE


def in_address(kind: str, given: QueryDict) -> tuple[str, ...] | None:
    """The columns that an address names; `None`: it names none, the reader's own are shown."""
    text = given.get(PARAMETER)
    return None if text is None else _read(kind, text.split(","))


def usual(kind: str, actor: Actor) -> tuple[str, ...] | None:
    """The columns somebody chose; `None`: they never did, all are shown. One statement."""
    kept = ShownColumns.objects.filter(staff=actor.staff, kind=kind).values_list(
        "columns", flat=True
    )
    text = kept.first()
    return None if text is None else _read(kind, text.split(","))


def shown(kind: str, without: Collection[str], chosen: Collection[str] | None) -> tuple[str, ...]:
    """The columns that show: those that were chosen, else all but those the list goes `without`."""
    if chosen is not None:
        return _read(kind, chosen)
    return tuple(name for name in COLUMNS[kind] if name not in without)


def choose(kind: str, actor: Actor, columns: Collection[str]) -> None:
    """Remember what somebody wants to see in lists of that kind. One statement."""
    assert actor.staff is not None, "a person sits at a desk"
    chosen = ShownColumns(staff_id=actor.staff, kind=kind, columns=written(_read(kind, columns)))
    ShownColumns.objects.bulk_create(
        [chosen],
        update_conflicts=True,
        unique_fields=["staff", "kind"],
        update_fields=["columns"],
    )


def _read(kind: str, names: Collection[str]) -> tuple[str, ...]:
    return tuple(name for name in COLUMNS[kind] if name in names)

"""Shipments in pages: the newest, or the most urgent."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Literal

from pydantic import Field

from gendan.insight import codes, personal, scope, words
from gendan.insight.conditions import Condition, all_of, among
from gendan.insight.orders.filters import one_of
from gendan.insight.orders.many import many
from gendan.insight.orders.parts import BOX, BOX_JOINS, UNSCANNED
from gendan.insight.pages import Listing, Sorting, exceeds, page
from gendan.kit.rest.bodies import Code, OrderNumber, Short
from gendan.kit.rest.identity import Caller
from gendan.kit.rest.pages import Page, Paged
from gendan.process.definition import PROCESS
from gendan.process.words import ExceptionKind

State = Annotated[str, one_of(PROCESS.document("shipment").codes())]
Astray = Annotated[str, one_of(ExceptionKind.codes())]

SOURCE = "shipment AS s JOIN customer_order AS o ON o.id = s.order_id"
LISTING = Listing(
    "s",
    f"json_build_object('order', s.order_number, 'store', s.store_code,"
    f" 'order_status', {words.STATUS} -> s.order_status, {BOX})",
    BOX_JOINS,
    "s.*, o.number AS order_number, o.status AS order_status,"
    " (SELECT code FROM store WHERE store.id = o.store_id) AS store_code",
    "json_build_object('received_by', s.received_by)",
)
SORTINGS = {
    "newest": Sorting(SOURCE, ("s.id",), ("bigint",), descending=True),
    "deadline": Sorting(SOURCE, ("s.due_at", "s.number"), ("timestamptz", "text")),
    "exception": Sorting(
        f"delivery_exception AS astray JOIN ({SOURCE}) ON s.id = astray.shipment_id",
        ("astray.due_at", "astray.shipment_id"),
        ("timestamptz", "bigint"),
    ),
}

BY_ID = {
    "warehouse": "s.warehouse_id = %(warehouse)s",
    "store": "o.store_id = %(store)s",
    "carrier": "s.waybill_id IN (SELECT id FROM waybill WHERE carrier_id = %(carrier)s)",
}
BY_VALUE = {
    "order": "o.number = %(order)s",
    "exception_kind": "EXISTS (SELECT FROM delivery_exception AS open WHERE open.shipment_id = s.id"
    " AND open.closed_at IS NULL AND open.kind = %(exception_kind)s)",
    # An old number leads to the parcel too.
    "waybill": """s.waybill_id = ANY(ARRAY(
        WITH RECURSIVE bill AS (
            SELECT id, replaced_by_id FROM waybill WHERE number = %(waybill)s
             UNION SELECT next.id, next.replaced_by_id
                     FROM waybill AS next JOIN bill ON bill.replaced_by_id = next.id)
        SELECT id FROM bill))""",
}
FACTS = {
    "late": "s.due_at < now() AND (s.paused_at IS NULL OR s.due_at < s.paused_at)",
    "unacknowledged": "s.acknowledge_by IS NOT NULL AND s.acknowledged_at IS NULL",
    "unscanned": UNSCANNED,
    "exception": "EXISTS (SELECT FROM delivery_exception AS open"
    " WHERE open.shipment_id = s.id AND open.closed_at IS NULL)",
    "claim": "s.id IN (SELECT shipment_id FROM claim WHERE settled_at IS NULL)",
}

UNSCANNED_ONES = f"SELECT FROM shipment AS s WHERE {UNSCANNED}"


class ShipmentFilters(Paged):
    """Which shipments, sorted how. What is not given does not matter."""

    state: list[State] = Field([], max_length=20)
    order: OrderNumber | None = None
    warehouse: Code | None = None
    store: Code | None = None
    carrier: Code | None = None
    waybill: Short | None = Field(None, description="The number; also one that was replaced.")
    late: bool | None = None
    unacknowledged: bool | None = None
    unscanned: bool | None = Field(
        None, description="Late, and of its carrier nothing was heard since it was handed over."
    )
    exception: bool | None = Field(None, description="A delivery exception is open.")
    exception_kind: Astray | None = Field(None, description="One of that kind is open.")
    claim: bool | None = Field(
        None, description="Its carrier was asked to pay, and did not answer."
    )
    sort: Literal["newest", "deadline", "exception"] = Field(
        "newest",
        description="`deadline`: those on which a clock runs, the most urgent first; `exception`:"
        " those of which an exception is open, the same.",
    )


def shipments(asked: ShipmentFilters, caller: Caller, place: Sequence[str] | None) -> Page:
    """A page of the shipments within the caller's reach: one statement."""
    shown = personal.shown_each(personal.ORDER, caller)
    return page(LISTING, *_which(asked, caller), place, asked.limit, shown)


def more_shipments(asked: ShipmentFilters, caller: Caller, most: int) -> bool:
    """Whether a list of shipments has more than `most` on all its pages: one statement."""
    return exceeds(*_which(asked, caller), most)


def conditions(asked: ShipmentFilters) -> Iterator[Condition]:
    """What was asked for, filter by filter."""
    for name, id in codes.ids(asked).items():
        yield Condition(BY_ID[name], {name: id})
    for name, text in BY_VALUE.items():
        value = getattr(asked, name)
        if value is not None:
            yield Condition(text, {name: value})
    if asked.state:
        yield among("s.state", asked.state)
    for name, text in FACTS.items():
        wanted = getattr(asked, name)
        if wanted is not None and not (name == asked.sort and wanted):
            yield Condition(text if wanted else f"({text}) IS NOT TRUE")
    if asked.sort == "exception":  # what is sorted by it has one
        yield Condition("astray.closed_at IS NULL")
    if asked.sort == "deadline":
        yield Condition("s.due_at IS NOT NULL")


def _which(asked: ShipmentFilters, caller: Caller) -> tuple[Sorting, list[Condition]]:
    where = [scope.of_shipments(caller.actor)]
    if asked.sort == "deadline" and asked.unscanned and many(UNSCANNED_ONES):
        where.append(_walked(asked.state))
        asked = asked.model_copy(update={"unscanned": None, "state": []})
    return SORTINGS[asked.sort], [*where, *conditions(asked)]


def _walked(states: Sequence[str]) -> Condition:
    """Unscanned, in these states. The planner would take them for few, and sort them all; of this
    it expects a half, and walks the clocks from the most urgent on."""
    among_these = [among("s.state", states)] if states else []
    text = all_of([Condition(UNSCANNED), *among_these]).text
    return Condition(f"coalesce({text}, false)")

"""Which orders somebody wants to see: every filter, as a condition of orders `o`."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from gendan.insight import codes
from gendan.insight.conditions import Condition, among
from gendan.insight.orders import parts
from gendan.insight.orders.many import many
from gendan.insight.words import PAYMENT_STATUSES
from gendan.kit.rest.bodies import Code, Moment, OrderNumber, Short
from gendan.kit.rest.pages import Paged
from gendan.process.definition import PROCESS
from gendan.records.parties.contacts import as_kept


def one_of(codes: tuple[str, ...]) -> object:
    """A field that takes one of these codes."""
    return Field(pattern=f"^({'|'.join(codes)})$", json_schema_extra={"enum": list(codes)})


Status = Annotated[str, one_of(PROCESS.document("order").codes())]
PaymentStatus = Annotated[str, one_of(PAYMENT_STATUSES)]

BY_ID = {
    "store": "o.store_id = %(store)s",
    "channel": "o.channel_id = %(channel)s",
    "customer": "o.customer_id = %(customer)s",
    "warehouse": "EXISTS (SELECT FROM shipment AS s"
    " WHERE s.order_id = o.id AND s.warehouse_id = %(warehouse)s)",
    "carrier": "EXISTS (SELECT FROM shipment AS s JOIN waybill ON waybill.id = s.waybill_id"
    " WHERE s.order_id = o.id AND waybill.carrier_id = %(carrier)s)",
    "sku": "EXISTS (SELECT FROM order_line AS line"
    " WHERE line.order_id = o.id AND line.product_id = %(sku)s)",
}
BY_VALUE = {
    "number": "o.number = %(number)s",
    # Every channel is named, so that the index on channel and reference is of use.
    "reference": "o.reference = %(reference)s"
    " AND o.channel_id = ANY(ARRAY(SELECT id FROM channel))",
    "placed_from": "o.placed_at >= %(placed_from)s",
    "placed_to": "o.placed_at < %(placed_to)s",
}

# By their clocks: an order is there once for each.
LATE = """
    SELECT id FROM customer_order WHERE due_at < now()
     UNION ALL SELECT order_id FROM shipment
     WHERE due_at < now() AND (paused_at IS NULL OR due_at < paused_at)"""
AT_RISK = """
    SELECT id FROM customer_order WHERE due_at >= now() AND at_risk_at <= now()
     UNION ALL SELECT order_id FROM shipment
     WHERE due_at IS NOT NULL AND at_risk_at <= coalesce(paused_at, now())
       AND due_at >= coalesce(paused_at, now())"""
# The same of one order `o`. EXISTS would be made a set of all late shipments there ever were.
IS_LATE = f"""(coalesce(o.due_at < now(), false) OR coalesce((
    SELECT bool_or({parts.LATE}) FROM shipment AS s WHERE s.order_id = o.id), false))"""  # noqa: S608
IS_AT_RISK = f"""(coalesce(o.due_at >= now() AND o.at_risk_at <= now(), false) OR coalesce((
    SELECT bool_or({parts.AT_RISK} AND NOT {parts.LATE}) FROM shipment AS s
     WHERE s.order_id = o.id AND s.due_at IS NOT NULL), false))"""  # noqa: S608
HELD = "SELECT order_id FROM hold WHERE released_at IS NULL"
# They have an index of their own, which says the same. What was sent once more is not owed too.
TO_REFUND = """o.status IN ('closed', 'cancelled') AND o.paid > o.refunded
   AND NOT (EXISTS (SELECT FROM shipment AS gone JOIN replacement AS r ON r.shipment_id = gone.id
                     WHERE gone.order_id = o.id AND gone.state IN ('returned', 'lost'))
        AND NOT EXISTS (SELECT FROM shipment AS gone
                         WHERE gone.order_id = o.id AND gone.state IN ('returned', 'lost')
                           AND NOT EXISTS (SELECT FROM replacement AS r
                                            WHERE r.shipment_id = gone.id)))"""
ASKING = "SELECT order_id FROM feedback WHERE answered_at IS NULL"
FEW = ("phone", "late", "at_risk", "held", "to_refund", "feedback")


class OrderFilters(Paged):
    """Which orders, sorted how. What is not given does not matter."""

    status: list[Status] = Field([], max_length=20)
    payment_status: list[PaymentStatus] = Field([], max_length=20)
    store: Code | None = None
    warehouse: Code | None = Field(None, description="Of one of its shipments.")
    channel: Code | None = None
    carrier: Code | None = Field(None, description="Of one of its shipments.")
    placed_from: Moment | None = None
    placed_to: Moment | None = Field(None, description="Before this moment.")
    late: bool | None = None
    at_risk: bool | None = None
    held: bool | None = None
    to_refund: bool | None = Field(
        None, description="Cancelled or closed, and of what was paid not all went back."
    )
    feedback: bool | None = Field(None, description="The customer waits for an answer.")
    reference: Short | None = Field(None, description="The channel's own number.")
    number: OrderNumber | None = None
    sku: Code | None = Field(None, description="Of one of its lines.")
    sort: Literal["newest", "deadline"] = Field(
        "newest", description="`deadline`: those on which a clock runs, the most urgent first."
    )


class OrderSearch(OrderFilters):
    """Filters that name a person, and so never stand in an address."""

    phone: Short | None = Field(None, description="Of the consignee, however it is written.")
    customer: Short | None = Field(
        None, description="The channel's number for them, as orders bring it."
    )


def conditions(asked: OrderFilters) -> Iterator[Condition]:
    """What was asked for, filter by filter."""
    for name, id in codes.ids(asked).items():
        yield Condition(BY_ID[name], {name: id})
    for name, text in BY_VALUE.items():
        value = getattr(asked, name)
        if value is not None:
            yield Condition(text, {name: value})
    if asked.status:
        yield among("o.status", asked.status)
    if asked.payment_status:
        yield among("o.payment_status", asked.payment_status)
    yield from _clocks(asked)
    for wanted, set_of in ((asked.held, HELD), (asked.feedback, ASKING)):
        if wanted is not None:
            yield _in_set(set_of, wanted)
    if asked.to_refund is not None:
        yield Condition(f"({TO_REFUND})" if asked.to_refund else f"NOT ({TO_REFUND})")
    if isinstance(asked, OrderSearch) and asked.phone is not None:
        yield Condition("o.phone = %(phone)s", {"phone": as_kept(asked.phone)})


def narrows(asked: OrderFilters) -> bool:
    """Whether a filter may leave few orders of many."""
    given = asked.model_fields_set & {*BY_ID, *BY_VALUE, *FEW}
    return any(getattr(asked, name) is not None for name in given)


def _clocks(asked: OrderFilters) -> Iterator[Condition]:
    if asked.late is not None:
        yield _by_clock(LATE, IS_LATE, asked.late)
    if asked.at_risk is not None:
        yield _by_clock(AT_RISK, IS_AT_RISK, asked.at_risk)
    if asked.at_risk and asked.late is None:  # what is late is no longer at risk
        yield Condition(f"NOT {IS_LATE}")


def _by_clock(orders: str, is_one: str, wanted: bool) -> Condition:
    """Few are found from their clocks. Of many, and of those that are not, one meets enough."""
    if wanted and not many(orders):
        return _in_set(orders, wanted=True)
    return Condition(is_one if wanted else f"NOT {is_one}")


def _in_set(orders: str, wanted: bool) -> Condition:
    """Few are late among many, so they are found from their clocks: an array is looked up by the
    key; a set to be excluded is hashed."""
    return Condition(f"o.id = ANY(ARRAY({orders}))" if wanted else f"o.id NOT IN ({orders})")

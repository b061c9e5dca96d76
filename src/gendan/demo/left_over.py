"""Orders that an earlier start left on somebody's desk: they go on from where they are."""

from collections.abc import Callable, Mapping, Sequence

from django.db import connection

from gendan.demo.boxes import Box, boxes
from gendan.demo.day import Day, Tale
from gendan.demo.ways import (
    Placed,
    confirmed,
    finished,
    fulfilled,
    handed_on,
    issued,
    loaded,
    refunded,
    signed_for,
    through,
)
from gendan.journey.s1_place.new_orders import NewOrder
from gendan.journey.s5_dispatch.commands import Parcel
from gendan.journey.s6_deliver.commands import receive_back

# Open orders of the demo's stores that nothing holds, and when they were last touched.
OPEN = """
SELECT o.id, channel.code, store.code, o.fulfilment, o.consignee, o.city, o.district,
       o.cash_on_delivery, (SELECT max(at) FROM journal WHERE order_id = o.id)
  FROM customer_order AS o
  JOIN store ON store.id = o.store_id
  JOIN channel ON channel.id = o.channel_id
 WHERE o.id = ANY(%s)
   AND NOT EXISTS (SELECT FROM hold WHERE hold.order_id = o.id AND released_at IS NULL)
 ORDER BY o.id
"""


def go_on(day: Day, orders: Sequence[int]) -> None:
    """Let each of them go on, not before it was last touched."""
    with connection.cursor() as cursor:
        cursor.execute(OPEN, [list(orders)])
        rows = cursor.fetchall()
    for id, channel, store, fulfilment, name, city, district, is_cod, touched in rows:
        order = Placed(
            id,
            NewOrder(
                channel=channel,
                store=store,
                fulfilment=fulfilment,
                name=name,
                city=city,
                district=district,
                cash_on_delivery=is_cod,
                lines=(),
            ),
        )
        day.start(_order(day, order), at=max(day.since, touched))


def _order(day: Day, order: Placed) -> Tale:
    here = boxes(order.id)
    if not here:
        yield from confirmed(day, order)
        fulfilled(day, order)
    for box in here:
        day.start(GOES_ON[box.state](day, order, box))


def _from_the_packing_table(day: Day, order: Placed, box: Box) -> Tale:
    yield from issued(day, box)
    yield from handed_on(day, order, box)


def _from_the_road(day: Day, order: Placed, box: Box) -> Tale:
    assert box.carrier, "what was dispatched has its waybill"
    assert box.waybill, "what was dispatched has its waybill"
    parcel = Parcel(shipment=box.id, carrier=box.carrier, number=box.waybill)
    yield from loaded(day, order, parcel)
    yield from signed_for(day, order, parcel)


def _back_home(day: Day, order: Placed, box: Box) -> Tale:
    by = day.cast.picker(box.warehouse)
    yield day.minutes(30, 200)
    day.must(receive_back([box.id], by=by, at=day.at), by)
    yield from refunded(day, order, all_of_it=True)


GOES_ON: Mapping[str, Callable[[Day, Placed, Box], Tale]] = {
    "to_pick": through,
    "picking": finished,
    "packed": _from_the_packing_table,
    "issued": handed_on,
    "dispatched": _from_the_road,
    "coming_back": _back_home,
}

"""The order's status is a pure function of its parts; the statement and its twin agree on it."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from gendan.kernel import sql
from gendan.process.definition import PROCESS
from gendan.records.cases.models import ShortageCase
from gendan.records.orders import progress
from gendan.records.orders.models import CustomerOrder
from gendan.records.shipments.models import Shipment
from tests import world
from tests.records.orders import status_twin
from tests.records.orders.status_twin import Box, Line

STATES = PROCESS.document("shipment").codes()
HANDED = ("dispatched", "coming_back", "delivered", "returned", "lost")
ELSEWHERE = ("waiting", "cancelled", "substituted")  # units of a line that are in no box

ORDERS = """
INSERT INTO customer_order (number, channel_id, store_id, placed_at, goods, status_since)
SELECT 'T' || n, channel.id, store.id, now(), 0, now()
  FROM generate_series(1, %s) AS n, channel, store
 WHERE channel.code = 'web' AND store.code = 'S1'
RETURNING id
"""
LINES = """
INSERT INTO order_line (order_id, ordinal, product_id, quantity, unit_price, cancelled, substituted)
SELECT order_id, ordinal, product.id, quantity, 1, cancelled, substituted
  FROM unnest(%s::bigint[], %s::int[], %s::int[], %s::int[], %s::int[])
       AS line (order_id, ordinal, quantity, cancelled, substituted)
  JOIN product ON product.sku = 'tea'
"""
BOXES = """
WITH made AS (
    INSERT INTO waybill (carrier_id, number, recorded_at, recorded_by)
    SELECT id, 'T', now(), 'x' FROM carrier WHERE code = 'sf' RETURNING id
)
INSERT INTO shipment (order_id, ordinal, number, warehouse_id, state, state_since, waybill_id,
                      goods_issue_number, issued_at, handed_at, delivered_at)
SELECT order_id, ordinal, order_id || '-' || ordinal, warehouse.id, state, now(), made.id,
       'T' || order_id || '-' || ordinal, now(), CASE WHEN handed THEN now() END, now()
  FROM unnest(%s::bigint[], %s::int[], %s::text[], %s::bool[])
       AS box (order_id, ordinal, state, handed), warehouse, made
 WHERE warehouse.code = 'W1'
"""
UNITS = """
INSERT INTO shipment_line (shipment_id, line_id, product_id, quantity)
SELECT s.id, line.id, line.product_id, unit.quantity
  FROM unnest(%s::bigint[], %s::int[], %s::int[], %s::int[])
       AS unit (order_id, box, line, quantity)
  JOIN shipment AS s ON s.order_id = unit.order_id AND s.ordinal = unit.box
  JOIN order_line AS line ON line.order_id = unit.order_id AND line.ordinal = unit.line
"""
CASES = """
INSERT INTO shortage_case (order_id, opened_at, contact_by, decide_by)
SELECT id, now(), now(), now() FROM unnest(%s::bigint[]) AS id
"""
STATUS = progress.STATUS.format(orders="(SELECT unnest(%s::bigint[]) AS id)")


@dataclass(frozen=True)
class Order:
    """Line by line, where each unit is: a box by its number, or nowhere (`ELSEWHERE`)."""

    states: tuple[str, ...]  # of its boxes
    units: tuple[tuple[int | str, ...], ...]
    open_case: bool = False

    def word(self) -> str:
        """What the twin says."""
        lines = [
            Line(len(line), line.count("cancelled"), line.count("substituted"))
            for line in self.units
        ]
        boxes = [
            Box(state, sum(line.count(n) for line in self.units), state in HANDED)
            for n, state in enumerate(self.states)
        ]
        return status_twin.status(lines, boxes, open_case=self.open_case)


def words(orders: Sequence[Order]) -> list[str]:
    """What the statement says, with every order written into the tables as it stands."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE shipment DISABLE TRIGGER USER")
        ids = sorted(id for (id,) in sql.rows(ORDERS, [len(orders)]))
        known = list(zip(ids, orders, strict=True))
        sql.run(
            LINES,
            sql.columns(
                [
                    (id, n, len(line), line.count("cancelled"), line.count("substituted"))
                    for id, order in known
                    for n, line in enumerate(order.units)
                ],
                5,
            ),
        )
        boxes = [
            (id, n, state, state in HANDED)
            for id, order in known
            for n, state in enumerate(order.states)
        ]
        sql.run(BOXES, sql.columns(boxes, 4))
        units = [
            (id, box, n, line.count(box))
            for id, order in known
            for n, line in enumerate(order.units)
            for box in range(len(order.states))
        ]
        sql.run(UNITS, sql.columns(units, 4))
        sql.run(CASES, [[id for id, order in known if order.open_case]])
        found = {id: word for id, word, _ in sql.rows(STATUS, [ids])}
        transaction.set_rollback(True)
    return [found[id] for id in ids]


def test_every_fate_of_two_units_has_one_word(shop: None) -> None:
    """Both together or apart, in every pair of states there is."""
    places = [*ELSEWHERE, *STATES]
    orders = []
    for one, other in itertools.product(places, repeat=2):
        states = tuple(place for place in (one, other) if place in STATES)
        first: int | str = 0 if one in STATES else one
        second: int | str = len(states) - 1 if other in STATES else other
        orders += [Order(states, ((first, second),), case) for case in (False, True)]
    found = words(orders)
    assert found == [order.word() for order in orders]
    assert set(found) == set(PROCESS.document("order").codes())


@st.composite
def some_orders(draw: st.DrawFn) -> list[Order]:
    orders = []
    for _ in range(draw(st.integers(1, 12))):
        states = draw(st.lists(st.sampled_from(STATES), max_size=4))
        place = st.sampled_from([*ELSEWHERE, *range(len(states))])
        line = st.lists(place, min_size=1, max_size=4).map(tuple)
        units = draw(st.lists(line, min_size=1, max_size=3))
        orders.append(Order(tuple(states), tuple(units), draw(st.booleans())))
    return orders


def test_the_statement_and_its_twin_agree_on_whatever_is_made_up(shop: None) -> None:
    @settings(deadline=None)
    @given(some_orders())
    def agree(orders: list[Order]) -> None:
        assert words(orders) == [order.word() for order in orders]

    agree()


def test_an_order_without_lines_or_boxes_is_cancelled(shop: None) -> None:
    assert words([Order((), ())]) == [Order((), ()).word()] == ["cancelled"]


@pytest.mark.parametrize("word", PROCESS.document("order").codes())
def test_the_words_that_are_stored_are_those_of_the_twin(shop: None, word: str) -> None:
    (id,) = world.ORDERS[word](1)
    lines = [
        Line(line.quantity, line.cancelled, line.substituted)
        for line in CustomerOrder.objects.get(id=id).lines.all()
    ]
    boxes = [
        Box(box.state, sum(unit.quantity for unit in box.lines.all()), box.handed_at is not None)
        for box in Shipment.objects.filter(order=id)
    ]
    open_case = ShortageCase.objects.filter(order=id, closed_at=None).exists()
    assert status_twin.status(lines, boxes, open_case=open_case) == word
    assert world.status([id]) == [word]

"""The status of an order, computed by one SQL statement and by a twin that counts unit by unit.

The twin is the table of the domain's reference, first test that holds. Whatever the lines, the
boxes and the case of an order may be, both must come to the same word."""

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gendan.kernel import sql
from gendan.process.definition import PROCESS
from gendan.records.cases.models import ShortageCase
from gendan.records.orders.models import CustomerOrder, OrderLine
from gendan.records.orders.progress import STATUS
from gendan.records.parties.models import Carrier, Channel
from gendan.records.places.models import Store
from gendan.records.shipments.models import Shipment, ShipmentLine, Waybill
from tests import world

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
GONE = {"returned", "lost"}
LEFT = {"dispatched", "coming_back", "delivered"}
HANDED = GONE | LEFT  # no such box exists that nobody was handed
BEARING = HANDED | {"issued"}  # no other box bears a waybill
CANCELLED, SUBSTITUTED, WAITING = "cancelled", "substituted", "waiting"
ASKED = STATUS.format(orders="(SELECT unnest(%s::bigint[]) AS id)")

serial = itertools.count(1)


@dataclass(frozen=True)
class Box:
    """A shipment: its state, and whether anybody outside ever had it."""

    state: str
    handed: bool = False


@dataclass(frozen=True)
class Order:
    """`lines` says of each unit where it is: in the box of that place, or what became of it."""

    lines: tuple[tuple[int | str, ...], ...]
    boxes: tuple[Box, ...] = ()
    case: bool = False

    def held(self, unit: int | str) -> bool:
        """Whether the unit is in a box; a void one holds none."""
        return isinstance(unit, int) and self.boxes[unit].state != "cancelled"

    def wanted(self) -> int:
        """Units that are neither cancelled nor substituted."""
        return sum(unit not in (CANCELLED, SUBSTITUTED) for line in self.lines for unit in line)


def places(order: Order) -> Iterator[str]:
    """Where each unit is that is still wanted: the state of its box, or its line."""
    for unit in itertools.chain.from_iterable(order.lines):
        if isinstance(unit, int) and order.held(unit):
            yield order.boxes[unit].state
        elif unit not in (CANCELLED, SUBSTITUTED):
            yield WAITING


def twin(order: Order) -> str:
    """The word for the order: first test that holds."""
    units = [place for place in places(order) if place not in GONE]
    handed = any(box.handed or box.state in HANDED for box in order.boxes)
    tests = [
        (not units and not handed, "cancelled"),
        (not units, "closed"),
        (all(place == "delivered" for place in units), "completed"),
        (all(place in LEFT for place in units), "shipped"),
        (any(place in LEFT for place in units), "partly_shipped"),
        (all(place == "issued" for place in units), "ready"),
        (any(place in {"picking", "packed", "issued"} for place in units), "processing"),
        (all(place == "to_pick" for place in units), "pending"),
        (order.case, "shortage"),
    ]
    return next((word for holds, word in tests if holds), "review")


# --- writing such orders down -------------------------------------------------------------------


def disarm() -> None:
    """Let boxes be born in any state; the constraints hold all the same."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE shipment DISABLE TRIGGER USER")
        cursor.execute("ALTER TABLE shipment_line DISABLE TRIGGER USER")


def write(orders: Sequence[Order]) -> list[int]:
    """The ids of the orders, in the order given."""
    channel, store = Channel.objects.get(code="web"), Store.objects.get(code="S1")
    rows = CustomerOrder.objects.bulk_create(
        CustomerOrder(
            number=f"T{next(serial)}",
            channel=channel,
            store=store,
            placed_at=NOON,
            status_since=NOON,
            goods=0,
        )
        for _ in orders
    )
    for_each = list(zip(rows, orders, strict=True))
    lines = _write_lines(for_each)
    _write_boxes(for_each, lines)
    ShortageCase.objects.bulk_create(
        ShortageCase(order=row, opened_at=NOON, contact_by=NOON, decide_by=NOON)
        for row, order in for_each
        if order.case
    )
    return [row.pk for row in rows]


Written = Sequence[tuple[CustomerOrder, Order]]


def _write_lines(orders: Written) -> dict[tuple[int, int], OrderLine]:
    tea = world.product("tea")
    found = {
        (row.pk, ordinal): OrderLine(
            order=row,
            ordinal=ordinal,
            product_id=tea,
            quantity=len(units),
            unit_price=1,
            cancelled=units.count(CANCELLED),
            substituted=units.count(SUBSTITUTED),
            allotted=sum(order.held(unit) for unit in units),
        )
        for row, order in orders
        for ordinal, units in enumerate(order.lines)
    }
    OrderLine.objects.bulk_create(found.values())
    return found


def _write_boxes(orders: Written, lines: dict[tuple[int, int], OrderLine]) -> None:
    waybill, _ = Waybill.objects.get_or_create(
        carrier=Carrier.objects.get(code="sf"), number="T", defaults={"recorded_at": NOON}
    )
    warehouse = world.warehouse()
    found = {
        (row.pk, place): Shipment(
            order=row,
            ordinal=place,
            number=f"{row.number}-{place}",
            warehouse_id=warehouse,
            state=box.state,
            state_since=NOON,
            goods_issue_number=f"T{next(serial)}",
            issued_at=NOON,
            waybill=waybill if box.state in BEARING else None,
            handed_at=NOON if box.handed or box.state in HANDED else None,
            delivered_at=NOON if box.state == "delivered" else None,
        )
        for row, order in orders
        for place, box in enumerate(order.boxes)
    }
    Shipment.objects.bulk_create(found.values())
    ShipmentLine.objects.bulk_create(
        ShipmentLine(
            shipment=found[row.pk, place],
            line=lines[row.pk, ordinal],
            product_id=lines[row.pk, ordinal].product_id,
            quantity=count if order.held(place) else 0,
        )
        for row, order in orders
        for ordinal, units in enumerate(order.lines)
        for place, count in Counter(unit for unit in units if isinstance(unit, int)).items()
    )


def computed(orders: Sequence[Order]) -> list[tuple[str, int]]:
    """The word and the amount that the database computes for each."""
    ids = write(orders)
    found = {id: (word, int(amount)) for id, word, amount in sql.rows(ASKED, [ids])}
    return [found[id] for id in ids]


# --- the tests ----------------------------------------------------------------------------------

KNOWN = [
    ("cancelled", Order(((CANCELLED, SUBSTITUTED),))),
    ("cancelled", Order((), (Box("cancelled"),), case=True)),
    ("closed", Order(((0, CANCELLED),), (Box("returned"),))),
    ("closed", Order(((0, 1),), (Box("lost"), Box("returned")))),
    ("closed", Order(((CANCELLED,),), (Box("cancelled", handed=True),))),
    ("completed", Order(((0, 1, CANCELLED),), (Box("delivered"), Box("returned")))),
    ("shipped", Order(((0, 1),), (Box("delivered"), Box("coming_back")))),
    ("shipped", Order(((0,), (0, 1)), (Box("dispatched"), Box("lost")), case=True)),
    ("partly_shipped", Order(((0, WAITING),), (Box("delivered"),))),
    ("partly_shipped", Order(((0, 1),), (Box("coming_back"), Box("issued")))),
    ("ready", Order(((0, 1),), (Box("issued"), Box("issued")))),
    ("processing", Order(((0, WAITING),), (Box("issued"),))),
    ("processing", Order(((0, 1),), (Box("picking"), Box("to_pick")))),
    ("processing", Order(((0, 1),), (Box("packed"), Box("lost")), case=True)),
    ("pending", Order(((0, 1),), (Box("to_pick"), Box("returned")), case=True)),
    ("shortage", Order(((0, WAITING),), (Box("to_pick"),), case=True)),
    ("shortage", Order(((0,),), (Box("cancelled"),), case=True)),
    ("review", Order(((0, WAITING),), (Box("to_pick"),))),
    ("review", Order(((0,),), (Box("cancelled", handed=True),))),
]


def test_the_examples_name_every_word() -> None:
    assert {word for word, _ in KNOWN} == set(PROCESS.document("order").codes())


def test_the_twin_says_of_each_example_what_the_reference_says() -> None:
    assert [twin(order) for _, order in KNOWN] == [word for word, _ in KNOWN]


def test_the_database_says_of_each_example_what_the_reference_says(shop: None) -> None:
    disarm()
    assert computed([order for _, order in KNOWN]) == [
        (word, order.wanted()) for word, order in KNOWN
    ]


@st.composite
def any_orders(draw: st.DrawFn) -> Order:
    """Boxes of one or two states are likelier than chance would make them: so are all words."""
    states = st.sampled_from(PROCESS.document("shipment").codes())
    palette = draw(st.lists(states, min_size=1, max_size=3))
    box = st.builds(Box, st.sampled_from(palette), st.sampled_from([False, False, True]))
    boxes = draw(st.lists(box, max_size=4))
    fates = draw(
        st.lists(
            st.sampled_from([CANCELLED, SUBSTITUTED, WAITING, *range(len(boxes))]),
            min_size=1,
            max_size=4,
        )
    )
    line = st.lists(st.sampled_from([*fates, *range(len(boxes))]), min_size=1, max_size=4)
    lines = draw(st.lists(line.map(tuple), max_size=3))
    return Order(tuple(lines), tuple(boxes), draw(st.booleans()))


@pytest.mark.slow
def test_the_database_and_the_twin_agree_on_every_order(shop: None) -> None:
    disarm()
    reached: Counter[str] = Counter()

    @settings(
        max_examples=200,
        derandomize=True,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(st.lists(any_orders(), min_size=1, max_size=12))
    def agree(orders: list[Order]) -> None:
        expected = [(twin(order), order.wanted()) for order in orders]
        assert computed(orders) == expected
        reached.update(word for word, _ in expected)

    agree()
    assert set(reached) == set(PROCESS.document("order").codes())

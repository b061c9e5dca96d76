"""The ledger: `on_hand` changes by movements, `reserved` is what open shipments hold."""

import pytest
from django.db import IntegrityError, transaction

from gendan.records.stock import ledger
from gendan.records.stock.ledger import Movement, Task
from gendan.records.stock.models import StockLevel, StockMovement
from tests import world
from tests.journey.facts import everything, stock, tasks
from tests.world import PLENTY


def movement(sku: str = "tea", quantity: int = 1, where: str = "W1", **rest: object) -> Movement:
    usual: dict[str, object] = {
        "product": world.product(sku),
        "warehouse": world.warehouse(where),
        "kind": "receipt",
        "quantity": quantity,
    }
    return Movement(**(usual | rest))  # type: ignore[arg-type]


def test_movements_are_the_levels(shop: None) -> None:
    ledger.post(
        [
            movement(quantity=5),
            movement(quantity=-2, kind="write_off"),
            movement("rare", 3, "W2"),
            movement(quantity=-1, kind="set_aside", set_aside=1, note="破损"),
        ],
        actor="mei",
    )
    assert (stock("tea"), stock("rare", "W2")) == ((PLENTY + 2, 0, 1), (3, 0, 0))
    (noted,) = StockMovement.objects.filter(kind="set_aside")
    assert (noted.actor, noted.note, noted.set_aside) == ("mei", "破损", 1)


def test_nothing_posted_is_nothing_written(shop: None) -> None:
    before = everything()
    ledger.post([], actor="mei")
    ledger.reserve({})
    ledger.reserve({(world.product("tea"), world.warehouse()): 0})
    ledger.open_tasks([])
    assert everything() == before


@pytest.mark.parametrize(
    ("quantity", "aside"), [(-(PLENTY + 1), 0), (-PLENTY, 0), (0, -1), (-(PLENTY - 1), 0)]
)
def test_no_level_falls_below_what_is_promised_of_it(shop: None, quantity: int, aside: int) -> None:
    world.confirmed(quantity=2)
    before = everything()
    with pytest.raises(IntegrityError), transaction.atomic():
        ledger.post([movement(quantity=quantity, kind="correct", set_aside=aside)], actor="x")
    assert everything() == before
    ledger.post([movement(quantity=-(PLENTY - 2), kind="correct")], actor="x")
    assert stock("tea") == (2, 2, 0)


def test_what_is_free_is_what_nobody_was_promised(shop: None) -> None:
    world.confirmed(quantity=3)
    tea, cup, w1, w2 = (
        world.product("tea"), world.product("cup"), world.warehouse(), world.warehouse("W2"),
    )  # fmt: skip
    assert ledger.lock_available([tea, cup], [w1, w2]) == {
        (tea, w1): PLENTY - 3,
        (cup, w1): PLENTY,
    }
    assert ledger.lock_available([], []) == {}


def test_promises_are_made_and_taken_back(shop: None) -> None:
    spot = (world.product("tea"), world.warehouse())
    ledger.reserve({spot: 7})
    assert stock("tea") == (PLENTY, 7, 0)
    ledger.reserve({spot: -7})
    assert stock("tea") == (PLENTY, 0, 0)
    with pytest.raises(IntegrityError), transaction.atomic():
        ledger.reserve({spot: -1})
    with pytest.raises(IntegrityError), transaction.atomic():
        ledger.reserve({spot: PLENTY + 1})


def test_nothing_is_promised_from_a_level_that_does_not_exist(shop: None) -> None:
    with pytest.raises(AssertionError, match="does not exist"), transaction.atomic():
        ledger.reserve({(world.product("rare"), world.warehouse()): 1})


def test_boxes_leave_the_books_and_come_back(shop: None) -> None:
    boxes = world.packed(2, quantity=3)
    ledger.take_out(boxes, actor="mei")
    assert stock("tea") == (PLENTY - 6, 0, 0)
    ledger.put_back(boxes, actor="mei")
    assert stock("tea") == (PLENTY, 6, 0)
    ledger.release(boxes)
    assert stock("tea") == (PLENTY, 0, 0)
    assert list(
        StockMovement.objects.filter(shipment_id__in=boxes)
        .order_by("id")
        .values_list("kind", "quantity", "shipment_id")
    ) == [
        (kind, units, box) for kind, units in (("issue", -3), ("reverse_issue", 3)) for box in boxes
    ]


def test_something_to_clear_up_is_written_down(shop: None) -> None:
    (box,) = world.picking()
    task = Task(
        kind="count", product=world.product("tea"), warehouse=world.warehouse(), quantity=2,
        shipment=box,
    )  # fmt: skip
    ledger.open_tasks([task, task])
    assert tasks() == [("count", "tea", "W1", 2, box)] * 2


def test_every_level_is_the_sum_of_its_movements(shop: None) -> None:
    world.returned(2)
    world.issued(3, quantity=2)
    world.lost(1)
    for level in StockLevel.objects.all():
        moved = StockMovement.objects.filter(product=level.product, warehouse=level.warehouse)
        assert level.on_hand == sum(moved.values_list("quantity", flat=True))
        assert level.set_aside == sum(moved.values_list("set_aside", flat=True))

"""Several people at the same documents, with real connections: each effect happens once."""

import random
from functools import partial

from gendan.journey.anytime.cancel import cancel, request_cancel
from gendan.journey.anytime.edit import Edit, LineChange, edit
from gendan.journey.anytime.split import Part, split
from gendan.journey.s1_place.commands import place
from gendan.journey.s1_place.new_orders import NewLine
from gendan.journey.s2_review.commands import confirm
from gendan.journey.s3_pick.commands import Scan, pack, pick, pick_listed, start_pick, stop_pick
from gendan.journey.s3_pick.short import Short, report_short
from gendan.journey.s4_issue.commands import issue, reverse_issue
from gendan.journey.s5_dispatch.commands import Parcel, dispatch
from gendan.kernel.actor import Actor
from gendan.kernel.journal import JournalEntry
from gendan.kernel.outcome import Outcome
from gendan.kernel.refusals import Refusal
from gendan.kernel.repeat import once
from gendan.process.model import Role
from gendan.process.words import ShortReason
from gendan.records.orders.models import CustomerOrder, OrderLine
from gendan.records.shipments.models import Shipment, ShipmentLine
from gendan.records.stock.models import StockLevel, StockMovement
from tests import world
from tests.cast import LIN, MEI, SAM
from tests.together.crowd import at_once


def level(sku: str) -> tuple[int, int]:
    return StockLevel.objects.values_list("on_hand", "reserved").get(
        product__sku=sku, warehouse__code="W1"
    )


def test_eight_clerks_confirm_the_same_orders_and_each_is_confirmed_once(open_shop: None) -> None:
    orders = world.placed(20)
    outcomes = at_once([partial(confirm, orders, by=SAM)] * 8)
    assert sorted(len(outcome.done) for outcome in outcomes) == [0] * 7 + [20]
    assert Shipment.objects.count() == 20
    assert level("tea") == (world.PLENTY, 20)


def test_fifty_buyers_of_the_last_unit_and_one_has_it(open_shop: None) -> None:
    world.receive("rare", 1)
    orders = world.placed(50, "rare")
    outcomes = at_once([partial(confirm, [order], by=SAM, whole_only=True) for order in orders])
    assert sum(len(outcome.done) for outcome in outcomes) == 1
    refused = [reason for outcome in outcomes for reason in outcome.reasons().values()]
    assert refused == [Refusal.SHORT_STOCK] * 49
    assert level("rare") == (1, 1)
    assert sorted(world.status(orders)) == ["pending"] + ["review"] * 49


def test_the_same_reference_placed_by_many_is_one_order(open_shop: None) -> None:
    order = world.new(reference="web-same")
    outcomes = at_once([partial(place, [order], by=SAM)] * 8)
    assert {outcome.made[0] for outcome in outcomes} == {CustomerOrder.objects.get().id}
    assert JournalEntry.objects.count() == 1


def test_order_numbers_are_unique_whoever_places(open_shop: None) -> None:
    batches = [[world.new() for _ in range(25)] for _ in range(8)]
    at_once([partial(place, batch, by=SAM) for batch in batches])
    assert CustomerOrder.objects.count() == 200
    assert CustomerOrder.objects.values("number").distinct().count() == 200


def test_the_same_new_customer_in_many_batches_is_one_customer(open_shop: None) -> None:
    batches = [
        [world.new(phone=f"1390000000{n % 10}", quantity=n + 1) for n in order]
        for order in ([*range(10)], [*reversed(range(10))], [*range(10)], [*reversed(range(10))])
    ]
    outcomes = at_once([partial(place, batch, by=SAM) for batch in batches])
    assert all(not outcome.refused for outcome in outcomes)
    assert CustomerOrder.objects.values("customer").distinct().count() == 10


def test_a_key_used_by_many_at_once_has_one_effect_and_one_answer(open_shop: None) -> None:
    orders = world.placed(3)
    outcomes = at_once([partial(once, SAM, "key-1", confirm, orders, by=SAM)] * 6)
    assert {outcome.done for outcome in outcomes} == {tuple(orders)}
    assert Shipment.objects.count() == 3


def test_four_workers_issue_the_same_wave_and_stock_leaves_once(open_shop: None) -> None:
    wave = world.packed(40)
    outcomes = at_once([partial(issue, random.sample(wave, 40), by=MEI) for _ in range(4)])
    assert sum(len(outcome.done) for outcome in outcomes) == 40
    assert StockMovement.objects.filter(kind="issue").count() == 40
    assert level("tea") == (world.PLENTY - 40, 0)


def test_cancel_against_start_pick_has_one_winner(open_shop: None) -> None:
    for _ in range(10):
        (order,) = world.confirmed()
        (box,) = world.boxes([order])
        cancelled, started = at_once(
            [partial(cancel, [order], by=SAM), partial(start_pick, [box], by=MEI)]
        )
        assert len(cancelled.done) + len(started.done) == 1
        assert world.status([order]) == (["cancelled"] if cancelled.done else ["processing"])


def test_request_cancel_against_dispatch_never_lets_a_stopped_parcel_go(open_shop: None) -> None:
    for _ in range(10):
        (box,) = world.issued()
        (order,) = world.orders_of([box])
        asked, went = at_once(
            [
                partial(request_cancel, [order], by=SAM),
                partial(dispatch, world.parcels([box]), by=LIN),
            ]
        )
        assert len(asked.done) + len(went.done) == 1


def test_two_dispatchers_with_one_number_and_one_parcel_has_it(open_shop: None) -> None:
    first, second = world.issued(2)
    outcomes = at_once(
        [
            partial(dispatch, [Parcel(shipment=box, carrier="sf", number="SF1")], by=LIN)
            for box in (first, second)
        ]
    )
    assert sorted(len(outcome.done) for outcome in outcomes) == [0, 1]
    assert [*outcomes[0].reasons().values(), *outcomes[1].reasons().values()] == [
        Refusal.WAYBILL_TAKEN
    ]


def test_two_pickers_scan_the_last_unit_and_it_is_in_the_box_once(open_shop: None) -> None:
    (box,) = world.picking()
    scan = Scan(shipment=box, code="tea")
    outcomes = at_once([partial(pick, [scan], by=MEI)] * 4)
    assert sorted(len(outcome.done) for outcome in outcomes) == [0, 0, 0, 1]
    assert ShipmentLine.objects.get(shipment=box).picked == 1


def everything(orders: list[int], seed: int) -> list[Outcome]:
    """One restless colleague: every kind of step, on the same orders, in an order of their own."""
    dice = random.Random(seed)
    boss = Actor(f"boss-{seed}", Role.MANAGER)
    done = []
    for _ in range(12):
        some = dice.sample(orders, 6)
        boxes = world.boxes(some)
        dice.shuffle(boxes)
        lines = dict(OrderLine.objects.filter(order__in=some).values_list("order", "id"))
        steps = [
            partial(confirm, some, by=boss),
            partial(start_pick, boxes, by=boss),
            partial(pick_listed, boxes, by=boss),
            partial(stop_pick, boxes, by=boss),
            partial(pack, boxes, by=boss),
            partial(issue, boxes, by=boss),
            partial(reverse_issue, boxes, by=boss),
            partial(cancel, some[:1], by=boss),
            partial(
                report_short,
                [
                    Short(shipment=box, code="tea", quantity=1, reason=ShortReason.DAMAGED)
                    for box in boxes[:2]
                ],
                by=boss,
            ),
            partial(split, [Part(shipment=box, units={0: 1}) for box in boxes[:2]], by=boss),
            partial(
                edit,
                [Edit(order=o, lines=(LineChange(line=lines[o], quantity=1),)) for o in some],
                by=boss,
            ),
        ]
        done.append(dice.choice(steps)())
    return done


def test_a_crowd_doing_everything_to_the_same_orders_never_deadlocks(open_shop: None) -> None:
    lines = (NewLine(sku="tea", quantity=2), NewLine(sku="cup", quantity=1))
    orders = world.placed(12, lines=lines)
    done = at_once([partial(everything, orders, seed) for seed in range(6)])
    assert sum(len(outcome.done) for outcomes in done for outcome in outcomes) > 0
    world.books_agree()

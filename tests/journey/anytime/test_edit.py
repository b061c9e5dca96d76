"""Editing: what is wanted changes, as far as the stage allows; before and after are kept."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import connection

from gendan.journey.anytime.edit import AddedLine, Edit, LineChange, edit
from gendan.journey.s1_place.new_orders import NewLine
from gendan.journey.s2_review.commands import confirm
from gendan.journey.s2_review.shortage import Choice, decide
from gendan.journey.s3_pick.commands import Scan, pack, pick, pick_listed, start_pick
from gendan.journey.s4_issue.commands import issue
from gendan.journey.s5_dispatch.commands import dispatch
from gendan.journey.s6_deliver.commands import lose
from gendan.kernel.outcome import Outcome, Refused, refused
from gendan.kernel.refusals import Refusal
from gendan.process.words import Decision
from gendan.records.cases.models import ShortageCase
from tests import world
from tests.cast import ADA, BO, LIN, MEI, SAM
from tests.journey.facts import (
    boxes,
    changed,
    everything,
    holds,
    line,
    lines,
    money,
    news,
    order,
    stock,
)
from tests.world import PLENTY

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
BOTH = (NewLine(sku="tea", quantity=3), NewLine(sku="cup", quantity=1))


def change(id: int, sku: str, quantity: int, **rest: object) -> Edit:
    changes = (LineChange(line=line(id, sku), quantity=quantity),)
    return Edit(order=id, lines=changes, **rest)  # type: ignore[arg-type]


def test_edit_takes_a_promised_order_back_to_review_with_its_new_wishes(shop: None) -> None:
    (id,) = world.confirmed(lines=BOTH)
    (made,) = world.boxes([id])
    tea = line(id, "tea")
    wish = Edit(
        order=id,
        lines=(LineChange(line=tea, quantity=2), LineChange(line=line(id, "cup"), quantity=4)),
        added=(AddedLine(sku="pot", quantity=1, unit_price=Decimal("80.00")),),
        remark="包装成礼品",
        priority=3,
        promised_by=NOON,
        version=3,
    )
    with news() as came:
        outcome = edit([wish], by=ADA)
    assert outcome == Outcome(done=(0,))
    assert came.journal == [
        (id, 4, "edit", "order", id, "pending", "review", "review"),
        (id, 5, "withdraw", "shipment", made, "to_pick", "cancelled", "review"),
    ]
    assert ("edit", "order", id, "customer", 4) in came.told
    assert lines(id) == [("tea", 3, 1, 0, 0, 0), ("cup", 4, 0, 0, 0, 0), ("pot", 1, 0, 0, 0, 0)]
    assert money(id)[0] == 2 * 30 + 4 * Decimal("12.50") + 80
    row = order(id)
    assert (row.remark, row.priority, row.promised_by) == ("包装成礼品", 3, NOON)
    assert (stock("tea"), stock("cup")) == ((PLENTY, 0, 0), (PLENTY, 0, 0))
    assert changed(id, "edit") == {
        "lines": [[tea, 3, 2], [line(id, "cup"), 1, 4]],
        "added": [["pot", 1]],
        "remark": "包装成礼品",
        "priority": 3,
        "promised_by": "2026-03-02 04:00:00+00:00",
    }


def test_edit_of_words_only_leaves_the_work_alone(shop: None) -> None:
    (id,) = world.confirmed()
    world.all_done(edit([Edit(order=id, remark="周末送")], by=SAM))
    assert (order(id).remark, order(id).status) == ("周末送", "pending")
    assert boxes(id) == [("-1", "W1", "to_pick", {"tea": 1})]


def faults(id: int) -> list[tuple[Edit, Refused]]:
    tea = line(id, "tea")
    return [
        (Edit(order=id, remark="x", version=1), refused(Refusal.STALE, "version")),
        (
            Edit(order=id, lines=(LineChange(line=0, quantity=1),)),
            refused(Refusal.UNKNOWN_LINE, "lines", given=0),
        ),
        (change(id, "tea", -1), refused(Refusal.NEGATIVE, "quantity", given=-1)),
        (change(id, "tea", 1_000_001), refused(Refusal.TOO_LARGE, "quantity", given=1_000_001)),
        (
            Edit(order=id, added=(AddedLine(sku="gold", quantity=1),)),
            refused(Refusal.UNKNOWN_SKU, "sku", sku="gold"),
        ),
        (
            Edit(order=id, added=(AddedLine(sku="tea", quantity=0),)),
            refused(Refusal.NOT_POSITIVE, "quantity", given=0),
        ),
        (
            Edit(order=id, added=(AddedLine(sku="tea", quantity=1, unit_price=Decimal(-1)),)),
            refused(Refusal.NEGATIVE, "unit_price", given=-1),
        ),
        (change(id, "tea", 3), refused(Refusal.NOTHING_CHANGES)),
        (Edit(order=id), refused(Refusal.NOTHING_CHANGES)),
        (
            Edit(
                order=id,
                lines=(LineChange(line=tea, quantity=1), LineChange(line=tea, quantity=2)),
            ),
            refused(Refusal.REPEATED_IN_BATCH, "lines"),
        ),
        (Edit(order=id, priority=40_000), refused(Refusal.TOO_LARGE, "priority", given=40_000)),
    ]


@pytest.mark.parametrize("case", range(11))
def test_edit_refuses_what_cannot_be_and_edits_the_rest(shop: None, case: int) -> None:
    id, other = world.confirmed(2, lines=BOTH)
    wrong, why = faults(id)[case]
    assert edit([wrong, change(other, "tea", 1)], by=SAM) == Outcome((1,), {0: why})
    assert lines(id) == [("tea", 3, 0, 0, 0, 3), ("cup", 1, 0, 0, 0, 1)]
    assert (world.status([id, other]), order(id).events) == (["pending", "review"], 3)


@pytest.mark.parametrize(
    "added",
    [
        AddedLine(sku="tea", quantity=1_000_000, unit_price=Decimal("999999999999.99")),
        AddedLine(sku="tea", quantity=1, unit_price=Decimal("0.001")),
        AddedLine(sku="tea", quantity=1, unit_price=Decimal("NaN")),
        AddedLine(sku="te\0a", quantity=1),
    ],
    ids=["too dear", "not to the cent", "no number", "no code"],
)
def test_edit_refuses_what_the_database_could_not_keep(shop: None, added: AddedLine) -> None:
    id, other = world.placed(2)
    outcome = edit([Edit(order=id, added=(added,)), change(other, "tea", 2)], by=SAM)
    assert (outcome.done, set(outcome.refused)) == ((1,), {0})


def test_edit_twice_changes_once(shop: None) -> None:
    (id,) = world.placed()
    wish = change(id, "tea", 2)
    world.all_done(edit([wish], by=SAM))
    before = everything()
    assert edit([wish], by=SAM) == Outcome(refused={0: refused(Refusal.NOTHING_CHANGES)})
    assert edit([change(id, "tea", 5, version=1)], by=SAM) == Outcome(
        refused={0: refused(Refusal.STALE, "version")}
    )
    assert everything() == before


def test_two_edits_of_one_order_in_a_batch_are_one_too_many(shop: None) -> None:
    (id,) = world.placed()
    outcome = edit([change(id, "tea", 2), change(id, "tea", 3)], by=SAM)
    assert outcome == Outcome((0,), {1: refused(Refusal.REPEATED_IN_BATCH)})
    assert lines(id) == [("tea", 2, 0, 0, 0, 0)]


def test_wanting_nothing_any_more_cancels_the_order_and_its_holds(shop: None) -> None:
    (id,) = world.placed(awaits_payment=True)
    world.all_done(edit([change(id, "tea", 0)], by=SAM))
    assert (order(id).status, holds(id), money(id)[0]) == ("cancelled", [], 0)


def test_more_of_a_line_that_was_cut_is_ordered_anew(shop: None) -> None:
    (id,) = world.placed(quantity=3)
    world.all_done(edit([change(id, "tea", 1)], by=SAM))
    world.all_done(edit([change(id, "tea", 2)], by=SAM))
    assert lines(id) == [("tea", 4, 2, 0, 0, 0)]
    assert money(id)[0] == 60


def test_a_discount_shrinks_with_its_line(shop: None) -> None:
    given = NewLine(sku="tea", quantity=3, discount=Decimal("10.00"))
    (id,) = world.placed(lines=(given,))
    world.all_done(edit([change(id, "tea", 1)], by=SAM))
    assert money(id)[0] == Decimal("26.67")


def test_while_it_is_picked_only_less_is_possible_and_not_of_what_is_in_hand(shop: None) -> None:
    (made,) = world.picking(lines=BOTH)
    (id,) = world.orders_of([made])
    world.all_done(pick([Scan(shipment=made, code="tea", quantity=2)], by=MEI))
    more = Edit(order=id, added=(AddedLine(sku="pot", quantity=1),))
    for wish in (more, change(id, "tea", 4)):
        assert edit([wish], by=SAM) == Outcome(refused={0: refused(Refusal.ONLY_LESS)})
    assert edit([change(id, "tea", 1)], by=SAM) == Outcome(
        refused={0: refused(Refusal.TOO_LATE_TO_REDUCE, "lines", sku="tea")}
    )
    with news() as came:
        world.all_done(edit([change(id, "tea", 2)], by=SAM))
    assert [row[2:] for row in came.journal] == [
        ("edit", "order", id, "processing", "processing", "processing")
    ]
    assert boxes(id) == [("-1", "W1", "picking", {"tea": 2, "cup": 1})]
    assert lines(id) == [("tea", 3, 1, 0, 0, 2), ("cup", 1, 0, 0, 0, 1)]
    assert stock("tea") == (PLENTY, 2, 0)


def test_a_box_left_empty_is_withdrawn(shop: None) -> None:
    world.receive("rare", 1, "W2")
    (id,) = world.confirmed(lines=(NewLine(sku="tea", quantity=1), NewLine(sku="rare", quantity=1)))
    first, second = world.boxes([id])
    world.all_done(start_pick([first, second], by=MEI))
    with news() as came:
        world.all_done(edit([change(id, "rare", 0)], by=SAM))
    assert [row[2:7] for row in came.journal] == [
        ("edit", "order", id, "processing", "processing"),
        ("withdraw", "shipment", second, "picking", "cancelled"),
    ]
    assert (stock("rare", "W2"), boxes(id)[1]) == ((1, 0, 0), ("-2", "W2", "cancelled", {}))


def test_what_is_short_is_given_up_first_and_settles_the_case(shop: None) -> None:
    world.receive("rare", 2)
    (made,) = world.to_pick(sku="rare", quantity=3)
    (id,) = world.orders_of([made])
    chosen = Choice(order=id, decision=Decision.SHIP_AVAILABLE, note="电话")
    world.all_done(decide([chosen], by=SAM))
    world.all_done(start_pick([made], by=MEI))
    world.all_done(edit([change(id, "rare", 2)], by=SAM))
    assert (lines(id), boxes(id)) == (
        [("rare", 3, 1, 0, 0, 2)],
        [("-1", "W1", "picking", {"rare": 2})],
    )
    assert not ShortageCase.objects.filter(closed_at=None).exists()


def test_an_edit_of_a_short_order_closes_the_case_and_is_reviewed_anew(shop: None) -> None:
    world.receive("rare", 1)
    (id,) = world.confirmed(sku="rare", quantity=2)
    world.all_done(edit([change(id, "rare", 1)], by=SAM))
    assert (order(id).status, holds(id)) == ("review", [])
    assert (lines(id), stock("rare")) == ([("rare", 2, 1, 0, 0, 0)], (1, 0, 0))


def test_what_was_lost_on_the_road_cannot_be_edited_away(shop: None) -> None:
    world.receive("rare", 1, "W1")
    world.receive("rare", 1, "W2")
    (id,) = world.confirmed(sku="rare", quantity=2)
    first, _ = world.boxes([id])
    send(first)
    world.all_done(lose([first], by=BO, reason="车祸"))
    assert order(id).status == "pending"
    (other,) = world.placed()
    outcome = edit([change(id, "rare", 0), change(other, "tea", 2)], by=SAM)
    assert outcome == Outcome((1,), {0: refused(Refusal.TOO_LATE_TO_REDUCE, "lines", sku="rare")})
    world.all_done(edit([change(id, "rare", 1)], by=SAM))
    assert (order(id).status, lines(id)) == ("closed", [("rare", 2, 1, 0, 0, 1)])


def send(shipment: int) -> None:
    """All the way onto the road."""
    world.all_done(start_pick([shipment], by=MEI))
    world.all_done(pick_listed([shipment], by=MEI))
    world.all_done(pack([shipment], by=MEI))
    world.all_done(issue([shipment], by=MEI))
    world.all_done(dispatch(world.parcels([shipment]), by=LIN))


def test_added_lines_stand_in_the_order_in_which_they_were_asked_for(shop: None) -> None:
    """However PostgreSQL joins at that moment: here it sorts them by article."""
    (id,) = world.placed()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")
        cursor.execute("SET LOCAL enable_hashjoin = off")
    wish = ("pot", "cup", "twin")
    world.all_done(
        edit([Edit(order=id, added=tuple(AddedLine(sku=sku, quantity=1) for sku in wish))], by=SAM)
    )
    assert [row[0] for row in lines(id)] == ["tea", *wish]


def test_a_paid_order_that_costs_more_is_held_until_the_rest_came(shop: None) -> None:
    (id,) = world.confirmed(paid=Decimal("30.00"))
    with news() as came:
        world.all_done(edit([change(id, "tea", 2)], by=ADA))
    assert (money(id), holds(id)) == ((60, 30, 0, "partly_paid"), ["awaiting_payment"])
    assert [(entry[2], *entry[5:]) for entry in came.journal] == [
        ("edit", "pending", "review", "review"),
        ("withdraw", "to_pick", "cancelled", "review"),
        ("hold", "review", "review", "review"),
    ]
    again = confirm([id], by=SAM)
    assert again.refused == {id: refused(Refusal.HELD, hold="awaiting_payment")}
    world.pay(id, "30.00")
    assert holds(id) == []
    world.all_done(confirm([id], by=SAM))


def test_an_order_that_costs_no_more_than_was_paid_is_held_no_longer(shop: None) -> None:
    (id,) = world.placed(quantity=2, paid=Decimal("30.00"), awaits_payment=True)
    assert holds(id) == ["awaiting_payment"]
    world.all_done(edit([change(id, "tea", 1)], by=ADA))
    assert (money(id), holds(id)) == ((30, 30, 0, "paid"), [])


@pytest.mark.parametrize(
    "rest",
    [{}, {"paid": Decimal("10.00")}, {"paid": Decimal("30.00"), "cash_on_delivery": True}],
)
def test_an_order_that_goes_before_it_is_paid_costs_more_unheld(
    shop: None, rest: dict[str, object]
) -> None:
    (id,) = world.placed(**rest)
    world.all_done(edit([change(id, "tea", 2)], by=ADA))
    assert holds(id) == []

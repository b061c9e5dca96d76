"""Accepting a cancellation: stopped in time; what has left stays ordered."""

from gendan.journey.anytime.cancel import accept_cancel, request_cancel
from gendan.journey.s1_place.new_orders import NewLine
from gendan.journey.s2_review.shortage import Choice, decide
from gendan.journey.s3_pick.commands import pick_listed, start_pick
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from gendan.process.words import Decision
from tests import world
from tests.cast import ADA, MEI
from tests.journey.facts import boxes, everything, holds, lines, news, picked, stock
from tests.world import PLENTY


def asked(*orders: int) -> list[int]:
    world.all_done(request_cancel(list(orders), by=ADA))
    return list(orders)


def test_accept_cancel_puts_everything_back_and_tells_the_customer(shop: None) -> None:
    (made,) = world.picking(quantity=2)
    (id,) = world.orders_of([made])
    world.all_done(pick_listed([made], by=MEI))
    asked(id)
    with news() as came:
        outcome = accept_cancel([id], by=MEI, reason="拦下了")
    assert outcome == Outcome(done=(id,))
    assert came.journal == [
        (id, 7, "accept_cancel", "order", id, "processing", "cancelled", "cancelled"),
        (id, 8, "withdraw", "shipment", made, "picking", "cancelled", "cancelled"),
    ]
    assert came.told == {
        *(("accept_cancel", "order", id, who, 7) for who in ("customer", "sales")),
        ("withdraw", "shipment", made, "warehouse", 0),
    }
    assert picked(made) == [("tea", "tea", "", 2, "mei"), ("tea", "tea", "", -2, "mei")]
    assert lines(id) == [("tea", 2, 2, 0, 0, 0)]
    assert (holds(id), stock("tea")) == ([], (PLENTY, 0, 0))


def test_accept_cancel_reverses_the_issue_of_what_was_about_to_leave(shop: None) -> None:
    (made,) = world.issued()
    (id,) = asked(*world.orders_of([made]))
    with news() as came:
        world.all_done(accept_cancel([id], by=MEI))
    assert came.journal == [
        (id, 9, "accept_cancel", "order", id, "ready", "cancelled", "cancelled"),
        (id, 10, "reverse_issue", "shipment", made, "issued", "packed", "cancelled"),
        (id, 11, "withdraw", "shipment", made, "packed", "cancelled", "cancelled"),
    ]
    assert came.moved == [("reverse_issue", "tea", "W1", 1, 0, made)]
    assert stock("tea") == (PLENTY, 0, 0)


def test_accept_cancel_refuses_where_nobody_asked_and_accepts_the_rest(shop: None) -> None:
    (quiet,) = world.orders_of(world.picking())
    (id,) = asked(*world.orders_of(world.picking()))
    assert accept_cancel([quiet, id], by=MEI) == Outcome(
        (id,), {quiet: refused(Refusal.NO_REQUEST)}
    )
    assert world.status([quiet, id]) == ["processing", "cancelled"]


def test_accept_cancel_twice_cancels_once(shop: None) -> None:
    (id,) = asked(*world.orders_of(world.picking()))
    world.all_done(accept_cancel([id], by=MEI))
    before = everything()
    assert accept_cancel([id], by=MEI) == Outcome(
        refused={id: refused(Refusal.WRONG_STATE, state="order.cancelled")}
    )
    assert everything() == before


def test_what_is_on_the_road_stays_ordered(shop: None) -> None:
    (id,) = asked(*world.partly_shipped())
    world.all_done(accept_cancel([id], by=MEI))
    assert lines(id) == [("tea", 1, 0, 0, 0, 1), ("rare", 1, 1, 0, 0, 0)]
    assert [row[2] for row in boxes(id)] == ["dispatched", "cancelled"]
    assert world.status([id]) == ["shipped"]


def test_units_that_were_short_are_cancelled_too(shop: None) -> None:
    world.receive("rare", 1)
    both = (NewLine(sku="tea", quantity=1), NewLine(sku="rare", quantity=2))
    (made,) = world.to_pick(lines=both)
    (id,) = world.orders_of([made])
    assert holds(id) == ["shortage"]
    world.all_done(accept_cancel(start_short(id, made), by=MEI))
    assert lines(id) == [("tea", 1, 1, 0, 0, 0), ("rare", 2, 2, 0, 0, 0)]
    assert (holds(id), stock("rare")) == ([], (1, 0, 0))


def start_short(id: int, made: int) -> list[int]:
    """The customer takes what is there, it is being picked, and then they want nothing."""
    chosen = Choice(order=id, decision=Decision.SHIP_AVAILABLE, note="电话")
    world.all_done(decide([chosen], by=ADA))
    world.all_done(start_pick([made], by=MEI))
    return asked(id)

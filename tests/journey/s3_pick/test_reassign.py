"""Reassigning: another person goes on with the work."""

from gendan.journey.s3_pick.commands import pick_listed, reassign
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from gendan.records.people.models import Staff
from tests import world
from tests.calls import colleague
from tests.cast import MEI
from tests.journey.facts import box, changed, everything, news, picked


def test_reassign_names_another_picker_and_keeps_what_was_picked(shop: None) -> None:
    (made,) = world.picking()
    (id,) = world.orders_of([made])
    world.all_done(pick_listed([made], by=MEI))
    due = box(made).due_at
    with news() as came:
        outcome = reassign([made], by=MEI, to=colleague())
    assert outcome == Outcome(done=(made,))
    assert came.journal == [
        (id, 6, "reassign", "shipment", made, "picking", "picking", "processing")
    ]
    assert changed(id, "reassign") == {"picker": colleague()}
    assert (box(made).picker_id, box(made).due_at) == (colleague(), due)
    assert len(picked(made)) == 1


def test_reassign_refuses_one_who_has_left_and_work_that_nobody_has(shop: None) -> None:
    (made,) = world.picking()
    (waiting,) = world.to_pick()
    Staff.objects.filter(id=colleague()).update(is_active=False)
    before = everything()
    assert reassign([made, waiting], by=MEI, to=colleague()) == Outcome(
        refused={
            made: refused(Refusal.UNKNOWN_PERSON, "to", given=colleague()),
            waiting: refused(Refusal.WRONG_STATE, state="shipment.to_pick"),
        }
    )
    assert everything() == before


def test_reassign_twice_ends_with_the_same_picker(shop: None) -> None:
    (made,) = world.picking()
    for _ in range(2):
        world.all_done(reassign([made], by=MEI, to=colleague()))
    assert box(made).picker_id == colleague()

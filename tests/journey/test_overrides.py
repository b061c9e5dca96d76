"""A manager takes another department's step only saying why, and the journal keeps it."""

from dataclasses import replace

import pytest

from gendan.journey.anytime.holds import hold, release
from gendan.journey.s2_review.commands import confirm
from gendan.journey.s3_pick.commands import start_pick
from gendan.kernel.actor import Actor
from gendan.kernel.journal import JournalEntry
from gendan.kernel.refusals import Refusal
from gendan.process.definition import PROCESS
from gendan.process.model import Role, Step
from tests import world
from tests.calls import CALLS
from tests.cast import BO, SAM

HAN = Actor("han", Role.MANAGER, staff=1)
CALLED = [step for step in PROCESS.steps if step.called and step.source]
OVERRIDDEN = [step for step in CALLED if step.overridden_by(Role.MANAGER)]
OWN = {
    # Managers answer for these, or they are anyone's who may take them at all.
    *("undo_deliver", "lose", "record_refund", "pause", "resume"),
    *("record_contact", "pick", "undo_pick", "record_carrier_event", "hold", "record_payment"),
    *("record_feedback", "answer_feedback", "choose_messages"),
}


def built(step: Step) -> list[int]:
    builders = world.SHIPMENTS if step.document == "shipment" else world.ORDERS
    return builders[step.source[0]](1)


def test_a_manager_overrides_what_is_another_departments() -> None:
    may = {step.name for step in CALLED if Role.MANAGER in step.by}
    assert {step.name for step in OVERRIDDEN} == may - OWN
    others = set(Role) - {Role.MANAGER}
    assert not any(step.overridden_by(role) for step in PROCESS.steps for role in others)


@pytest.mark.parametrize("step", OVERRIDDEN, ids=lambda step: step.name)
def test_without_a_reason_nothing_is_done(shop: None, step: Step) -> None:
    ids = built(step)
    written = JournalEntry.objects.count()
    outcome = CALLS[step.name](ids, HAN)
    assert set(outcome.reasons().values()) == {Refusal.OVERRIDE_REASON}
    assert not CALLS[step.name](ids, replace(HAN, override=" ")).done
    assert JournalEntry.objects.count() == written


def test_the_reason_stands_in_the_journal_with_the_step(shop: None) -> None:
    orders = world.placed(3)
    world.all_done(confirm(orders, by=replace(HAN, override=" 双十一，销售忙不过来 ")))
    told = JournalEntry.objects.filter(order_id__in=orders)
    assert set(told.filter(step="confirm").values_list("override", flat=True)) == {
        "双十一，销售忙不过来"
    }
    # What followed of it is the system's, not theirs.
    assert set(told.exclude(step="confirm").values_list("override", flat=True)) == {""}
    assert told.filter(step="plan").count() == 3


def test_one_who_is_of_the_department_says_nothing(shop: None) -> None:
    orders = world.placed()
    world.all_done(confirm(orders, by=replace(SAM, staff=1, override="x")))
    assert not JournalEntry.objects.exclude(override="").exists()


def test_what_managers_do_in_their_own_right_is_no_override(shop: None) -> None:
    orders = world.placed()
    world.all_done(hold(orders, by=replace(HAN, override="x"), reason="客户要核对"))
    assert not JournalEntry.objects.exclude(override="").exists()
    assert not release(orders, by=HAN, reason="核对好了").done


def test_a_program_was_let_do_it_by_a_manager(shop: None) -> None:
    assert BO.staff is None
    (first, second) = world.to_pick(2)
    world.all_done(start_pick([first], by=BO))
    world.all_done(start_pick([second], by=replace(BO, override="夜班补位")))
    kept = JournalEntry.objects.filter(step="start_pick").order_by("id")
    assert list(kept.values_list("override", flat=True)) == ["", "夜班补位"]


def test_what_cannot_be_found_is_said_before_a_reason_is_asked(shop: None) -> None:
    assert start_pick([2**40], by=HAN).reasons() == {2**40: Refusal.NOT_FOUND}

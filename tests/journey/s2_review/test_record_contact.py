"""Recording a contact: the customer has heard what is short, in time or late."""

from datetime import UTC, datetime, timedelta

from gendan.journey.s2_review.shortage import record_contact
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from gendan.records.cases.models import ShortageCase
from tests import world
from tests.cast import ADA, SAM
from tests.journey.facts import everything, news, reason

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


def test_record_contact_stops_the_clock_of_the_first_contact(shop: None) -> None:
    (id,) = world.confirmed(sku="rare")
    with news() as came:
        outcome = record_contact([id], by=ADA, note="电话没人接，发了短信", at=NOON)
    assert outcome == Outcome(done=(id,))
    assert came.journal == [
        (id, 4, "record_contact", "order", id, "shortage", "shortage", "shortage")
    ]
    assert came.told == set()
    assert reason(id, "record_contact") == "电话没人接，发了短信"
    case = ShortageCase.objects.get(order=id)
    assert case.contacted_at == NOON
    (contact,) = case.contacts
    assert datetime.fromisoformat(contact.pop("at")) == NOON
    assert contact == {"actor": "ada", "note": "电话没人接，发了短信"}
    assert (case.decision, case.closed_at) == ("", None)


def test_record_contact_refuses_orders_without_a_case_and_words_without_a_word(shop: None) -> None:
    (short,) = world.confirmed(sku="rare")
    (fine,) = world.confirmed()
    outcome = record_contact([fine, short], by=SAM, note="电话")
    assert outcome == Outcome((short,), {fine: refused(Refusal.NO_OPEN_CASE)})
    before = everything()
    silent = record_contact([short], by=SAM, note="  ")
    assert silent == Outcome(refused={short: refused(Refusal.MISSING, "note")})
    assert everything() == before


def test_record_contact_twice_is_two_contacts_and_the_first_one_counts(shop: None) -> None:
    (id,) = world.confirmed(sku="rare")
    for hours in (0, 1):
        world.all_done(record_contact([id], by=SAM, note="电话", at=NOON + timedelta(hours=hours)))
    case = ShortageCase.objects.get(order=id)
    assert case.contacted_at == NOON
    assert len(case.contacts) == 2

"""Carriers' words: kept as they were said, in order of their time, and at most a proposal."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from gendan.journey.s5_dispatch.commands import dispatch
from gendan.journey.s6_deliver import codes
from gendan.journey.s6_deliver.commands import deliver
from gendan.journey.s6_deliver.feed import CarrierWord, follow_proposals, record_carrier_event
from gendan.kernel import clock
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from gendan.process.words import CarrierCode
from gendan.records.shipments.models import CarrierEvent
from tests import world
from tests.cast import CAL, LIN
from tests.journey.facts import box, changed, everything, news, number

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)  # Monday, 12:00 in Shanghai
HOUR = timedelta(hours=1)


def word(shipment: int, code: str, hours: float = 0, **rest: object) -> CarrierWord:
    usual: dict[str, object] = {
        "carrier": "sf",
        "number": number(shipment),
        "key": f"{code}@{hours}",
        "at": NOON + hours * HOUR,
        "scheme": "kuaidi100",
        "code": code,
    }
    return CarrierWord(**(usual | rest))  # type: ignore[arg-type]


def on_the_road() -> int:
    """A parcel handed over at noon."""
    (made,) = world.issued()
    world.all_done(dispatch(world.parcels([made]), by=LIN, at=NOON))
    return made


def test_record_carrier_event_keeps_the_word_and_gives_the_parcel_more_time(shop: None) -> None:
    made = on_the_road()
    (id,) = world.orders_of([made])
    said = word(made, "0", 1, text="快件到达杭州", place="杭州", raw={"status": "在途"})
    with news() as came:
        outcome = record_carrier_event([said], by=CAL)
    assert outcome == Outcome(done=(0,))
    assert came.journal == [
        (id, 9, "record_carrier_event", "shipment", made, "dispatched", "dispatched", "shipped")
    ]
    assert (came.told, came.moved) == (set(), [])
    assert changed(id, "record_carrier_event") == ["in_transit"]
    event = CarrierEvent.objects.get()
    assert (event.code, event.their_code, event.at) == ("in_transit", "0", NOON + HOUR)
    assert (event.text, event.place, event.raw) == ("快件到达杭州", "杭州", {"status": "在途"})
    row = box(made)
    assert (row.carrier_status, row.carrier_status_at) == ("in_transit", NOON + HOUR)
    # Forty-eight working hours are four days of twelve; three quarters of them are three.
    assert (row.due_at, row.at_risk_at) == (
        NOON + HOUR + timedelta(days=4),
        NOON + HOUR + timedelta(days=3),
    )
    assert row.proposed == ""


def test_record_carrier_event_refuses_a_number_nobody_knows_and_keeps_the_rest(
    shop: None,
) -> None:
    made = on_the_road()
    words = [
        word(made, "0", number="SF0", key="1"),
        word(made, "0", carrier="pigeon", key="2"),
        word(made, "0", key="3"),
    ]
    assert record_carrier_event(words, by=CAL) == Outcome(
        (2,),
        {
            0: refused(Refusal.NO_WAYBILL, "number", given="SF0"),
            1: refused(Refusal.NO_WAYBILL, "number", given=number(made)),
        },
    )
    assert CarrierEvent.objects.count() == 1


def test_record_carrier_event_twice_keeps_it_once(shop: None) -> None:
    made = on_the_road()
    said = word(made, "0")
    world.all_done(record_carrier_event([said, said], by=CAL))
    before = everything()
    assert record_carrier_event([said], by=CAL) == Outcome(done=(0,))
    assert everything() == before
    assert CarrierEvent.objects.count() == 1


def test_words_in_whatever_order_end_in_the_same_status(shop: None) -> None:
    said = [("1", 1), ("0", 2), ("5", 3), ("3", 4)]
    found = set()
    for order in itertools.permutations(said):
        made = on_the_road()
        for code, hours in order:
            world.all_done(record_carrier_event([word(made, code, hours)], by=CAL))
        row = box(made)
        found.add((row.carrier_status, row.carrier_status_at, row.proposed, row.due_at))
    assert found == {("delivered", NOON + 4 * HOUR, "deliver", NOON + 4 * HOUR + timedelta(days=4))}


def test_of_two_words_of_one_moment_the_one_further_on_the_way_counts(shop: None) -> None:
    made = on_the_road()
    world.all_done(record_carrier_event([word(made, "3"), word(made, "5")], by=CAL))
    assert box(made).carrier_status == "delivered"


@pytest.mark.parametrize(
    ("code", "proposed", "state"),
    [
        ("3", "deliver", "delivered"),
        ("304", "deliver", "delivered"),
        ("14", "come_back", "coming_back"),
        ("6", "come_back", "coming_back"),
        ("501", "", "dispatched"),
        ("2", "", "dispatched"),
        ("999", "", "dispatched"),
    ],
)
def test_a_word_proposes_a_step_and_the_job_takes_it(
    shop: None, code: str, proposed: str, state: str
) -> None:
    made = on_the_road()
    world.all_done(record_carrier_event([word(made, code, 1)], by=CAL))
    assert (box(made).state, box(made).proposed) == ("dispatched", proposed)
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name FROM procrastinate_jobs ORDER BY id DESC LIMIT 1")
        assert cursor.fetchone() == ("system:deliver",)
    follow_proposals(world.orders_of([made]))
    assert (box(made).state, box(made).proposed) == (state, "")
    if state == "delivered":
        assert box(made).delivered_at == NOON + HOUR
    if state == "coming_back":
        assert box(made).come_back_reason == ("refused" if code == "14" else "undeliverable")


@pytest.mark.parametrize(
    ("scheme", "their_code", "code"),
    [
        (scheme, theirs, ours.value)
        for scheme, table in codes.TABLES.items()
        for theirs, ours in table.items()
    ]
    + [("kuaidi100", "77", "unknown"), ("aftership", "Teleported", "unknown")],
)
def test_each_code_has_our_word(shop: None, scheme: str, their_code: str, code: str) -> None:
    assert codes.ours(scheme, their_code) is CarrierCode(code)


def test_a_code_of_a_scheme_nobody_knows_is_refused(shop: None) -> None:
    made = on_the_road()
    strange = word(made, "0", scheme="pigeon")
    assert record_carrier_event([strange, word(made, "0", 1)], by=CAL) == Outcome(
        (1,), {0: refused(Refusal.BAD_CHOICE, "scheme", given="pigeon")}
    )


def test_a_word_of_the_future_is_refused(shop: None) -> None:
    """It would be the last word for ever."""
    made = on_the_road()
    at = clock.now() + timedelta(days=400)
    outcome = record_carrier_event([word(made, "0", at=at)], by=CAL)
    assert outcome == Outcome(refused={0: refused(Refusal.IN_FUTURE, "at", given=at.isoformat())})


def test_a_late_word_after_delivery_changes_no_state(shop: None) -> None:
    made = on_the_road()
    world.all_done(deliver([made], by=LIN))
    world.all_done(record_carrier_event([word(made, "0", 1)], by=CAL))
    row = box(made)
    assert (row.state, row.carrier_status, row.proposed) == ("delivered", "in_transit", "")
    assert row.due_at is None


def test_an_older_word_takes_no_time_away(shop: None) -> None:
    made = on_the_road()
    world.all_done(record_carrier_event([word(made, "0", 5)], by=CAL))
    due = box(made).due_at
    world.all_done(record_carrier_event([word(made, "1", 1)], by=CAL))
    assert (box(made).due_at, box(made).carrier_status) == (due, "in_transit")


def test_a_character_that_no_database_keeps_spoils_nothing(shop: None) -> None:
    made = on_the_road()
    hostile = word(made, "0", text="a\0b", raw={"a\0": ["\0", {"b": "\\u0000"}], "n": 1})
    strange = word(made, "0", number="\0", key="\0")
    outcome = record_carrier_event([hostile, strange], by=CAL)
    assert (outcome.done, outcome.reasons()) == ((0,), {1: Refusal.NO_WAYBILL})
    event = CarrierEvent.objects.get()
    assert (event.text, event.raw) == ("a�b", {"a�": ["�", {"b": "\\u0000"}], "n": 1})

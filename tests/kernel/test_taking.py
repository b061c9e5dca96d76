"""The mechanism under every command: who may, what is locked, what is written, and how often."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DataError, connection
from django.test.utils import CaptureQueriesContext

from gendan.journey.s1_place.new_orders import NewLine
from gendan.journey.s2_review.commands import confirm
from gendan.journey.s3_pick.commands import start_pick, stop_pick
from gendan.journey.s4_issue.commands import issue, reverse_issue
from gendan.kernel.actor import Actor
from gendan.kernel.journal import JournalEntry
from gendan.kernel.notices import Notice
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from gendan.kernel.taking import BATCH_MAX, TooMany, taking
from gendan.process.definition import PROCESS
from gendan.process.model import Role
from gendan.records.orders.models import CustomerOrder
from gendan.records.places.models import Store
from gendan.records.shipments.models import Shipment
from gendan.records.stock.ledger import Movement, post
from tests import world
from tests.cast import LIN, MEI, SAM
from tests.journey import facts

START_PICK = PROCESS.step("start_pick")
CONFIRM = PROCESS.step("confirm")
HOLD = PROCESS.step("hold")
NOBODY = 10**12
NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)  # in Shanghai
HOUR = timedelta(hours=1)

pytestmark = pytest.mark.usefixtures("shop")


def take_work(shipments: Sequence[int], by: Actor = MEI) -> Outcome:
    """Start picking, with no effects of its own."""
    with taking(START_PICK, Shipment, shipments, by=by) as batch:
        pass
    return batch.outcome


# --- who, and how many --------------------------------------------------------------------------


def test_a_step_of_another_department_is_denied_before_anything_is_asked_of_the_database() -> None:
    boxes = world.to_pick()
    with CaptureQueriesContext(connection) as captured, pytest.raises(PermissionDenied):
        take_work(boxes, by=LIN)
    assert len(captured) == 0
    assert world.state(boxes) == ["to_pick"]


def test_too_many_are_refused_before_anything_is_asked_of_the_database() -> None:
    with CaptureQueriesContext(connection) as captured, pytest.raises(TooMany, match="10001"):
        take_work(range(BATCH_MAX + 1))
    assert len(captured) == 0


def test_as_many_as_allowed_are_answered() -> None:
    outcome = take_work(range(NOBODY, NOBODY + BATCH_MAX))
    assert outcome.done == ()
    assert len(outcome.refused) == BATCH_MAX
    assert set(outcome.reasons().values()) == {Refusal.NOT_FOUND}


def test_nothing_asked_is_nothing_done() -> None:
    before = facts.everything()
    assert take_work([]) == Outcome()
    assert facts.everything() == before


# --- scope --------------------------------------------------------------------------------------


def elsewhere() -> dict[str, Callable[[Role], Actor]]:
    other = Store.objects.values_list("id", flat=True).get(code="S2")
    return {
        "stores": lambda role: Actor("x", role, stores=frozenset({other})),
        "no stores": lambda role: Actor("x", role, stores=frozenset()),
        "warehouses": lambda role: Actor("x", role, warehouses=frozenset({world.warehouse("W2")})),
    }


@pytest.mark.parametrize("scope", ["stores", "no stores", "warehouses"])
def test_what_is_out_of_reach_is_not_found_and_stays_as_it_is(scope: str) -> None:
    boxes = world.to_pick()
    before = facts.everything()
    outcome = take_work(boxes, by=elsewhere()[scope](Role.WAREHOUSE))
    assert outcome == Outcome(refused={boxes[0]: refused(Refusal.NOT_FOUND)})
    assert facts.everything() == before


@pytest.mark.parametrize("scope", ["stores", "no stores"])
def test_an_order_of_another_store_is_not_found_and_stays_as_it_is(scope: str) -> None:
    orders = world.placed()
    before = facts.everything()
    outcome = confirm(orders, by=elsewhere()[scope](Role.SALES))
    assert outcome == Outcome(refused={orders[0]: refused(Refusal.NOT_FOUND)})
    assert facts.everything() == before


def test_an_order_that_no_warehouse_works_on_is_within_reach_of_every_warehouse() -> None:
    by = Actor("x", Role.MANAGER, warehouses=frozenset({world.warehouse("W2")}))
    orders = world.placed()
    with taking(HOLD, CustomerOrder, orders, by=by) as batch:
        pass
    assert batch.outcome == Outcome(done=tuple(orders))


def test_who_reaches_one_of_its_warehouses_reaches_the_order() -> None:
    orders = world.partly_shipped()
    for codes, found in ((["W1"], True), (["W2"], True), ([], False)):
        by = Actor("x", Role.WAREHOUSE, warehouses=frozenset(map(world.warehouse, codes)))
        with taking(HOLD, CustomerOrder, orders, by=by) as batch:
            pass
        assert bool(batch.outcome.done) == found


# --- who may not go on --------------------------------------------------------------------------


def test_each_item_has_its_own_answer() -> None:
    (good,) = world.to_pick()
    (done,) = world.picking()
    (void,) = world.void()
    assert take_work([good, done, void, NOBODY]) == Outcome(
        done=(good,),
        refused={
            done: refused(Refusal.ALREADY_DONE),
            void: refused(Refusal.WRONG_STATE, state="shipment.cancelled"),
            NOBODY: refused(Refusal.NOT_FOUND),
        },
    )
    assert world.state([good, done, void]) == ["picking", "picking", "cancelled"]


def test_a_document_asked_for_twice_takes_the_step_once() -> None:
    boxes = world.to_pick()
    with facts.news() as news:
        assert take_work([*boxes, *boxes]) == Outcome(done=tuple(boxes))
    assert len(news.journal) == 1


# --- when ---------------------------------------------------------------------------------------


def test_each_document_may_have_an_instant_of_its_own() -> None:
    first, second = world.to_pick(2)
    start_pick([first, second], by=MEI, at={first: NOON, second: NOON + HOUR})
    moments = Shipment.objects.order_by("id").values_list("id", "state_since", "due_at")
    assert list(moments) == [
        (first, NOON, NOON + 4 * HOUR),
        (second, NOON + HOUR, NOON + 5 * HOUR),
    ]
    journal = JournalEntry.objects.filter(step="start_pick").order_by("document_id")
    assert list(journal.values_list("document_id", "at")) == [
        (first, NOON),
        (second, NOON + HOUR),
    ]
    since = CustomerOrder.objects.order_by("id").values_list("status_since", flat=True)
    assert list(since) == [NOON, NOON + HOUR]


def two_boxes() -> tuple[int, int, int]:
    """An order, and its two boxes, which wait for a picker."""
    world.receive("rare", 1, "W2")
    lines = (NewLine(sku="tea", quantity=1), NewLine(sku="rare", quantity=1))
    (order,) = world.confirmed(lines=lines)
    first, second = world.boxes([order])
    return order, first, second


def test_boxes_of_one_order_keep_their_own_instants_and_the_order_has_the_last() -> None:
    order, first, second = two_boxes()
    start_pick([first, second], by=MEI, at={first: NOON + HOUR, second: NOON})
    since = dict(Shipment.objects.values_list("id", "state_since"))
    assert since == {first: NOON + HOUR, second: NOON}
    journal = JournalEntry.objects.filter(step="start_pick").order_by("seq")
    assert list(journal.values_list("document_id", "at")) == [
        (first, NOON + HOUR),
        (second, NOON),
    ]
    assert facts.order(order).status_since == NOON + HOUR


def test_one_instant_may_be_given_for_all() -> None:
    boxes = world.to_pick(2)
    start_pick(boxes, by=MEI, at=NOON)
    assert set(Shipment.objects.values_list("state_since", flat=True)) == {NOON}
    assert set(JournalEntry.objects.filter(step="start_pick").values_list("at", flat=True)) == {
        NOON
    }


# --- what is written ----------------------------------------------------------------------------


def test_the_journal_says_who_did_what_to_which_document_and_how_it_stood_before_and_after() -> (
    None
):
    (order,) = world.placed()
    promised = facts.order(order).due_at
    by = Actor("sam", Role.SALES, staff=7)
    assert confirm([order], by=by, at=NOON) == Outcome(done=(order,))
    (box,) = world.boxes([order])
    rows = JournalEntry.objects.filter(order_id=order, seq__gt=1).order_by("seq")
    assert list(
        rows.values_list(
            "seq", "at", "actor", "role", "staff_id", "step", "document", "document_id", "was",
            "now", "status", "due_at", "reason", "changed",
        )
    ) == [
        (2, NOON, "sam", "sales", 7, "confirm", "order", order, "review",
         "pending", "pending", promised, "", None),
        (3, NOON, "sam", "sales", 7, "plan", "shipment", box, None,
         "to_pick", "pending", None, "", None),
    ]  # fmt: skip
    assert facts.order(order).events == 3


def test_the_journal_keeps_reasons_what_changed_and_what_was_promised() -> None:
    order, first, second = two_boxes()
    promised = facts.box(first).due_at  # the second was planned at the same time
    with taking(START_PICK, Shipment, [first, second], by=MEI, at=NOON) as batch:
        batch.explain([first], "急")
        batch.note(second, {"bin": ["A-1", "B\0"]})
    rows = JournalEntry.objects.filter(order_id=order, step="start_pick").order_by("seq")
    assert list(
        rows.values_list(
            "seq", "document_id", "was", "now", "status", "due_at", "reason", "changed"
        )
    ) == [
        (5, first, "to_pick", "picking", "processing", promised, "急", None),
        (6, second, "to_pick", "picking", "processing", promised, "",
         {"bin": ["A-1", "B�"]}),
    ]  # fmt: skip


def test_each_role_that_the_process_names_is_told_once() -> None:
    with facts.news() as news:
        (order,) = world.confirmed()
    (box,) = world.boxes([order])
    assert news.told == {
        ("place", "order", order, "customer", 0),
        ("place", "order", order, "sales", 0),
        ("plan", "shipment", box, "warehouse", 0),
    }
    assert Notice.objects.count() == 3
    rows = Notice.objects.values_list("key", "order_id", "store_id", "warehouse_id", "state")
    store = facts.order(order).store_id
    assert set(rows) == {
        ("place", order, store, None, "due"),
        ("plan", order, store, world.warehouse("W1"), "due"),
    }


def test_what_may_rightly_happen_again_is_told_again_with_its_place_in_the_journal() -> None:
    (box,) = world.packed()
    with facts.news() as news:
        issue([box], by=MEI)
        reverse_issue([box], by=MEI)
        issue([box], by=MEI)
    seqs = [(row[2], row[1]) for row in news.journal]
    assert [step for step, _ in seqs] == ["issue", "reverse_issue", "issue"]
    assert news.told == {(step, "shipment", box, "logistics", seq) for step, seq in seqs}


def test_what_happens_once_is_told_once_even_if_it_happened_again() -> None:
    (order,) = world.placed()
    reject = PROCESS.step("reject")
    assert not reject.each_time
    before = Notice.objects.count()
    for _ in range(2):
        with taking(reject, CustomerOrder, [order], by=SAM):
            pass
    new = Notice.objects.filter(key="reject").values_list("recipient", "occurrence")
    assert list(new) == [("customer", 0)]
    assert Notice.objects.count() == before + 1


def test_a_step_without_listeners_tells_nobody() -> None:
    boxes = world.to_pick()
    before = Notice.objects.count()
    take_work(boxes)
    assert Notice.objects.count() == before


# --- all or nothing -----------------------------------------------------------------------------


def receive_and_fall(boxes: Sequence[int]) -> None:
    """Start picking, and fall over something in the middle of it."""
    arrived = Movement(
        product=world.product("tea"), warehouse=world.warehouse(), kind="receipt", quantity=5
    )
    with taking(START_PICK, Shipment, boxes, by=MEI) as batch:
        post([arrived], actor="mei")
        batch.explain(batch.ids, "x")
        raise ZeroDivisionError


def test_a_body_that_fails_leaves_no_trace() -> None:
    boxes = world.to_pick(2)
    before = facts.everything()
    with pytest.raises(ZeroDivisionError):
        receive_and_fall(boxes)
    assert facts.everything() == before


def move_and_fall(boxes: Sequence[int]) -> None:
    """Start picking, and fall over something once the boxes have moved."""
    with taking(START_PICK, Shipment, boxes, by=MEI) as batch:
        batch.after_moving("SELECT 1 / 0")


def test_a_failure_after_the_move_leaves_no_trace() -> None:
    boxes = world.to_pick(2)
    before = facts.everything()
    with pytest.raises(DataError, match="division by zero"):
        move_and_fall(boxes)
    assert facts.everything() == before


def test_when_all_are_refused_nothing_is_written() -> None:
    boxes = world.to_pick(2)
    before = facts.everything()
    with taking(START_PICK, Shipment, boxes, by=MEI) as batch:
        batch.refuse(batch.items, Refusal.MISSING, "reason")
    assert batch.outcome.reasons() == dict.fromkeys(boxes, Refusal.MISSING)
    assert facts.everything() == before


def test_there_and_back_is_counted_step_by_step() -> None:
    (box,) = world.to_pick()
    (order,) = world.orders_of([box])
    for command in (start_pick, stop_pick, start_pick):
        command([box], by=MEI)
    seqs = JournalEntry.objects.filter(order_id=order).order_by("seq").values_list("seq", "step")
    assert list(seqs)[-3:] == [(4, "start_pick"), (5, "stop_pick"), (6, "start_pick")]
    assert facts.order(order).events == 6


# --- cost ---------------------------------------------------------------------------------------


def cost(step: str, model: type, ids: Sequence[int], by: Actor) -> int:
    with CaptureQueriesContext(connection) as captured:
        with taking(PROCESS.step(step), model, ids, by=by) as batch:
            pass
        assert batch.outcome == Outcome(done=tuple(ids))
    return len([query for query in captured if "SAVEPOINT" not in query["sql"]])


@pytest.mark.parametrize(
    ("step", "statements"),
    [
        ("acknowledge", 4),  # lock, calendars, orders, journal
        ("start_pick", 6),  # and holds, move
    ],
)
def test_a_step_costs_as_many_statements_for_two_hundred_as_for_one(
    step: str, statements: int
) -> None:
    (one,) = world.to_pick()
    many = world.to_pick(200)
    assert cost(step, Shipment, [one], MEI) == statements
    assert cost(step, Shipment, many, MEI) == statements


def test_telling_costs_one_statement_more() -> None:
    (one,) = world.placed()
    many = world.placed(200)
    assert cost("hold", CustomerOrder, [one], SAM) == 5
    assert cost("hold", CustomerOrder, many, SAM) == 5

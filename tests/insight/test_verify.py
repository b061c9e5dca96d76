"""`verify` finds every lie, names it, and has nothing to say of honest work."""

import threading
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection

from gendan.insight.verify.examination import CHECKS, Report, UnknownOrder, verify
from gendan.journey.anytime.cancel import accept_cancel, request_cancel, withdraw
from gendan.journey.anytime.edit import Edit, LineChange, edit
from gendan.journey.anytime.pauses import pause, resume
from gendan.journey.anytime.payments import NewPayment, record_payment, record_refund
from gendan.journey.anytime.split import Part, split
from gendan.journey.s1_place.commands import place
from gendan.journey.s1_place.new_orders import NewLine
from gendan.journey.s2_review.shortage import Choice, decide, reserve_again
from gendan.journey.s3_pick.commands import pick_listed, stop_pick, unpack
from gendan.journey.s3_pick.short import Short, report_short
from gendan.journey.s4_issue.commands import reverse_issue
from gendan.journey.s6_deliver.commands import come_back, receive_back, undo_deliver
from gendan.kernel import sql
from gendan.kernel.repeat import once
from gendan.process.definition import PROCESS
from gendan.process.words import ComeBackReason, Decision, Fulfilment, PauseReason, ShortReason
from gendan.records.orders.models import CustomerOrder, OrderLine
from gendan.records.shipments.contents import contents
from gendan.records.stock.ledger import Movement, post
from tests import world
from tests.cast import BO, LIN, MEI, SAM
from tests.insight.corruptions import LIES


def differing(report: Report) -> dict[str, int]:
    """By check, how many things it found."""
    return {f.check.name: f.found.count for f in report.findings if f.found.count}


def test_a_shop_with_nothing_in_it_agrees(shop: None) -> None:
    report = verify()
    assert list(report.sentences()) == []
    assert report.orders == 0
    assert len(report.findings) == len(CHECKS)


@pytest.mark.parametrize("name", sorted(world.SHIPMENTS))
def test_shipments_in_every_state_agree(shop: None, name: str) -> None:
    world.SHIPMENTS[name](2)
    assert list(verify().sentences()) == []


@pytest.mark.parametrize("name", sorted(world.ORDERS))
def test_orders_in_every_status_agree(shop: None, name: str) -> None:
    world.ORDERS[name](2)
    assert list(verify().sentences()) == []


@pytest.mark.parametrize("decision", Decision)
def test_every_way_out_of_a_shortage_agrees(shop: None, decision: Decision) -> None:
    lines = (NewLine(sku="tea", quantity=1), NewLine(sku="rare", quantity=2))
    orders = world.confirmed(2, lines=lines)
    choices = [Choice(order=order, decision=decision, note="电话") for order in orders]
    world.all_done(decide(choices, by=SAM))
    assert list(verify().sentences()) == []
    if decision is Decision.WAIT:
        world.receive("rare", 3)
        reserve_again(orders, by=SAM)
        assert list(verify().sentences()) == []


@pytest.mark.parametrize("reason", ShortReason)
def test_a_short_pick_agrees_whatever_its_reason(shop: None, reason: ShortReason) -> None:
    boxes = world.picking(2, quantity=3)
    world.all_done(
        report_short(
            [Short(shipment=boxes[0], code="tea", quantity=3, reason=reason),
             Short(shipment=boxes[1], code="tea", quantity=1, reason=reason)],
            by=MEI,
        )
    )  # fmt: skip
    assert list(verify().sentences()) == []


def test_going_back_and_parting_agree(shop: None) -> None:
    world.all_done(stop_pick(world.picking(), by=MEI))
    picked = world.picking(quantity=3)
    world.all_done(pick_listed(picked, by=MEI))
    _part(picked)
    world.all_done(unpack(world.packed(), by=MEI))
    issued = world.issued(quantity=3)
    _part(issued)
    world.all_done(reverse_issue(issued, by=MEI))
    world.all_done(withdraw(issued, by=MEI, reason="箱子坏了"))
    world.all_done(undo_deliver(world.delivered(), by=BO, reason="记错"))
    coming = world.dispatched(quantity=3)
    _part(coming)
    world.all_done(come_back(coming, by=LIN, reason=ComeBackReason.REFUSED))
    world.all_done(receive_back(coming, by=MEI, scrapped={coming[0]: {"tea": 1}}))
    assert list(verify().sentences()) == []


def test_money_edits_requests_pauses_and_repetitions_agree(shop: None) -> None:
    (order,) = world.placed(quantity=3, paid=Decimal(30))
    paid = NewPayment(order=order, amount=Decimal(60), method="cash", reference="r1")
    world.all_done(once(SAM, "k", record_payment, [paid], by=SAM))
    back = NewPayment(order=order, amount=Decimal(20), method="cash", reference="r2")
    world.all_done(record_refund([back], by=BO))
    pending = world.confirmed(quantity=3)
    line = OrderLine.objects.get(order=pending[0]).pk
    change = Edit(order=pending[0], lines=(LineChange(line=line, quantity=2),))
    world.all_done(edit([change], by=SAM))
    stopped = world.issued(quantity=2)
    world.all_done(request_cancel(world.orders_of(stopped), by=SAM))
    world.all_done(accept_cancel(world.orders_of(stopped), by=MEI))
    waiting = world.picking(2)
    world.all_done(pause(waiting, by=MEI, reason=PauseReason.CUSTOMER))
    world.all_done(resume(waiting[:1], by=MEI))
    carried = world.new(fulfilment=Fulfilment.CARRY.value, quantity=2)
    world.all_done(place([carried], by=SAM))
    assert list(verify().sentences()) == []


def _part(boxes: list[int]) -> None:
    inside = contents(boxes)
    parts = [Part(shipment=box, units={inside[box][0].line: 1}) for box in boxes]
    world.all_done(split(parts, by=BO))


def test_every_check_has_its_lie() -> None:
    assert set(LIES) == {check.name for check in CHECKS}


@pytest.mark.parametrize("name", sorted(LIES))
def test_a_lie_is_found_and_told(shop: None, name: str) -> None:
    world.dispatched(2)
    expected = LIES[name]()
    report = verify()
    finding = next(f for f in report.findings if f.check.name == name)
    told = [finding.check.tell(difference) for difference in finding.found.examples]
    assert expected in told
    assert finding.found.count == len(told)


def test_work_of_an_order_that_does_not_exist_is_found(shop: None) -> None:
    world.placed()
    sql.run(
        "INSERT INTO journal (order_id, seq, at, actor, role, step, document, document_id, was,"
        " now, status, reason) VALUES (-7, 1, now(), 'x', 'sales', 'place', 'order', -7, NULL,"
        " 'review', 'review', '')"
    )
    assert differing(verify()) == {"journal_counted": 1, "notices": 2}
    assert (
        "Order with the unknown id -7 counts 0 journal entries; there are 1."
        in verify().sentences()
    )


def test_a_notice_of_what_did_not_happen_is_found(shop: None) -> None:
    (order,) = world.placed()
    sql.run(
        "INSERT INTO notice (key, document, document_id, occurrence, recipient, order_id)"
        " VALUES ('reject', 'order', %s, 0, 'customer', %s)",
        [order, order],
    )
    number = CustomerOrder.objects.get(id=order).number
    told = f"Order {number}: reject of order {order} to customer: "
    told += "there is a notice, and the step did not happen."
    assert list(verify().sentences()) == [told]


def test_slices_together_see_what_one_sees_alone(shop: None) -> None:
    orders = world.confirmed(7)
    _lie_about_money(orders)
    whole, sliced = verify(), verify(size=2)
    assert differing(whole) == differing(sliced) == {"order_paid": 7}
    assert set(whole.sentences()) == set(verify(size=2, examples=5).sentences())
    assert sliced.orders == whole.orders == 7


def test_examples_are_limited_and_the_rest_is_counted(shop: None) -> None:
    _lie_about_money(world.placed(6))
    report = verify(examples=2, size=4)
    assert len(list(report.sentences())) == 2
    assert report.differences == 6


def test_a_part_is_looked_at_alone(shop: None) -> None:
    orders = world.placed(5)
    _lie_about_money(orders)
    numbers = [CustomerOrder.objects.get(id=order).number for order in orders]
    assert verify(first=numbers[1], last=numbers[3]).differences == 3
    assert verify(first=numbers[2]).differences == 3
    assert verify(last=numbers[1]).differences == 2
    report = verify(first=numbers[4], last=numbers[4])
    assert (report.orders, report.differences) == (1, 1)
    assert not [finding for finding in report.findings if finding.check.whole]
    with pytest.raises(UnknownOrder, match="12345678"):
        verify(first="12345678")


def test_progress_is_told_up_to_the_end(shop: None) -> None:
    world.placed(5)
    heard: list[tuple[int, int]] = []
    verify(size=2, tell=lambda _, done, total: heard.append((done, total)))
    assert sorted(set(heard)) == [(0, 5), (2, 5), (4, 5), (5, 5)]
    assert heard == sorted(heard)


def test_work_that_goes_on_is_not_seen(open_shop: None) -> None:
    """One picture from beginning to end: what is committed meanwhile belongs to the next look."""
    orders = world.confirmed(4)
    once_only = iter([True])

    def meddle(_rule: str, _done: int, _total: int) -> None:
        if next(once_only, False):
            thread = threading.Thread(target=_commit_a_lie, args=[orders])
            thread.start()
            thread.join()

    report = verify(size=2, tell=meddle)
    assert list(report.sentences()) == []
    assert report.orders == 4
    assert verify().differences == 4


def test_looking_changes_nothing(open_shop: None) -> None:
    """The picture is read-only: a statement that writes would be refused."""
    world.confirmed(1)
    said: list[object] = []
    verify(tell=lambda *_: said.extend(sql.rows("SHOW transaction_read_only")))
    assert said[:-1] == [("on",)] * len(CHECKS)


def test_looking_twice_needs_no_more_statements_for_more_orders(shop: None) -> None:
    from django.test.utils import CaptureQueriesContext

    world.confirmed(1)
    with CaptureQueriesContext(connection) as few:
        verify()
    world.confirmed(20)
    with CaptureQueriesContext(connection) as many:
        verify()
    assert len(few) == len(many)


def test_goods_the_ledger_let_go_for_no_shipment_stay_with_the_ledger(shop: None) -> None:
    """A correction by hand is of no order; it explains the level and nothing else."""
    post(
        [
            Movement(
                product=world.product("tea"),
                warehouse=world.warehouse(),
                kind="correct",
                quantity=-5,
            )
        ],
        actor="mei",
    )
    assert list(verify().sentences()) == []


def test_states_of_shipments_are_all_told_apart() -> None:
    """The checks name states by hand; a new state must be put in its place there."""
    from gendan.insight.verify import shipments, stock

    states = set(PROCESS.document("shipment").codes())
    assert set(shipments.OUT_OF_THE_BOOKS) | set(stock.PROMISED) | {"cancelled"} == states
    assert set(shipments.WHOLE) | set(shipments.UNTOUCHED) | {"picking", "cancelled"} == states
    assert set(shipments.AT_HOME) | set(shipments.WITH_A_CARRIER) | {"delivered"} == states


def _lie_about_money(orders: list[int]) -> None:
    assert sql.run("UPDATE customer_order SET paid = 1 WHERE id = ANY(%s)", [orders])


def _commit_a_lie(orders: list[int]) -> None:
    _lie_about_money(orders)
    connection.close()


def test_the_guide_lists_every_rule() -> None:
    guide = (Path(__file__).parents[2] / "docs/guide/verify.md").read_text()
    told = [line for line in guide.splitlines() if line.startswith("| `") and "gendan" not in line]
    assert told == [f"| `{check.name}` | {check.rule} |" for check in CHECKS]

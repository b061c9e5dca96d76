"""What a parcel did not bring goes out once more: an order of its own, once, free of charge."""

from decimal import Decimal

from gendan.config.jobs import confirm
from gendan.insight.orders.filters import TO_REFUND
from gendan.journey.anytime.payments import NewPayment, record_refund
from gendan.journey.s6_deliver.amends import redirect, send_again
from gendan.journey.s6_deliver.astray import close_exception
from gendan.journey.s6_deliver.commands import lose, receive_back
from gendan.kernel import sql
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from gendan.process.words import ExceptionOutcome
from gendan.records.cases.models import ExceptionAction, Replacement
from gendan.records.cases.redirections import Elsewhere
from gendan.records.orders.models import CustomerOrder, OrderLine
from gendan.records.shipments.models import Shipment, ShipmentLine
from tests import world
from tests.cast import ADA, ANN, BO, LIN, MEI
from tests.journey import every
from tests.journey.facts import astray, news, reason


def made_of(id: int) -> CustomerOrder:
    """The order that sends that parcel once more."""
    return CustomerOrder.objects.get(pk=send_again([id], by=ADA).made[id])


def test_send_again_places_an_order_of_the_same_goods_free_of_charge(shop: None) -> None:
    (id,) = every.ASTRAY_PAID(1)
    (first,) = world.orders_of([id])
    with news() as came:
        again = made_of(id)
    was = CustomerOrder.objects.get(pk=first)
    same = ("customer_id", "store_id", "channel_id", "consignee", "phone", "street", "goods")
    assert [getattr(again, name) for name in same] == [getattr(was, name) for name in same]
    assert (again.total, again.payment_status, again.reference) == (Decimal(0), "paid", None)
    assert again.status == "review"
    assert again.due_at is not None
    sent = ShipmentLine.objects.filter(shipment=id).values_list("product", "quantity")
    placed = OrderLine.objects.filter(order=again).values_list("product", "quantity")
    assert list(placed) == list(sent)
    link = Replacement.objects.get()
    assert (link.shipment_id, link.order_id, link.actor) == (id, again.pk, "ada")
    assert reason(first, "send_again") == again.number
    assert [row[2] for row in came.journal] == ["send_again", "place_again"]
    assert {(key, order, who) for key, _, order, who, _ in came.told} == {
        ("place_again", again.pk, "customer"), ("place_again", again.pk, "sales"),
    }  # fmt: skip
    assert [a.action for a in ExceptionAction.objects.all()] == ["resend"]
    confirm([again.pk])  # as its job does
    again.refresh_from_db()
    assert again.status == "pending"


def test_send_again_goes_where_the_parcel_was_redirected(shop: None) -> None:
    (id,) = every.ASTRAY_PAID(1)
    world.all_done(redirect([id], by=ADA, to=Elsewhere(street="新路 1 号", phone="13900000000")))
    again = made_of(id)
    assert (again.street, again.phone, again.consignee) == ("新路 1 号", "+8613900000000", "王小明")


def test_send_again_twice_is_refused_with_the_first_ones_number(shop: None) -> None:
    (id,) = every.ASTRAY_PAID(1)
    again = made_of(id)
    answer = send_again([id], by=LIN)
    assert answer == Outcome((), {id: refused(Refusal.SENT_AGAIN, given=again.number)})
    assert Replacement.objects.count() == 1


def test_send_again_refuses_what_is_well_what_is_not_paid_and_what_was_refunded(
    shop: None,
) -> None:
    (paid,) = every.ASTRAY_PAID(1)
    (unpaid,) = every.ASTRAY(1)
    (well,) = every.DISPATCHED(1)
    (order,) = world.orders_of([paid])
    back = NewPayment(order=order, amount=Decimal("1.00"), method="cash", reference="back")
    world.all_done(record_refund([back], by=ANN))
    answer = send_again([paid, unpaid, well], by=ADA)
    assert answer.reasons() == {
        paid: Refusal.NOT_PAID_FOR,
        unpaid: Refusal.NOT_PAID_FOR,
        well: Refusal.NO_OPEN_EXCEPTION,
    }
    assert not Replacement.objects.exists()


def test_what_is_lost_or_came_back_is_sent_again_and_owed_no_more(shop: None) -> None:
    lost, back = every.ASTRAY_PAID(2)
    orders = world.orders_of([lost, back])
    world.all_done(lose([lost], by=BO, reason="认赔"))
    Shipment.objects.filter(pk=back).update(state="coming_back")
    world.all_done(receive_back([back], by=MEI))
    owed = to_refund()
    assert owed == set(orders)
    world.all_done(send_again([lost, back], by=ADA))
    assert to_refund() == set()


def to_refund() -> set[int]:
    return {id for (id,) in sql.rows(f"SELECT o.id FROM customer_order AS o WHERE {TO_REFUND}")}


def test_a_case_closes_as_sent_once_more_only_when_it_was(shop: None) -> None:
    (id,) = every.ASTRAY_PAID(1)
    resent = ExceptionOutcome.RESENT
    answer = close_exception([id], by=LIN, outcome=resent)
    assert answer.reasons() == {id: Refusal.NOT_SENT_AGAIN}
    made_of(id)
    world.all_done(close_exception([id], by=LIN, outcome=resent))
    assert astray(id).outcome == "resent"

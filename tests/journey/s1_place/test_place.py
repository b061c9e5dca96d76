"""Placing: an order comes into being once, complete, and with everything that speaks against it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from gendan.journey.anytime.cancel import cancel
from gendan.journey.anytime.payments import NewPayment, record_payment
from gendan.journey.s1_place.commands import place
from gendan.journey.s1_place.new_orders import NewLine, NewOrder
from gendan.kernel.actor import Actor
from gendan.kernel.journal import JournalEntry
from gendan.kernel.later import AwaitingRound
from gendan.kernel.numbers import is_order_number
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from gendan.process.model import Role
from gendan.records.orders.models import CustomerOrder, OrderLine
from gendan.records.parties.models import Customer
from gendan.records.places.models import Store
from tests import world
from tests.cast import SAM, ZOE
from tests.journey.facts import (
    boxes,
    everything,
    holds,
    lines,
    money,
    news,
    order,
    payments,
    stock,
)
from tests.world import PLENTY, new

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)  # Monday, 12:00 in Shanghai
CARRY = {"fulfilment": "carry", "phone": ""}


def placed(*orders: NewOrder, by: Actor = SAM) -> list[int]:
    made = world.all_done(place(orders, by=by)).made
    return [made[position] for position in range(len(orders))]


def test_place_writes_the_order_down_and_tells_the_customer(shop: None) -> None:
    ordered = new(
        lines=(
            NewLine(sku="tea", quantity=2, discount=Decimal(5)),
            NewLine(sku="cup", quantity=1),
        ),
        charges=Decimal(8),
        placed_at=NOON,
        remark="送货前打电话",
    )
    with news() as came:
        outcome = place([ordered], by=ZOE)
    id = outcome.made[0]
    assert outcome == Outcome(done=(0,), made={0: id})
    assert came.journal == [(id, 1, "place", "order", id, None, "review", "review")]
    assert came.told == {("place", "order", id, r, 0) for r in ("customer", "sales")}
    assert came.moved == []
    assert lines(id) == [("tea", 2, 0, 0, 0, 0), ("cup", 1, 0, 0, 0, 0)]
    assert money(id) == (Decimal("75.50"), 0, 0, "unpaid")
    row = order(id)
    assert is_order_number(row.number)
    assert (row.status, row.events, row.remark) == ("review", 1, "送货前打电话")
    assert (row.placed_at, row.status_since) == (NOON, NOON)
    assert row.due_at == NOON + timedelta(minutes=30)
    assert row.at_risk_at == NOON + timedelta(minutes=22, seconds=30)
    assert (row.consignee, row.phone) == (ordered.name, f"+86{ordered.phone}")
    assert row.customer is not None
    assert (row.customer.name, row.customer.initials) == ("王小明", "wxm")


def test_place_asks_the_system_to_confirm_by_rule(shop: None) -> None:
    (id,) = placed(new())
    (asked,) = AwaitingRound.objects.filter(documents__contains=[id])
    assert (asked.step, asked.documents) == ("confirm", [id])


FAULTS: list[tuple[dict[str, object], Refusal, str, dict[str, object]]] = [
    ({"channel": "fax"}, Refusal.UNKNOWN_CHANNEL, "channel", {"given": "fax"}),
    ({"store": "S9"}, Refusal.UNKNOWN_STORE, "store", {"given": "S9"}),
    ({"phone": "12"}, Refusal.BAD_PHONE, "phone", {"given": "12"}),
    ({"consignee_phone": "x"}, Refusal.BAD_PHONE, "consignee_phone", {"given": "x"}),
    ({"email": "wang"}, Refusal.BAD_EMAIL, "email", {"given": "wang"}),
    ({"division": "999999"}, Refusal.BAD_CHOICE, "division", {"given": "999999"}),
    ({"salesperson": 7}, Refusal.UNKNOWN_PERSON, "salesperson", {"given": 7}),
    ({"currency": "yuan"}, Refusal.BAD_CURRENCY, "currency", {"given": "yuan"}),
    ({"paid": Decimal(-1)}, Refusal.NEGATIVE, "paid", {"given": "-1"}),
    ({"paid": Decimal(10**12)}, Refusal.TOO_LARGE, "paid", {"given": 10**12}),
    ({"charges": Decimal(-(10**12))}, Refusal.TOO_LARGE, "charges", {"given": -(10**12)}),
    ({"paid": Decimal("0.001")}, Refusal.BAD_AMOUNT, "paid", {"given": "0.001"}),
    ({"charges": Decimal("NaN")}, Refusal.BAD_AMOUNT, "charges", {"given": "NaN"}),
    ({"payment_method": "shell"}, Refusal.BAD_CHOICE, "payment_method", {"given": "shell"}),
    ({"fulfilment": "drone"}, Refusal.BAD_CHOICE, "fulfilment", {"given": "drone"}),
    ({"street": "街" * 2_001}, Refusal.TOO_LONG, "street", {"given": 2_000}),
    (
        {"lines": (NewLine(sku="tea", quantity=1, name="茶" * 2_001),)},
        Refusal.TOO_LONG,
        "lines[0].name",
        {"given": 2_000},
    ),
    ({"lines": ()}, Refusal.MISSING, "lines", {}),
    ({"sku": "gold"}, Refusal.UNKNOWN_SKU, "lines[0].sku", {"sku": "gold"}),
    ({"quantity": 0}, Refusal.NOT_POSITIVE, "lines[0].quantity", {"given": 0}),
    ({"quantity": 1_000_001}, Refusal.TOO_LARGE, "lines[0].quantity", {"given": 1_000_001}),
]


@pytest.mark.parametrize(("wrong", "reason", "field", "values"), FAULTS, ids=lambda v: str(v)[:30])
def test_place_refuses_what_is_wrong_and_places_the_rest(
    shop: None,
    wrong: dict[str, object],
    reason: Refusal,
    field: str,
    values: dict[str, object],
) -> None:
    outcome = place([new(), new(**wrong), new()], by=SAM)  # type: ignore[arg-type]
    assert outcome.done == (0, 2)
    assert outcome.refused == {1: refused(reason, field, **values)}
    assert set(outcome.made) == {0, 2}
    assert CustomerOrder.objects.count() == 2


LINE_FAULTS: list[tuple[dict[str, Decimal], Refusal, str]] = [
    ({"unit_price": Decimal("-0.01")}, Refusal.NEGATIVE, "unit_price"),
    ({"unit_price": Decimal(10**12)}, Refusal.TOO_LARGE, "unit_price"),
    ({"unit_price": Decimal("0.005")}, Refusal.BAD_AMOUNT, "unit_price"),
    ({"discount": Decimal("Infinity")}, Refusal.BAD_AMOUNT, "discount"),
    ({"discount": Decimal("-0.01")}, Refusal.NEGATIVE, "discount"),
    ({"discount": Decimal("60.01")}, Refusal.DISCOUNT_TOO_LARGE, "discount"),
]


@pytest.mark.parametrize(("wrong", "reason", "field"), LINE_FAULTS)
def test_place_refuses_money_that_cannot_be(
    shop: None, wrong: dict[str, Decimal], reason: Refusal, field: str
) -> None:
    line = replace(NewLine(sku="tea", quantity=2), **wrong)  # type: ignore[arg-type]
    (given,) = wrong.values()
    outcome = place([new(lines=(NewLine(sku="cup", quantity=1), line))], by=SAM)
    assert outcome == Outcome((), {0: refused(reason, f"lines[1].{field}", given=given)})


def test_place_refuses_an_order_of_the_future(shop: None) -> None:
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    outcome = place([new(placed_at=tomorrow)], by=SAM)
    assert outcome.refused == {
        0: refused(Refusal.IN_FUTURE, "placed_at", given=tomorrow.isoformat())
    }


@pytest.mark.parametrize(
    "wrong",
    [
        {"lines": (NewLine(sku="tea", quantity=1, unit_price=Decimal(999_999_999_999)),) * 2},
        {"charges": Decimal("999999999999.99")},
        {"priority": 40_000},
        {"sku": "te\x00a"},
    ],
    ids=["sum", "charges on top", "priority", "no code"],
)
def test_place_refuses_what_the_database_could_not_keep(
    shop: None, wrong: dict[str, object]
) -> None:
    outcome = place([new(), new(**wrong)], by=SAM)  # type: ignore[arg-type]
    assert outcome.done == (0,)
    assert set(outcome.refused) == {1}


def test_place_keeps_a_text_as_far_as_it_can_be_kept(shop: None) -> None:
    (id,) = placed(new(remark="a\0b\ud800"))
    assert order(id).remark == "a�b�"


def test_place_twice_with_one_reference_places_once(shop: None) -> None:
    ordered = new()
    (id,) = placed(ordered)
    before = everything()
    assert place([ordered], by=SAM) == Outcome(done=(0,), made={0: id})
    assert everything() == before
    other = replace(ordered, lines=(NewLine(sku="tea", quantity=9),))
    assert place([other], by=SAM) == Outcome(
        refused={0: refused(Refusal.REFERENCE_TAKEN, "reference", given=ordered.reference)}
    )
    assert everything() == before


def test_place_twice_in_one_batch_places_once(shop: None) -> None:
    ordered = new()
    other = replace(ordered, lines=(NewLine(sku="cup", quantity=1),))
    outcome = place([ordered, new(), ordered, other], by=SAM)
    assert outcome.done == (0, 1, 2)
    assert outcome.made[0] == outcome.made[2] != outcome.made[1]
    assert outcome.reasons() == {3: Refusal.REFERENCE_TAKEN}
    assert CustomerOrder.objects.count() == JournalEntry.objects.count() == 2


@pytest.mark.parametrize("reference", [None, "", "  "])
def test_orders_without_a_reference_are_orders_of_their_own(
    shop: None, reference: str | None
) -> None:
    ids = placed(new(reference=reference), new(reference=reference))
    assert len(set(ids)) == 2
    assert [order(id).reference for id in ids] == [None, None]


def test_one_reference_in_two_channels_is_two_orders(shop: None) -> None:
    assert len(set(placed(new(reference="7"), new(reference="7", channel="phone")))) == 2


@pytest.mark.parametrize(
    ("apart", "suspected"), [(10 * 60, ["duplicate"]), (10 * 60 + 1, []), (-10 * 60, ["duplicate"])]
)
def test_the_same_phone_and_goods_within_ten_minutes_are_held(
    shop: None, apart: int, suspected: list[str]
) -> None:
    first = new(quantity=2, placed_at=NOON)
    second = replace(first, reference="again", placed_at=NOON + timedelta(seconds=apart))
    (one,) = placed(first)
    with news() as came:
        (two,) = placed(second)
    assert (holds(one), holds(two)) == ([], suspected)
    if suspected:
        assert came.journal[1:] == [(two, 2, "hold", "order", two, "review", "review", "review")]
        assert ("hold", "order", two, "sales", 2) in came.told


def test_other_goods_or_a_cancelled_order_raise_no_suspicion(shop: None) -> None:
    first = new(placed_at=NOON)
    (one,) = placed(first)
    (other,) = placed(replace(first, reference="b", lines=(NewLine(sku="tea", quantity=2),)))
    world.all_done(cancel([one], by=SAM))
    (again,) = placed(replace(first, reference="c"))
    assert (holds(other), holds(again)) == ([], [])


def test_an_order_that_awaits_payment_is_held_until_then(shop: None) -> None:
    (id,) = placed(new(awaits_payment=True))
    assert (holds(id), order(id).status) == (["awaiting_payment"], "review")


@pytest.mark.parametrize(
    ("given", "held"),
    [
        ({}, True),
        ({"paid": Decimal("29.99")}, True),
        ({"paid": Decimal("30.00")}, False),
        ({"cash_on_delivery": True}, False),
        ({"fulfilment": "carry"}, False),
        ({"awaits_payment": False}, False),  # on account
        ({"channel": "web"}, False),
    ],
)
def test_an_unpaid_order_by_telephone_is_held_by_itself(
    shop: None, given: dict[str, object], held: bool
) -> None:
    (id,) = placed(new(**({"channel": "phone", "awaits_payment": None} | given)))
    assert holds(id) == (["awaiting_payment"] if held else [])


def test_money_that_came_under_a_reference_counts_once(shop: None) -> None:
    paid = {"paid": Decimal("30.00"), "payment_method": "transfer"}
    (id,) = placed(new(channel="phone", payment_reference=" T-1 ", **paid))
    assert payments(id) == [(Decimal("30.00"), "transfer", "T-1")]
    again = NewPayment(order=id, amount=Decimal("30.00"), method="transfer", reference="T-1")
    assert record_payment([again], by=SAM) == Outcome(done=(0,))
    assert money(id)[:2] == (Decimal("30.00"), Decimal("30.00"))
    assert place([new(payment_reference="T-2")], by=SAM).refused == {
        0: refused(Refusal.MISSING, "paid")
    }


@pytest.mark.parametrize(
    ("given", "word"),
    [
        ({}, "unpaid"),
        ({"paid": Decimal("29.99")}, "partly_paid"),
        ({"paid": Decimal("30.00")}, "paid"),
        ({"cash_on_delivery": True}, "cash_on_delivery"),
        ({"charges": Decimal("-30.00")}, "paid"),
    ],
)
def test_the_word_for_the_money_follows_from_it(
    shop: None, given: dict[str, object], word: str
) -> None:
    (id,) = placed(new(**given))  # type: ignore[arg-type]
    assert money(id)[3] == word
    paid = given.get("paid")
    assert payments(id) == ([(paid, "online", "placed")] if paid else [])


def test_discounts_and_charges_add_up_to_the_total(shop: None) -> None:
    line = NewLine(sku="tea", quantity=3, unit_price=Decimal("10.01"), discount=Decimal("0.01"))
    (id,) = placed(new(lines=(line,), charges=Decimal("-1.01"), paid=Decimal("2.01")))
    row = OrderLine.objects.get(order=id)
    assert (row.unit_price, row.discount, row.amount) == (
        Decimal("10.01"),
        Decimal("0.01"),
        Decimal("30.02"),
    )
    assert money(id)[:2] == (Decimal("29.01"), Decimal("2.01"))


def test_cash_and_carry_is_complete_at_once_and_out_of_stock(shop: None) -> None:
    with news() as came:
        (id,) = placed(new(quantity=2, paid=Decimal(60), payment_method="cash", **CARRY))
    ((ending, where, state, units),) = boxes(id)
    (box,) = world.boxes([id])
    assert (ending, where, state, units) == ("-1", "W1", "delivered", {"tea": 2})
    assert came.journal == [
        (id, 1, "place", "order", id, None, "completed", "completed"),
        (id, 2, "hand_over", "shipment", box, None, "delivered", "completed"),
    ]
    assert came.moved == [("issue", "tea", "W1", -2, 0, box)]
    assert stock("tea") == (PLENTY - 2, 0, 0)
    assert order(id).due_at is None


def test_cash_and_carry_is_refused_when_the_shelf_is_short(shop: None) -> None:
    world.receive("rare", 1)
    wanted = (NewLine(sku="tea", quantity=1), NewLine(sku="rare", quantity=2))
    with news() as came:
        outcome = place([new(lines=wanted, **CARRY), new(sku="rare", **CARRY)], by=SAM)
    assert outcome.refused == {0: refused(Refusal.SHORT_STOCK, "lines", sku="rare")}
    assert outcome.done == (1,)
    assert (stock("tea"), stock("rare")) == ((PLENTY, 0, 0), (0, 0, 0))
    assert [row[2] for row in came.journal] == ["place", "hand_over"]


def test_cash_and_carry_is_not_held_for_payment(shop: None) -> None:
    outcome = place([new(awaits_payment=True, **CARRY)], by=SAM)
    assert outcome.refused == {0: refused(Refusal.BAD_CHOICE, "awaits_payment", given="carry")}


def test_cash_and_carry_told_twice_in_one_batch_takes_the_goods_once(shop: None) -> None:
    ordered = new(**CARRY)
    outcome = place([ordered, ordered], by=SAM)
    assert outcome.done == (0, 1)
    assert outcome.made[0] == outcome.made[1]
    assert stock("tea") == (PLENTY - 1, 0, 0)


def test_a_customer_is_known_by_phone_however_it_is_written(shop: None) -> None:
    ids = placed(new(phone="138 0000 0000"), new(phone="+86-13800000000"))
    ids += placed(new(phone="13800000000", name="别名"))
    assert len({order(id).customer_id for id in ids}) == 1
    assert Customer.objects.get(phone="+8613800000000").name == "王小明"


def test_a_customer_known_to_the_channel_may_change_the_phone(shop: None) -> None:
    (one,) = placed(new(customer_reference="web:7"))
    (two,) = placed(new(customer_reference="web:7"))
    (three,) = placed(new(customer_reference="web:7", phone=""))
    assert len({order(id).customer_id for id in (one, two, three)}) == 1
    assert order(two).phone != order(one).phone


def test_an_order_may_come_from_nobody_known(shop: None) -> None:
    (id,) = placed(new(phone="", name=""))
    assert order(id).customer is None


def test_a_salesperson_places_in_stores_of_their_own_only(shop: None) -> None:
    s2 = frozenset({Store.objects.get(code="S2").pk})
    elsewhere = Actor("sun", Role.SALES, stores=s2)
    before = everything()
    outcome = place([new()], by=elsewhere)
    assert outcome == Outcome(refused={0: refused(Refusal.UNKNOWN_STORE, "store", given="S1")})
    assert everything() == before


def test_nothing_placed_is_nothing_done(shop: None) -> None:
    before = everything()
    assert place([], by=SAM) == Outcome()
    assert everything() == before

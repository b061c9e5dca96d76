"""Placing over the API: other systems' orders come in here, one or many."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import TypeVar

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from gendan.journey.s1_place.commands import PLACE, place
from gendan.journey.s1_place.new_orders import NewLine, NewOrder
from gendan.journey.s1_place.writing import inquire
from gendan.kernel import sql
from gendan.kernel.actor import Actor
from gendan.kernel.money import ZERO
from gendan.kernel.outcome import Outcome
from gendan.kernel.refusals import Refusal
from gendan.kernel.repeat import Answer, Asked, Claims
from gendan.kernel.together import Foretell
from gendan.kit.rest.answers import results
from gendan.kit.rest.bodies import MOST, Body, Code, Count, Moment, Money, Short, Words
from gendan.kit.rest.commands import asked, publish
from gendan.kit.rest.identity import caller
from gendan.kit.rest.naming import said_as_given, staff_ids
from gendan.kit.rest.problems import Kind, Problem
from gendan.process.words import Fulfilment, PaymentMethod
from gendan.records.orders.numbers import numbers

Found = TypeVar("Found")

router = Router(tags=["订单生成 · Order placed"])
LINES = 200  # on one order


class LineToPlace(Body):
    """So many units of one article. Without a price it costs what the product costs."""

    sku: Code
    quantity: Count
    unit_price: Money | None = None
    discount: Money = Field(ZERO, description="On the whole line.")
    name: Short = Field("", description="As the customer saw it; empty: the product's.")


class OrderToPlace(Body):
    """One order to be placed."""

    channel: Code = Field(description="The channel's code.")
    store: Code = Field(description="The store's code.")
    lines: list[LineToPlace] = Field(min_length=1, max_length=LINES)
    reference: Short | None = Field(None, description="The channel's own number; placed once.")
    fulfilment: Fulfilment = Fulfilment.DELIVERY
    name: Short = Field("", description="Of the customer.")
    phone: Short = ""
    email: Short = ""
    customer_reference: Short | None = Field(None, description="The channel's number for them.")
    consignee: Short = Field("", description="Empty: the customer.")
    consignee_phone: Short = ""
    division: Short | None = Field(None, description="GB/T 2260 code of the district.")
    province: Short = ""
    city: Short = ""
    district: Short = ""
    street: Short = ""
    currency: str = Field("CNY", min_length=3, max_length=3)
    charges: Money = Field(ZERO, description="Freight and the like; negative for a discount.")
    paid: Money = Field(ZERO, description="Already, when the order is placed.")
    payment_method: PaymentMethod = PaymentMethod.ONLINE
    payment_reference: Short = Field(
        "", description="Of the payment provider or till; the same one counts once on an order."
    )
    cash_on_delivery: bool = False
    awaits_payment: bool | None = Field(
        None,
        description="Held until it is paid. Not given: an order by telephone is, unless it is "
        "paid, paid on delivery or handed over at once. False: it goes on account.",
    )
    salesperson: Short | None = Field(None, description="Username of the person who sold it.")
    placed_at: Moment | None = Field(None, description="Empty: now.")
    promised_by: Moment | None = None
    priority: Count = 0
    remark: Words = ""

    def form(self, staff: dict[str, int]) -> NewOrder:
        """The form that clerks, files and this API have in common."""
        values = {
            **vars(self),
            "lines": tuple(NewLine(**vars(line)) for line in self.lines),
            "fulfilment": self.fulfilment.value,
            "payment_method": self.payment_method.value,
            "salesperson": None if self.salesperson is None else staff[self.salesperson],
        }
        return NewOrder(**values)


class OrdersToPlace(Body):
    """Orders to be placed."""

    orders: list[OrderToPlace] = Field(min_length=1, max_length=MOST)


EXAMPLE = {
    "orders": [
        {
            "channel": "web",
            "store": "S1",
            "reference": "web-10086",
            "name": "王小明",
            "phone": "13800000001",
            "province": "浙江省",
            "city": "杭州市",
            "district": "西湖区",
            "street": "文三路 1 号 2 单元 301",
            "lines": [{"sku": "tea", "quantity": 2, "unit_price": "30.00"}],
            "paid": "60.00",
        }
    ]
}


def place_orders(request: HttpRequest, body: OrdersToPlace) -> HttpResponse:
    """Place them; each has its own result."""
    by = caller(request).actor
    (placed,) = place_arrivals([Arrival(by, asked(request, PLACE.name, body), body.orders)])
    if placed.answer is None:
        raise Problem(Kind.KEY_REUSED)
    return placed_answer(request, placed.answer, placed.numbers, len(body.orders))


publish(router, place_orders, PLACE, PLACE.name, "/orders", EXAMPLE)


@dataclass(frozen=True, slots=True)
class Arrival:
    """A request as it arrives: by whom, under which key, with which orders."""

    actor: Actor
    asked: Asked
    orders: Sequence[OrderToPlace]


@dataclass(frozen=True, slots=True)
class Placed:
    """What came of a request; nothing where its key was used for another. `numbers` are those of
    all orders that were placed with it."""

    answer: Answer | None
    numbers: Mapping[int, str]


def place_arrivals(
    arrivals: Sequence[Arrival], foretell: Foretell[Placed] | None = None
) -> list[Placed]:
    """What came of each; those of one actor are placed in one transaction. `foretell` hears what
    will have come of them before that commits."""
    of_actor: dict[Actor, list[int]] = {}
    for position, arrival in enumerate(arrivals):
        of_actor.setdefault(arrival.actor, []).append(position)
    placed: dict[int, Placed] = {}
    for actor, positions in of_actor.items():
        requests = [(arrivals[i].asked, arrivals[i].orders) for i in positions]
        with transaction.atomic(), sql.flowing():
            placed |= dict(zip(positions, _place_each(requests, actor), strict=True))
            if foretell:
                foretell({position: placed[position] for position in positions})
            sql.commit_along()
    return [placed[position] for position in range(len(arrivals))]


def placed_answer(
    request: HttpRequest, answer: Answer, numbers: Mapping[int, str], orders: int
) -> HttpResponse:
    """The answer to a request that brought so many orders."""
    return results(request, PLACE, [""] * orders, answer, numbers)


def _place_each(
    requests: Sequence[tuple[Asked, Sequence[OrderToPlace]]], by: Actor
) -> list[Placed]:
    """Place the orders of many requests of one actor with one command, within a transaction whose
    statements flow.

    Each request has its own answer, as if it had come alone. As many statements for many requests
    as for one."""
    claims = Claims(by, [asked for asked, _ in requests])
    names = {o.salesperson for _, orders in requests for o in orders if o.salesperson is not None}
    staff = staff_ids(names)
    groups = [[order.form(staff) for order in orders] for _, orders in requests]
    inquiry = inquire([order for group in groups for order in group])
    groups = [groups[position] for position in claims.fresh()]
    orders = [order for group in groups for order in group]
    outcome = said_as_given(
        place(orders, by=by, asked=inquiry) if orders else Outcome(),
        Refusal.UNKNOWN_PERSON,
        {id: name for name, id in staff.items()},
    )
    ends = list(accumulate(map(len, groups), initial=0))
    answers = claims.answers(_parts(outcome, ends))
    made = {id for answer in answers if answer for id in answer.outcome.made.values()}
    before = made - outcome.numbers.keys()
    named = {**outcome.numbers, **numbers(before)} if before else outcome.numbers
    return [Placed(answer, named) for answer in answers]


def _parts(outcome: Outcome, ends: Sequence[int]) -> list[Outcome]:
    """What came of the items between one end and the next, counted from the first of them."""
    done = frozenset(outcome.done)
    return [
        Outcome(
            done=tuple(item - start for item in range(start, end) if item in done),
            refused=_within(outcome.refused, start, end),
            made=_within(outcome.made, start, end),
        )
        for start, end in pairwise(ends)
    ]


def _within(of: Mapping[int, Found], start: int, end: int) -> dict[int, Found]:
    return {item - start: of[item] for item in range(start, end) if item in of}

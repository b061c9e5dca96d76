"""Asking carriers for numbers: noted in a transaction, asked outside it, tried again by a job."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings

from gendan.journey.s5_dispatch.adapters import ADAPTERS, Said, Wanted
from gendan.journey.s5_dispatch.commands import Parcel, assign_waybill, refuse_pickups
from gendan.kernel import clock, sql
from gendan.kernel.actor import SYSTEM, Actor
from gendan.kernel.batch import When
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.outward.addresses import Allowed, BadAddress, taken_apart
from gendan.kernel.outward.calls import Line
from gendan.kernel.refusals import Refusal
from gendan.kernel.sealing import Unreadable, opened
from gendan.kernel.taking import taking
from gendan.process.definition import PROCESS
from gendan.records.carriers.models import ACCOUNT
from gendan.records.shipments.models import Shipment

BOOK_WAYBILL = PROCESS.step("book_waybill")
ATTEMPTS = 6  # of a booking, while the carrier is silent

ACCOUNTS = """
SELECT s.id, s.carrier_id, carrier.code, account.id IS NOT NULL, s.waybill_id
  FROM shipment AS s
  LEFT JOIN carrier ON carrier.id = s.carrier_id
  LEFT JOIN carrier_account AS account ON account.carrier_id = s.carrier_id
 WHERE s.id = ANY(%s)
"""
ASK = """
INSERT INTO booking (shipment_id, carrier_id, asked_at, asked_by)
SELECT id, carrier_id, at, %s FROM unnest(%s::bigint[], %s::bigint[], %s::timestamptz[])
       AS asked (id, carrier_id, at)
ON CONFLICT (shipment_id) WHERE result = 'asked' DO NOTHING
RETURNING shipment_id
"""
OPEN = """
SELECT booking.id, booking.attempts, s.id, s.number, carrier.code, account.adapter, account.url,
       account.key, warehouse.name, o.consignee, o.phone, o.province, o.city, o.district, o.street,
       coalesce(s.weight_grams, (SELECT sum(line.quantity * product.weight_grams)::int
                                   FROM shipment_line AS line
                                   JOIN product ON product.id = line.product_id
                                  WHERE line.shipment_id = s.id), 0),
       (SELECT count(*) FROM booking AS earlier
         WHERE earlier.shipment_id = s.id AND earlier.id < booking.id AND earlier.result = 'given')
  FROM booking
  JOIN shipment AS s ON s.id = booking.shipment_id
  JOIN customer_order AS o ON o.id = s.order_id
  JOIN warehouse ON warehouse.id = s.warehouse_id
  JOIN carrier ON carrier.id = booking.carrier_id
  JOIN carrier_account AS account ON account.carrier_id = booking.carrier_id
 WHERE booking.result = 'asked' AND s.order_id = ANY(%s)
 ORDER BY account.id, booking.id
"""
ANSWERED = """
UPDATE booking SET result = answer.result, answer = answer.words, attempts = attempts + 1,
                   answered_at = CASE WHEN answer.result <> 'asked' THEN %s END
  FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS answer (id, result, words)
 WHERE booking.id = answer.id AND booking.result = 'asked'
"""


class CarrierSilent(Exception):
    """A carrier gave no answer; it is asked again."""


@dataclass(frozen=True, slots=True)
class Open:
    """A booking that waits for its answer, and what the carrier needs to know."""

    id: int
    attempts: int
    shipment: int
    number: str
    carrier: str
    adapter: str
    url: str
    key: str
    sender: str
    consignee: str
    phone: str
    province: str
    city: str
    district: str
    street: str
    weight_grams: int
    given_before: int  # numbers for this shipment, void by now

    @property
    def wanted(self) -> Wanted:
        """As adapters are told. What is asked for again is the same; what replaces a void number
        is another."""
        again = f"/{self.given_before + 1}" if self.given_before else ""
        return Wanted(
            key=self.number + again, sender=self.sender, consignee=self.consignee, phone=self.phone,
            province=self.province, city=self.city, district=self.district, street=self.street,
            weight_grams=self.weight_grams,
        )  # fmt: skip


def book_waybill(shipments: Sequence[int], *, by: Actor, at: When = None) -> Outcome:
    """Note that the carriers of these are to be asked for numbers; a job asks them."""
    with taking(BOOK_WAYBILL, Shipment, shipments, by=by, at=at) as batch:
        refuse_pickups(batch)
        facts = {row[0]: row[1:] for row in sql.rows(ACCOUNTS, [batch.ids])}
        batch.refuse([id for id in batch.ids if facts[id][0] is None], Refusal.MISSING, "carrier")
        batch.refuse_each(
            {id: refused(Refusal.NO_ACCOUNT, "carrier", given=facts[id][1])
             for id in batch.ids if not facts[id][2]}
        )  # fmt: skip
        batch.refuse([id for id in batch.ids if facts[id][3] is not None], Refusal.ALREADY_DONE)
        rows = [(id, facts[id][0], batch.at(id)) for id in batch.ids]
        asked = {id for (id,) in sql.rows(ASK, [by.name, *sql.columns(rows, 3)])}
        batch.refuse(set(batch.ids) - asked, Refusal.ALREADY_DONE)
    return batch.outcome


def carry_out(orders: Sequence[int]) -> None:
    """Ask for all that is open of these orders, and put the numbers on.

    Raises `CarrierSilent` while one that gave no answer is to be asked again."""
    waiting = [Open(*row) for row in sql.rows(OPEN, [list(orders)])]
    answers: list[tuple[Open, Said]] = []
    accounts = {one.url: (one.adapter, one.key) for one in waiting}
    for url, (adapter, key) in accounts.items():
        mine = [one for one in waiting if one.url == url]
        answers += list(zip(mine, _ask(url, adapter, key, mine), strict=True))
    given = [(one, said) for one, said in answers if said.number]
    outcome = assign_waybill(
        [Parcel(shipment=one.shipment, carrier=one.carrier, number=said.number)
         for one, said in given],
        by=SYSTEM,
    )  # fmt: skip
    faults = {
        given[item][0].id: answer.sentence() for item, answer in outcome.refused.items()
        if answer.reason is not Refusal.ALREADY_DONE
    }  # fmt: skip
    results = [_result(one, said, faults.get(one.id, "")) for one, said in answers]
    sql.run(ANSWERED, [clock.now(), *sql.columns(results, 3)])
    if any(result == "asked" for _, result, _ in results):
        raise CarrierSilent


def _ask(url: str, adapter: str, key: str, asked: Sequence[Open]) -> list[Said]:
    """The carrier's answers, over one line."""
    try:
        target, secret = taken_apart(url), opened(key, ACCOUNT) if key else ""
    except (BadAddress, Unreadable) as trouble:
        return [Said(words=str(trouble))] * len(asked)
    allowed = Allowed.of(settings.WEBHOOK_ALLOW)
    answers: list[Said] = []
    with Line(target, allowed) as line:
        for one in asked:
            # A carrier that is away is not asked for all the others as well.
            is_away = bool(answers) and answers[-1].silent
            said = answers[-1] if is_away else ADAPTERS[adapter](line.post, secret, one.wanted)
            answers.append(said)
    return answers


def _result(one: Open, said: Said, fault: str) -> tuple[int, str, str]:
    if fault:
        return one.id, "refused", fault
    if said.number:
        return one.id, "given", said.number
    if said.silent and one.attempts + 1 < ATTEMPTS:
        return one.id, "asked", said.words
    return one.id, "refused", said.words

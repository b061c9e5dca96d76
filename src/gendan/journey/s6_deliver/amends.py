"""Making good what a parcel did not bring: taken elsewhere, sent once more, paid for."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from gendan.journey.s6_deliver.astray import refuse_long
from gendan.kernel import money, sql
from gendan.kernel.actor import Actor
from gendan.kernel.batch import Batch, When
from gendan.kernel.outcome import Outcome, Refused, refused
from gendan.kernel.refusals import Refusal
from gendan.kernel.taking import taking
from gendan.process.definition import PROCESS
from gendan.process.words import Remedy
from gendan.records.cases import claims, exceptions, redirections, replacements
from gendan.records.cases.redirections import Elsewhere
from gendan.records.parties.contacts import is_phone, normal_phone
from gendan.records.shipments.contents import contents
from gendan.records.shipments.models import Shipment

REDIRECT = PROCESS.step("redirect")
SEND_AGAIN = PROCESS.step("send_again")
CLAIM = PROCESS.step("claim")
SETTLE_CLAIM = PROCESS.step("settle_claim")
GONE = frozenset({"returned", "lost"})  # they will not bring it any more
DIVISION = "SELECT count(*) FROM division WHERE code = %s"


def redirect(
    shipments: Sequence[int], *, by: Actor, to: Elsewhere, note: str = "", at: When = None
) -> Outcome:
    """Parcels on their way go to another address, as their carriers were asked; the customers are
    told. What was asked for before is kept."""
    with taking(REDIRECT, Shipment, shipments, by=by, at=at) as batch:
        refuse_long(batch, note)
        _refuse_faulty(batch, to)
        if batch.items:
            phone = normal_phone(to.phone) if to.phone else ""
            redirections.redirect(batch, replace(to, phone=phone))
        exceptions.act(batch, exceptions.Act(Remedy.CHANGE_ADDRESS.value, note))
    return batch.outcome


def send_again(
    shipments: Sequence[int], *, by: Actor, note: str = "", at: datetime | None = None
) -> Outcome:
    """Place an order for what was in each parcel, to where it was to go, free of charge; `made`
    gives each one's order. Once only, of what was paid for, and where something is amiss."""
    with taking(SEND_AGAIN, Shipment, shipments, by=by, at=at) as batch:
        refuse_long(batch, note)
        facts = replacements.known(batch.ids)
        astray = exceptions.known(batch.ids)
        batch.refuse_documents(
            {
                row.id: answer
                for row in batch.rows
                if (answer := _unfit(facts[row.id], row.id in astray or row.state in GONE))
            }
        )
        numbers = replacements.place(batch, facts, contents(batch.ids)) if batch.items else {}
        batch.reasons.update(numbers)
        exceptions.act(batch, exceptions.Act(Remedy.RESEND.value, note))
    return batch.outcome


def claim(
    shipments: Sequence[int], *, by: Actor, amount: Decimal, note: str = "", at: When = None
) -> Outcome:
    """Ask who carried each parcel to pay `amount` for it, in the currency of its order."""
    with taking(CLAIM, Shipment, shipments, by=by, at=at) as batch:
        refuse_long(batch, note)
        if answer := _no_sum(amount, least=money.CENT):
            batch.refuse(batch.items, answer, "amount", given=str(amount))
        known = claims.known(batch.ids)
        batch.refuse([id for id in batch.ids if not known[id].carried], Refusal.NO_WAYBILL_YET)
        batch.refuse([id for id in batch.ids if known[id].open], Refusal.ALREADY_DONE)
        batch.explain(batch.ids, str(amount))
        if batch.items:
            claims.claim(batch, amount, note)
        exceptions.act(batch, exceptions.Act(Remedy.CLAIM.value, note))
    return batch.outcome


def settle_claim(
    shipments: Sequence[int], *, by: Actor, granted: Decimal, note: str = "", at: When = None
) -> Outcome:
    """The carriers answered: `granted` is what each pays for one parcel, zero when it refuses."""
    with taking(SETTLE_CLAIM, Shipment, shipments, by=by, at=at) as batch:
        refuse_long(batch, note)
        if answer := _no_sum(granted, least=money.ZERO):
            batch.refuse(batch.items, answer, "granted", given=str(granted))
        known = claims.known(batch.ids)
        sums = {id: known[id].open for id in batch.ids}
        batch.refuse([id for id, claimed in sums.items() if claimed is None], Refusal.NO_OPEN_CLAIM)
        batch.refuse_each(
            {id: refused(Refusal.MORE_THAN_CLAIMED, "granted", given=granted, expected=claimed)
             for id, claimed in sums.items() if claimed is not None and granted > claimed}
        )  # fmt: skip
        batch.explain(batch.ids, str(granted))
        if batch.items:
            claims.settle(batch, granted, note)
        exceptions.act(batch, exceptions.Act(Remedy.CLAIM_SETTLED.value, note))
    return batch.outcome


def _unfit(facts: replacements.Known, is_amiss: bool) -> Refused | None:
    if facts.again:
        return refused(Refusal.SENT_AGAIN, given=facts.again)
    if not facts.is_sent:
        return refused(Refusal.NOT_FOR_DELIVERY)
    if not is_amiss:
        return refused(Refusal.NO_OPEN_EXCEPTION)
    return None if facts.is_paid_for else refused(Refusal.NOT_PAID_FOR)


def _no_sum(amount: Decimal, *, least: Decimal) -> Refusal | None:
    """Why that is no sum of money that somebody may have claimed, or granted."""
    if not money.is_money(amount):
        return Refusal.BAD_AMOUNT
    if amount > money.LARGEST:
        return Refusal.TOO_LARGE
    if amount < least:
        return Refusal.NOT_POSITIVE if least else Refusal.NEGATIVE
    return None


def _refuse_faulty(batch: Batch, to: Elsewhere) -> None:
    if not to.street.strip():
        batch.refuse(batch.items, Refusal.MISSING, "street")
    if to.phone and not is_phone(to.phone):
        batch.refuse(batch.items, Refusal.BAD_PHONE, "phone", given=to.phone)
    if to.division and not sql.rows(DIVISION, [to.division])[0][0]:
        batch.refuse(batch.items, Refusal.BAD_CHOICE, "division", given=to.division)

"""Parcels that go astray: a case is opened, somebody sees to it, and it ends with an outcome."""

from collections.abc import Sequence
from datetime import datetime

from gendan.kernel.actor import Actor
from gendan.kernel.batch import Batch, When
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from gendan.kernel.taking import taking
from gendan.process.definition import PROCESS
from gendan.process.words import Arrangement, ExceptionKind, ExceptionOutcome, Pursuit
from gendan.records.cases import claims, exceptions, replacements
from gendan.records.cases.models import WORDS_MAX
from gendan.records.shipments.models import Shipment

OPEN = PROCESS.step("open_exception")
TAKE = PROCESS.step("take_exception")
ARRANGE = PROCESS.step("arrange")
PURSUE = PROCESS.step("pursue")
CLOSE = PROCESS.step("close_exception")


def open_exception(
    shipments: Sequence[int], *, by: Actor, kind: ExceptionKind, note: str = "", at: When = None
) -> Outcome:
    """Open a case; one that is open already becomes one of this kind. Three statements more."""
    with taking(OPEN, Shipment, shipments, by=by, at=at) as batch:
        refuse_long(batch, note)
        unfit = {row.id: refused(Refusal.WRONG_STATE, state=f"shipment.{row.state}")
                 for row in batch.rows if row.state not in kind.states}  # fmt: skip
        batch.refuse_documents(unfit)
        known = exceptions.known(batch.ids)
        same = [id for id in batch.ids if known.get(id) == kind.value]
        batch.refuse(same, Refusal.ALREADY_DONE)
        batch.explain(batch.ids, kind.value)
        exceptions.open_cases(batch, kind, note)
    return batch.outcome


def take_exception(shipments: Sequence[int], *, by: Actor, at: When = None) -> Outcome:
    """From now on whoever acts sees to these."""
    with taking(TAKE, Shipment, shipments, by=by, at=at) as batch:
        _refuse_without_case(batch)
        exceptions.take(batch)
    return batch.outcome


def arrange(
    shipments: Sequence[int],
    *,
    by: Actor,
    action: Arrangement,
    note: str = "",
    wanted_at: datetime | None = None,
    at: When = None,
) -> Outcome:
    """Arrange something for the customers, who are told. Another time needs one that is to come;
    a place where they collect it needs words."""
    with taking(ARRANGE, Shipment, shipments, by=by, at=at) as batch:
        refuse_long(batch, note)
        if action is Arrangement.CHANGE_TIME:
            gone = [id for id in batch.ids if wanted_at is None or wanted_at <= batch.at(id)]
            batch.refuse(gone, Refusal.MISSING, "wanted_at")
        elif action is Arrangement.PICKUP and not note.strip():
            batch.refuse(batch.items, Refusal.MISSING, "note")
        _refuse_without_case(batch)
        when = wanted_at if action is Arrangement.CHANGE_TIME else None
        _act(batch, exceptions.Act(action.value, note, when))
    return batch.outcome


def pursue(
    shipments: Sequence[int], *, by: Actor, action: Pursuit, note: str = "", at: When = None
) -> Outcome:
    """Ask the carriers for something."""
    with taking(PURSUE, Shipment, shipments, by=by, at=at) as batch:
        refuse_long(batch, note)
        _refuse_without_case(batch)
        _act(batch, exceptions.Act(action.value, note))
    return batch.outcome


def close_exception(
    shipments: Sequence[int],
    *,
    by: Actor,
    outcome: ExceptionOutcome,
    note: str = "",
    at: When = None,
) -> Outcome:
    """Close the cases with what came of them. That it was sent once more, or paid by the carrier,
    is believed where it was."""
    with taking(CLOSE, Shipment, shipments, by=by, at=at) as batch:
        refuse_long(batch, note)
        _refuse_without_case(batch)
        if outcome is ExceptionOutcome.RESENT:
            again = replacements.known(batch.ids)
            batch.refuse([i for i in batch.ids if not again[i].again], Refusal.NOT_SENT_AGAIN)
        elif outcome is ExceptionOutcome.COMPENSATED:
            paid = claims.known(batch.ids)
            batch.refuse([i for i in batch.ids if not paid[i].granted], Refusal.NOTHING_GRANTED)
        batch.explain(batch.ids, outcome.value)
        exceptions.close(batch, outcome, note)
    return batch.outcome


def refuse_long(batch: Batch, note: str) -> None:
    """Leave all alone where the words are more than anybody reads."""
    if len(note) > WORDS_MAX:
        batch.refuse(batch.items, Refusal.TOO_LONG, "note", given=WORDS_MAX)


def _act(batch: Batch, done: exceptions.Act) -> None:
    batch.explain(batch.ids, done.code)
    exceptions.act(batch, done)


def _refuse_without_case(batch: Batch) -> None:
    known = exceptions.known(batch.ids)
    none = refused(Refusal.NO_OPEN_EXCEPTION)
    batch.refuse_documents({id: none for id in batch.ids if id not in known})

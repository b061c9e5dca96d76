"""A message of a source comes in: whose it is, what it says, and what is said back.

Whoever does not know the secret learns nothing: an address that nobody has, a signature that is
wrong and a message that is none are answered alike, and cost the same.
"""

import secrets
from collections.abc import Mapping

from django.db import transaction

from gendan.journey.s6_deliver.feed import record_carrier_event
from gendan.journey.s6_deliver.sources import alarms
from gendan.journey.s6_deliver.sources.adapter import (
    Adapter,
    Kept,
    Push,
    Reply,
    Source,
    Told,
    Unintelligible,
)
from gendan.journey.s6_deliver.sources.known import ADAPTERS, source_of
from gendan.kernel import clock, sql
from gendan.kernel.actor import Actor
from gendan.kernel.outcome import Outcome
from gendan.kernel.refusals import Refusal
from gendan.process.model import Role
from gendan.process.words import SourceKind, SubscriptionState

NOBODY = Reply(401, {"result": False})
STRANGERS = ADAPTERS[SourceKind.AFTERSHIP.value]  # against which what is nobody's is held
NO_SECRET = secrets.token_urlsafe(24)
HEALS = (Refusal.WRONG_STATE, Refusal.IN_FUTURE)  # not handed over yet; clocks that differ
STRANGE_MAX = 20  # companies of one message

# That it spoke of a number is news of the subscription, too; what it said of its end is kept.
HEARD = """
UPDATE subscription AS asked
   SET heard_at = %(at)s, answered_at = coalesce(answered_at, %(at)s),
       result = CASE WHEN told.ended THEN %(ended)s ELSE %(followed)s END,
       answer = told.words
  FROM unnest(%(numbers)s::text[], %(over)s::bool[], %(words)s::text[])
       AS told (number, ended, words)
  JOIN waybill ON waybill.number = told.number
 WHERE asked.source_id = %(source)s AND asked.waybill_id = waybill.id
"""


def believed(key: str, push: Push) -> Source | None:
    """Whose message this is that came to the address of that key; nobody's without the right
    signature. One statement."""
    source = source_of(key)
    adapter = ADAPTERS[source.kind] if source else STRANGERS
    is_signed = adapter.is_signed(push, source.secret if source else NO_SECRET)
    return source if is_signed else None


def received(source: Source, push: Push) -> Reply:
    """Keep what a source says, in one transaction; what is to be said back. As many statements
    however much it says."""
    adapter = ADAPTERS[source.kind]
    return adapter.reply(_kept(source, adapter, push))


def keep(source: Source, told: Told) -> Outcome:
    """Keep what a source said, and raise what is strange about it."""
    outcome = record_carrier_event(told.words, by=Actor(source.name, Role.CARRIER))
    strange = [{"source": source.name, "company": one} for one in told.strange[:STRANGE_MAX]]
    alarms.warn(alarms.STRANGE_COMPANY, strange)
    if told.faults:
        alarms.warn(alarms.NOT_UNDERSTOOD, [{"source": source.name, "faults": told.faults}])
    return outcome


def _kept(source: Source, adapter: Adapter, push: Push) -> Kept:
    try:
        told = adapter.told(push, source)
    except Unintelligible:
        alarms.warn(alarms.NOT_UNDERSTOOD, [{"source": source.name, "faults": 1}])
        return Kept(unread=True)
    with transaction.atomic():
        outcome = keep(source, told)
        _note(source, told)
    reasons = {item: answer.reason for item, answer in outcome.refused.items()}
    return Kept(
        done=len(outcome.done),
        later=any(reason in HEALS for reason in reasons.values()),
        refused={
            item: (answer.reason.code, answer.sentence())
            for item, answer in outcome.refused.items()
        },
    )


def _note(source: Source, told: Told) -> None:
    values: Mapping[str, object] = {
        "at": clock.now(),
        "ended": SubscriptionState.ENDED.value,
        "followed": SubscriptionState.FOLLOWED.value,
        "numbers": list(told.numbers),
        "over": [number in told.ended for number in told.numbers],
        "words": [told.ended.get(number, "") for number in told.numbers],
        "source": source.id,
    }
    sql.run(HEARD, values)

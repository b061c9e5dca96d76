"""How is this parcel? Asked where a source has been quiet, each number once in half an hour."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from gendan.journey.s6_deliver.sources import alarms
from gendan.journey.s6_deliver.sources.adapter import Parcel, Said, Source, Told
from gendan.journey.s6_deliver.sources.known import ADAPTERS, sources
from gendan.journey.s6_deliver.sources.lines import line_to
from gendan.journey.s6_deliver.sources.receiving import keep
from gendan.kernel import sql
from gendan.kernel.alarms import settle_alarm
from gendan.process.words import SubscriptionState
from gendan.records.following.models import ASK_EVERY_MINUTES

AT_ONCE = 100  # numbers in one round
QUIET = timedelta(hours=6)  # without a push, after which we ask
# What is under way and of which nothing was heard for long, the longest first. What was refused is
# asked for as often as it may be: an alarm has somebody look after that. A row that somebody else
# is about to ask for is theirs.
TAKE = """
UPDATE subscription SET queried_at = %(at)s
 WHERE id IN (
    SELECT asked.id
      FROM subscription AS asked
      JOIN event_source AS source ON source.id = asked.source_id AND source.active
     WHERE EXISTS (SELECT FROM shipment AS s
                    WHERE s.waybill_id = asked.waybill_id AND s.state = 'dispatched')
       AND asked.result <> %(asked)s
       AND (asked.queried_at IS NULL OR asked.queried_at <= %(at)s::timestamptz - %(every)s)
       AND coalesce(greatest(asked.heard_at, asked.queried_at), asked.asked_at)
           <= %(at)s::timestamptz
              - CASE WHEN asked.result = %(refused)s THEN %(every)s ELSE %(quiet)s END
     ORDER BY coalesce(greatest(asked.heard_at, asked.queried_at), asked.asked_at), asked.id
     LIMIT %(most)s FOR NO KEY UPDATE OF asked SKIP LOCKED)
RETURNING id
"""
NAMED = """
SELECT DISTINCT ON (asked.source_id, asked.id) asked.source_id, waybill.number, followed.code,
       right(regexp_replace(o.phone, '[^0-9]', '', 'g'), 4)
  FROM subscription AS asked
  JOIN waybill ON waybill.id = asked.waybill_id
  JOIN followed_carrier AS followed
    ON followed.source_id = asked.source_id AND followed.carrier_id = waybill.carrier_id
  JOIN shipment AS s ON s.waybill_id = waybill.id
  JOIN customer_order AS o ON o.id = s.order_id
 WHERE asked.id = ANY(%s)
 ORDER BY asked.source_id, asked.id
"""


@dataclass(frozen=True, slots=True)
class Quiet:
    """A number of which nothing was heard for long."""

    source: int
    number: str
    company: str
    phone_end: str

    @property
    def parcel(self) -> Parcel:
        """As adapters are told."""
        return Parcel(
            number=self.number, company=self.company, phone_end=self.phone_end, push_to=""
        )


def ask_quiet(at: datetime) -> int:
    """Ask how the parcels are of which nothing was heard; of how many an answer came.

    It is noted that they were asked for before they are: who dies meanwhile asks no second time."""
    taken = [
        id
        for (id,) in sql.rows(
            TAKE,
            {
                "at": at,
                "asked": SubscriptionState.ASKED.value,
                "refused": SubscriptionState.REFUSED.value,
                "every": timedelta(minutes=ASK_EVERY_MINUTES),
                "quiet": QUIET,
                "most": AT_ONCE,
            },
        )
    ]
    if not taken:
        return 0
    quiet = [Quiet(*row) for row in sql.rows(NAMED, [taken])]
    answered = 0
    for source in sources({one.source for one in quiet}).values():
        answers = _ask(source, [one for one in quiet if one.source == source.id])
        answered += _keep(source, answers)
    return answered


def _ask(source: Source, wanted: Sequence[Quiet]) -> list[Said]:
    querying = ADAPTERS[source.kind].query
    answers: list[Said] = []
    if querying is None:
        return answers
    with line_to(source) as ask:
        for one in wanted:
            answers.append(querying(ask, source, one.parcel))
            if answers[-1].silent:
                break  # it is away; the others are asked in half an hour
    return answers


def _keep(source: Source, answers: Sequence[Said]) -> int:
    """Keep all that it said at once. What it refuses is the house's to look after."""
    parts = [said.told for said in answers if said.told]
    if parts:
        words = [word for told in parts for word in told.words]
        keep(source, Told(words, faults=sum(told.faults for told in parts)))
    refused = [said for said in answers if not said.accepted and not said.silent]
    if refused:
        alarms.warn(alarms.REFUSES_QUERY, [{"source": source.name, "words": refused[-1].words}])
    elif any(said.accepted for said in answers):
        settle_alarm(alarms.REFUSES_QUERY, source.name)
    return sum(1 for said in answers if said.accepted)

"""Sources are asked to follow the numbers that became live: outside any transaction, by a job."""

from collections.abc import Sequence
from dataclasses import dataclass

from gendan.journey.s6_deliver.sources import alarms
from gendan.journey.s6_deliver.sources.adapter import Parcel, Said, Source
from gendan.journey.s6_deliver.sources.known import ADAPTERS, sources
from gendan.journey.s6_deliver.sources.lines import line_to
from gendan.kernel import clock, sql
from gendan.kernel.alarms import settle_alarms
from gendan.process.words import SubscriptionState
from gendan.records.following.models import push_to

ATTEMPTS = 6  # of a subscription, while the source is silent
# Only of what is still under way: the others need nobody to follow them any more.
OPEN = """
SELECT DISTINCT ON (asked.source_id, asked.id) asked.id, asked.source_id, asked.attempts,
       waybill.number, followed.code, right(regexp_replace(o.phone, '[^0-9]', '', 'g'), 4)
  FROM subscription AS asked
  JOIN waybill ON waybill.id = asked.waybill_id AND waybill.voided_at IS NULL
  JOIN followed_carrier AS followed
    ON followed.source_id = asked.source_id AND followed.carrier_id = waybill.carrier_id
  JOIN shipment AS s ON s.waybill_id = waybill.id AND s.state = 'dispatched'
  JOIN customer_order AS o ON o.id = s.order_id
 WHERE asked.id = ANY(%s) AND asked.result = %s
 ORDER BY asked.source_id, asked.id
"""
# It may have pushed in the meantime, which says that it follows.
ANSWERED = """
UPDATE subscription AS asked
   SET result = answer.result, answer = answer.words, attempts = attempts + 1,
       answered_at = CASE WHEN answer.result <> %s THEN %s::timestamptz END
  FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS answer (id, result, words)
 WHERE asked.id = answer.id AND asked.result = %s
"""
ASKED = SubscriptionState.ASKED.value


class SourceSilent(Exception):
    """A source gave no answer; it is asked again."""


@dataclass(frozen=True, slots=True)
class Open:
    """A number that a source is to be asked to follow."""

    id: int
    source: int
    attempts: int
    number: str
    company: str
    phone_end: str

    def parcel(self, source: Source) -> Parcel:
        """As adapters are told."""
        return Parcel(
            number=self.number,
            company=self.company,
            phone_end=self.phone_end,
            push_to=push_to(source.key),
        )


def subscribe(subscriptions: Sequence[int]) -> None:
    """Ask for these, and note what was answered. Four statements, one more where it was refused.

    Raises `SourceSilent` while one that gave no answer is to be asked again."""
    waiting = [Open(*row) for row in sql.rows(OPEN, [list(subscriptions), ASKED])]
    known = sources({one.source for one in waiting}) if waiting else {}
    answers = [
        answer
        for source in known.values()
        for answer in _ask(source, [one for one in waiting if one.source == source.id])
    ]
    if not answers:
        return
    results = [(one.id, _result(one, said), said.words) for one, said in answers]
    sql.run(ANSWERED, [ASKED, clock.now(), *sql.columns(results, 3), ASKED])
    refused = {
        known[one.source].name: (one, said)
        for (one, said), (_, result, _) in zip(answers, results, strict=True)
        if result == SubscriptionState.REFUSED.value
    }
    alarms.warn(
        alarms.REFUSES_NUMBER,
        [{"source": name, "number": one.number, "words": said.words}
         for name, (one, said) in refused.items()],
    )  # fmt: skip
    settle_alarms(alarms.REFUSES_NUMBER, {source.name for source in known.values()} - set(refused))
    if any(result == ASKED for _, result, _ in results):
        raise SourceSilent


def _ask(source: Source, wanted: Sequence[Open]) -> list[tuple[Open, Said]]:
    """The source's answers, over one line."""
    subscribing = ADAPTERS[source.kind].subscribe
    answers: list[tuple[Open, Said]] = []
    if subscribing is None:
        return answers
    with line_to(source) as ask:
        for one in wanted:
            # A source that is away is not asked for all the others as well.
            is_away = bool(answers) and answers[-1][1].silent
            said = answers[-1][1] if is_away else subscribing(ask, source, one.parcel(source))
            answers.append((one, said))
    return answers


def _result(one: Open, said: Said) -> str:
    if said.accepted:
        return SubscriptionState.FOLLOWED.value
    if said.silent and one.attempts + 1 < ATTEMPTS:
        return ASKED
    return SubscriptionState.REFUSED.value

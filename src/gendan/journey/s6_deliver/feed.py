"""What carriers say: kept as it was said, in order of event time, and at most a proposal."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from gendan.journey.s6_deliver import codes
from gendan.journey.s6_deliver.commands import come_back, deliver
from gendan.kernel import clock, sql
from gendan.kernel.actor import SYSTEM, Actor
from gendan.kernel.alarms import raise_alarms
from gendan.kernel.batch import Batch
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from gendan.kernel.taking import taking
from gendan.process.deadlines import AT_RISK, add_working
from gendan.process.definition import NO_MOVEMENT, PROCESS
from gendan.process.model import Text
from gendan.process.words import CarrierCode, ComeBackReason
from gendan.records.shipments.models import Shipment

RECORD = PROCESS.step("record_carrier_event")
CLOCK_SKEW = timedelta(minutes=5)  # other systems' clocks
RANK = {code.value: rank for rank, code in enumerate(CarrierCode)}
RANKING = json.dumps(RANK)
ALARM, ALARMS_MAX = "carrier_code_unknown", 20  # of one batch
STRANGE = Text(
    "没有人说过 {scheme} 的代码“{code}”是什么意思（运单 {number}）。",
    "Nobody has said what the code “{code}” of {scheme} means (waybill {number}).",
)

# By position: the waybill named, the one that stands for it now, and a box that travels under
# that one. A number that was replaced is still its parcel's, unless another parcel has it now.
FIND = """
WITH RECURSIVE named AS (
    SELECT asked.place, w.id AS named, w.voided_at, w.id AS live
      FROM unnest(%s::int[], %s::text[], %s::text[]) AS asked (place, carrier, number)
      JOIN carrier ON carrier.code = asked.carrier
      JOIN waybill AS w ON w.carrier_id = carrier.id AND w.number = asked.number
    UNION ALL
    SELECT place, named, named.voided_at, w.replaced_by_id
      FROM named JOIN waybill AS w ON w.id = live WHERE w.replaced_by_id IS NOT NULL
)
SELECT DISTINCT ON (place) place, named, live, s.id
  FROM named JOIN shipment AS s ON s.waybill_id = live
 ORDER BY place, voided_at DESC NULLS FIRST, s.id
"""

# The same event told again has no effect, unless it is told with a code that leads further on the
# way than the one that it had, or that it had none: in whatever order, the same code stays.
ADD = """
INSERT INTO carrier_event AS known (waybill_id, key, at, code, their_code, text, place, raw)
SELECT waybill_id, key, at, code, their_code, text, place, raw::jsonb
  FROM unnest(%(waybills)s::bigint[], %(keys)s::text[], %(ats)s::timestamptz[], %(codes)s::text[],
              %(theirs)s::text[], %(texts)s::text[], %(places)s::text[], %(raws)s::text[])
       AS new (waybill_id, key, at, code, their_code, text, place, raw)
ON CONFLICT (waybill_id, key) DO UPDATE
   SET code = excluded.code, their_code = excluded.their_code, raw = excluded.raw
 WHERE excluded.their_code <> ''
   AND (known.their_code = ''
        OR ((%(ranking)s::jsonb ->> excluded.code)::int, excluded.their_code COLLATE "C") >
           ((%(ranking)s::jsonb ->> known.code)::int, known.their_code COLLATE "C"))
RETURNING waybill_id, key
"""

# The latest word by event time counts; of two at the same time, the one further on the way. A
# word that comes late changes nothing: above all it proposes no step that was undone meanwhile.
LATEST = """
UPDATE shipment AS s
   SET carrier_status = last.code, carrier_status_at = last.at,
       proposed = CASE WHEN s.state = 'dispatched' THEN last.proposes ELSE '' END,
       proposed_at = last.at
  FROM unnest(%(waybills)s::bigint[], %(codes)s::text[], %(ats)s::timestamptz[], %(ranks)s::int[],
              %(proposes)s::text[]) AS last (waybill_id, code, at, rank, proposes)
 WHERE s.waybill_id = last.waybill_id
   AND (s.carrier_status_at IS NULL
        OR (last.at, last.rank) >
           (s.carrier_status_at, (%(ranking)s::jsonb ->> s.carrier_status)::int))
"""

# Each new movement gives the parcel another 48 working hours.
MOVED = """
UPDATE shipment AS s SET due_at = asked.due_at, at_risk_at = asked.at_risk_at
  FROM unnest(%s::bigint[], %s::timestamptz[], %s::timestamptz[])
       AS asked (id, at_risk_at, due_at)
 WHERE s.id = asked.id AND s.state = 'dispatched'
   AND (s.due_at IS NULL OR s.due_at < asked.due_at)
"""

PROPOSED = """
SELECT id, proposed, proposed_at, carrier_status FROM shipment
 WHERE order_id = ANY(%s) AND state = 'dispatched' AND proposed <> ''
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class CarrierWord:
    """One event as a carrier tells it. `key`: what makes it the same event when told again;
    `scheme` and `code`: whose code it is (`ours`, `kuaidi100`, …); a source may give
    none: then only the text is known, and decides nothing."""

    carrier: str
    number: str
    key: str
    at: datetime
    scheme: str
    code: str
    text: str = ""
    place: str = ""
    raw: object = None


@dataclass(frozen=True, slots=True)
class Heard:
    """A word, with the waybill it names, the one that stands for it now (`live`), and a box that
    travels under that one. Zero: nobody knows the number."""

    word: CarrierWord
    waybill: int
    live: int
    document: int

    @property
    def code(self) -> CarrierCode:
        """What was said, in our word."""
        return codes.ours(self.word.scheme, self.word.code)

    @property
    def weight(self) -> tuple[int, str]:
        """Of two that say the same, which is to be believed: as `ADD` compares."""
        return (RANK[self.code.value] if self.word.code else -1), self.word.code


def record_carrier_event(words: Sequence[CarrierWord], *, by: Actor) -> Outcome:
    """Keep what carriers said; items are positions. The same event told again has no effect."""
    heard = _heard(words)
    with taking(RECORD, Shipment, heard, by=by) as batch:
        _refuse_faulty(batch, words)
        fresh = _add(batch, heard)
        told_before = [item for item in batch.items if item not in fresh]
        batch.drop(told_before)
        _update(batch, [heard[item] for item in batch.items])
    unknown = {
        item: refused(Refusal.NO_WAYBILL, "number", given=words[item].number)
        for item in batch.outcome.refused
        if not heard[item].document
    }
    done = tuple(sorted((*batch.items, *told_before)))
    return Outcome(done, {**batch.outcome.refused, **unknown})


def follow_proposals(orders: Sequence[int]) -> list[Outcome]:
    """Do what the carriers' words suggest for these orders' parcels: deliver, or coming back."""
    rows = sql.rows(PROPOSED, [list(orders)])
    arrived = {id: at for id, step, at, _ in rows if step == "deliver"}
    refused_ = {id: at for id, _, at, status in rows if status == CarrierCode.REFUSED.value}
    turned = {id: at for id, step, at, _ in rows if step == "come_back" and id not in refused_}
    return [
        deliver(list(arrived), by=SYSTEM, at=arrived),
        come_back(list(refused_), by=SYSTEM, reason=ComeBackReason.REFUSED, at=refused_),
        come_back(list(turned), by=SYSTEM, reason=ComeBackReason.UNDELIVERABLE, at=turned),
    ]


def _heard(words: Sequence[CarrierWord]) -> list[Heard]:
    found = {
        position: known
        for position, *known in sql.rows(
            FIND,
            [
                list(range(len(words))),
                [word.carrier for word in words],
                [word.number for word in words],
            ],
        )
    }
    return [Heard(word, *found.get(position, (0, 0, 0))) for position, word in enumerate(words)]


def _refuse_faulty(batch: Batch, words: Sequence[CarrierWord]) -> None:
    latest = clock.now() + CLOCK_SKEW
    for item in batch.items:
        word = words[item]
        if word.scheme not in codes.TABLES:
            batch.refuse([item], Refusal.BAD_CHOICE, "scheme", given=word.scheme)
        elif word.at > latest:
            batch.refuse([item], Refusal.IN_FUTURE, "at", given=word.at.isoformat())


def _add(batch: Batch, heard: Sequence[Heard]) -> set[int]:
    """The items that say something new, of those that say the same the one furthest on the way."""
    asked: dict[tuple[int, str], int] = {}
    for item in batch.items:
        told = heard[item]
        name = (told.waybill, sql.written(told.word.key))
        if name not in asked or told.weight > heard[asked[name]].weight:
            asked[name] = item
    chosen = [heard[item] for item in asked.values()]
    added = sql.rows(
        ADD,
        {
            "waybills": [told.waybill for told in chosen],
            "keys": [told.word.key for told in chosen],
            "ats": [told.word.at for told in chosen],
            "codes": [told.code.value for told in chosen],
            "theirs": [told.word.code for told in chosen],
            "texts": [told.word.text for told in chosen],
            "places": [told.word.place for told in chosen],
            "raws": [sql.jsonb(told.word.raw) for told in chosen],
            "ranking": RANKING,
        },
    )
    return {asked[waybill, key] for waybill, key in added}


def _update(batch: Batch, heard: Sequence[Heard]) -> None:
    """What the newest words mean for their parcels. One without a code is a sign of life alone."""
    last: dict[int, Heard] = {}
    alive: dict[int, Heard] = {}
    said: dict[int, list[str]] = {}
    for told in sorted(heard, key=lambda told: (told.word.at, told.weight)):
        alive[told.document] = told
        said.setdefault(told.document, []).append(told.code.value)
        if told.word.code:
            last[told.live] = told
    for shipment in batch.ids:
        batch.note(shipment, said[shipment])
    promised = {id: _promised(batch, told) for id, told in alive.items()}
    sql.run(
        LATEST,
        {
            "waybills": list(last),
            "codes": [told.code.value for told in last.values()],
            "ats": [told.word.at for told in last.values()],
            "ranks": [RANK[told.code.value] for told in last.values()],
            "proposes": [codes.PROPOSES.get(told.code, "") for told in last.values()],
            "ranking": RANKING,
        },
    )
    sql.run(
        MOVED,
        [list(promised), [p[0] for p in promised.values()], [p[1] for p in promised.values()]],
    )
    _warn(heard)


def _warn(heard: Sequence[Heard]) -> None:
    """Codes that nobody has mapped raise an alarm each. One statement where there are any."""
    strange = {
        (told.word.scheme, told.word.code): told
        for told in heard
        if told.word.code and not codes.is_known(told.word.scheme, told.word.code)
    }
    raise_alarms(
        ALARM,
        {
            f"{scheme}:{code}": Text(
                STRANGE.zh.format(scheme=scheme, code=code, number=told.word.number),
                STRANGE.en.format(scheme=scheme, code=code, number=told.word.number),
            )
            for (scheme, code), told in sorted(strange.items())[:ALARMS_MAX]
        },
    )


def _promised(batch: Batch, told: Heard) -> tuple[datetime, datetime]:
    calendar, at = batch.calendar(batch.row(told.document).calendar, told.word.at), told.word.at
    return add_working(at, NO_MOVEMENT * AT_RISK, calendar), add_working(at, NO_MOVEMENT, calendar)

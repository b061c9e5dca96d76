"""What carriers say: kept as it was said, in order of event time, and at most a proposal."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from gendan.journey.s6_deliver import codes
from gendan.journey.s6_deliver.commands import come_back, deliver
from gendan.kernel import sql
from gendan.kernel.actor import SYSTEM, Actor
from gendan.kernel.batch import Batch
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from gendan.kernel.taking import taking
from gendan.process.deadlines import AT_RISK, add_working
from gendan.process.definition import NO_MOVEMENT, PROCESS
from gendan.process.words import CarrierCode, ComeBackReason
from gendan.records.shipments.models import Shipment

RECORD = PROCESS.step("record_carrier_event")
RANK = {code.value: rank for rank, code in enumerate(CarrierCode)}

# By position: the waybill, and a box that travels under it. A voided number is still its parcel's.
FIND = """
SELECT DISTINCT ON (asked.place) asked.place, w.id, s.id
  FROM unnest(%s::int[], %s::text[], %s::text[]) AS asked (place, carrier, number)
  JOIN carrier ON carrier.code = asked.carrier
  JOIN waybill AS w ON w.carrier_id = carrier.id AND w.number = asked.number
  JOIN shipment AS s ON s.waybill_id = w.id
 ORDER BY asked.place, w.voided_at NULLS FIRST, s.id
"""

ADD = """
INSERT INTO carrier_event (waybill_id, key, at, code, their_code, text, place, raw)
SELECT waybill_id, key, at, code, their_code, text, place, raw::jsonb
  FROM unnest(%s::bigint[], %s::text[], %s::timestamptz[], %s::text[], %s::text[], %s::text[],
              %s::text[], %s::text[])
       AS new (waybill_id, key, at, code, their_code, text, place, raw)
ON CONFLICT (waybill_id, key) DO NOTHING
RETURNING waybill_id, key
"""

# The latest word by event time; of two at the same time, the one further on the way.
LATEST = """
UPDATE shipment AS s
   SET carrier_status = latest.code, carrier_status_at = latest.at,
       proposed = CASE WHEN s.state = 'dispatched'
                       THEN coalesce(%(proposes)s::jsonb ->> latest.code, '') ELSE '' END,
       proposed_at = latest.at
  FROM unnest(%(waybills)s::bigint[]) AS asked (waybill_id)
 CROSS JOIN LATERAL (
       SELECT code, at FROM carrier_event
        WHERE waybill_id = asked.waybill_id
        ORDER BY at DESC, (%(rank)s::jsonb ->> code)::int DESC LIMIT 1) AS latest
 WHERE s.waybill_id = asked.waybill_id
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
    `scheme` and `code`: whose code it is (`ours`, `kuaidi100`, `aftership`)."""

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
    """A word, with the waybill and a box it is about. Zero: nobody knows the number."""

    word: CarrierWord
    waybill: int
    document: int


def record_carrier_event(words: Sequence[CarrierWord], *, by: Actor) -> Outcome:
    """Keep what carriers said; items are positions. The same event told again has no effect."""
    heard = _heard(words)
    with taking(RECORD, Shipment, heard, by=by) as batch:
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
        position: (waybill, shipment)
        for position, waybill, shipment in sql.rows(
            FIND,
            [
                list(range(len(words))),
                [word.carrier for word in words],
                [word.number for word in words],
            ],
        )
    }
    return [Heard(word, *found.get(position, (0, 0))) for position, word in enumerate(words)]


def _add(batch: Batch, heard: Sequence[Heard]) -> set[int]:
    """The items whose events were not told before, each once."""
    asked = [(item, heard[item]) for item in batch.items]
    rows = [
        (
            told.waybill,
            told.word.key,
            told.word.at,
            codes.ours(told.word.scheme, told.word.code).value,
            told.word.code,
            told.word.text,
            told.word.place,
            json.dumps(told.word.raw, ensure_ascii=False, default=str),
        )
        for _, told in asked
    ]
    added = set(sql.rows(ADD, sql.columns(rows, 8)))
    fresh = set()
    for item, told in asked:
        if (told.waybill, told.word.key) in added:
            added.discard((told.waybill, told.word.key))
            fresh.add(item)
    return fresh


def _update(batch: Batch, heard: Sequence[Heard]) -> None:
    last: dict[int, datetime] = {}
    said: dict[int, list[str]] = {}
    for told in heard:
        last[told.document] = max(told.word.at, last.get(told.document, told.word.at))
        said.setdefault(told.document, []).append(
            codes.ours(told.word.scheme, told.word.code).value
        )
    for shipment in batch.ids:
        batch.note(shipment, said[shipment])
    promised = {id: _promised(batch, id, at) for id, at in last.items()}
    sql.run(
        LATEST,
        {
            "waybills": list({told.waybill for told in heard}),
            "rank": json.dumps(RANK),
            "proposes": json.dumps({c.value: step for c, step in codes.PROPOSES.items()}),
        },
    )
    sql.run(
        MOVED,
        [list(promised), [p[0] for p in promised.values()], [p[1] for p in promised.values()]],
    )


def _promised(batch: Batch, shipment: int, at: datetime) -> tuple[datetime, datetime]:
    calendar = batch.calendar(batch.row(shipment).calendar)
    return add_working(at, NO_MOVEMENT * AT_RISK, calendar), add_working(at, NO_MOVEMENT, calendar)

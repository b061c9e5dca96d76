"""A number became live: whoever follows its carrier is to be asked, in a job, once this commits."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from procrastinate.contrib.django import app
from procrastinate.types import JSONDict, JSONValue

from gendan.kernel import sql
from gendan.kernel.later import QUEUE
from gendan.process.words import SourceKind, SubscriptionState

TASK = "carriers:subscribe"
AT_ONCE = 100  # subscriptions that one job asks for

# AfterShip and programs tell of their own accord; 快递100 wants to be asked.
FOLLOW = """
INSERT INTO subscription (waybill_id, source_id, asked_at)
SELECT waybill_id, source.id, at
  FROM unnest(%s::bigint[], %s::bigint[], %s::timestamptz[]) AS live (waybill_id, carrier_id, at)
  JOIN followed_carrier AS followed ON followed.carrier_id = live.carrier_id
  JOIN event_source AS source ON source.id = followed.source_id
   AND source.active AND source.kind = %s
 ORDER BY waybill_id, source.id
ON CONFLICT (waybill_id, source_id) DO NOTHING
RETURNING id
"""
# What was handed over before anybody followed its carrier.
FOLLOW_ALL = """
INSERT INTO subscription (waybill_id, source_id, asked_at)
SELECT DISTINCT waybill.id, followed.source_id, now()
  FROM shipment
  JOIN waybill ON waybill.id = shipment.waybill_id
  JOIN followed_carrier AS followed ON followed.carrier_id = waybill.carrier_id
 WHERE shipment.state = 'dispatched' AND followed.source_id = %s
ON CONFLICT (waybill_id, source_id) DO NOTHING
"""
# Of parcels that are still under way, what a source did not take on: its account may be better now.
ASK_AGAIN = """
UPDATE subscription SET result = %(asked)s, attempts = 0, answer = '', answered_at = NULL
 WHERE source_id = %(source)s AND result IN (%(asked)s, %(refused)s)
   AND EXISTS (SELECT FROM shipment
                WHERE shipment.waybill_id = subscription.waybill_id
                  AND shipment.state = 'dispatched')
RETURNING id
"""

Live = tuple[int, int, datetime]  # waybill, carrier, since when


def follow(live: Sequence[Live]) -> None:
    """Note that these numbers are to be followed. One statement; two where anybody follows."""
    if live:
        _later(
            id for (id,) in sql.rows(FOLLOW, [*sql.columns(live, 3), SourceKind.KUAIDI100.value])
        )


def begin(source: int) -> None:
    """A source is there, or was corrected: ask it for all that is under way and that it does not
    follow yet. Three statements at most."""
    sql.run(FOLLOW_ALL, [source])
    ask_again(source)


def ask_again(source: int) -> None:
    """Ask a source for what it was not asked for yet, or did not take on. Two statements at
    most."""
    states = {
        "source": source,
        "asked": SubscriptionState.ASKED.value,
        "refused": SubscriptionState.REFUSED.value,
    }
    _later(id for (id,) in sql.rows(ASK_AGAIN, states))


def _later(subscriptions: Iterable[int]) -> None:
    ids = list[JSONValue](sorted(subscriptions))
    slices = [ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE)]
    if slices:
        jobs: list[JSONDict] = [{"subscriptions": part} for part in slices]
        app.configure_task(TASK, queue=QUEUE).batch_defer(*jobs)

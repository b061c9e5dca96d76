"""What the database refuses of sources of carrier events, and of what they were asked.

A case is a name, what is built before, one plain statement, and the rule it breaks."""

from gendan.kernel import clock
from gendan.records.following.models import Subscription
from tests import world
from tests.journey.following import source
from tests.records.dock_cases import Case


def followed() -> None:
    source("kuaidi100", sf="shunfeng", van="debangkuaidi")
    world.dispatched()


def asked_for() -> None:
    followed()
    Subscription.objects.update(queried_at=clock.now())


FOLLOWING_CASES: list[Case] = [
    ("a source of an unknown kind", followed,
     "UPDATE event_source SET kind = 'moon'", "event_source_kind_is_known"),
    ("a source whose messages bear nothing", followed,
     "UPDATE event_source SET secret = ''", "event_source_has_a_secret"),
    ("a source that nobody can ask", followed,
     "UPDATE event_source SET url = ''", "event_source_can_be_asked"),
    ("two sources of one name", followed,
     ("INSERT INTO event_source (name, kind, key, secret, active)"
     " SELECT name, 'webhook', 'es_2', secret, true FROM event_source"), "event_source_name"),
    ("two sources of one address", followed,
     ("INSERT INTO event_source (name, kind, key, secret, active)"
     " SELECT 'another', 'webhook', key, secret, true FROM event_source"), "event_source_key"),
    ("a carrier twice at a source", followed,
     ("INSERT INTO followed_carrier (source_id, carrier_id, code)"
     " SELECT source_id, carrier_id, 'other' FROM followed_carrier"), "followed_carrier_once"),
    ("two carriers of one name at a source", followed,
     "UPDATE followed_carrier SET code = 'shunfeng'", "followed_carrier_code_once"),
    ("a carrier without a name at a source", followed,
     "UPDATE followed_carrier SET code = '' WHERE code = 'shunfeng'",
     "followed_carrier_has_a_code"),
    ("a number followed twice", followed,
     ("INSERT INTO subscription (waybill_id, source_id, asked_at)"
     " SELECT waybill_id, source_id, now() FROM subscription"), "subscription_once"),
    ("a subscription that became a moon", followed,
     "UPDATE subscription SET result = 'moon', answered_at = now()",
     "subscription_result_is_known"),
    ("a subscription without an answer", followed,
     "UPDATE subscription SET result = 'followed'", "subscription_has_its_answer"),
    ("a number asked for too often", asked_for,
     "UPDATE subscription SET queried_at = queried_at + interval '29 minutes'",
     "a waybill is asked for once in half an hour"),
]  # fmt: skip

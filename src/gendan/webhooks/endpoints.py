"""What managers do with endpoints: make, pause, resume, turn the secret, set back, try, remove.

A manager of some stores sees and makes only endpoints that hear of nothing but those stores. Who
is no manager gets `PermissionDenied`; an endpoint out of reach is none: `Endpoint.DoesNotExist`.
"""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Min, QuerySet

from gendan.kernel import clock, sql
from gendan.kernel.actor import Actor
from gendan.kernel.alarms import settle_alarm
from gendan.kernel.journal import JournalEntry
from gendan.kernel.outward.addresses import (
    Allowed,
    BadAddress,
    Resolve,
    pinned,
    resolved,
    taken_apart,
)
from gendan.kernel.outward.calls import Answer, Line
from gendan.kernel.sealing import Unreadable
from gendan.process.definition import PROCESS
from gendan.process.model import Role, Text
from gendan.records.places.models import Store
from gendan.webhooks import events
from gendan.webhooks.drain import UNREADABLE, Destination, post_body
from gendan.webhooks.feed import present
from gendan.webhooks.models import Endpoint
from gendan.webhooks.secrets import new_secret, seal
from gendan.webhooks.settling import DEAD, PAUSED

NAME_MAX = 100
ENDPOINTS_MAX = 100  # each costs a look at every journal entry
OVERLAP = timedelta(days=1)  # for which the old secret signs beside the new one

REVIVE = """
UPDATE webhook_delivery SET state = 'due', attempts = 0, next_attempt_at = now()
 WHERE endpoint_id = %s AND (state = 'dead' OR state = 'due' AND attempts > 0)
"""


class BadEndpoint(ValueError):
    """An endpoint cannot be made like this: which field, what is wrong, what to do."""

    def __init__(self, field: str, words: Text, remedy: Text) -> None:
        super().__init__(words.en)
        self.field = field
        self.words = words
        self.remedy = remedy


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEndpoint:
    """Who is to hear what. Nothing named means all: steps by name, stores by code."""

    name: str
    url: str
    steps: Collection[str] = ()
    stores: Collection[str] = ()


def check(new: NewEndpoint, *, by: Actor, resolve: Resolve = resolved) -> None:
    """Raise `BadEndpoint` for what cannot be made. Asks for the host's address: outside of any
    transaction."""
    seen_by(by)
    _check_words(new)
    try:
        pinned(taken_apart(new.url), Allowed.of(settings.WEBHOOK_ALLOW), resolve)
    except BadAddress as refusal:
        remedy = Text("改好地址再提交。", "Correct the address and send it again.")
        raise BadEndpoint("url", refusal.words, remedy) from None
    _store_ids(new.stores, by)


def create(new: NewEndpoint, *, by: Actor) -> tuple[Endpoint, str]:
    """Make a checked endpoint that hears what happens from now on, and its secret, given this once.

    Steps that are in flight end first. Raises `BadEndpoint` when there are too many endpoints, or
    when one of those steps does not end."""
    if Endpoint.objects.count() >= ENDPOINTS_MAX:
        raise BadEndpoint(
            "url",
            Text(f"已有 {ENDPOINTS_MAX} 个推送地址。", f"There are {ENDPOINTS_MAX} already."),
            Text("先删除不用的。", "Remove one that is not used."),
        )
    reached = present()
    if reached is None:
        raise BadEndpoint(
            "url",
            Text("有一步做了很久还没结束，说不清从哪里开始推送。",
                 "A step takes very long: from where on to tell cannot be said."),
            Text("过一会儿再试。", "Try again in a while."),
        )  # fmt: skip
    secret = new_secret()
    endpoint = Endpoint.objects.create(
        name=new.name.strip(),
        url=new.url,
        steps=sorted(set(new.steps)),
        stores=_store_ids(new.stores, by),
        secret=seal(secret),
        reached=reached,
        created_by=by.name,
    )
    return endpoint, secret


def seen_by(by: Actor) -> QuerySet[Endpoint]:
    """The endpoints within this manager's reach.

    Events tell of every step and warehouse: who is bound to some of them gets no endpoint."""
    if by.role is not Role.MANAGER or by.steps is not None or by.warehouses is not None:
        raise PermissionDenied("webhooks")
    endpoints = Endpoint.objects.order_by("id")
    if by.stores is None:
        return endpoints
    return endpoints.exclude(stores=[]).filter(stores__contained_by=sorted(by.stores))


def pause(key: str, *, by: Actor) -> None:
    """Send nothing there until it is resumed. What happens meanwhile is sent then."""
    with transaction.atomic():
        endpoint = _locked(key, by)
        if endpoint.paused_at is None:
            Endpoint.objects.filter(pk=endpoint.pk).update(
                paused_at=clock.now(), paused_by=by.name, pause_reason="by_hand"
            )


def resume(key: str, *, by: Actor) -> None:
    """Go on from where it was; what was given up is tried again."""
    with transaction.atomic():
        endpoint = _locked(key, by)
        Endpoint.objects.filter(pk=endpoint.pk).update(
            paused_at=None,
            paused_by="",
            pause_reason="",
            failed_in_a_row=0,
            failing_since=None,
            rests_until=None,
        )
        sql.run(REVIVE, [endpoint.pk])
        _settle_alarms(key)


def rotate(key: str, *, by: Actor, overlap: timedelta = OVERLAP) -> str:
    """A new secret, given this once. The one before signs too until the overlap is over.

    Raises `BadEndpoint` while an older one still signs: a receiver may know no other. Without an
    overlap it is done at once, for a secret that came into wrong hands."""
    secret, now = new_secret(), clock.now()
    with transaction.atomic():
        endpoint = _locked(key, by)
        if overlap and endpoint.previous_until and endpoint.previous_until > now:
            raise BadEndpoint(
                "overlap_hours",
                Text("上一个密钥还在签名。", "The secret before still signs."),
                Text("等它到期；密钥泄露时写 0，立即更换。",
                     "Wait until it ends; with 0 it ends now, for one that leaked."),
            )  # fmt: skip
        Endpoint.objects.filter(pk=endpoint.pk).update(
            secret=seal(secret),
            previous_secret=endpoint.secret if overlap else "",
            previous_until=now + overlap if overlap else None,
        )
    return secret


def replay(key: str, *, by: Actor, since: datetime) -> None:
    """Send again, under their old ids, what was recorded since then; and go on as before."""
    with transaction.atomic():
        endpoint = _locked(key, by)
        later = JournalEntry.objects.filter(recorded_at__gte=since, id__lte=endpoint.reached)
        first = later.aggregate(first=Min("id"))["first"]
        if first is not None:
            Endpoint.objects.filter(pk=endpoint.pk).update(reached=first - 1)


def remove(key: str, *, by: Actor) -> None:
    """Forget it, and what it was still to hear."""
    with transaction.atomic():
        _locked(key, by).delete()
        _settle_alarms(key)


def trial(key: str, *, by: Actor, resolve: Resolve = resolved) -> Answer:
    """Send a ping now, paused or not, and say what came back. Holds no transaction meanwhile."""
    endpoint = seen_by(by).get(key=key)
    now = clock.now()
    previous = endpoint.previous_secret
    if endpoint.previous_until is None or endpoint.previous_until <= now:
        previous = ""
    try:
        destination = Destination.of(endpoint.url, endpoint.secret, previous)
    except Unreadable:
        return UNREADABLE
    message = f"msg_{uuid.uuid4().hex}"
    body = events.ping(message, endpoint.key, now)
    with Line(destination.target, Allowed.of(settings.WEBHOOK_ALLOW), resolve) as line:
        return post_body(line, message, body, destination, now)


def _check_words(new: NewEndpoint) -> None:
    if not 0 < len(new.name.strip()) <= NAME_MAX:
        raise BadEndpoint(
            "name",
            Text(f"名称要有 1 到 {NAME_MAX} 个字。", f"The name needs 1 to {NAME_MAX} characters."),
            Text("起一个认得出的名称。", "Give a name by which it is known."),
        )
    if unknown := set(new.steps) - {step.name for step in PROCESS.steps}:
        named = ", ".join(sorted(unknown))
        raise BadEndpoint(
            "steps",
            Text(f"没有步骤 {named}。", f"There is no step {named}."),
            Text("用流程里的步骤名。", "Use the names of steps in the process."),
        )


def _store_ids(codes: Collection[str], by: Actor) -> list[int]:
    """The stores it may hear of; raises `BadEndpoint` for those out of the manager's reach."""
    found = dict(Store.objects.filter(code__in=codes).values_list("code", "id"))
    reached = {code for code, id in found.items() if by.reaches(id, ())}
    unknown = set(codes) - reached
    if unknown or (not codes and by.stores is not None):
        named = ", ".join(sorted(unknown)) or "*"
        raise BadEndpoint(
            "stores",
            Text(f"没有门店 {named}，或不在您的范围内。", f"No store {named} within your reach."),
            Text("写出您管的门店代码。", "Name stores of yours by their codes."),
        )
    return sorted(found.values())


def _locked(key: str, by: Actor) -> Endpoint:
    return seen_by(by).select_for_update(no_key=True).get(key=key)


def _settle_alarms(key: str) -> None:
    settle_alarm(PAUSED, key)
    settle_alarm(DEAD, key)

"""AfterShip: its webhook of trackings, JSON under a signature of the body as it came.

https://www.aftership.com/docs/tracking/webhook/webhook-signature
https://www.aftership.com/docs/tracking/enum/delivery-statuses
"""

import base64
import hashlib
import hmac
import json
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.dateparse import parse_datetime

from gendan.journey.s6_deliver import codes
from gendan.journey.s6_deliver.feed import CarrierWord
from gendan.journey.s6_deliver.sources.adapter import (
    EVENTS_MAX,
    NUMBER_MAX,
    PLACE_MAX,
    TEXT_MAX,
    Adapter,
    Kept,
    Push,
    Reply,
    Source,
    Told,
    Unintelligible,
    event_key,
)

SCHEME = "aftership"
HEADER = "aftership-hmac-sha256"


def signature(body: bytes, secret: str) -> str:
    """What AfterShip puts beside a message."""
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def is_signed(push: Push, secret: str) -> bool:
    """Whether only who knows the secret can have sent it."""
    given = push.headers.get(HEADER, "")
    return hmac.compare_digest(signature(push.body, secret).encode(), given.encode())


def told(push: Push, source: Source) -> Told:
    """The checkpoints of a tracking: its own tag says no more than they. Raises
    `Unintelligible`."""
    try:
        tracked = json.loads(push.body)["msg"]
        number, company = str(tracked["tracking_number"]).strip()[:NUMBER_MAX], tracked["slug"]
        points = list(tracked.get("checkpoints") or ())[:EVENTS_MAX]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as trouble:
        raise Unintelligible from trouble
    carrier = source.companies.get(str(company))
    if carrier is None:
        return Told([], (number,), strange=(str(company)[:NUMBER_MAX],))
    read = [_word(carrier, number, point) for point in points]
    words = [word for word in read if word]
    return Told(words, (number,), faults=len(read) - len(words))


def reply(kept: Kept) -> Reply:
    """Whatever is no 2xx is sent again, up to fourteen times."""
    if kept.unread:
        return Reply(400, {"kept": 0})
    return Reply(503 if kept.later else 200, {"kept": kept.done})


ADAPTER = Adapter(is_signed=is_signed, told=told, reply=reply)


def _word(carrier: str, number: str, point: object) -> CarrierWord | None:
    at = _moment(point)
    if at is None or not isinstance(point, dict):
        return None
    text = str(point.get("message") or "").strip()[:TEXT_MAX]
    return CarrierWord(
        carrier=carrier,
        number=number,
        key=event_key(at, text),
        at=at,
        scheme=SCHEME,
        code=_code(point),
        text=text,
        place=_place(point),
        raw=point,
    )


def _code(point: dict[str, Any]) -> str:
    """The subtag where it is known, else the tag that AfterShip itself says beside it."""
    subtag = str(point.get("subtag") or "")
    known = codes.is_known(SCHEME, subtag)
    return (subtag if known else str(point.get("tag") or subtag))[:NUMBER_MAX]


def _place(point: dict[str, Any]) -> str:
    parts = [point.get(name) for name in ("city", "state", "country_region_name")]
    named = ", ".join(str(part) for part in parts if part)
    return str(point.get("location") or named)[:PLACE_MAX]


def _moment(point: object) -> datetime | None:
    """Where the carrier gave no zone AfterShip gives none; it is taken for the house's."""
    given = point.get("checkpoint_time") if isinstance(point, dict) else None
    try:
        at = parse_datetime(str(given))
    except ValueError:
        return None
    if at is not None and at.tzinfo is None:
        return at.replace(tzinfo=ZoneInfo(settings.TIME_ZONE))
    return at

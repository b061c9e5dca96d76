"""Any program, a carrier's own or a middleman's: our events, signed after Standard Webhooks.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from dataclasses import replace

from pydantic import Field, ValidationError
from standardwebhooks import Webhook
from standardwebhooks.webhooks import WebhookVerificationError

from gendan.journey.s6_deliver.events import Event
from gendan.journey.s6_deliver.sources.adapter import (
    EVENTS_MAX,
    Adapter,
    Kept,
    Push,
    Reply,
    Source,
    Told,
    Unintelligible,
)
from gendan.kit.rest.bodies import Body


class Message(Body):
    """What may be sent: the same events as over the API."""

    events: list[Event] = Field(min_length=1, max_length=EVENTS_MAX)


def is_signed(push: Push, secret: str) -> bool:
    """Whether only who knows the secret can have sent it, within the last five minutes."""
    try:
        Webhook(secret).verify(push.body, dict(push.headers), json_parse=False)
    except (WebhookVerificationError, ValueError):
        return False
    return True


def told(push: Push, source: Source) -> Told:
    """Its events; of carriers that it may not speak for, none. Raises `Unintelligible`."""
    try:
        message = Message.model_validate_json(push.body)
    except ValidationError as trouble:
        raise Unintelligible from trouble
    mine = source.companies
    words = [replace(event.word, carrier=mine.get(event.carrier, "")) for event in message.events]
    return Told(
        words,
        tuple(dict.fromkeys(word.number for word in words)),
        strange=tuple({event.carrier for event in message.events if event.carrier not in mine}),
    )


def reply(kept: Kept) -> Reply:
    """How many were kept, and why others were not: send those again for which there is hope."""
    if kept.unread:
        return Reply(400, {"kept": 0, "refused": []})
    refused = [
        {"position": position, "code": code, "words": words}
        for position, (code, words) in kept.refused.items()
    ]
    return Reply(503 if kept.later else 200, {"kept": kept.done, "refused": refused})


ADAPTER = Adapter(is_signed=is_signed, told=told, reply=reply)

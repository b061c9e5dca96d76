"""What is sent: a CloudEvents 1.0 envelope around numbers, states and roles; nothing of people.

https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from gendan.process.definition import PROCESS
from gendan.process.model import Document, Role
from gendan.process.words import ComeBackReason, Decision, PauseReason, ShortReason

CONTENT_TYPE = "application/cloudevents+json; charset=utf-8"
PREFIX = "cn.gendan"
PING = f"{PREFIX}.ping.v1"
# Reasons that are codes go out. Sentences that somebody typed may name people, and stay here.
REASONS = frozenset(
    code for coded in (ComeBackReason, Decision, PauseReason, ShortReason) for code in coded.codes()
)
MOMENT = {"type": "string", "format": "date-time"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A journal entry, as far as others may know it."""

    message: str
    document: str
    step: str
    order: str  # its number
    shipment: str | None  # its number
    store: str  # its code
    at: datetime
    seq: int
    was: str | None
    now: str
    status: str
    role: str
    reason: str


def type_of(document: str, step: str) -> str:
    """The type of the event that a step makes: `cn.gendan.shipment.dispatch.v1`."""
    return f"{PREFIX}.{document}.{step}.v1"


def body(event: Event) -> str:
    """The request's body."""
    data = {
        "order": event.order,
        "shipment": event.shipment,
        "store": event.store,
        "seq": event.seq,
        "step": event.step,
        "from": event.was,
        "to": event.now,
        "status": event.status,
        "role": event.role,
        "reason": event.reason if event.reason in REASONS else None,
    }
    kind = type_of(event.document, event.step)
    return _envelope(
        event.message, kind, f"/{event.document}s", event.shipment or event.order, event.at, data
    )


def ping(message: str, name: str, at: datetime) -> str:
    """The body of a trial."""
    return _envelope(message, PING, "/webhooks", name, at, {})


def _envelope(
    id: str, kind: str, source: str, subject: str, at: datetime, data: Mapping[str, object]
) -> str:
    envelope = {
        "specversion": "1.0",
        "id": id,
        "type": kind,
        "source": source,
        "subject": subject,
        "time": at.isoformat(),
        "datacontenttype": "application/json",
        "data": data,
    }
    return json.dumps(envelope, ensure_ascii=False, separators=(",", ":"))


def schema() -> dict[str, object]:
    """What every body keeps to, as JSON Schema 2020-12: the process, and the trial."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Gendan webhook event",
        "type": "object",
        "required": [
            "specversion", "id", "type", "source", "subject", "time", "datacontenttype", "data",
        ],
        "additionalProperties": False,
        "properties": {
            "specversion": {"const": "1.0"},
            "id": {"type": "string", "pattern": "^msg_[0-9a-f]{32}$"},
            "type": {"type": "string"},
            "source": {"type": "string", "format": "uri-reference"},
            "subject": {"type": "string", "minLength": 1},
            "time": MOMENT,
            "datacontenttype": {"const": "application/json"},
            "data": {"type": "object"},
        },
        "oneOf": [
            *(_kind(document) for document in PROCESS.documents),
            {
                "properties": {
                    "type": {"const": PING},
                    "source": {"const": "/webhooks"},
                    "data": {"const": {}},
                }
            },
        ],
    }  # fmt: skip


def _kind(document: Document) -> dict[str, object]:
    """The events of one kind of document."""
    steps = [step.name for step in PROCESS.of(document.name)]
    states = list(document.codes())
    shipment = {"type": "null"} if document.computed else {"type": "string"}
    fields: dict[str, object] = {
        "order": {"type": "string"},
        "shipment": shipment,
        "store": {"type": "string"},
        "seq": {"type": "integer", "minimum": 1},
        "step": {"enum": steps},
        "from": {"enum": [*states, None]},
        "to": {"enum": states},
        "status": {"enum": list(PROCESS.document("order").codes())},
        "role": {"enum": [role.value for role in Role]},
        "reason": {"enum": [*sorted(REASONS), None]},
    }
    return {
        "properties": {
            "type": {"enum": [type_of(document.name, step) for step in steps]},
            "source": {"const": f"/{document.name}s"},
            "data": {
                "type": "object",
                "required": list(fields),
                "additionalProperties": False,
                "properties": fields,
            },
        }
    }

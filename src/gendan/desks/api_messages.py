"""Messages over the API: what my department was told, sending again, and what does not work."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import BaseModel, Field

from gendan.kernel.actor import Actor
from gendan.kernel.alarms import open_alarms
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from gendan.kit.rest.bodies import MOST, Body, Code, ShipmentNumber, Short
from gendan.kit.rest.commands import KEY_PARAMETER, answered
from gendan.kit.rest.identity import caller, require_read
from gendan.kit.rest.pages import Page, Paged, answer, known_only, place
from gendan.kit.rest.problems import language_of
from gendan.messages.again import named, resend
from gendan.messages.inbox import NEWEST, Told, told
from gendan.process.definition import PROCESS
from gendan.process.model import Role

router = Router(tags=["消息 · Messages"])
LIST = "notices"
EXAMPLE = {"notices": [{"number": "12345674-1", "step": "dispatch"}], "to": "zoe@example.com"}


class ToldToMe(BaseModel):
    """Something a department was told."""

    step: str
    label: str
    number: str
    order: str
    store: str | None
    warehouse: str | None
    subject: str
    text: str
    at: datetime


class ToldToUs(BaseModel):
    """A page of them, the newest first; `next` is the cursor of the next page."""

    items: list[ToldToMe]
    next: str | None


class NamedNotice(Body):
    """The latest notice to the customer of this document and step."""

    number: ShipmentNumber = Field(description="Of the order or the shipment.")
    step: Code


class NoticesToSend(Body):
    """Notices, and where to: empty, to what the customer's record says by now."""

    notices: list[NamedNotice] = Field(min_length=1, max_length=MOST)
    to: Short = Field("", description="An e-mail address or a phone number.")


class Resent(BaseModel):
    """What became of one item."""

    item: int
    number: str
    step: str
    status: Literal["done", "refused"]
    code: str | None
    message: str | None
    remedy: str | None


class AllResent(BaseModel):
    """How many will be sent again, and what became of each."""

    done: int
    refused: int
    results: list[Resent]


class OpenAlarm(BaseModel):
    """Something that does not work, since when."""

    kind: str
    subject: str
    message: str
    since: datetime
    last_at: datetime
    count: int


@router.get("/notices", operation_id="list_notices", response=ToldToUs, summary="通知 · My notices")
def list_notices(request: HttpRequest, asked: Query[Paged]) -> HttpResponse:
    """What your department was told, within your stores and warehouses; the newest first.

    您的部门收到的通知，新的在前。"""
    known_only(request, Paged)
    actor = require_read(request, "orders").actor
    after = place(request, asked, LIST)
    found = told(actor, asked.limit + 1, int(after[0]) if after else NEWEST)
    shown = found[: asked.limit]
    language = language_of(request)
    rows = [_told(one, language).model_dump_json() for one in shown]
    last = [str(shown[-1].id)] if len(found) > len(shown) else None
    return answer(request, Page(rows, last), LIST)


@router.post(
    "/notices/resends",
    operation_id="resend_notices",
    summary="重发通知 · Send again",
    response=AllResent,
    openapi_extra={
        "parameters": [KEY_PARAMETER],
        "requestBody": {"content": {"application/json": {"example": EXAMPLE}}},
    },
)
def resend_notices(request: HttpRequest, body: NoticesToSend) -> HttpResponse:
    """For those who speak with customers: to a corrected address, or to the same once more.

    与客户打交道的人可用：改正地址后重发，或再发一次。"""
    given = answered(request, "resend_notices", body, lambda by: _resend(body, by))
    return HttpResponse(
        json.dumps(_resent(body, given.outcome, language_of(request)), ensure_ascii=False),
        content_type="application/json",
    )


@router.get(
    "/alarms", operation_id="list_alarms", response=list[OpenAlarm], summary="警报 · Alarms"
)
def list_alarms(request: HttpRequest) -> list[OpenAlarm]:
    """What does not work now, the oldest first. Managers only.

    现在不正常的事，旧的在前。仅管理可看。"""
    if caller(request).actor.role is not Role.MANAGER:
        raise PermissionDenied("alarms")
    language = language_of(request)
    return [
        OpenAlarm(
            kind=alarm.kind, subject=alarm.subject, message=alarm.words.in_language(language),
            since=alarm.since, last_at=alarm.last_at, count=alarm.count,
        )
        for alarm in open_alarms()[:1_000]
    ]  # fmt: skip


def _told(one: Told, language: str) -> ToldToMe:
    label = PROCESS.step(one.key).label.in_language(language)
    return ToldToMe(
        step=one.key, label=label, number=one.number, order=one.order, store=one.store,
        warehouse=one.warehouse, subject=one.subject, text=one.text, at=one.at,
    )  # fmt: skip


def _resend(body: NoticesToSend, by: Actor) -> Outcome:
    """The command, its items named by position."""
    ids = named([(one.number, one.step) for one in body.notices])
    places = {id: item for item, id in reversed(list(enumerate(ids))) if id is not None}
    outcome = resend(list(places), by=by, to=body.to)
    done = tuple(sorted(places[id] for id in outcome.done))
    reasons = {places[id]: reason for id, reason in outcome.refused.items()}
    for item, id in enumerate(ids):
        if id is None:
            reasons[item] = refused(Refusal.NOT_FOUND)
        elif places[id] != item:
            reasons[item] = refused(Refusal.REPEATED_IN_BATCH)
    return Outcome(done, reasons)


def _resent(body: NoticesToSend, outcome: Outcome, language: str) -> dict[str, object]:
    results: Sequence[Resent] = [
        Resent(
            item=item, number=one.number, step=one.step, status="refused" if why else "done",
            code=why.reason.code if why else None,
            message=why.sentence(language) if why else None,
            remedy=why.remedy(language) if why else None,
        )
        for item, one in enumerate(body.notices)
        for why in [outcome.refused.get(item)]
    ]  # fmt: skip
    return {
        "done": len(outcome.done),
        "refused": len(outcome.refused),
        "results": [result.model_dump() for result in results],
    }

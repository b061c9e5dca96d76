"""Webhooks over the API: managers say who hears what, look at what was sent, and send it again."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Query, Router
from pydantic import BaseModel, Field, StringConstraints

from gendan.kernel import clock
from gendan.kernel.actor import Actor
from gendan.kernel.outcome import Outcome
from gendan.kernel.outward.addresses import LENGTH_MAX
from gendan.kit.rest import pages
from gendan.kit.rest.bodies import MOST, Body, Code, Moment, OrderNumber
from gendan.kit.rest.commands import KEY_PARAMETER, answered
from gendan.kit.rest.identity import caller, require_read
from gendan.kit.rest.pages import Listed, Paged
from gendan.kit.rest.problems import Fault, Kind, Problem, language_of
from gendan.records.places.models import Store
from gendan.webhooks import deliveries, endpoints, events
from gendan.webhooks.models import Delivery, Endpoint

router = Router(tags=["推送 · Webhooks"])
OVERLAP_MAX = 24 * 7  # hours

Message = Annotated[str, StringConstraints(pattern=r"^msg_[0-9a-f]{32}$")]
MESSAGES = {"messages": ["msg_9e107d9d372bb6826bd81d3542a419d6"]}


class WebhookToMake(Body):
    """Who is to hear what. No steps or stores: all of them."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=endpoints.NAME_MAX)]
    url: Annotated[str, StringConstraints(min_length=1, max_length=LENGTH_MAX)]
    steps: list[Code] = Field([], max_length=100)
    stores: list[Code] = Field([], max_length=1_000)


class Nothing(Body):
    """Nothing more to say."""


class Rotation(Body):
    """For how long the secret before signs beside the new one; 0 when it leaked."""

    overlap_hours: int = Field(24, ge=0, le=OVERLAP_MAX)


class Replay(Body):
    """From when on everything is sent again."""

    since: Moment


class Messages(Body):
    """Deliveries by their webhook-ids."""

    messages: list[Message] = Field(min_length=1, max_length=MOST)


class Webhook(BaseModel):
    """An endpoint as it may be shown."""

    key: str
    name: str
    url: str
    steps: list[str]
    stores: list[str]
    state: Literal["active", "paused"]
    paused_at: datetime | None
    paused_by: str
    pause_reason: str
    failed_in_a_row: int
    failing_since: datetime | None
    rests_until: datetime | None
    succeeded_at: datetime | None
    two_secrets_until: datetime | None
    created_by: str
    created_at: datetime


class WebhookMade(BaseModel):
    """The new endpoint and its secret, shown this once; both null when the request is repeated."""

    key: str | None
    secret: str | None


class NewSecret(BaseModel):
    """The new secret, shown this once; null when the same request is told again."""

    secret: str | None


class Changed(BaseModel):
    """How many deliveries were changed; null when the same request is told again."""

    changed: int | None


class Done(BaseModel):
    """It is so now."""

    done: bool


class Pinged(BaseModel):
    """What came back of a ping. No status: nothing did, and `answer` says why."""

    accepted: bool
    status: int | None
    answer: str


class DeliveriesWanted(Paged):
    """Which deliveries of an endpoint."""

    state: Literal["due", "sent", "dead", "skipped"] | None = None
    order: OrderNumber | None = None


def keyed(example: dict[str, object]) -> dict[str, object]:
    """What the reference shows of a write."""
    return {"parameters": [KEY_PARAMETER], **pages.asked_with(example)}


@router.get("/webhooks/schema", operation_id="webhook_schema", summary="事件格式 · Event schema")
def webhook_schema(request: HttpRequest) -> dict[str, object]:  # noqa: ARG001 - ninja gives it
    """The JSON Schema of every body that is sent.

    每个推送内容的 JSON Schema。"""
    return events.schema()


@router.get(
    "/webhooks", operation_id="list_webhooks", summary="推送地址 · Endpoints",
    response=list[Webhook],
)  # fmt: skip
def list_webhooks(request: HttpRequest) -> list[Webhook]:
    """The endpoints within your reach. Managers only.

    您范围内的推送地址，仅限主管。"""
    found = list(endpoints.seen_by(caller(request).actor))
    codes = dict(Store.objects.values_list("id", "code"))
    return [_shown(endpoint, codes) for endpoint in found]


@router.post(
    "/webhooks", operation_id="create_webhook", summary="新建推送地址 · Make an endpoint",
    response=WebhookMade,
    openapi_extra=keyed(
        {"name": "ERP", "url": "https://erp.example.com/gendan", "steps": ["dispatch", "deliver"]}
    ),
)  # fmt: skip
def create_webhook(request: HttpRequest, body: WebhookToMake) -> HttpResponse:
    """It hears what happens from now on. The secret is shown this once. Managers only.

    从现在起推送。密钥只显示这一次。仅限主管。"""
    by = require_read(request, "orders").actor
    new = endpoints.NewEndpoint(name=body.name, url=body.url, steps=body.steps, stores=body.stores)

    def make() -> dict[str, object]:
        endpoint, secret = endpoints.create(new, by=by)
        return {"key": endpoint.key, "secret": secret}

    with _problems(request):
        endpoints.check(new, by=by)
    return _once(request, "create_webhook", body, make, {"key": None, "secret": None})


@router.delete(
    "/webhooks/{key}", operation_id="remove_webhook", summary="删除推送地址 · Remove an endpoint",
    response=Done,
)  # fmt: skip
def remove_webhook(request: HttpRequest, key: Code) -> HttpResponse:
    """What it was still to hear is forgotten too. Managers only.

    还没推送的也一并丢弃。仅限主管。"""
    with _problems(request):
        endpoints.remove(key, by=caller(request).actor)
    return JsonResponse({"done": True})


@router.post(
    "/webhooks/{key}/pauses", operation_id="pause_webhook", summary="暂停推送 · Pause",
    response=Done, openapi_extra=keyed({}),
)  # fmt: skip
def pause_webhook(request: HttpRequest, key: Code, body: Nothing) -> HttpResponse:
    """Nothing is sent there until you resume; what happens meanwhile is sent then. Managers only.

    暂停期间的事件，恢复后补发。仅限主管。"""
    return _do(request, f"pause_webhook {key}", body, lambda by: endpoints.pause(key, by=by))


@router.post(
    "/webhooks/{key}/resumptions", operation_id="resume_webhook", summary="恢复推送 · Resume",
    response=Done, openapi_extra=keyed({}),
)  # fmt: skip
def resume_webhook(request: HttpRequest, key: Code, body: Nothing) -> HttpResponse:
    """It goes on from where it was; what was given up is tried again. Managers only.

    从停下的地方继续，放弃过的重新发。仅限主管。"""
    return _do(request, f"resume_webhook {key}", body, lambda by: endpoints.resume(key, by=by))


@router.post(
    "/webhooks/{key}/rotations", operation_id="rotate_webhook_secret",
    summary="更换密钥 · Turn the secret", response=NewSecret,
    openapi_extra=keyed({"overlap_hours": 24}),
)  # fmt: skip
def rotate_webhook_secret(request: HttpRequest, key: Code, body: Rotation) -> HttpResponse:
    """Both secrets sign until the overlap is over. Shown this once. Managers only.

    重叠期内新旧密钥同时签名。只显示这一次。仅限主管。"""
    by, overlap = caller(request).actor, timedelta(hours=body.overlap_hours)

    def turn() -> dict[str, object]:
        return {"secret": endpoints.rotate(key, by=by, overlap=overlap)}

    return _once(request, f"rotate_webhook_secret {key}", body, turn, {"secret": None})


@router.post(
    "/webhooks/{key}/replays", operation_id="replay_webhook", summary="从某时起重推 · Replay",
    response=Done, openapi_extra=keyed({"since": "2026-11-11T00:00:00+08:00"}),
)  # fmt: skip
def replay_webhook(request: HttpRequest, key: Code, body: Replay) -> HttpResponse:
    """Everything recorded since then is sent again, under the same webhook-ids. Managers only.

    从那时起记录的全部重推，webhook-id 不变。仅限主管。"""
    return _do(
        request, f"replay_webhook {key}", body,
        lambda by: endpoints.replay(key, by=by, since=body.since),
    )  # fmt: skip


@router.post(
    "/webhooks/{key}/pings", operation_id="ping_webhook", summary="试推送 · Send a ping",
    response=Pinged,
)  # fmt: skip
def ping_webhook(request: HttpRequest, key: Code) -> Pinged:
    """Sends `cn.gendan.ping.v1` now, paused or not, and says what came back. Managers only.

    立即发一个 `cn.gendan.ping.v1`，暂停时也发，并告诉您对方的回答。仅限主管。"""
    with _problems(request):
        answer = endpoints.trial(key, by=caller(request).actor)
    return Pinged(accepted=answer.accepted, status=answer.status, answer=answer.text)


@router.get(
    "/webhooks/{key}/deliveries", operation_id="list_webhook_deliveries",
    summary="推送记录 · Deliveries", response=Listed,
)  # fmt: skip
def list_webhook_deliveries(
    request: HttpRequest, key: Code, wanted: Query[DeliveriesWanted]
) -> HttpResponse:
    """What was sent and is still to be sent, the newest first; what was heard is kept for a week.
    Managers only.

    已推送和待推送的，最新的在前；成功的保留七天。仅限主管。"""
    pages.known_only(request, DeliveriesWanted)
    name = f"deliveries {key}"
    after = pages.place(request, wanted, name)
    with _problems(request):
        found = deliveries.listed(
            key,
            by=caller(request).actor,
            state=wanted.state,
            order=wanted.order,
            before=int(after[0]) if after else None,
            limit=wanted.limit + 1,
        )
    shown = found[: wanted.limit]
    last = [str(shown[-1].pk)] if len(found) > wanted.limit else None
    return pages.answer(request, pages.Page([_row(one) for one in shown], last), name)


@router.post(
    "/webhooks/{key}/redeliveries", operation_id="redeliver_webhook", summary="重推 · Redeliver",
    response=Changed, openapi_extra=keyed(dict(MESSAGES)),
)  # fmt: skip
def redeliver_webhook(request: HttpRequest, key: Code, body: Messages) -> HttpResponse:
    """Sends these again under the webhook-ids they have. Managers only.

    用原来的 webhook-id 重推。仅限主管。"""
    by = caller(request).actor

    def again() -> dict[str, object]:
        return {"changed": deliveries.redeliver(key, body.messages, by=by)}

    return _once(request, f"redeliver_webhook {key}", body, again, {"changed": None})


@router.post(
    "/webhooks/{key}/skips", operation_id="skip_webhook_deliveries", summary="跳过 · Skip",
    response=Changed, openapi_extra=keyed(dict(MESSAGES)),
)  # fmt: skip
def skip_webhook_deliveries(request: HttpRequest, key: Code, body: Messages) -> HttpResponse:
    """Gives up for good what is dead, so that the later events of its order go. Managers only.

    放弃发不出去的，让同一订单之后的事件继续。仅限主管。"""
    by = caller(request).actor

    def skip() -> dict[str, object]:
        return {"changed": deliveries.skip(key, body.messages, by=by)}

    return _once(request, f"skip_webhook_deliveries {key}", body, skip, {"changed": None})


def _once(
    request: HttpRequest,
    name: str,
    body: Body,
    act: Callable[[], dict[str, object]],
    repeated: dict[str, object],
) -> HttpResponse:
    """What came of it; `repeated` when its key was used before. Secrets are kept nowhere."""
    made: list[dict[str, object]] = []

    def take(_: Actor) -> Outcome:
        made.append(act())
        return Outcome(done=(0,))

    with _problems(request):
        answered(request, name, body, take)
    return JsonResponse(made[0] if made else repeated)


def _do(request: HttpRequest, name: str, body: Body, act: Callable[[Actor], None]) -> HttpResponse:
    def once() -> dict[str, object]:
        act(caller(request).actor)
        return {"done": True}

    return _once(request, name, body, once, {"done": True})


@contextmanager
def _problems(request: HttpRequest) -> Iterator[None]:
    """What the webhooks raise, as problems."""
    try:
        yield
    except Endpoint.DoesNotExist:
        raise Problem(Kind.NOT_FOUND) from None
    except endpoints.BadEndpoint as bad:
        language = language_of(request)
        fault = Fault(
            pointer=f"/{bad.field}",
            field=bad.field,
            message=bad.words.in_language(language),
            remedy=bad.remedy.in_language(language),
        )
        raise Problem(Kind.INVALID, errors=[fault], count=1) from bad


def _shown(endpoint: Endpoint, codes: dict[int, str]) -> Webhook:
    until = endpoint.previous_until
    return Webhook(
        key=endpoint.key,
        name=endpoint.name,
        url=endpoint.url,
        steps=endpoint.steps,
        stores=[codes[id] for id in endpoint.stores],
        state="paused" if endpoint.paused_at else "active",
        paused_at=endpoint.paused_at,
        paused_by=endpoint.paused_by,
        pause_reason=endpoint.pause_reason,
        failed_in_a_row=endpoint.failed_in_a_row,
        failing_since=endpoint.failing_since,
        rests_until=endpoint.rests_until,
        succeeded_at=endpoint.succeeded_at,
        two_secrets_until=until if until and until > clock.now() else None,
        created_by=endpoint.created_by,
        created_at=endpoint.created_at,
    )


def _row(delivery: Delivery) -> str:
    shown = {
        "id": delivery.message,
        "order": delivery.number,  # type: ignore[attr-defined]  # put there by `listed`
        "seq": delivery.seq,
        "step": delivery.step,
        "state": delivery.state,
        "attempts": delivery.attempts,
        "next_attempt_at": delivery.next_attempt_at if delivery.state == "due" else None,
        "created_at": delivery.created_at,
        "last_attempt_at": delivery.last_attempt_at,
        "last_status": delivery.last_status,
        "last_answer": delivery.last_answer,
        "settled_at": delivery.settled_at,
    }
    return json.dumps(shown, ensure_ascii=False, default=datetime.isoformat)

"""Sources of carrier events as managers set them up, and the messages that they send."""

import json
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Empty, Queue
from typing import Any, Self
from urllib.parse import urlencode

from django.test import Client
from standardwebhooks import Webhook

from gendan.config.carrier_road import CUSTOMER
from gendan.journey.s6_deliver.sources import aftership, kuaidi100
from gendan.kernel import clock
from gendan.kernel.sealing import sealed
from gendan.records.following.models import OPENS, SIGNS, EventSource, FollowedCarrier
from gendan.records.parties.models import Carrier

SALT, KEY = "grain", "key-of-the-house"
WHSEC = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # pragma: allowlist secret - in its tests
AFTERSHIP = "of-aftership"
DEAD = "http://127.0.0.1:9"
PRIVATE = {"kuaidi100": SALT, "aftership": AFTERSHIP, "webhook": WHSEC}
FORM = "application/x-www-form-urlencoded"
Answer = tuple[int, Any]


def source(kind: str, url: str = DEAD, **called: str) -> EventSource:
    """A source; `called`: by our code, what it calls a carrier. Usually 顺丰 alone."""
    made = EventSource.objects.create(
        name=f"来源 {kind}", kind=kind, secret=sealed(PRIVATE[kind], SIGNS), url=url,
        account=CUSTOMER, api_key=sealed(KEY, OPENS),
    )  # fmt: skip
    usual = {"kuaidi100": "shunfeng", "aftership": "sf-express", "webhook": "sf"}
    for code, name in (called or {"sf": usual[kind]}).items():
        FollowedCarrier.objects.create(
            source=made, carrier=Carrier.objects.get(code=code), code=name
        )
    return made


def post(key: str, body: bytes, content_type: str = FORM, **headers: str) -> Answer:
    """What is said back to such a message."""
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = Client().post(f"/carrier-events/{key}", body, content_type=content_type, headers=given)
    return answer.status_code, json.loads(answer.content)


def kuaidi100_form(param: str, salt: str = SALT) -> bytes:
    """A push of 快递100."""
    return urlencode({"param": param, "sign": kuaidi100.signature(param, salt)}).encode()


def push(made: EventSource, param: Mapping[str, object], salt: str = SALT) -> Answer:
    """快递100 pushes."""
    return post(made.key, kuaidi100_form(json.dumps(param, ensure_ascii=False), salt))


def tell(made: EventSource, body: object) -> Answer:
    """AfterShip tells of a tracking."""
    text = json.dumps(body).encode()
    signature = aftership.signature(text, AFTERSHIP)
    return post(made.key, text, "application/json", aftership_hmac_sha256=signature)


def say(made: EventSource, body: object, at: datetime | None = None, secret: str = WHSEC) -> Answer:
    """A program of somebody's says something, signed."""
    text, moment = json.dumps(body, default=str), at or datetime.now(UTC)
    return post(
        made.key, text.encode(), "application/json", webhook_id="msg_1",
        webhook_timestamp=str(int(moment.timestamp())),
        webhook_signature=Webhook(secret).sign("msg_1", moment, text),
    )  # fmt: skip


def said(number: str, *events: tuple[str, float, str], **rest: object) -> dict[str, object]:
    """What 快递100 pushes of a number: of each event code, hours ago, words; the newest first."""
    now = clock.now().astimezone(kuaidi100.ZONE).replace(microsecond=0)
    moments = [f"{now - timedelta(hours=hours):%Y-%m-%d %H:%M:%S}" for _, hours, _ in events]
    data = [
        {"time": at, "ftime": at, "context": words, "areaName": "浙江省,杭州市"}
        | ({"statusCode": code} if code else {})
        for (code, _, words), at in zip(events, moments, strict=True)
    ]
    last = {"message": "ok", "nu": number, "com": "shunfeng", "status": "200", "state": "0"}
    return {"status": "polling", "message": "", "lastResult": last | {"data": data}} | rest


class Relay:
    """An address to which pushes go over HTTP; this thread, whose transaction holds what the test
    built, takes them in while something moves in another."""

    def __init__(self) -> None:
        relay = self
        self._came: Queue[tuple[str, bytes, Queue[bytes]]] = Queue()

        class Door(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                size = int(self.headers["Content-Length"])
                answered: Queue[bytes] = Queue()
                relay._came.put((self.path, self.rfile.read(size), answered))
                body = answered.get()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                """Nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def while_it(self, moves: Callable[[], int]) -> int:
        """What it gives, once all that it pushed was taken in."""
        with ThreadPoolExecutor(1) as pool:
            moving = pool.submit(moves)
            while not moving.done():
                with suppress(Empty):
                    path, body, answered = self._came.get(timeout=0.05)
                    _, answer = post(path.rpartition("/")[2], body)
                    answered.put(json.dumps(answer).encode())
            return moving.result()

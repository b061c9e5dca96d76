"""One round of work: hand on what is new, send what is due, write down what came of it.

Only the thread that calls `drain` speaks with the database; the sender's threads only use the
network, and hold no transaction while they do. Each endpoint has at most `LANES` threads, so one
that is slow keeps the others from nothing.
"""

import logging
import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from queue import Empty, SimpleQueue
from time import monotonic
from types import TracebackType
from typing import Self

from django.conf import settings

from gendan.kernel import clock, sql
from gendan.kernel.outward.addresses import Allowed, Resolve, Target, resolved, taken_apart
from gendan.kernel.outward.calls import Answer, Line
from gendan.kernel.sealing import Unreadable
from gendan.webhooks import events
from gendan.webhooks.claiming import Claimed, claim
from gendan.webhooks.feed import feed
from gendan.webhooks.secrets import opened, signed
from gendan.webhooks.settling import Result, settle, speaks_of_the_endpoint

logger = logging.getLogger(__name__)

THREADS = 32
LANES = 4  # threads that one endpoint may keep busy
LANE_SECONDS = 20  # after which a lane gives back what it has not tried; well within the lease
WAIT_SECONDS = 0.25  # for an answer, before the caller may look after other things

UNREADABLE = Answer(None, "The secret cannot be read: GENDAN_SECRET_KEY was changed.")

WHERE_TO = """
SELECT id, url, secret, CASE WHEN previous_until > now() THEN previous_secret ELSE '' END
  FROM webhook_endpoint WHERE id = ANY(%s)
"""


@dataclass(frozen=True, slots=True)
class Destination:
    """Where an endpoint is and what signs for it, the newest secret first."""

    target: Target
    secrets: tuple[str, ...]

    @classmethod
    def of(cls, url: str, *sealed: str) -> "Destination":
        """From what the database keeps. Raises `Unreadable`."""
        return cls(taken_apart(url), tuple(opened(one) for one in sealed if one))


class Sender:
    """Threads that send, for as long as a worker lives."""

    def __init__(self, resolve: Resolve = resolved) -> None:
        self._resolve = resolve
        self._allowed = Allowed.of(settings.WEBHOOK_ALLOW)
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="webhooks")
        self._lanes: dict[int, list[Future[None]]] = {}
        self._results: SimpleQueue[Result] = SimpleQueue()
        self._stopping = threading.Event()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let each lane finish what is on its way, and write that down."""
        self._stopping.set()
        wait([lane for lanes in self._lanes.values() for lane in lanes])
        self._pool.shutdown()
        settle(self.results(0))

    def busy(self) -> list[int]:
        """The endpoints to which something is on its way.

        A lane that broke is logged; what it had is due again when its lease ends."""
        for endpoint, lanes in list(self._lanes.items()):
            if all(lane.done() for lane in lanes):
                del self._lanes[endpoint]
                for error in filter(None, (lane.exception() for lane in lanes)):
                    logger.error("webhook lane", extra={"endpoint": endpoint}, exc_info=error)
        return list(self._lanes)

    def send(self, claimed: Sequence[Claimed]) -> None:
        """Begin to send these; all are of endpoints that are not busy."""
        by_endpoint: dict[int, list[Claimed]] = {}
        for one in claimed:
            by_endpoint.setdefault(one.endpoint, []).append(one)
        for id, *where in sql.rows(WHERE_TO, [list(by_endpoint)]):
            shares = [by_endpoint[id][lane::LANES] for lane in range(LANES)]
            self._lanes[id] = [
                self._pool.submit(self._lane, share, *where) for share in shares if share
            ]

    def results(self, seconds: float) -> list[Result]:
        """What came back; waits so long for the first while anything is on its way."""
        found = []
        try:
            if self._lanes and seconds:
                found.append(self._results.get(timeout=seconds))
            while True:
                found.append(self._results.get_nowait())
        except Empty:
            return found

    def _lane(self, share: Sequence[Claimed], url: str, *sealed: str) -> None:
        """Send one after the other over one connection, until the endpoint fails or time is up."""
        try:
            destination = Destination.of(url, *sealed)
        except Unreadable:
            for claimed in share:
                self._results.put(Result(claimed, UNREADABLE))
            return
        until = monotonic() + LANE_SECONDS
        is_over = False
        with Line(destination.target, self._allowed, self._resolve) as line:
            for claimed in share:
                if is_over or self._stopping.is_set() or monotonic() > until:
                    self._results.put(Result(claimed, None))
                    continue
                answer = post(line, claimed.event, destination, clock.now())
                is_over = speaks_of_the_endpoint(answer)
                self._results.put(Result(claimed, answer))


def drain(sender: Sender | None = None) -> int:
    """One round; how much was handed on, begun or settled. Nothing: wait for news.

    1. Hand on what has settled in the journal.
    2. Claim what is due, for endpoints that are not busy, and begin to send it.
    3. Wait a moment for what comes back, and write it down."""
    sender = sender or _of_this_process()
    handed = feed()
    claimed = claim(sender.busy())
    if claimed:
        sender.send(claimed)
    results = sender.results(WAIT_SECONDS)
    if results:
        settle(results)
    return handed + len(claimed) + len(results)


@cache
def _of_this_process() -> Sender:
    """Made when it is first wanted: threads do not survive a fork."""
    return Sender()


def post(line: Line, event: events.Event, destination: Destination, at: datetime) -> Answer:
    """Send one event, signed at that moment."""
    return post_body(line, event.message, events.body(event), destination, at)


def post_body(
    line: Line, message: str, body: str, destination: Destination, at: datetime
) -> Answer:
    """Send one body, signed at that moment."""
    headers = signed(message, at, body, destination.secrets)
    return line.post(body, {"Content-Type": events.CONTENT_TYPE, **headers})

"""Requests that come at the same time, carried out together: one transaction, one commit.

They meet on an event loop, and a thread of their own works for them. The first to come is served at
once; those who come meanwhile wait, and when it is done they are served together. So a quiet shop
answers as fast as ever, and the busier it is, the less each request costs.
"""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Generic, TypeVar

from django.db import InterfaceError, OperationalError, connection

Ask = TypeVar("Ask")
Answer = TypeVar("Answer")

# Whoever was just answered mostly asks again at once. They are waited for, so long for each: else
# they would find the next batch gone, and two halves would follow each other for ever, at the price
# of two.
ANEW_SECONDS = 0.000_6


class Together(Generic[Ask, Answer]):
    """Calls `carry_out` with the requests that wait, at most so many at once, in a thread.

    Where it fails for all of them, each is tried alone, so that one who is at fault hurts nobody
    else; only when the database is away all are told so. To be used on one event loop."""

    def __init__(
        self, carry_out: Callable[[Sequence[Ask]], Sequence[Answer]], *, most: int
    ) -> None:
        self._carry_out = carry_out
        self._most = most
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="together")
        self._waiting: list[tuple[Ask, asyncio.Future[Answer]]] = []
        self._expected = 0  # so many were just served; who completes them says so
        self._complete: asyncio.Future[None] | None = None
        self._work: asyncio.Task[None] | None = None

    async def __call__(self, ask: Ask) -> Answer:
        """The answer to this request. Raises what `carry_out` raises for it."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Answer] = loop.create_future()
        self._waiting.append((ask, answer))
        if self._complete and not self._complete.done() and len(self._waiting) >= self._expected:
            self._complete.set_result(None)
        if self._work is None:
            self._work = loop.create_task(self._serve(loop))
        return await answer

    async def _serve(self, loop: asyncio.AbstractEventLoop) -> None:
        try:
            while self._waiting:
                taken = self._waiting[: self._most]
                del self._waiting[: self._most]
                asks = [ask for ask, _ in taken]
                results = await loop.run_in_executor(self._thread, self._tried, asks)
                for (_, answer), result in zip(taken, results, strict=True):
                    if answer.cancelled():  # whoever asked has gone
                        continue
                    if isinstance(result, Exception):
                        answer.set_exception(result)
                    else:
                        answer.set_result(result)
                if len(taken) > 1 or self._waiting:
                    await self._come_back(loop, len(taken))
        finally:
            self._work = None  # also where the loop ends meanwhile
            with suppress(RuntimeError):  # the program ends
                self._thread.submit(_give_back)

    async def _come_back(self, loop: asyncio.AbstractEventLoop, served: int) -> None:
        """Wait until as many ask as were just served, though not for long."""
        if len(self._waiting) >= served:
            return
        self._expected, self._complete = served, loop.create_future()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._complete, ANEW_SECONDS * served)

    def _tried(self, asks: Sequence[Ask]) -> Sequence[Answer | Exception]:
        """What came of each: its answer, or what is to be raised for it."""
        try:
            return self._carry_out(asks)
        except Exception as error:  # noqa: BLE001 - raised again where it belongs
            connection.close()  # it may be broken
            if len(asks) == 1 or isinstance(error, OperationalError | InterfaceError):
                return [error] * len(asks)
            return [result for ask in asks for result in self._tried([ask])]


def _give_back() -> None:
    """Let others who share the thread's connection have it."""
    connection.close()

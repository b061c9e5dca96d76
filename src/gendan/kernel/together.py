"""Requests that come at the same time, carried out together: one transaction, one commit.

They meet on an event loop, and a thread of their own works for them. The first to come is served at
once; those who come meanwhile wait, and when it is done they are served together. So a quiet shop
answers as fast as ever, and the busier it is, the less each request costs.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import InterfaceError, OperationalError, connection

Ask = TypeVar("Ask")
Answer = TypeVar("Answer")
Made = TypeVar("Made")
# To be called, within the transaction, with answers by position: those that it will give.
Foretell = Callable[[Mapping[int, Answer]], None]

# Whoever was just answered mostly asks again at once. They are waited for, so long for each: else
# they would find the next batch gone, and two halves would follow each other for ever, at the price
# of two. More who wait already are a batch by themselves.
ANEW_SECONDS = 0.000_6


@dataclass(eq=False, slots=True)
class _Waiting(Generic[Ask, Answer, Made]):
    """One who asked."""

    ask: Ask
    make: Callable[[Answer], Made]
    future: asyncio.Future[Made]
    foretold: tuple[Answer, Made] | None = None

    def prepare(self, answer: Answer) -> None:
        """Make of the answer what will be given, should nothing come between."""
        with suppress(Exception):  # it is made once more then, for whom it concerns
            self.foretold = answer, self.make(answer)

    def settle(self, result: Answer | Exception) -> None:
        """Give what came of it."""
        if self.future.cancelled():  # whoever asked has gone
            return
        if isinstance(result, Exception):
            self.future.set_exception(result)
            return
        if not self.foretold or self.foretold[0] is not result:
            try:
                self.foretold = result, self.make(result)
            except Exception as error:  # noqa: BLE001 - raised again where it belongs
                self.future.set_exception(error)
                return
        self.future.set_result(self.foretold[1])


class Together(Generic[Ask, Answer]):
    """Calls `carry_out` with the requests that wait, at most so many at once, in a thread.

    Where it fails for all of them, each is tried alone, so that one who is at fault hurts nobody
    else; only when the database is away all are told so. What it foretells is prepared while the
    database commits, and given afterwards. To be used on one event loop."""

    def __init__(
        self,
        carry_out: Callable[[Sequence[Ask], Foretell[Answer]], Sequence[Answer]],
        *,
        most: int,
    ) -> None:
        self._carry_out = carry_out
        self._most = most
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="together")
        self._loop: asyncio.AbstractEventLoop | None = None
        self._waiting: list[_Waiting[Ask, Answer, Any]] = []
        self._is_at_work = False
        self._next: asyncio.Handle | None = None  # begins to work for those who wait
        self._expected = 0  # so many were just served; who completes them lets it begin at once

    async def __call__(self, ask: Ask, make: Callable[[Answer], Made]) -> Made:
        """What `make` makes of the answer to this request. Raises what either of them raises."""
        loop = asyncio.get_running_loop()
        if loop is not self._loop:  # of a loop that has ended nobody waits any more
            self._loop, self._waiting, self._is_at_work, self._next = loop, [], False, None
        future: asyncio.Future[Made] = loop.create_future()
        self._waiting.append(_Waiting(ask, make, future))
        if not self._is_at_work:
            if self._next is None:
                self._next = loop.call_soon(self._begin, loop)
            elif 0 < self._expected <= len(self._waiting):
                self._begin(loop)
        return await future

    def _begin(self, loop: asyncio.AbstractEventLoop) -> None:
        """Work for those who wait; where nobody does, rest."""
        if self._next:
            self._next.cancel()
        self._next, self._expected = None, 0
        taken = self._waiting[: self._most]
        del self._waiting[: self._most]
        self._is_at_work = bool(taken)
        if taken:
            self._thread.submit(self._work, taken, loop)
        else:
            self._thread.submit(_give_back)

    def _work(
        self, taken: Sequence[_Waiting[Ask, Answer, Any]], loop: asyncio.AbstractEventLoop
    ) -> None:
        results: Sequence[Answer | Exception] = ()
        try:
            results = self._tried(taken, loop)
        finally:
            with suppress(RuntimeError):  # the loop has ended meanwhile
                loop.call_soon_threadsafe(self._settle, taken, results, loop)

    def _settle(
        self,
        taken: Sequence[_Waiting[Ask, Answer, Any]],
        results: Sequence[Answer | Exception],
        loop: asyncio.AbstractEventLoop,
    ) -> None:
        """Give each their answer; then wait until they ask again, though not for long."""
        self._is_at_work = False
        for one, result in zip(taken, results, strict=True):
            one.settle(result)
        if len(self._waiting) > len(taken) or len(taken) == 1:
            self._begin(loop)
        else:
            self._expected = min(len(self._waiting) + len(taken), self._most)
            self._next = loop.call_later(ANEW_SECONDS * len(taken), self._begin, loop)

    def _tried(
        self, taken: Sequence[_Waiting[Ask, Answer, Any]], loop: asyncio.AbstractEventLoop
    ) -> Sequence[Answer | Exception]:
        """What came of each: its answer, or what is to be raised for it."""

        def foretell(answers: Mapping[int, Answer]) -> None:
            told = [(taken[position], answer) for position, answer in answers.items()]
            loop.call_soon_threadsafe(_prepare, told)

        try:
            return self._carry_out([one.ask for one in taken], foretell)
        except Exception as error:  # noqa: BLE001 - raised again where it belongs
            connection.close()  # it may be broken
            if len(taken) == 1 or isinstance(error, OperationalError | InterfaceError):
                return [error] * len(taken)
            return [result for one in taken for result in self._tried([one], loop)]


def _prepare(told: Sequence[tuple[_Waiting[Ask, Answer, Any], Answer]]) -> None:
    for one, answer in told:
        one.prepare(answer)


def _give_back() -> None:
    """Let others who share the thread's connection have it."""
    connection.close()

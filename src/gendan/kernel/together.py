"""Requests that come at the same time, carried out together: one transaction, one commit.

Nobody waits for company. The first to come works at once, for itself; those who come meanwhile
wait, and when it is done one of them works for all. So a quiet shop answers as fast as ever, and
the busier it is, the less each request costs.
"""

import threading
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar, cast

from django.db import InterfaceError, OperationalError, connection

Ask = TypeVar("Ask")
Answer = TypeVar("Answer")


class _Turn(Generic[Ask, Answer]):
    """One request on its way: answered, failed, or woken to work for those who wait."""

    def __init__(self, ask: Ask) -> None:
        self.ask = ask
        self.woken = threading.Event()
        self.is_over = False
        self.answer: Answer | None = None
        self.error: Exception | None = None


class Together(Generic[Ask, Answer]):
    """Calls `carry_out` with the requests of all threads that wait, at most so many at once.

    Where it fails for all of them, each is tried alone, so that one who is at fault hurts nobody
    else; only when the database is away all are told so."""

    def __init__(
        self, carry_out: Callable[[Sequence[Ask]], Sequence[Answer]], *, most: int
    ) -> None:
        self._carry_out = carry_out
        self._most = most
        self._guard = threading.Lock()
        self._waiting: list[_Turn[Ask, Answer]] = []
        self._is_busy = False

    def __call__(self, ask: Ask) -> Answer:
        """The answer to this request. Raises what `carry_out` raises for it."""
        turn: _Turn[Ask, Answer] = _Turn(ask)
        with self._guard:
            self._waiting.append(turn)
            waits, self._is_busy = self._is_busy, True
        if waits:
            _let_go_of_connection()
            turn.woken.wait()
        if not turn.is_over:
            self._work()
        if turn.error is not None:
            raise turn.error
        return cast("Answer", turn.answer)

    def _work(self) -> None:
        with self._guard:
            taken = self._waiting[: self._most]
            del self._waiting[: self._most]
        try:
            self._try(taken)
        finally:
            with self._guard:
                self._is_busy = bool(self._waiting)
                if self._waiting:
                    self._waiting[0].woken.set()  # not over yet: the next to work
            for turn in taken:
                turn.is_over = True
                turn.woken.set()

    def _try(self, taken: Sequence[_Turn[Ask, Answer]]) -> None:
        try:
            answers = self._carry_out([turn.ask for turn in taken])
        except Exception as error:  # noqa: BLE001 - it is raised again, in the thread it belongs to
            if len(taken) == 1 or isinstance(error, OperationalError | InterfaceError):
                for turn in taken:
                    turn.error = error
            else:
                for turn in taken:
                    self._try([turn])
        else:
            for turn, answer in zip(taken, answers, strict=True):
                turn.answer = answer


def _let_go_of_connection() -> None:
    """Who waits needs none; kept, it might be the one that the thread that works waits for."""
    if not connection.in_atomic_block:
        connection.close()

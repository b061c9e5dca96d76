"""Requests that come at the same time: each has its own answer, and who is alone does not wait."""

import asyncio
import threading
import time
from collections.abc import Sequence

import pytest
from django.db import DEFAULT_DB_ALIAS, DataError, OperationalError, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from gendan.kernel.together import Foretell, Together

PATIENCE_SECONDS = 20


class Work:
    """Doubles numbers; the first batch goes on until it is let go. Keeps what came together."""

    def __init__(
        self, fails: type[Exception] | None = None, at: int = -1, *, foretells: bool = False
    ) -> None:
        self.batches: list[list[int]] = []
        self.foretells = foretells
        self.begun, self.go_on = threading.Event(), threading.Event()
        self.fails, self.at = fails, at

    def __call__(self, asked: Sequence[int], foretell: Foretell[int]) -> list[int]:
        self.batches.append(list(asked))
        self.begun.set()
        assert self.go_on.wait(PATIENCE_SECONDS)
        answers = [2 * number for number in asked]
        if self.foretells:
            foretell(dict(enumerate(answers)))
        if self.fails and self.at in asked:
            raise self.fails(f"{self.at} is at fault")
        return answers


def same(answer: int) -> int:
    return answer


def rush(work: Work, most: int, others: int) -> list[object]:
    """One comes first; the others come while it is being served. What each was answered."""

    async def come() -> list[object]:
        together = Together(work, most=most)
        first = asyncio.create_task(together(0, same))
        assert await asyncio.to_thread(work.begun.wait, PATIENCE_SECONDS)
        rest = [asyncio.create_task(together(number, same)) for number in range(1, others + 1)]
        await asyncio.sleep(0)  # each asks
        work.go_on.set()
        return list(await asyncio.gather(first, *rest, return_exceptions=True))

    return asyncio.run(come())


def test_who_comes_alone_is_served_at_once_and_the_rest_together() -> None:
    work = Work()
    assert rush(work, most=100, others=20) == [2 * number for number in range(21)]
    assert work.batches == [[0], list(range(1, 21))]


def test_no_more_than_so_many_at_once() -> None:
    work = Work()
    assert rush(work, most=8, others=20) == [2 * number for number in range(21)]
    assert [len(batch) for batch in work.batches] == [1, 8, 8, 4]


def test_one_at_fault_hurts_nobody_else() -> None:
    answers = rush(Work(DataError, at=7), most=100, others=9)
    assert isinstance(answers.pop(7), DataError)
    assert answers == [2 * number for number in range(10) if number != 7]


def test_when_the_database_is_away_all_are_told_so_and_nobody_tries_for_each() -> None:
    work = Work(OperationalError, at=7)
    answers = rush(work, most=100, others=9)
    assert [type(answer) for answer in answers] == [int] + [OperationalError] * 9
    assert len(work.batches) == 2


def test_what_is_foretold_is_prepared_before_and_given_after_it_is_true() -> None:
    prepared, go_on = threading.Event(), threading.Event()

    def commit(asks: Sequence[int], foretell: Foretell[int]) -> Sequence[int]:
        answers = [2 * number for number in asks]
        foretell({1: answers[1]})
        assert go_on.wait(PATIENCE_SECONDS)
        return answers

    made: list[int] = []

    def make(answer: int) -> str:
        made.append(answer)
        prepared.set()
        return f"made of {answer}"

    async def come() -> list[str]:
        together = Together(commit, most=2)
        asks = [asyncio.create_task(together(number, make)) for number in (1, 2)]
        assert await asyncio.to_thread(prepared.wait, PATIENCE_SECONDS)
        assert made == [4]
        assert not any(ask.done() for ask in asks)
        go_on.set()
        return list(await asyncio.gather(*asks))

    assert asyncio.run(come()) == ["made of 2", "made of 4"]
    assert made == [4, 2]


def test_what_was_foretold_and_did_not_come_true_is_not_given() -> None:
    def commit(asks: Sequence[int], foretell: Foretell[int]) -> Sequence[int]:
        if len(asks) > 1:
            foretell(dict.fromkeys(range(len(asks)), -1))
            raise DataError("it could not be committed")
        return asks

    async def come() -> list[int]:
        together = Together(commit, most=3)
        return list(await asyncio.gather(*(together(number, same) for number in (1, 2, 3))))

    assert asyncio.run(come()) == [1, 2, 3]


def test_an_answer_of_which_nothing_can_be_made_hurts_nobody_else() -> None:
    def make(answer: int) -> int:
        return 12 // (answer - 4)

    async def come() -> list[object]:
        work = Work(foretells=True)
        work.go_on.set()
        together = Together(work, most=3)
        asks = [together(number, make) for number in (1, 2, 3)]
        return list(await asyncio.gather(*asks, return_exceptions=True))

    first, second, third = asyncio.run(come())
    assert (first, third) == (-6, 6)
    assert isinstance(second, ZeroDivisionError)


@pytest.mark.parametrize("fails", [None, DataError, OperationalError])
def test_afterwards_it_serves_as_before(fails: type[Exception] | None) -> None:
    work = Work(fails, at=1)
    work.go_on.set()

    async def come() -> None:
        together = Together(work, most=4)
        if fails:
            with pytest.raises(fails):
                await together(1, same)
        assert [await together(number, same) for number in (2, 3)] == [4, 6]

    asyncio.run(come())


def test_one_who_leaves_meanwhile_hurts_nobody_else() -> None:
    work = Work()

    async def come() -> int:
        together = Together(work, most=4)
        first = asyncio.create_task(together(1, same))
        assert await asyncio.to_thread(work.begun.wait, PATIENCE_SECONDS)
        leaving, staying = (asyncio.create_task(together(number, same)) for number in (2, 3))
        await asyncio.sleep(0)
        leaving.cancel()
        work.go_on.set()
        await first
        return await staying

    assert asyncio.run(come()) == 6


def test_a_loop_that_ends_while_it_waits_for_more_leaves_it_ready_for_the_next() -> None:
    work = Work()
    work.go_on.set()
    together = Together(work, most=4)

    async def come() -> list[int]:
        asks = asyncio.gather(*(together(number, same) for number in (1, 2)))
        return list(await asyncio.wait_for(asks, PATIENCE_SECONDS))

    assert [asyncio.run(come()) for _ in range(2)] == [[2, 4]] * 2


def test_the_next_begin_as_soon_as_all_have_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gendan.kernel.together.ANEW_SECONDS", 1_000.0)  # nobody would wait it out
    work = Work()
    work.go_on.set()

    async def come() -> None:
        together = Together(work, most=4)

        async def again_and_again(number: int) -> None:
            for _ in range(3):
                await together(number, same)

        everybody = asyncio.gather(*(again_and_again(number) for number in (1, 2, 3)))
        await asyncio.wait_for(everybody, PATIENCE_SECONDS)
        work.batches.append([])  # what follows is served alone

    asyncio.run(come())
    assert [len(batch) for batch in work.batches] == [3, 3, 3, 0]


def test_those_who_came_meanwhile_and_those_who_come_back_are_served_together(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("gendan.kernel.together.ANEW_SECONDS", 1_000.0)  # nobody would wait it out
    work = Work()

    async def come() -> None:
        together = Together(work, most=8)

        async def twice(number: int) -> None:
            for _ in range(2):
                await together(number, same)

        first = [asyncio.create_task(twice(number)) for number in (1, 2, 3)]
        assert await asyncio.to_thread(work.begun.wait, PATIENCE_SECONDS)
        meanwhile = [asyncio.create_task(together(number, same)) for number in (4, 5)]
        await asyncio.sleep(0)
        work.go_on.set()
        await asyncio.wait_for(asyncio.gather(*first, *meanwhile), PATIENCE_SECONDS)

    asyncio.run(come())
    assert [sorted(batch) for batch in work.batches] == [[1, 2, 3], [1, 2, 3, 4, 5]]


@pytest.mark.usefixtures("open_shop")
def test_its_thread_keeps_a_connection_only_while_there_is_work() -> None:
    seen: list[tuple[BaseDatabaseWrapper, object]] = []
    first = threading.Event()

    def place(asks: Sequence[int], _foretell: Foretell[int]) -> Sequence[int]:
        connection.ensure_connection()
        seen.append((connections[DEFAULT_DB_ALIAS], connection.connection))
        assert first.is_set() or first.wait(PATIENCE_SECONDS)
        return asks

    async def come() -> None:
        together = Together(place, most=2)
        asks = [asyncio.create_task(together(number, same)) for number in range(5)]
        await asyncio.sleep(0)
        first.set()
        await asyncio.wait_for(asyncio.gather(*asks), PATIENCE_SECONDS)

    asyncio.run(come())
    (wrapper,) = {wrapper for wrapper, _ in seen}
    assert len(seen) > 1
    assert len({id(raw) for _, raw in seen}) == 1
    deadline = time.monotonic() + PATIENCE_SECONDS
    while wrapper.connection is not None:
        assert time.monotonic() < deadline, "it is given back"
        time.sleep(0.01)

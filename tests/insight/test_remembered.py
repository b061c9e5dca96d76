"""Whoever asks for what takes long is told at once what was found before, and soon hears better."""

from collections.abc import Callable
from threading import Event, Thread
from time import monotonic

import pytest
from django.db import OperationalError

from gendan.insight.remembered import Remembered, Told

PATIENCE = 10.0  # seconds; a machine may be slow


@pytest.fixture(autouse=True)
def _what_is_old_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gendan.insight.remembered.OLD_MOST", 1e9)
    monkeypatch.setattr("gendan.insight.remembered.RESTS", 0)


class Slow:
    """Finds how often it was asked, when it may; says when it is asked, and by how many at most."""

    def __init__(self) -> None:
        self.asked, self.times, self.may, self.breaks = Event(), 0, Event(), False
        self.may.set()

    def __call__(self, _: str) -> int:
        self.times += 1
        self.asked.set()
        assert self.may.wait(PATIENCE)
        if self.breaks:
            raise OperationalError("the database is away")
        return self.times


def until(holds: Callable[[], bool]) -> None:
    for _ in range(1_000):
        if holds():
            return
        Event().wait(PATIENCE / 1_000)
    raise AssertionError("never")


def test_what_is_old_is_told_at_once_and_found_out_anew_once() -> None:
    slow = Slow()
    remembered = Remembered(slow, 0)
    assert remembered.told("it") == Told(1)
    slow.may.clear()
    assert {(told.value, told.is_fresh) for told in (remembered.told("it") for _ in range(50))} == {
        (1, False)
    }
    slow.may.set()
    until(lambda: remembered.told("it").value > 1)
    remembered.seconds = 1e9
    until(lambda: remembered.told("it").is_fresh)
    times = slow.times
    assert [remembered.told("it").is_fresh for _ in range(50)] == [True] * 50
    assert slow.times == times


def test_what_was_found_before_a_change_is_old_to_whoever_heard_of_it() -> None:
    remembered = Remembered(Slow(), 0.2)
    remembered.told("it")
    heard = monotonic()
    told = remembered.told("it", since=heard)
    assert told.value == 1
    assert told.again_in > 0, "it is not found out again before it has rested"
    until(lambda: remembered.told("it", since=heard) == Told(2))


def test_what_was_never_found_is_found_once_for_all_who_wait() -> None:
    slow, told = Slow(), list[Told[int]]()
    remembered = Remembered(slow, 1e9)
    slow.may.clear()
    askers = [Thread(target=lambda: told.append(remembered.told("it"))) for _ in range(8)]
    for asker in askers:
        asker.start()
    assert slow.asked.wait(PATIENCE)
    slow.may.set()
    for asker in askers:
        asker.join(PATIENCE)
    assert told == [Told(1)] * 8


def test_nobody_is_told_of_what_is_too_old(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gendan.insight.remembered.OLD_MOST", 0)
    remembered = Remembered(Slow(), 0)
    assert [remembered.told("it").value for _ in range(3)] == [1, 2, 3]


def test_a_database_that_goes_away_leaves_what_was_found(
    caplog: pytest.LogCaptureFixture,
) -> None:
    slow = Slow()
    remembered = Remembered(slow, 0)
    remembered.told("it")
    slow.breaks = True
    assert not remembered.told("it").is_fresh
    until(lambda: remembered.told("it").value == 1 and slow.times > 2)
    slow.breaks = False
    until(lambda: remembered.told("it").value > 1)

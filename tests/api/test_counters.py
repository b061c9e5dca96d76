"""Limits are counted in windows that end, by many threads at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from gendan.kit.rest import counters
from gendan.kit.rest.counters import Counters


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [1_000.0]
    monkeypatch.setattr(counters.time, "time", lambda: now[0])
    return now


def test_a_window_ends_after_its_time_and_not_with_the_last_hit(clock: list[float]) -> None:
    counted = Counters()
    assert counted.incr("a", 60) == 1
    clock[0] += 59
    assert (counted.incr("a", 60), counted.get("a"), counted.get_expiry("a")) == (2, 2, 1_060.0)
    clock[0] += 1
    assert (counted.get("a"), counted.get_expiry("a")) == (0, clock[0])
    assert (counted.incr("a", 60), counted.get_expiry("a")) == (1, clock[0] + 60)


def test_one_may_be_forgotten_or_all() -> None:
    counted = Counters()
    for key in ("a", "b", "c"):
        counted.incr(key, 60)
    counted.clear("a")
    assert (counted.get("a"), counted.get("b"), counted.reset(), counted.get("b")) == (0, 1, 2, 0)


def test_those_whose_time_is_over_do_not_gather(
    clock: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counters, "MANY", 3)
    counted = Counters()
    for key in ("a", "b", "c"):
        counted.incr(key, 60)
    clock[0] += 61
    counted.incr("d", 60)
    assert counted.reset() == 1


def test_no_hit_of_many_threads_is_lost() -> None:
    counted = Counters()
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _: counted.incr("a", 60), range(2_000)))
    assert sorted(found) == list(range(1, 2_001))

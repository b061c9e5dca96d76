"""Rounds: what is more than one round holds goes on at once; the rest gathers."""

import threading

import pytest

from gendan.config.running import drains
from gendan.config.running.drains import Drains, Kind

PATIENCE_SECONDS = 20.0
FOR_EVER = 100_000.0

waiting = list(range(5))
rounds: list[int] = []
over = threading.Event()


def do_two() -> int:
    """A round of at most two."""
    done = waiting[:2]
    del waiting[:2]
    rounds.append(len(done))
    if len(done) < 2:
        over.set()
    return len(done)


@pytest.mark.usefixtures("open_shop")
def test_full_rounds_follow_each_other_and_who_comes_after_them_gathers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kind = Kind("twos", f"{__name__}:do_two", full=2, gather_seconds=FOR_EVER)
    monkeypatch.setattr(drains, "KINDS", (kind,))
    running = Drains()
    running.start()
    try:
        assert over.wait(PATIENCE_SECONDS)
    finally:
        running.stop()  # although it gathers
    assert rounds == [2, 2, 1]

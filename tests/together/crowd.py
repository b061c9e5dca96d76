"""Real threads with connections of their own, all starting at once."""

import threading
from collections.abc import Callable, Sequence
from typing import TypeVar

from django.db import connections

T = TypeVar("T")


def at_once(works: Sequence[Callable[[], T]]) -> list[T]:
    """What each work gives, all begun at the same moment. The first failure is raised."""
    gate = threading.Barrier(len(works))
    results: dict[int, T] = {}
    failures: list[BaseException] = []

    def run(place: int, work: Callable[[], T]) -> None:
        try:
            gate.wait(timeout=30)
            results[place] = work()
        except BaseException as failure:  # noqa: BLE001 - carried to the test's own thread
            failures.append(failure)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=item) for item in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not any(thread.is_alive() for thread in threads), "somebody waits for ever"
    if failures:
        raise failures[0]
    return [results[place] for place in sorted(results)]

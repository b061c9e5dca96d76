"""Several workers at once: made ready, let go at the same moment.

They are forked from a process that has loaded the program and has done nothing else yet, so that
none of them takes seconds to load it."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from multiprocessing import get_context

from bench import worker
from bench.worker import READY, Done, Task

FORKING = get_context("forkserver")
FORKING.set_forkserver_preload(["bench.loaded"])


def work(url: str, tasks: Sequence[Task]) -> Done:
    """Each task by a process of its own, on the database of that address.

    Seconds are from the word to the last answer. Raises `RuntimeError` when a worker fails."""
    workers = [_Worker(worker.work, url, task) for task in tasks]
    try:
        for one in workers:
            assert one.hear() == READY, "who is not ready says nothing"
        began = time.perf_counter()
        for one in workers:
            one.say("go")
        answers = [one.hear() for one in workers]
        seconds = time.perf_counter() - began
    finally:
        for one in workers:
            one.end()
    refused: Counter[str] = sum((Counter(answer.refused) for answer in answers), Counter())
    return Done(sum(answer.orders for answer in answers), seconds, dict(refused))


def make_token(url: str) -> str:
    """A token for the database of that address, which may do all, as often as its owner likes."""
    clerk = _Worker(worker.make_token, url)
    try:
        return str(clerk.hear())
    finally:
        clerk.end()


class _Worker:
    """A process, and the line to it."""

    def __init__(self, does: Callable[..., None], *given: object) -> None:
        self._line, far_end = FORKING.Pipe()
        self._process = FORKING.Process(target=does, args=(far_end, *given), daemon=True)
        self._process.start()
        far_end.close()  # so that we hear when the worker's own is closed

    def say(self, word: str) -> None:
        self._line.send(word)

    def hear(self) -> Done | str:
        """What it says next. Raises `RuntimeError` when it has ended."""
        try:
            return self._line.recv()
        except EOFError:
            raise RuntimeError("a worker failed") from None

    def end(self) -> None:
        self._line.close()
        self._process.kill()
        self._process.join()

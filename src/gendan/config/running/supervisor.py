"""Starts the processes of an instance, starts those anew that die, and ends all of them.

It loads the program once and forks: children share its memory. So that forking is safe it makes no
thread and opens no connection; what needs one happens in a child."""

import contextlib
import os
import signal
import time
from collections.abc import Callable, Sequence

import structlog

from gendan.config.running import processes
from gendan.config.running.processes import Part
from gendan.embedded import parentage
from gendan.embedded.bell import Bell

TICK_SECONDS = 0.25
GRACE_SECONDS = 10.0  # to finish what was begun, when told to stop
FORCE_SECONDS = 5.0
WAITS_SECONDS = (0.1, 0.5, 1.0, 2.0, 4.0)  # before the first, second… start anew in a row
NEVER = float("inf")
STEADY_SECONDS = 20.0  # a process that lived so long starts the row anew

log = structlog.get_logger("gendan.run")


class Post:
    """A part and the process that is it now."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.process = 0
        self._began = 0.0
        self._due = 0.0
        self._deaths = 0

    @property
    def wanted(self) -> bool:
        """Whether it is to be started now."""
        return not self.process and time.monotonic() >= self._due

    @property
    def is_over(self) -> bool:
        """Whether it has ended for good."""
        return not self.process and self._due == NEVER

    def start(self) -> None:
        """Fork it."""
        self._began = time.monotonic()
        self.process = processes.start(self.part)

    def died(self) -> None:
        """Plan when it starts anew: later each time, unless it lived long."""
        now = time.monotonic()
        if now - self._began > STEADY_SECONDS:
            self._deaths = 0
        wait = WAITS_SECONDS[min(self._deaths, len(WAITS_SECONDS) - 1)]
        self._deaths += 1
        self.process = 0
        self._due = now + wait if self.part.lasting else NEVER
        if self.part.lasting:
            log.warning("a process ended and starts anew", process=self.part.name, seconds=wait)


def begin() -> Bell:
    """Hear signals and bury children from now on."""
    bell = Bell()
    # A terminal that is closed means: stop.
    signal.signal(signal.SIGHUP, signal.getsignal(signal.SIGTERM))
    parentage.adopt_orphans()
    return bell


def supervise(parts: Sequence[Part], bell: Bell, *, each_tick: Callable[[], None]) -> None:
    """Keep the parts running until told to stop; then end them."""
    posts = [Post(part) for part in parts]
    try:
        while not bell.told_to_stop:
            over = {post.part.name for post in posts if post.is_over}
            for post in posts:
                if post.wanted and post.part.after in {"", *over}:
                    post.start()
            bell.wait(TICK_SECONDS)
            for post in posts:
                if post.process in bell.buried:
                    bell.buried.discard(post.process)
                    if not bell.told_to_stop:
                        post.died()
                    post.process = 0
            each_tick()
    finally:
        _end({post.process for post in posts if post.process}, bell)


def run_one(part: Part, bell: Bell) -> bool:
    """Run it in a child and wait for it; whether it did all it had to."""
    hears, says = os.pipe()

    def run() -> None:
        part.run()
        os.write(says, b"done")

    child = processes.start(Part(part.name, run))
    os.close(says)
    while child not in bell.buried and not bell.told_to_stop:
        bell.wait(TICK_SECONDS)
    if child not in bell.buried:
        _end({child}, bell)
    bell.buried.discard(child)
    with os.fdopen(hears, "rb") as heard:
        return heard.read() == b"done"


def _end(living: set[int], bell: Bell) -> None:
    """Ask every process to stop, wait, and kill what has not."""
    for order, patience in ((signal.SIGTERM, GRACE_SECONDS), (signal.SIGKILL, FORCE_SECONDS)):
        for process in living - bell.buried:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, order)
        deadline = time.monotonic() + patience
        while living - bell.buried and time.monotonic() < deadline:
            bell.wait(TICK_SECONDS / 10)

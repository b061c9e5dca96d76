"""Wakes the supervisor when a child dies or somebody asks it to stop."""

import contextlib
import os
import select
import signal
from types import FrameType


class Bell:
    """Waits for signals, remembers a request to stop, and buries dead children at once."""

    def __init__(self) -> None:
        self.told_to_stop = False
        self.buried: set[int] = set()
        self._hears, rings = os.pipe()
        os.set_blocking(self._hears, False)
        os.set_blocking(rings, False)
        signal.set_wakeup_fd(rings, warn_on_full_buffer=False)
        for order in (signal.SIGTERM, signal.SIGINT):
            signal.signal(order, self._stop)
        signal.signal(signal.SIGCHLD, self._wake)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)

    def wait(self, seconds: float) -> bool:
        """Sleep until a signal comes, at most so long; then bury every dead child.

        Says whether there are living children, orphans of the server included.
        """
        ready, _, _ = select.select([self._hears], [], [], seconds)
        if ready:
            with contextlib.suppress(BlockingIOError):
                os.read(self._hears, 4096)
        try:
            while (dead := os.waitpid(-1, os.WNOHANG)[0]) != 0:
                self.buried.add(dead)
        except ChildProcessError:
            return False
        return True

    def _stop(self, _signal: int, _frame: FrameType | None) -> None:
        self.told_to_stop = True

    def _wake(self, _signal: int, _frame: FrameType | None) -> None:
        """Only to be woken: the work is done in `wait`."""

"""Where the limits are counted: in the memory of this process, without a thread of its own.

The library's own storage in memory starts a thread after a hit, to forget what is over; that took
a sixth of the time of a short answer."""

import threading
import time

from limits.storage import Storage

MANY = 10_000  # counters, from which on those that are over are forgotten


class Counters(Storage):
    """Storage for fixed windows, as `limits` wants it. Instants are seconds since 1970."""

    STORAGE_SCHEME = None  # made here, not by an address

    def __init__(self) -> None:
        super().__init__()
        self._guard = threading.Lock()
        self._counted: dict[str, tuple[int, float]] = {}

    @property
    def base_exceptions(self) -> tuple[type[Exception], ...]:
        """Nothing in memory fails."""
        return ()

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Count, in a window of `expiry` seconds from its first hit; what is counted now."""
        now = time.time()
        with self._guard:
            count, until = self._counted.get(key, (0, 0.0))
            if until <= now:
                count, until = 0, now + expiry
                self._forget_what_is_over(now)
            self._counted[key] = count + amount, until
        return count + amount

    def get(self, key: str) -> int:
        """What is counted now."""
        count, until = self._counted.get(key, (0, 0.0))
        return count if until > time.time() else 0

    def get_expiry(self, key: str) -> float:
        """When the window is over; now, if there is none."""
        return max(self._counted.get(key, (0, 0.0))[1], time.time())

    def check(self) -> bool:
        """Memory is always there."""
        return True

    def reset(self) -> int:
        """Forget everything; how much that was."""
        forgotten = len(self._counted)
        self._counted.clear()
        return forgotten

    def clear(self, key: str) -> None:
        """Forget one."""
        self._counted.pop(key, None)

    def _forget_what_is_over(self, now: float) -> None:
        if len(self._counted) >= MANY:
            self._counted = {k: found for k, found in self._counted.items() if found[1] > now}

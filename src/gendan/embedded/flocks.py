"""Locks the kernel itself gives back when a process dies, however it dies.

A PID file can lie: the process may be a zombie, or its number may belong to another program by now.
A flock cannot, so who is alive is always asked of a lock and never of a number.
"""

import fcntl
import os
from pathlib import Path


def open_lock(path: Path) -> int:
    """Open (and make, readable by its owner only) a lock file; returns its descriptor, unlocked.

    Programs started from here do not inherit the descriptor; forked children share it.
    """
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)


def take(descriptor: int, *, shared: bool = False) -> bool:
    """Take the lock if that is possible at once; says whether it was."""
    kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def give_back(descriptor: int) -> None:
    """Release the lock, also for every forked child that shares the descriptor."""
    fcntl.flock(descriptor, fcntl.LOCK_UN)


def is_same_file(descriptor: int, path: Path) -> bool:
    """Say whether `path` still names the file that is open as `descriptor`."""
    try:
        there = path.stat(follow_symlinks=False)
    except OSError:
        return False
    return os.path.samestat(os.fstat(descriptor), there)

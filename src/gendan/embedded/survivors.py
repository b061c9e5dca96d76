"""What an earlier server left behind when it, or its supervisor, was killed.

Only the holder of the supervisor's lock calls this, so no living server is ours: whatever
PostgreSQL process still works on our data has lost its supervisor and must end before a new one
starts.
"""

import contextlib
import os
import signal
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import psutil

from gendan.embedded.account import Account
from gendan.embedded.places import Place
from gendan.embedded.trouble import Trouble

# No process can have this number: Linux stops at 4,194,304, macOS at 99,999.
NOBODY = 2**31 - 1

POLL_SECONDS = 0.05
_SERVERS = ("postgres", "postmaster")
PATIENCE_SECONDS = {signal.SIGINT: 20.0, signal.SIGQUIT: 5.0, signal.SIGKILL: 5.0}


def clear(place: Place, socket: Path, account: Account) -> None:
    """End the processes an earlier server left, then its notes, so that a new one can start.

    Raises Trouble when a process does not end even when killed.
    """
    known: set[psutil.Process] = set()
    for order, patience in PATIENCE_SECONDS.items():
        known.update(_processes(place, account))
        _tell(known, order)
        deadline = time.monotonic() + patience
        while (left := _left(known, place, account)) and time.monotonic() < deadline:
            time.sleep(POLL_SECONDS)
        if not left:
            break
    if left:
        numbers = ", ".join(str(process.pid) for process in left)
        raise Trouble(
            f"PostgreSQL processes of an earlier start hold {place.data} and do not end "
            f"({numbers}).",
            "They wait for the disk: look at its health, or restart the machine.",
        )
    _disown(place.pid_file)
    for stale in socket.glob(".s.PGSQL.*"):
        stale.unlink(missing_ok=True)


def _left(known: Iterable[psutil.Process], place: Place, account: Account) -> set[psutil.Process]:
    """Those that live, also one that has lost its command line and is about to end."""
    return {process for process in (*known, *_processes(place, account)) if _lives(process)}


def _lives(process: psutil.Process) -> bool:
    with contextlib.suppress(psutil.NoSuchProcess):
        return process.status() not in (psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD)
    return False


def _processes(place: Place, account: Account) -> Iterator[psutil.Process]:
    """Living PostgreSQL processes that work on our data: the server, or what is left of it.

    Servers are known by their command line, their children by the cluster's name in their title.
    Both can be read without special rights, which root in a container may not have.
    """
    title = f"postgres: {place.label}:"
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if process.uids().real != account.uid:
                continue
            words = process.cmdline()  # empty for the dead whom nobody has buried
            serves = str(place.data) in words and Path(words[0]).name in _SERVERS
            if serves or " ".join(words).startswith(title):
                yield process


def _tell(processes: Iterable[psutil.Process], order: signal.Signals) -> None:
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.send_signal(order)


def _disown(pid_file: Path) -> None:
    """Make PostgreSQL's note about its last server name no process at all.

    Its number may belong to another program by now, or to a dead server that nobody has buried;
    PostgreSQL would then refuse to start for ever. The rest of the note stays, because PostgreSQL
    uses it to see whether the old server's shared memory is still in use.
    """
    try:
        descriptor = os.open(pid_file, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    with os.fdopen(descriptor, "r+") as note:
        lines = note.read().splitlines(keepends=True)
        lines[:1] = [f"{NOBODY}\n"]
        note.seek(0)
        note.truncate()
        note.writelines(lines)
        note.flush()
        os.fsync(note.fileno())

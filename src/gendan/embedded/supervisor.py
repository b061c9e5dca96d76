"""The small process that owns the server: starts it, restarts it, and stops it when unused.

It is PostgreSQL's direct parent, because only a parent can bury a dead server at once, and an
unburied one keeps PostgreSQL from starting again. It holds the supervisor's lock all its life, so
that others can tell for certain whether it lives.
"""

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from pathlib import Path

from gendan.embedded import account as accounts
from gendan.embedded import binaries as programs
from gendan.embedded import cluster, flocks, parentage, places, state, survivors
from gendan.embedded.account import Account
from gendan.embedded.bell import Bell
from gendan.embedded.binaries import Binaries
from gendan.embedded.places import Place
from gendan.embedded.state import Phase, State
from gendan.embedded.trouble import Trouble

TICK_SECONDS = 0.25
STARTING_TICK_SECONDS = 0.02
FAILURES_MAX = 3
PATIENCE_SECONDS = {signal.SIGINT: 20.0, signal.SIGQUIT: 5.0, signal.SIGKILL: 5.0}


@dataclass(frozen=True)
class Orders:
    """What a supervisor is started with."""

    root: str
    lock: int
    bindir: str | None
    account: str
    linger_seconds: float
    settings: dict[str, str] = field(default_factory=dict)


class Ending(Enum):
    """Why a server is no longer to be watched."""

    DIED = auto()
    TOLD = auto()
    UNUSED = auto()
    REMOVED = auto()


@dataclass(frozen=True)
class Ground:
    """All that is known before the server starts."""

    orders: Orders
    place: Place
    account: Account
    binaries: Binaries
    socket: Path
    bell: Bell


def supervise(orders: Orders) -> int:
    """Serve until nobody needs the database; returns the exit status. The lock is held already."""
    place = Place(Path(orders.root))
    bell = Bell()
    parentage.adopt_orphans()
    said = State(Phase.STARTING, os.getpid())
    state.write(place, said)
    try:
        _serve(_prepared(orders, place, bell), said)
    except Trouble as trouble:
        last = replace(said, phase=Phase.FAILED, problem=trouble.problem, remedy=trouble.remedy)
        state.write(place, last)
        return 1
    except Exception as error:
        # Those who wait must hear of it; the traceback goes to the supervisor's log.
        last = replace(
            said,
            phase=Phase.FAILED,
            problem=f"The database's supervisor stopped: {type(error).__name__}: {error}.",
            remedy=f"Details are in {place.early_log}.",
        )
        state.write(place, last)
        raise
    place.state.unlink(missing_ok=True)
    return 0


def _prepared(orders: Orders, place: Place, bell: Bell) -> Ground:
    account = accounts.choose(orders.account)
    bindir = Path(orders.bindir) if orders.bindir else None
    binaries = programs.within_reach(programs.find(bindir), account)
    places.refuse_full_disk(place)
    places.furnish(place, account)
    cluster.prepare(place, account, binaries)
    socket = places.socket_directory(place, account)
    return Ground(orders, place, account, binaries, socket, bell)


def _serve(ground: Ground, said: State) -> None:
    failures = 0
    while not ground.bell.told_to_stop:
        survivors.clear(ground.place, ground.socket, ground.account)
        places.refuse_full_disk(ground.place)
        cluster.write_settings(
            ground.place, ground.binaries, ground.account, ground.orders.settings
        )
        server = _start(ground)
        said = replace(said, phase=Phase.STARTING, server=server)
        state.write(ground.place, said)
        if not _becomes_ready(ground, server):
            if ground.bell.told_to_stop:
                _end(ground, server)
                return
            failures += 1
            if failures == FAILURES_MAX:
                raise _does_not_start(ground.place)
            time.sleep(0.1 * 2**failures)
            continue
        failures = 0
        _make_roles(ground)
        said = replace(
            said, phase=Phase.READY, socket=str(ground.socket), version=ground.binaries.version
        )
        state.write(ground.place, said)
        ending = _watch(ground, server)
        if ending is Ending.DIED:
            continue
        state.write(ground.place, replace(said, phase=Phase.STOPPING))
        _end(ground, server, gently=ending is not Ending.REMOVED)
        if ground.socket.parent != ground.place.root:
            ground.socket.rmdir()  # in a directory of the machine we leave nothing
        return


def _start(ground: Ground) -> int:
    """Start PostgreSQL as our child, never through pg_ctl, and return its process number."""
    server = subprocess.Popen(
        cluster.command(ground.place, ground.binaries, ground.socket),
        cwd="/",
        env=cluster.environment(),
        stdin=subprocess.DEVNULL,
        preexec_fn=parentage.end_with_parent(signal.SIGINT),  # noqa: PLW1509 - one thread only
        **ground.account.step_down(),
    )
    server.returncode = 0  # the bell buries our children; Popen must not wait for this one
    return server.pid


def _becomes_ready(ground: Ground, server: int) -> bool:
    """Wait until the server takes connections; False when it died or we were told to stop.

    Recovery after a crash may take minutes; there is no limit here, those who wait have theirs.
    """
    while not ground.bell.told_to_stop:
        with contextlib.suppress(FileNotFoundError):
            note = ground.place.pid_file.read_text().splitlines()
            # It is written line by line: what is not there yet is not ready.
            if len(note) >= 8 and note[0] == str(server) and note[7].strip() == "ready":
                return True
        ground.bell.wait(STARTING_TICK_SECONDS)
        if server in ground.bell.buried:
            return False
    return False


def _make_roles(ground: Ground) -> None:
    done = ground.place.roles_made
    if done.exists():
        return
    # In a process of its own: a driver, needed for this one start only, would double our memory.
    made = subprocess.run(
        [sys.executable, "-m", "gendan.embedded.roles", str(ground.socket)],
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode != 0:
        raise Trouble(
            f"The role and the database could not be made: {made.stderr.strip()}",
            "Remedy what PostgreSQL says, and start again.",
        )
    done.touch(mode=0o600)


def _watch(ground: Ground, server: int) -> Ending:
    """Watch the running server until there is something to do about it."""
    lease = flocks.open_lock(ground.place.lease)
    unused_since: float | None = None
    while True:
        ground.bell.wait(TICK_SECONDS)
        if ground.bell.told_to_stop:
            return Ending.TOLD
        if server in ground.bell.buried:
            os.close(lease)
            return Ending.DIED
        if not flocks.is_same_file(ground.orders.lock, ground.place.lock):
            return Ending.REMOVED
        if ground.place.kept.exists() or not flocks.take(lease):
            unused_since = None
            continue
        now = time.monotonic()
        unused_since = now if unused_since is None else unused_since
        if now - unused_since >= ground.orders.linger_seconds:
            return Ending.UNUSED  # the lease stays ours: whoever comes now waits, then starts anew
        flocks.give_back(lease)


def _end(ground: Ground, server: int, *, gently: bool = True) -> None:
    """Stop the server: fast shutdown, then immediate, then by force."""
    for order, patience in PATIENCE_SECONDS.items():
        if server in ground.bell.buried:
            return
        if order is signal.SIGINT and not gently:
            continue
        with contextlib.suppress(ProcessLookupError):
            os.kill(server, order)
        deadline = time.monotonic() + patience
        # The server's own children, such as its log writer, may outlive it by a moment.
        while ground.bell.wait(STARTING_TICK_SECONDS) and time.monotonic() < deadline:
            pass


def _does_not_start(place: Place) -> Trouble:
    logs = [place.early_log, *sorted(place.log.glob("*.log"), key=lambda log: log.stat().st_mtime)]
    said = [
        match[2]
        for log in logs
        if log.exists()
        for match in re.finditer(
            r"(FATAL|PANIC|HINT): +(.+)", log.read_text(errors="replace")[-20_000:]
        )
    ]
    return Trouble(
        f"PostgreSQL does not start: {' '.join(said[-2:]) or 'it gives no reason.'}",
        f"Its log is in {place.log} and {place.early_log}.",
    )

"""How every other process uses the database: hold a lease, find the server or start it."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from urllib.parse import quote

from gendan.embedded import account as accounts
from gendan.embedded import flocks, places, state
from gendan.embedded.cluster import DATABASE, OWNER
from gendan.embedded.places import Place
from gendan.embedded.state import Phase, State
from gendan.embedded.supervisor import Orders
from gendan.embedded.trouble import Trouble

POLL_SECONDS = 0.02
STARTS_MAX = 3
EARLY_LOG_BYTES_MAX = 1024**2


@dataclass(frozen=True)
class Options:
    """How to run the server, should this process be the one to start it."""

    bindir: Path | None = None
    account: str = accounts.NAME
    linger_seconds: float = 10.0
    patience_seconds: float = 120.0
    settings: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Server:
    """A server that answered a moment ago."""

    socket: Path
    version: str
    process: int
    supervisor: int

    def url(self, database: str = DATABASE, user: str = OWNER) -> str:
        """Address for any PostgreSQL client on this machine. It holds no secret."""
        return f"postgresql://{user}@/{database}?host={quote(str(self.socket), safe='')}&port=5432"


_leases: dict[Path, int] = {}
_leases_guard = threading.Lock()


def ensure_running(home: Path, options: Options = Options()) -> Server:
    """Give the running server of `home`, starting it if need be. Cheap to call again.

    The server stays up at least as long as this process, or a child it forked, lives, or until
    `release`. Raises Trouble when there will be no server.
    """
    deadline = time.monotonic() + options.patience_seconds
    account = accounts.choose(options.account)
    place = places.prepare(home.absolute(), account)
    _hold_lease(place, deadline)
    return _await_server(place, options, deadline)


def release(home: Path) -> None:
    """Say that this process needs the database of `home` no longer."""
    place = places.existing(home.absolute())
    if place is not None and place.root in _leases:
        os.close(_leases.pop(place.root))


def make_roles_anew(home: Path) -> None:
    """At its next start let the server make what only it may make and somebody has removed."""
    place = places.existing(home.absolute())
    if place is not None:
        place.roles_made.unlink(missing_ok=True)


@contextlib.contextmanager
def running(home: Path, options: Options = Options()) -> Iterator[Server]:
    """Have a server inside the `with`; at its end stop it at once unless somebody else uses it."""
    already_ours = _holds_lease(home)
    try:
        yield ensure_running(home, options)
    finally:
        if not already_ours:
            release(home)
            stop(home, only_if_unused=True)


def stop(home: Path, *, only_if_unused: bool = False, patience_seconds: float = 60.0) -> bool:
    """Stop the server and wait until it is gone; says whether there was one to stop.

    With `only_if_unused`, one that has users or was told to stay is left alone.
    """
    place = places.existing(home.absolute())
    if place is None:
        return False
    if not only_if_unused:
        place.kept.unlink(missing_ok=True)
    with _lock_file(place.lease) as lease:
        # Held exclusively until the server is gone, so that nobody joins one that is leaving.
        unused = flocks.take(lease)
        if only_if_unused and (not unused or place.kept.exists()):
            return False
        return _stop(place, time.monotonic() + patience_seconds)


def keep(home: Path, options: Options = Options()) -> Server:
    """Start the server and let it stay without users until `stop`."""
    server = ensure_running(home, options)
    place = places.existing(home.absolute())
    assert place is not None, "a server runs in a place"
    place.kept.touch(mode=0o600)
    return server


def status(home: Path) -> State | None:
    """What the supervisor says, or None when there is none. Starts and changes nothing."""
    place = places.existing(home.absolute())
    if place is None or not place.lock.exists():
        return None
    with _lock_file(place.lock) as lock:
        return None if flocks.take(lock) else state.read(place)


def _holds_lease(home: Path) -> bool:
    place = places.existing(home.absolute())
    held = _leases.get(place.root) if place is not None else None
    return place is not None and held is not None and flocks.is_same_file(held, place.lease)


def _hold_lease(place: Place, deadline: float) -> None:
    with _leases_guard:
        held = _leases.get(place.root)
        if held is None or not flocks.is_same_file(held, place.lease):
            _leases[place.root] = _take_lease(place, deadline)


def _take_lease(place: Place, deadline: float) -> int:
    lease = flocks.open_lock(place.lease)
    while not flocks.take(lease, shared=True):
        if time.monotonic() > deadline:
            os.close(lease)
            raise Trouble(
                f"The database in {place.root} is being stopped and does not end.",
                "Wait a little and try again; “gendan db status” shows how far it is.",
            )
        time.sleep(POLL_SECONDS)
    return lease


def _await_server(place: Place, options: Options, deadline: float) -> Server:
    import psycopg  # not at the top: the supervisor reads this file, too, and would pay 11 MB

    waited = False
    starts = 0
    refusal = ""
    while time.monotonic() < deadline:
        with _lock_file(place.lock) as lock:
            if flocks.take(lock):
                last = state.read(place)
                if waited and last is not None and last.phase is Phase.FAILED:
                    raise Trouble(last.problem, last.remedy)
                if starts == STARTS_MAX:
                    break
                starts += 1
                place.state.unlink(missing_ok=True)
                _start_supervisor(place, lock, options)
            elif (said := state.read(place)) is not None and said.phase is Phase.READY:
                try:
                    return _answering(said)
                except psycopg.OperationalError as error:
                    refusal = f" ({str(error).strip()})"
        waited = True
        time.sleep(POLL_SECONDS)
    if starts == STARTS_MAX:
        raise Trouble(
            f"The database's supervisor ended {STARTS_MAX} times without a word.",
            f"Look at {place.early_log}.",
        )
    raise Trouble(
        f"The database did not come up within {options.patience_seconds:.0f} seconds{refusal}.",
        f"After a crash it may still be recovering: try again, and look at {place.log}.",
    )


def _answering(said: State) -> Server:
    import psycopg

    server = Server(Path(said.socket), said.version, said.server, said.supervisor)
    psycopg.connect(server.url(), connect_timeout=5).close()
    return server


def _start_supervisor(place: Place, lock: int, options: Options) -> None:
    """Start a supervisor and hand it the lock: there is no moment in which nobody holds it."""
    orders = Orders(
        root=str(place.root),
        lock=lock,
        bindir=str(options.bindir.absolute()) if options.bindir else None,
        account=options.account,
        linger_seconds=options.linger_seconds,
        settings=options.settings,
    )
    log = os.open(
        place.early_log,
        os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW,
        0o600,
    )
    try:
        if os.fstat(log).st_size > EARLY_LOG_BYTES_MAX:
            os.ftruncate(log, 0)
        subprocess.run(
            [sys.executable, "-m", "gendan.embedded", json.dumps(asdict(orders))],
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            pass_fds=[lock],
            start_new_session=True,
            check=True,
        )
    except subprocess.CalledProcessError as error:
        raise Trouble(
            f"The database's supervisor could not be started (status {error.returncode}).",
            f"Look at {place.early_log}.",
        ) from error
    finally:
        os.close(log)


def _stop(place: Place, deadline: float) -> bool:
    was_there = False
    while time.monotonic() < deadline:
        with _lock_file(place.lock) as lock:
            if flocks.take(lock):
                return was_there
            said = state.read(place)
            if not was_there and said is not None and said.phase is not Phase.FAILED:
                # Safe: the lock is held, and this note is of its holder.
                with contextlib.suppress(ProcessLookupError):
                    os.kill(said.supervisor, signal.SIGTERM)
                was_there = True
        time.sleep(POLL_SECONDS)
    raise Trouble(
        f"The database in {place.root} does not stop.",
        f"Look at {place.log}; a long checkpoint may need more time.",
    )


@contextlib.contextmanager
def _lock_file(path: Path) -> Iterator[int]:
    descriptor = flocks.open_lock(path)
    try:
        yield descriptor
    finally:
        os.close(descriptor)

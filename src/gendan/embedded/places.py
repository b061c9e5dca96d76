"""The directories and files of one database, and who owns them.

GENDAN_HOME/pg/            made by whoever starts Gendan first; only they may use it
    data/                  PostgreSQL's own directory, 0700, owned by the account that runs it
    log/                   PostgreSQL's log, one file per weekday
    socket/                the only door to the database
    *.conf                 our settings, rewritten before every start
    supervisor.lock        held by the living supervisor
    lease                  held, shared, by every living user of the database
    server.json            what the supervisor says about the server

Started by root, the account of PostgreSQL can write only to data/, log/ and socket/, so that
nothing it could plant there is ever followed by root.
"""

import os
import pwd
import secrets
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from gendan.embedded import binaries
from gendan.embedded.account import Account
from gendan.embedded.trouble import Trouble

SOCKET_NAME = ".s.PGSQL.5432"
SOCKET_PATH_MAX = 100  # bytes; the kernel's own limit is 107 on Linux and 103 on macOS
GIB = 1024**3


@dataclass(frozen=True)
class Place:
    """The directory of one database."""

    root: Path

    @property
    def label(self) -> str:
        """A name for this database and no other on this machine, the same for every command."""
        there = self.root.stat()
        return f"gendan-{there.st_dev:x}-{there.st_ino:x}"

    @property
    def data(self) -> Path:
        """PostgreSQL's data directory."""
        return self.root / "data"

    @property
    def log(self) -> Path:
        """Directory of PostgreSQL's log files."""
        return self.root / "log"

    @property
    def early_log(self) -> Path:
        """What PostgreSQL and the supervisor say outside of PostgreSQL's own log."""
        return self.root / "supervisor.log"

    @property
    def lock(self) -> Path:
        """Held by the living supervisor."""
        return self.root / "supervisor.lock"

    @property
    def lease(self) -> Path:
        """Held, shared, by every living user of the database."""
        return self.root / "lease"

    @property
    def state(self) -> Path:
        """What the supervisor says about the server."""
        return self.root / "server.json"

    @property
    def kept(self) -> Path:
        """Its presence says: stay up without users, until told to stop."""
        return self.root / "keep"

    @property
    def roles_made(self) -> Path:
        """Its presence says: role, database and extension are there."""
        return self.root / "roles-made"

    @property
    def pid_file(self) -> Path:
        """PostgreSQL's own note about its running server."""
        return self.data / "postmaster.pid"


def existing(home: Path) -> Place | None:
    """The place of a home that has been used before, else None. Changes nothing."""
    root = home / "pg"
    if not root.is_dir():
        return None
    place = Place(root.resolve())
    _refuse_strangers(place)
    return place


def prepare(home: Path, account: Account) -> Place:
    """Find or make the place of `home`. Never changes a directory that it finds.

    Raises Trouble when it belongs to someone else or cannot be made.
    """
    try:
        return existing(home) or _make(home, account)
    except OSError as error:
        raise Trouble(
            f"The directory {error.filename or home} cannot be used ({error.strerror}).",
            "Set GENDAN_HOME to a directory you may write to.",
        ) from error


def make_home(home: Path) -> None:
    """Make the directory of everything Gendan keeps; one that is there is left as it is.

    Nobody else may list it. Root's may be passed through, by PostgreSQL's account, to the database.
    """
    home.parent.mkdir(parents=True, exist_ok=True)
    _make_directory(home, 0o711 if os.geteuid() == 0 else 0o700)


def furnish(place: Place, account: Account) -> None:
    """Make the log's directory and check whose the data is, as holder of the supervisor's lock.

    Raises Trouble when the data belongs to another account than the one PostgreSQL would run as.
    """
    if _make_directory(place.log, 0o700):
        account.own(place.log)
    if not place.data.exists():
        return
    owner = place.data.stat(follow_symlinks=False).st_uid
    if owner != account.uid:
        raise Trouble(
            f"{place.data} belongs to {_name_of(owner)}, but PostgreSQL would run as "
            f"{account.name}.",
            f"Name that account in GENDAN_PG_ACCOUNT, or hand the directory over: "
            f"chown -R {account.name} {place.data}",
        )


def socket_directory(place: Place, account: Account) -> Path:
    """Find or make a private directory for the socket whose path is short enough for one.

    Beside the data when that path is short, else in the machine's directory for run-time files.
    """
    beside = place.root / "socket"
    for path in (beside, *_short_directories(place)):
        if len(os.fsencode(path / SOCKET_NAME)) >= SOCKET_PATH_MAX:
            continue
        if not account.reaches(path.parent):
            continue
        try:
            if _make_directory(path, 0o700):
                account.own(path)
        except OSError:
            continue
        there = path.stat(follow_symlinks=False)
        if there.st_uid == account.uid and account.reaches(path):
            return path
    raise Trouble(
        f"No directory for the database's socket could be made: {beside} is too long, and neither "
        "the run-time directory nor the temporary directory may be used.",
        "Set GENDAN_HOME to a shorter path.",
    )


def refuse_full_disk(place: Place, needed_bytes: int = GIB) -> None:
    """Raise Trouble when the disk of `place` has fewer than `needed_bytes` left."""
    free = shutil.disk_usage(place.root).free
    if free < needed_bytes:
        raise Trouble(
            f"Only {free / GIB:.2f} GiB are free on the disk of {place.root}; the database needs "
            f"{needed_bytes / GIB:.2f} GiB to work safely.",
            "Free some space, or set GENDAN_HOME to a directory on a larger disk.",
        )


def _make(home: Path, account: Account) -> Place:
    make_home(home)
    root = home / "pg"
    if account.reaches(home):
        _make_directory(root, 0o711 if account.switches else 0o700)
        return Place(root.resolve())
    return _make_elsewhere(root)


def _make_elsewhere(pointer: Path) -> Place:
    """Root keeps GENDAN_HOME in a closed place: put the database where its account can reach it.

    `GENDAN_HOME/pg` becomes a symbolic link to it, so that a person finds it.
    """
    binaries.make_shared()
    elsewhere = binaries.SHARED / f"pg-{secrets.token_hex(6)}"
    _make_directory(elsewhere, 0o711)
    try:
        pointer.symlink_to(elsewhere)
    except FileExistsError:  # another command was first
        elsewhere.rmdir()
    return Place(pointer.resolve())


def _make_directory(path: Path, mode: int) -> bool:
    """Make a directory with exactly this mode; False when it was there, and is left as it is."""
    try:
        path.mkdir(mode=mode)
    except FileExistsError:
        return False
    path.chmod(mode)  # whatever the umask took away
    return True


def _short_directories(place: Place) -> list[Path]:
    run_time = os.environ.get("XDG_RUNTIME_DIR", "")
    # TMPDIR may itself be long; the last is short everywhere, and ours in it is private.
    parents = [run_time, "/run", tempfile.gettempdir(), "/tmp"]  # noqa: S108
    return [Path(parent) / place.label for parent in parents if parent.startswith("/")]


def _refuse_strangers(place: Place) -> None:
    owner = place.root.stat().st_uid
    if owner != os.geteuid():
        raise Trouble(
            f"The database in {place.root} belongs to {_name_of(owner)}.",
            f"Run Gendan as {_name_of(owner)}, or set GENDAN_HOME to a directory of your own.",
        )


def _name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user number {uid}"

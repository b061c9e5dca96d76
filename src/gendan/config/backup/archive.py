"""The archive: what was made by which version, PostgreSQL's dump, and the files that matter.

An ordinary ZIP file, so that in need everything can be taken out of it without this program:
`manifest.json`, `database.dump` (for pg_restore), and `home/` with files of GENDAN_HOME."""

import json
import os
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from gendan.embedded import Trouble

FORMAT = 1
MANIFEST, DUMP, HOME = "manifest.json", "database.dump", "home/"
# Of GENDAN_HOME. The rest is the database itself, or made anew at every start.
FILES = ("secret.key", "demo.password")
KEY = "secret.key"


@dataclass(frozen=True)
class Manifest:
    """By what and when the archive was made."""

    version: str
    postgres: int
    made_at: str
    migrations: list[tuple[str, str]]
    format: int = FORMAT


def write(path: Path, about: Manifest, files: Iterator[Path], dump: IO[bytes]) -> None:
    """Write the archive beside `path`; `complete` puts it there. Only its owner may read it."""
    descriptor = os.open(beside(path), os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w+b") as file:
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr(MANIFEST, json.dumps(asdict(about), indent=1))
            for kept in files:
                archive.write(kept, HOME + kept.name)
            with archive.open(DUMP, "w", force_zip64=True) as inside:
                shutil.copyfileobj(dump, inside, 1024**2)
        file.flush()
        os.fsync(file.fileno())


def complete(path: Path) -> None:
    """Let it appear under its name, whole: a crash leaves no half archive there."""
    beside(path).replace(path)
    directory = os.open(path.parent, os.O_RDONLY)
    os.fsync(directory)
    os.close(directory)


def beside(path: Path) -> Path:
    """Where it is while it is being written."""
    return path.with_name(f".{path.name}.part")


@contextmanager
def reading(path: Path) -> Iterator[tuple[Manifest, zipfile.ZipFile]]:
    """Open an archive and see that it is whole. Raises Trouble when it is not, or none."""
    try:
        with zipfile.ZipFile(path) as archive:
            about = _manifest(archive)
            if archive.testzip() is not None or DUMP not in archive.namelist():
                raise Trouble(f"{path} is damaged.", "Take another backup.")
            yield about, archive
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError) as error:
        raise Trouble(
            f"{path} is no backup of Gendan, or damaged ({error}).", "Take another backup."
        ) from error


def _manifest(archive: zipfile.ZipFile) -> Manifest:
    fields = json.loads(archive.read(MANIFEST))
    fields["migrations"] = [(app, name) for app, name in fields["migrations"]]
    about = Manifest(**fields)
    if about.format != FORMAT:
        raise ValueError(f"its format is {about.format}")
    return about

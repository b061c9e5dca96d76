"""Where uploaded files lie: a directory each in GENDAN_HOME, for its owner's eyes only.

Nothing of them is served as it came, and nothing of them is logged.
"""

import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.conf import settings

from gendan.intake.source import Corrected

FILE = "import-file-{}"  # the name of the nth; nothing that somebody typed becomes a path
CORRECTIONS, BAD_ROWS, PREVIEW = "corrections.json", "bad-rows.jsonl", "preview.json"

# By the number of the file, the line, and the place of the column, as JSON has them.
Typed = dict[str, dict[str, dict[str, str]]]


def folder(file: int) -> Path:
    """The directory of an upload."""
    path: Path = settings.IMPORT_FILES / str(file)
    return path


def files(file: int, count: int) -> list[Path]:
    """The files of an upload, in the order in which they came."""
    return [folder(file) / FILE.format(number) for number in range(1, count + 1)]


def keep(file: int, uploads: Iterable[Iterable[bytes]]) -> None:
    """Write what was uploaded to disk, piece by piece."""
    for number, pieces in enumerate(uploads, start=1):
        with written(file, FILE.format(number), "wb") as kept:
            for piece in pieces:
                kept.write(piece)


@contextmanager
def written(file: int, name: str, mode: str = "w") -> Iterator[IO[Any]]:
    """A new file of that name; it takes the place of an earlier one once it is whole."""
    settings.IMPORT_FILES.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder(file).mkdir(mode=0o700, exist_ok=True)
    beside = folder(file) / f"{name}.new"
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, mode, encoding=None if "b" in mode else "utf-8") as opened:
        yield opened
    beside.replace(folder(file) / name)


def corrections(file: int) -> Typed:
    """What was typed into bad rows so far."""
    path = folder(file) / CORRECTIONS
    return json.loads(path.read_text("utf-8")) if path.exists() else {}


def correct(file: int, typed: Typed) -> None:
    """Keep what was typed now, over what was typed before."""
    kept = corrections(file)
    for number, rows in typed.items():
        for line, cells in rows.items():
            kept.setdefault(number, {}).setdefault(line, {}).update(cells)
    with written(file, CORRECTIONS) as opened:
        json.dump(kept, opened, ensure_ascii=False)


def corrected(file: int, count: int) -> Corrected:
    """The corrections as a source of files knows them."""
    kept = corrections(file)
    return {
        path: _by_line(kept[str(number)])
        for number, path in enumerate(files(file, count), start=1)
        if str(number) in kept
    }


def _by_line(rows: Mapping[str, Mapping[str, str]]) -> dict[int, dict[int, str]]:
    return {
        int(line): {int(place): text for place, text in cells.items()}
        for line, cells in rows.items()
    }


def preview(file: int) -> list[dict[str, object]]:
    """The first orders as they were read, persons masked."""
    path = folder(file) / PREVIEW
    return json.loads(path.read_text("utf-8")) if path.exists() else []


def remove(file: int) -> None:
    """Remove all of an upload."""
    shutil.rmtree(folder(file), ignore_errors=True)

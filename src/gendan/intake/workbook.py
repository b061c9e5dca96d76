"""Workbooks are read by a child process of narrow means: five kilobytes can ask for 500 GB.

The child writes the rows into a scratch file rather than a pipe, so that its minute is spent
reading, and not waiting for orders to be placed.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from gendan.intake.faults import BadFile, bad_file
from gendan.process.model import Text

SECONDS_MAX = 60
CHILD = "gendan.intake.workbook_child"
REFUSES = 3  # the child's exit status when it knows what is wrong


@contextmanager
def unpacked(path: Path) -> Iterator[IO[str]]:
    """The first visible sheet, a JSON list of texts on each line. Raises `BadFile`."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as rows, tempfile.TemporaryFile() as said:
        try:
            status = subprocess.run(
                [sys.executable, "-I", "-m", CHILD, str(path.resolve())],
                stdin=subprocess.DEVNULL,
                stdout=rows,
                stderr=said,
                timeout=SECONDS_MAX,
                check=False,
            ).returncode
        except subprocess.TimeoutExpired:
            status = -1
        if status:
            said.seek(0)
            raise _complaint(path.name, status, said.read(CHILD_WORDS_MAX))
        rows.seek(0)
        yield rows


CHILD_WORDS_MAX = 10_000


def _complaint(name: str, status: int, said: bytes) -> BadFile:
    if status == REFUSES:
        zh, en = json.loads(said)
        return BadFile(
            Text(f"{name}：{zh}", f"{name}: {en}"),
            Text(
                "只留订单那张表，另存为 CSV 再导入。",
                "Keep the sheet of orders only, saved as CSV.",
            ),
        )
    return bad_file(
        f"{name} 读不了：损坏，或大得离谱。",
        f"{name} cannot be read: it is damaged, or out of all proportion.",
        "另存为 CSV 再导入。",
        "Save it as CSV and import that.",
    )

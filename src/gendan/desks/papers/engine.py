"""Papers are set by a child process: a shop's template may be wrong, endless or enormous.

The child gets a folder that holds the templates and nothing else, as much memory and time as a
pile of papers needs, and no network. One at a time for each web process, so that a pile of labels
leaves the rest of the shop its processors.
"""

import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

SECONDS_MAX = 120  # on the clock; the child counts what it computes
TOO_LONG = (
    f"{SECONDS_MAX} 秒内没有排完，请少打几张。 Not set within {SECONDS_MAX} seconds; print fewer."
)
CHILD = "gendan.desks.papers.child"
FAULTY = 3  # the child's exit status when the template is at fault
SAID_MAX = 4_000  # characters of what the engine says of a template
HOUSE = Path(__file__).with_name("typst")

_setting = threading.Semaphore(1)


class BadTemplate(Exception):
    """The template cannot be used; the engine's own words are the argument."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that templates may show: its bytes, and `png` or `svg`."""

    content: bytes
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is to be set. `own`: templates of the shop by file, in place of the house's."""

    main: str
    data: Mapping[str, object]
    qr: Sequence[str] = ()
    bars: Sequence[str] = ()
    own: Mapping[str, str] | None = None
    logo: Picture | None = None


def document(asked: Asked) -> bytes:
    """The PDF. Raises `BadTemplate`."""
    with tempfile.TemporaryDirectory(prefix="gendan-paper-") as root:
        for file in HOUSE.glob("*.typ"):
            own = (asked.own or {}).get(file.name)
            Path(root, file.name).write_text(own or file.read_text("utf-8"), "utf-8")
        logo = f"logo.{asked.logo.kind}" if asked.logo else ""
        if asked.logo:
            Path(root, logo).write_bytes(asked.logo.content)
        given = {
            "root": root, "logo": logo, "main": asked.main, "data": asked.data,
            "qr": list(asked.qr), "bars": list(asked.bars),
        }  # fmt: skip
        with _setting:
            return _set(json.dumps(given, ensure_ascii=False), root)


def house_template(name: str) -> str:
    """How a paper comes, to begin with."""
    return (HOUSE / name).read_text("utf-8")


def _set(given: str, root: str) -> bytes:
    try:
        child = subprocess.run(
            [sys.executable, "-I", "-m", CHILD],
            input=given.encode(),
            capture_output=True,
            timeout=SECONDS_MAX,
            cwd=root,  # places in a template are said from here
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise BadTemplate(TOO_LONG) from None
    if child.returncode == FAULTY:
        raise BadTemplate(child.stderr.decode(errors="replace")[:SAID_MAX])
    if child.returncode:
        # Killed for what it asked for; on standard error there may be the customers' data.
        raise BadTemplate(f"exit status {child.returncode}")
    return child.stdout

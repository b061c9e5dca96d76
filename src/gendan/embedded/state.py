"""The note in which the supervisor tells other processes about the server."""

import contextlib
import json
import os
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

from gendan.embedded.places import Place


class Phase(StrEnum):
    """How far the server is."""

    STARTING = "starting"
    READY = "ready"
    STOPPING = "stopping"
    FAILED = "failed"


@dataclass(frozen=True)
class State:
    """What the supervisor says. True only as long as somebody holds the supervisor's lock,
    except for FAILED, which is a supervisor's last word.
    """

    phase: Phase
    supervisor: int
    server: int = 0
    socket: str = ""
    version: str = ""
    problem: str = ""
    remedy: str = ""


def write(place: Place, state: State) -> None:
    """Replace the note in one step. Does nothing when the directory has been removed."""
    beside = place.state.with_name(f"server.{os.getpid()}.new")
    with contextlib.suppress(FileNotFoundError):
        beside.write_text(json.dumps(asdict(state), ensure_ascii=False))
        beside.replace(place.state)


def read(place: Place) -> State | None:
    """Read the note; None when there is none."""
    try:
        fields = json.loads(Path(place.state).read_text())
    except FileNotFoundError:
        return None
    return State(**(fields | {"phase": Phase(fields["phase"])}))

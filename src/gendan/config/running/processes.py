"""A process forked from this one: it begins with all that is loaded, and never outlives us."""

import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from gendan.config.complaints import sentences
from gendan.embedded import Trouble, parentage

GLANCE_SECONDS = 1.0
FAILED = 1
INTERRUPTED = 130


@dataclass(frozen=True)
class Part:
    """One process of the instance. One that is not `lasting` is started once; one that is `after`
    another waits until that one has ended."""

    name: str
    run: Callable[[], None]
    lasting: bool = True
    after: str = ""


def start(part: Part) -> int:
    """Fork; the child runs the part and ends. Call it before any thread is made."""
    bound = bound_to_parent()
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if child == 0:
        bound()
        os._exit(_run(part))
    return child


def bound_to_parent() -> Callable[[], None]:
    """Call it before forking; what it gives makes the child die when this process does."""
    return parentage.end_with_parent(signal.SIGKILL) or partial(_watch, os.getpid())


def _run(part: Part) -> int:
    """Run as a process of its own: with signals as they are by default, and its own group."""
    # Ctrl-C at a terminal reaches the whole group; only the supervisor is to hear it.
    os.setpgid(0, 0)
    parentage.be_called(f"gendan-{part.name}")
    signal.set_wakeup_fd(-1)
    for order in (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD, signal.SIGHUP):
        signal.signal(order, signal.SIG_DFL)
    status = FAILED
    try:
        part.run()
        status = 0
    except SystemExit as leaving:
        status = leaving.code if isinstance(leaving.code, int) else FAILED
    except KeyboardInterrupt:
        status = INTERRUPTED
    except Trouble as trouble:
        for sentence in sentences(trouble):
            print(f"gendan: {sentence}", file=sys.stderr)
    except BaseException:  # noqa: BLE001 - whatever it is, the supervisor must not run in two copies
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    return status


def _watch(parent: int) -> None:
    """Where the kernel tells nobody of a parent's death: look every second."""

    def look() -> None:
        while os.getppid() == parent:
            time.sleep(GLANCE_SECONDS)
        os.kill(os.getpid(), signal.SIGKILL)

    threading.Thread(target=look, daemon=True, name="parent").start()

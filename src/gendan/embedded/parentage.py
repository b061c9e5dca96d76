"""What Linux lets processes of one program ask for; elsewhere the next start cleans up instead."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable

_SET_PARENT_DEATH_SIGNAL = 1
_SET_NAME = 15
_SET_CHILD_SUBREAPER = 36

_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def adopt_orphans() -> None:
    """Become the parent of descendants whose own parent dies, so that they are buried.

    The first process of a container often buries nobody.
    """
    if _libc is not None:
        _libc.prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def be_called(name: str) -> None:
    """Show this name, of at most 15 letters, in `ps -o comm` and `top`."""
    if _libc is not None:
        _libc.prctl(_SET_NAME, name.encode(), 0, 0, 0)


def end_with_parent(order: signal.Signals) -> Callable[[], None] | None:
    """Give a function for `preexec_fn`: the child gets `order` when this process dies."""
    libc, parent = _libc, os.getpid()
    if libc is None:
        return None

    def ask() -> None:
        libc.prctl(_SET_PARENT_DEATH_SIGNAL, order, 0, 0, 0)
        if os.getppid() != parent:  # it died before we could ask
            os._exit(1)

    return ask

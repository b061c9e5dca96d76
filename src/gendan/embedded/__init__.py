"""PostgreSQL as part of the program: no service to install, no port, no password, no Django.

`ensure_running(home)` gives a server and holds a lease on it for as long as the process lives; a
small supervisor owns the server and stops it some seconds after the last lease is gone.
"""

from gendan.embedded.client import (
    Options,
    Server,
    ensure_running,
    keep,
    make_roles_anew,
    release,
    running,
    status,
    stop,
)
from gendan.embedded.trouble import Trouble

__all__ = [
    "Options",
    "Server",
    "Trouble",
    "ensure_running",
    "keep",
    "make_roles_anew",
    "release",
    "running",
    "status",
    "stop",
]

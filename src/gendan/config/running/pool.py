"""Connections of one process to the database, shared by all its threads."""

from django.db import connections

# However many threads ask: more statements at once than this only get in each other's way.
POOL = {
    "min_size": 1,
    "max_size": 16,
    "max_idle": 5.0,  # after so long one of those that nobody needed is closed, then the next
    "timeout": 3.0,  # who waits longer for one is told that the database does not answer
    # While the database is away those who ask try again; nobody waits out a long back-off.
    "reconnect_timeout": 2.0,
    "num_workers": 2,
    "name": "gendan",
}


def share_connections() -> None:
    """Let all threads of this process use one pool. Call it before any of them has connected."""
    default = connections.settings["default"]
    default["CONN_MAX_AGE"] = 0
    default.setdefault("OPTIONS", {})["pool"] = dict(POOL)

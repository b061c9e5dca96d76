"""The web's processes: Granian's master and its workers, which die with it."""

import gc
import multiprocessing
import sys
from collections.abc import Callable
from functools import partial
from typing import Any, cast

from gendan.config.running import processes
from gendan.config.running.front import Front
from gendan.config.running.pool import share_connections

# Requests at once. More take the interpreter from each other: of customers' pages 16 threads
# answer a tenth fewer, 64 a quarter.
THREADS = 8
WAITING_MAX = 256  # requests accepted by a process beyond which the kernel lets them queue
# How long a busy thread keeps the interpreter from one that has its answer from the database. With
# Python's own 5 ms a command waits longer for the other threads than for the database.
TURN_SECONDS = 0.000_5
# New objects after which Python looks for rings of them that nobody needs. Its own 700 are made by
# two requests, which leave hardly any ring behind.
GARBAGE = 20_000
KILL_SECONDS = 8  # below the supervisor's patience


def serve(host: str, port: int, workers: int) -> None:
    """Serve until told to stop. This process is the master; it starts dead workers anew."""
    from django.conf import settings
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces, Loops
    from granian.log import LogLevels

    if sys.platform == "linux":
        multiprocessing.set_start_method("fork", force=True)
    server = Granian(
        "gendan.config.running.front:Front",
        address=host,
        port=port,
        interface=Interfaces.RSGI,
        workers=workers,
        backpressure=WAITING_MAX,
        loop=Loops.uvloop,
        http=HTTPModes.http1,
        respawn_failed_workers=True,
        workers_kill_timeout=KILL_SECONDS,
        log_level=LogLevels.error,
        log_dictconfig=settings.LOGGING,
    )
    # The server takes an object with `__rsgi__`, too, though it gives the type of a function.
    loader = cast("Callable[..., Any]", partial(_front, processes.bound_to_parent()))
    server.serve(target_loader=loader, wrap_loader=False)


def _front(bound: Callable[[], None]) -> Front:
    """In each worker: die with the master, share connections among threads, and serve."""
    bound()
    from gendan.config import otel
    from gendan.config.running.quick import quick_ways
    from gendan.config.wsgi import application

    otel.start("web")
    share_connections()
    sys.setswitchinterval(TURN_SECONDS)
    gc.set_threshold(GARBAGE)
    return Front(application, quick_ways(), THREADS)

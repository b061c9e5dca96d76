"""The process of live updates: one asynchronous server, for hundreds of open streams."""

import multiprocessing
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

from gendan.config.running import processes

STREAMS_MAX = 1200  # a few more than there may be, so that one too many hears why
KILL_SECONDS = 1  # hints are not worth waiting for


def serve(host: str, port: int, web_port: int) -> None:
    """Serve until told to stop."""
    from django.conf import settings
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces, Loops
    from granian.log import LogLevels

    if sys.platform == "linux":
        multiprocessing.set_start_method("fork", force=True)
    server = Granian(
        "gendan.config.running.live:Live",
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        workers=1,
        backlog=STREAMS_MAX,
        backpressure=STREAMS_MAX,
        loop=Loops.asyncio,
        http=HTTPModes.http1,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=KILL_SECONDS,
        log_level=LogLevels.error,
        log_dictconfig=settings.LOGGING,
    )
    server.serve(
        target_loader=partial(_application, processes.bound_to_parent(), web_port),
        wrap_loader=False,
    )


def _application(bound: Callable[[], None], web_port: int) -> Callable[..., Any]:
    bound()
    from gendan.config.running.live import Live

    return Live(web_port)

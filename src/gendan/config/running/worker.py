"""The worker's process: jobs, periodic upkeep, and what leaves the house in batches."""

import os
import signal
import time
from collections.abc import Callable
from functools import partial
from types import FrameType
from typing import TypeVar

import structlog
from django.db import close_old_connections
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params
from procrastinate.job_context import JobContext
from procrastinate.periodic import PeriodicRegistry
from procrastinate.psycopg_connector import PsycopgConnector
from procrastinate.worker import Worker

from gendan.config import database, otel
from gendan.config.running.drains import Drains
from gendan.config.running.pool import share_connections
from gendan.config.upkeep import UPKEEP
from gendan.embedded import Trouble
from gendan.kernel.later import QUEUE, leave_rounds

T = TypeVar("T")
CONCURRENCY = 4
BEHIND = 10  # niceness: who waits for an answer comes first
PATIENCE_SECONDS = 1.0
LEAVE_SECONDS = 6.0  # for jobs that have begun, when told to stop

log = structlog.get_logger("gendan.work")


def work(concurrency: int = CONCURRENCY) -> None:
    """Work until told to stop, or until the database has been away for some seconds.

    Whoever runs this starts it anew when it ends: Procrastinate gives up on an outage."""
    os.nice(BEHIND)
    otel.start("worker")
    share_connections()
    _await_database()
    drains = Drains()
    drains.start()
    try:
        with app.replace_connector(_connector()) as worker:
            worker.run_worker(
                queues=[QUEUE, UPKEEP],
                concurrency=concurrency,
                shutdown_graceful_timeout=LEAVE_SECONDS,
                task_middleware=[_return_connection],
            )
    finally:
        drains.stop()


def work_once(concurrency: int) -> None:
    """Carry out the jobs that wait, and no periodic ones.

    Ctrl-C and SIGTERM let the jobs end that have begun; then they are a KeyboardInterrupt."""
    with app.replace_connector(_connector()) as worker:
        periodic = worker.periodic_registry
        worker.periodic_registry = PeriodicRegistry()  # type: ignore[no-untyped-call]
        # A shell makes what it starts in the background deaf to Ctrl-C, which SIGTERM becomes here.
        heard = {signal.SIGINT: signal.default_int_handler, signal.SIGTERM: _interrupt}
        usual = {order: signal.signal(order, done) for order, done in heard.items()}
        try:
            leave_rounds()
            # Procrastinate's own handlers would let the caller go on as if nothing had been said.
            run = partial(
                worker.run_worker,
                queues=[QUEUE, UPKEEP],
                wait=False,
                concurrency=concurrency,
                install_signal_handlers=False,
            )
            run()
            while leave_rounds():
                run()
        finally:
            for order, done in usual.items():
                signal.signal(order, done)
            worker.periodic_registry = periodic


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    signal.raise_signal(signal.SIGINT)


def _connector() -> PsycopgConnector:
    return PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=4)


def _return_connection(call: Callable[[], T], _context: JobContext, _worker: Worker) -> T:
    """After each job its thread gives its connection back."""
    try:
        return call()
    finally:
        close_old_connections()


def _await_database() -> None:
    while True:
        try:
            database.again()
            database.require()
        except Trouble as trouble:
            log.warning("waiting for the database", problem=trouble.problem)
            time.sleep(PATIENCE_SECONDS)
        else:
            return

"""An instance from its start to its end: claim, database, preparation, processes."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from gendan import embedded
from gendan.config import database, env
from gendan.config.running import instance, supervisor
from gendan.config.running.processes import Part
from gendan.embedded import Trouble

FIGURES = "figures"  # directory in GENDAN_HOME; each process counts in a file of its own
# prometheus_client looks at it when it is imported.
FIGURES_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"


@dataclass(frozen=True)
class Plan:
    """Where an instance serves, with how many web processes, and where it logs."""

    host: str
    port: int
    live_port: int
    workers: int = 1
    log: Path | None = None  # instead of standard error

    @property
    def address(self) -> str:
        """What a person types into a browser on this machine."""
        shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(self.host, self.host)  # noqa: S104
        return f"http://{shown}:{self.port}"


def serve(
    plan: Plan,
    *,
    before: Callable[[], None],
    beside: Sequence[Part] = (),
    worker_after: str = "",
    announce: Callable[[], None] = lambda: None,
) -> None:
    """Run the instance until told to stop.

    `before` runs once in a process of its own, when the database is up; `beside` are processes
    more, for whose end the worker may have to wait; `announce` is called when the web answers."""
    home = env.current().home
    lock = instance.claim(home)
    try:
        for port in (plan.port, plan.live_port):
            instance.refuse_taken(plan.host, port)
        _make_figures(home / FIGURES)
        with _database():
            _serve(plan, before, [*_parts(plan, worker_after), *beside], announce)
    finally:
        os.close(lock)


def _serve(
    plan: Plan, before: Callable[[], None], parts: Sequence[Part], announce: Callable[[], None]
) -> None:
    from gendan.config.cli import set_up_django

    set_up_django()
    bell = supervisor.begin()
    if not supervisor.run_one(Part("preparation", before), bell):
        if bell.told_to_stop:
            return
        sys.exit(1)

    from django.conf import settings

    from gendan.config.running.preload import preload

    settings.LIVE_PORT = 0 if env.current().proxies else plan.live_port
    preload()
    supervisor.supervise(parts, bell, each_tick=_once_up(plan, announce))


def _parts(plan: Plan, worker_after: str) -> Iterator[Part]:
    """The processes of every instance."""
    for name, run, after in (
        ("web", _web, ""),
        ("worker", _worker, worker_after),
        ("live", _live, ""),
    ):
        yield Part(name, partial(_logged, plan, run), after=after)


def _web(plan: Plan) -> None:
    from gendan.config.running import web

    web.serve(plan.host, plan.port, plan.workers)


def _worker(_plan: Plan) -> None:
    from gendan.config.running import worker

    worker.work()


def _live(plan: Plan) -> None:
    from gendan.config.running import live_server

    live_server.serve(plan.host, plan.live_port, plan.port)


def _logged(plan: Plan, run: Callable[[Plan], None]) -> None:
    """Run, with standard output and error going to the log when there is one."""
    if plan.log is not None:
        file = os.open(plan.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        for stream in (1, 2):
            os.dup2(file, stream)
        os.close(file)
    run(plan)


def _once_up(plan: Plan, announce: Callable[[], None]) -> Callable[[], None]:
    """What to do at each tick until the web answers: see that it is ours, and say so."""
    told = False

    def look() -> None:
        nonlocal told
        if told:
            return
        answered = instance.who_answers(plan.host, plan.port)
        if answered and answered != instance.ID:
            raise Trouble(
                f"Another Gendan serves at {plan.host}:{plan.port}, too.",
                "Stop it, or choose another port with --port.",
            )
        if answered:
            told = True
            announce()

    return look


@contextmanager
def _database() -> Iterator[None]:
    """Have a database; at the end stop the embedded one, unless somebody else uses it."""
    if env.current().database_url:
        database.require()
        yield
        return
    with embedded.running(env.current().home, database.options()):
        yield


def _make_figures(directory: Path) -> None:
    """An empty directory: what processes of an earlier start counted is not ours."""
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(mode=0o700)
    os.environ[FIGURES_VARIABLE] = str(directory)

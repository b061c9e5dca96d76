"""Whether the program lives, and whether it can do its work: for supervisors, proxies and people.

The answers are public, so they name what fails and give no number."""

import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from pkgutil import iter_modules

import structlog
from django.apps import apps
from django.db.migrations.loader import MigrationLoader
from django.db.utils import InterfaceError, OperationalError
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gendan.config import env
from gendan.config.running import instance
from gendan.embedded.places import GIB
from gendan.kernel import sql

log = structlog.get_logger("gendan.health")

APPLIED = "SELECT app, name FROM django_migrations"
WORKER = """
SELECT coalesce(max(last_heartbeat) > now() - interval '30 seconds', false)
  FROM procrastinate_workers
"""
# Those of a channel whose gateway is down wait on purpose: that is an alarm, and no reason to send
# customers elsewhere.
NOTICES = """
SELECT NOT EXISTS (SELECT FROM notice WHERE state = 'due'
                      AND next_at < now() - interval '5 minutes'
                      AND channel NOT IN (SELECT channel FROM circuit))
"""


@never_cache
@require_safe
def alive(_request: HttpRequest) -> JsonResponse:
    """This process answers. Asks nobody else."""
    return JsonResponse({"status": "alive", "instance": instance.ID})


@never_cache
@require_safe
def ready(_request: HttpRequest) -> JsonResponse:
    """Orders can be taken and will be worked on: 200, or 503 with the names of what fails."""
    failing = [] if _disk() else ["disk"]
    for name, holds in ASKED.items():
        if not _holds(name, holds):
            failing.append(name)
        if "database" in failing:  # those that follow would wait for it in vain
            break
    return JsonResponse(
        {"status": "not ready" if failing else "ready", "failing": failing},
        status=503 if failing else 200,
    )


def _holds(name: str, check: Callable[[], bool]) -> bool:
    try:
        return check()
    except (OperationalError, InterfaceError) as error:
        log.warning("not ready", check=name, error=str(error))
        return False


def _says(question: str) -> bool:
    ((answer,),) = sql.rows(question)
    return bool(answer)


def _database() -> bool:
    return _says("SELECT true")


def _migrations() -> bool:
    """Every change of the tables that this version knows has been made."""
    return not known_migrations() - {(app, name) for app, name in sql.rows(APPLIED)}


def _notices() -> bool:
    return _says(NOTICES)


def _worker() -> bool:
    return _says(WORKER)


def _disk() -> bool:
    return shutil.disk_usage(env.current().home).free > GIB


# What the database is asked, in this order.
ASKED: dict[str, Callable[[], bool]] = {
    "database": _database,
    "migrations": _migrations,
    "notices": _notices,
    "worker": _worker,
}


@cache
def known_migrations() -> set[tuple[str, str]]:
    """App and name of each, read from the names of files: importing them would cost megabytes."""
    found = set()
    for app in apps.get_app_configs():
        module, _ = MigrationLoader.migrations_module(app.label)
        relative = str(module).removeprefix(app.name + ".").replace(".", "/")
        directory = Path(app.path) / relative
        found |= {(app.label, m.name) for m in iter_modules([str(directory)]) if m.name[0] != "_"}
    return found

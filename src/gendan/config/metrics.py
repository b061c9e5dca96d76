"""/metrics: what Prometheus may know, for this machine and for whoever holds the token.

Commands are counted by each process in a file of its own (in GENDAN_HOME/figures, emptied when
`gendan run` starts) and added up here. What stands in the database is asked when somebody looks, so
that it is the same whichever process answers. No figure names a person, an order or an address."""

import os
import secrets
from collections.abc import Iterator
from ipaddress import ip_address

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from gendan.config import env
from gendan.kernel import sql
from gendan.kernel.figures import REGISTRY

# By name of the figure: what it says, its labels, and the question whose rows are its values.
# Each reads an index; none gets slower with what is done.
QUESTIONS: dict[str, tuple[str, tuple[str, ...], str]] = {
    "gendan_orders": (
        "Orders by status.",
        ("status",),
        "SELECT status, count(*) FROM customer_order GROUP BY status",
    ),
    "gendan_orders_late": (
        "Orders whose promised time is over, by status.",
        ("status",),
        """SELECT status, count(*) FROM customer_order WHERE due_at < now()
              AND status NOT IN ('completed', 'closed', 'cancelled') GROUP BY status""",
    ),
    "gendan_notices": (
        "Notices that are due, and those that were refused.",
        ("state",),
        """SELECT state, count(*) FROM notice WHERE state IN ('due', 'refused') GROUP BY state""",
    ),
    "gendan_notice_oldest_seconds": (
        "For how long the oldest notice that may be sent has been waiting.",
        (),
        """SELECT coalesce(extract(epoch FROM now() - min(next_at)), 0) FROM notice
            WHERE state = 'due' AND next_at < now()
              AND (claimed_until IS NULL OR claimed_until < now())""",
    ),
    "gendan_webhook_deliveries": (
        "Deliveries to other systems that are due, and those that were given up.",
        ("state",),
        """SELECT state, count(*) FROM webhook_delivery WHERE state IN ('due', 'dead')
            GROUP BY state""",
    ),
    "gendan_alarms": (
        "Open alarms by kind.",
        ("kind",),
        "SELECT kind, count(*) FROM alarm WHERE ended_at IS NULL GROUP BY kind",
    ),
    "gendan_jobs": (
        "Jobs that wait, are being done, or have failed in the last week.",
        ("status",),
        """SELECT status::text, count(*) FROM procrastinate_jobs
            WHERE status IN ('todo', 'doing', 'failed') GROUP BY status""",
    ),
    "gendan_awaiting_round": (
        "Orders that wait for the worker to try their next step.",
        (),
        "SELECT coalesce(sum(cardinality(documents)), 0) FROM awaiting_round",
    ),
    "gendan_jobs_stalled": (
        "Jobs whose worker has given no sign for half a minute.",
        (),
        """SELECT count(*) FROM procrastinate_jobs AS job
             LEFT JOIN procrastinate_workers AS worker ON worker.id = job.worker_id
            WHERE job.status = 'doing'
              AND coalesce(worker.last_heartbeat, '-infinity') < now() - interval '30 s'""",
    ),
    "gendan_worker_heartbeat_seconds": (
        "Since the last sign of a worker; -1 when there is none.",
        (),
        """SELECT coalesce(extract(epoch FROM now() - max(last_heartbeat)), -1)
             FROM procrastinate_workers""",
    ),
}
# Always there, so that a figure that falls to nothing is a zero and not a gap.
ALWAYS = {
    "gendan_notices": ("due", "refused"),
    "gendan_webhook_deliveries": ("due", "dead"),
    "gendan_jobs": ("todo", "doing", "failed"),
}
FORWARDED = ("HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP")


class State(Collector):
    """What stands in the database now."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Ask; one statement a figure."""
        for name, (meaning, labels, question) in QUESTIONS.items():
            figure = GaugeMetricFamily(name, meaning, labels=labels)
            found = {tuple(row[:-1]): float(row[-1]) for row in sql.rows(question)}
            for label in ALWAYS.get(name, ()):
                found.setdefault((label,), 0.0)
            for values, number in found.items():
                figure.add_metric(values, number)
            yield figure


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Every figure, in Prometheus' own format."""
    if not _may_know(request):
        return HttpResponse(status=404)
    everything = CollectorRegistry()
    everything.register(State())
    commands = CollectorRegistry()
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        MultiProcessCollector(commands)  # type: ignore[no-untyped-call]
    else:
        commands = REGISTRY
    return HttpResponse(
        generate_latest(everything) + generate_latest(commands), content_type=CONTENT_TYPE_LATEST
    )


def _may_know(request: HttpRequest) -> bool:
    """Somebody on this machine whom no proxy sent, or somebody with the token."""
    token = env.current().metrics_token
    shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token and secrets.compare_digest(shown.encode(), token.encode()):
        return True
    if any(name in request.META for name in FORWARDED):
        return False
    return ip_address(request.META["REMOTE_ADDR"] or "0.0.0.0").is_loopback  # noqa: S104

"""How long commands take and what comes of them: counted where it happens, read at /metrics."""

from collections import Counter as Tally

from prometheus_client import CollectorRegistry, Counter, Histogram

from gendan.kernel.outcome import Outcome

# Of our own, so that nothing is published that a library counts for itself.
REGISTRY = CollectorRegistry()
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

SECONDS = Histogram(
    "gendan_command_seconds",
    "Time from a command's beginning to its commit, or to the end of its part of a larger one.",
    ["step"],
    buckets=BUCKETS,
    registry=REGISTRY,
)
ITEMS = Counter(
    "gendan_command_items",
    "Items of commands: done, or refused for a reason.",
    ["step", "outcome"],
    registry=REGISTRY,
)


def count(step: str, outcome: Outcome, seconds: float) -> None:
    """Count one command that ended without an error."""
    SECONDS.labels(step).observe(seconds)
    if outcome.done:
        ITEMS.labels(step, "done").inc(len(outcome.done))
    for reason, items in Tally(outcome.reasons().values()).items():
        ITEMS.labels(step, reason.code).inc(items)

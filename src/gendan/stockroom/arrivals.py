"""Goods became available: what waits for them is served, in a job, once this commits."""

from collections.abc import Collection

from procrastinate.contrib.django import app
from procrastinate.types import JSONValue

TASK = "stock:serve_waiting"


def serve_waiting(products: Collection[int]) -> None:
    """Let the orders that lack these products be served. The job locks orders, which must not
    be done while levels are locked."""
    if products:
        app.configure_task(TASK, queue="journey").defer(
            products=list[JSONValue](sorted(set(products)))
        )

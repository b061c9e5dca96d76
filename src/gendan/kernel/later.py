"""Work for later: a job, deferred in the transaction that gives cause for it."""

from collections.abc import Sequence

from procrastinate.contrib.django import app

QUEUE = "journey"


def try_next(step: str, documents: Sequence[int]) -> None:
    """Let the system try `step` with these documents by itself, once this commits."""
    app.configure_task(f"system:{step}", queue=QUEUE).defer(documents=list(documents))

"""The steps that the system tries by itself, as jobs: `system:<step>`, with ids of orders."""

from django.db.utils import InterfaceError, OperationalError
from procrastinate import App, Blueprint, RetryStrategy

from gendan.config import upkeep
from gendan.desks.imports import jobs as imports
from gendan.journey.s2_review.commands import confirm_by_rule
from gendan.journey.s6_deliver.feed import follow_proposals

# What the database refused for reasons of the moment: it was away, or chose a victim.
AGAIN = RetryStrategy(
    max_attempts=8, exponential_wait=2, retry_exceptions={OperationalError, InterfaceError}
)

blueprint = Blueprint()


@blueprint.task(name="confirm", retry=AGAIN)
def confirm(documents: list[int]) -> None:
    """Confirm what is in stock, held by nothing, and from a channel that is trusted."""
    confirm_by_rule(documents)


@blueprint.task(name="deliver", retry=AGAIN)
def deliver(documents: list[int]) -> None:
    """Do what the carriers' words suggest."""
    follow_proposals(documents)


def add_to(app: App) -> None:
    """Make the jobs known to the queue."""
    app.add_tasks_from(blueprint, namespace="system")
    app.add_tasks_from(imports.blueprint, namespace="imports")
    app.add_tasks_from(upkeep.blueprint, namespace="upkeep")

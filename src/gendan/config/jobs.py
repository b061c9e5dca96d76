"""The steps that the system tries by itself, as jobs: `system:<step>`, with ids of orders."""

from procrastinate import App, Blueprint

from gendan.journey.s2_review.commands import confirm_by_rule
from gendan.journey.s6_deliver.feed import follow_proposals

blueprint = Blueprint()


@blueprint.task(name="confirm")
def confirm(documents: list[int]) -> None:
    """Confirm what is in stock, held by nothing, and from a channel that is trusted."""
    confirm_by_rule(documents)


@blueprint.task(name="deliver")
def deliver(documents: list[int]) -> None:
    """Do what the carriers' words suggest."""
    follow_proposals(documents)


def add_to(app: App) -> None:
    """Make the jobs known to the queue."""
    app.add_tasks_from(blueprint, namespace="system")

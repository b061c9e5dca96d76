"""The steps that the system tries by itself, as jobs: `system.<step>`, with ids of orders."""

from procrastinate import App, Blueprint

from gendan.journey.s2_review.commands import confirm_by_rule

blueprint = Blueprint()


@blueprint.task(name="confirm")
def confirm(documents: list[int]) -> None:
    """After `place`: confirm what is in stock, held by nothing, and from a trusted channel."""
    confirm_by_rule(documents)


def add_to(app: App) -> None:
    """Make the jobs known to the queue."""
    app.add_tasks_from(blueprint, namespace="system")

"""Goods issue over the API."""

from functools import partial

from ninja import Router

from gendan.journey.s4_issue import commands
from gendan.kernel.actor import Actor
from gendan.kernel.outcome import Outcome
from gendan.kit.rest.commands import Shipments, command

router = Router(tags=["出库 · Goods issue"])
EXAMPLE = {"shipments": ["12345674-1", "12345674-2"]}


@command(router, "issue", "/shipments/issues", example=EXAMPLE)
def issue(body: Shipments, by: Actor) -> Outcome:
    """The goods issue notes of packed boxes."""
    return body.take(partial(commands.issue, by=by))


@command(router, "reverse_issue", "/shipments/issue-reversals", example=EXAMPLE)
def reverse_issue(body: Shipments, by: Actor) -> Outcome:
    """The boxes did not leave."""
    return body.take(partial(commands.reverse_issue, by=by))

"""Endpoints for receivers, and rounds of work until something holds."""

from collections.abc import Callable

from gendan.webhooks import endpoints
from gendan.webhooks.drain import Sender, drain
from gendan.webhooks.models import Endpoint
from tests.cast import BO
from tests.webhooks.receiver import Receiver

ROUNDS = 200  # of up to a quarter of a second each: a limit, not a wait


def listening(receiver: Receiver, name: str = "erp", **rest: object) -> Endpoint:
    """An endpoint that hears of everything from now on, and the receiver knows its secret."""
    new = endpoints.NewEndpoint(name=name, url=receiver.url, **rest)  # type: ignore[arg-type]
    endpoints.check(new, by=BO)
    endpoint, receiver.secret = endpoints.create(new, by=BO)
    return endpoint


def until(sender: Sender, holds: Callable[[], bool]) -> None:
    """Rounds until that holds."""
    for _ in range(ROUNDS):
        if holds():
            return
        drain(sender)
    assert holds(), "it does not come"


def quiet(sender: Sender) -> None:
    """Rounds until nothing is left to do now."""
    for _ in range(ROUNDS):
        was_busy = sender.busy()  # asked before: what ends after the round is still to be settled
        if not drain(sender) and not was_busy:
            return
    raise AssertionError("it does not end")

"""What the system does by itself, as jobs. `system:<step>` tries a step with orders, by id."""

from django.db.utils import InterfaceError, OperationalError
from procrastinate import App, Blueprint, RetryStrategy

from gendan.config import upkeep
from gendan.config.upkeep import UPKEEP
from gendan.desks.imports import jobs as imports
from gendan.journey.s2_review import shortage
from gendan.journey.s2_review.commands import confirm_by_rule
from gendan.journey.s5_dispatch.booking import CarrierSilent, carry_out
from gendan.journey.s6_deliver.feed import follow_proposals
from gendan.journey.s6_deliver.lookout import look_at
from gendan.journey.s6_deliver.pickups import make_all_ready
from gendan.journey.s6_deliver.sources.asking import ask_quiet
from gendan.journey.s6_deliver.sources.subscribing import SourceSilent, subscribe
from gendan.kernel import clock
from gendan.kernel.actor import SYSTEM

# What the database refused for reasons of the moment: it was away, or chose a victim.
AGAIN = RetryStrategy(
    max_attempts=8, exponential_wait=2, retry_exceptions={OperationalError, InterfaceError}
)
# A carrier that is away is asked again after 4, 8, 16 … seconds; see `booking.ATTEMPTS`.
ASK_AGAIN = RetryStrategy(
    max_attempts=8,
    exponential_wait=4,
    retry_exceptions={OperationalError, InterfaceError, CarrierSilent, SourceSilent},
)

blueprint = Blueprint()
stock = Blueprint()
carriers = Blueprint()


@blueprint.task(name="confirm", retry=AGAIN)
def confirm(documents: list[int]) -> None:
    """Confirm what is in stock, held by nothing, and from a channel that is trusted."""
    confirm_by_rule(documents)


@blueprint.task(name="deliver", retry=AGAIN)
def deliver(documents: list[int]) -> None:
    """Do what the carriers' words suggest, and see to what they say is amiss."""
    follow_proposals(documents)
    look_at(documents)


@blueprint.task(name="open_exception", retry=AGAIN)
def open_exception(documents: list[int]) -> None:
    """See to parcels of which customers or carriers say that something is amiss."""
    look_at(documents)


@blueprint.task(name="make_ready", retry=AGAIN)
def make_ready(documents: list[int]) -> None:
    """Tell customers who fetch their goods that these wait for them."""
    make_all_ready(documents)


@blueprint.task(name="assign_waybill", retry=ASK_AGAIN)
def assign_waybill(documents: list[int]) -> None:
    """Ask carriers for the numbers that were booked."""
    carry_out(documents)


@stock.task(name="serve_waiting", retry=AGAIN)
def serve_waiting(products: list[int]) -> None:
    """Promise goods that became available to the orders that wait for them."""
    shortage.reserve_again(shortage.waiting_for(products), by=SYSTEM)


@carriers.task(name="subscribe", retry=ASK_AGAIN)
def subscribe_numbers(subscriptions: list[int]) -> None:
    """Ask sources to tell of the parcels that were handed over."""
    subscribe(subscriptions)


@carriers.periodic(cron="*/10 * * * *")
@carriers.task(name="ask_quiet", queue=UPKEEP, queueing_lock="ask_quiet", lock="ask_quiet")
def ask_how_they_are(timestamp: int) -> None:  # noqa: ARG001 - Procrastinate's
    """Ask how the parcels are of which nothing was heard for long."""
    ask_quiet(clock.now())


def add_to(app: App) -> None:
    """Make the jobs known to the queue."""
    app.add_tasks_from(blueprint, namespace="system")
    app.add_tasks_from(stock, namespace="stock")
    app.add_tasks_from(carriers, namespace="carriers")
    app.add_tasks_from(imports.blueprint, namespace="imports")
    app.add_tasks_from(upkeep.blueprint, namespace="upkeep")

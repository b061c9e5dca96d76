"""The worker takes the steps that the process takes by itself, and leaves the rest to people."""

import os
import signal
from collections.abc import Iterator

import pytest
from click.testing import CliRunner
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from gendan.config.commands_work import work
from gendan.config.running.worker import work_once
from gendan.journey.anytime.holds import hold
from gendan.journey.s6_deliver.feed import CarrierWord, record_carrier_event
from gendan.kernel import clock
from gendan.kernel.later import QUEUE
from gendan.records.shipments.models import Shipment
from tests import world
from tests.cast import CAL, SAM


def run_worker() -> None:
    assert CliRunner().invoke(work, ["--once"], catch_exceptions=False).exit_code == 0
    assert set(ProcrastinateJob.objects.values_list("status", flat=True)) <= {"succeeded"}


def test_orders_of_a_trusted_channel_are_confirmed_when_in_stock_and_not_held(
    open_shop: None,
) -> None:
    (usual,) = world.placed()
    (scarce,) = world.placed(sku="rare")
    (phoned,) = world.placed(channel="phone")
    (held,) = world.placed()
    world.all_done(hold([held], by=SAM, reason="核实地址"))
    run_worker()
    assert world.status([usual, scarce, phoned, held]) == ["pending", "review", "review", "review"]


def test_an_order_is_tried_again_once_it_is_paid(open_shop: None) -> None:
    (order,) = world.placed(awaits_payment=True)
    run_worker()
    assert world.status([order]) == ["review"]
    world.pay(order, "30.00")
    run_worker()
    assert world.status([order]) == ["pending"]


def test_a_carriers_word_delivers_at_the_time_of_the_event(open_shop: None) -> None:
    (box,) = world.dispatched()
    said = CarrierWord(
        carrier="sf",
        number=Shipment.objects.get(id=box).waybill.number,
        key="1",
        at=clock.now(),
        scheme="kuaidi100",
        code="3",
    )
    world.all_done(record_carrier_event([said], by=CAL))
    run_worker()
    shipment = Shipment.objects.get(id=box)
    assert (shipment.state, shipment.delivered_at) == ("delivered", said.at)


@pytest.fixture
def _deaf() -> Iterator[None]:
    """As a shell leaves what it starts in the background."""
    usual = signal.signal(signal.SIGINT, signal.SIG_IGN)
    yield
    signal.signal(signal.SIGINT, usual)


@pytest.mark.parametrize("order", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.usefixtures("open_shop", "_deaf")
def test_who_is_told_to_stop_ends_the_job_that_has_begun_and_begins_no_other(
    order: signal.Signals,
) -> None:
    def stop() -> None:
        os.kill(os.getpid(), order)

    job = app.task(name=f"told:{order.name}", queue=QUEUE)(stop)
    try:
        for _ in range(2):
            job.defer()
        with pytest.raises(KeyboardInterrupt):
            work_once(1)
    finally:
        del app.tasks[job.name]
    states = ProcrastinateJob.objects.order_by("id").values_list("status", flat=True)
    assert list(states) == ["succeeded", "todo"]

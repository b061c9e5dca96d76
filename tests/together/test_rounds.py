"""Confirming in rounds: many orders by one command, each once; what fails is tried alone."""

from collections.abc import Callable

import pytest
from django.db import DataError, connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from gendan.journey.s2_review import rounds
from gendan.journey.s2_review.rounds import confirm_waiting
from gendan.kernel.later import QUEUE, AwaitingRound
from gendan.records.orders.models import CustomerOrder
from gendan.records.shipments.models import Shipment
from tests import world
from tests.together.crowd import at_once
from tests.together.test_jobs import run_worker

Execute = Callable[..., object]


def waiting() -> tuple[int, int]:
    """How often somebody waits for a round, and jobs that wait."""
    jobs = ProcrastinateJob.objects.filter(task_name="system:confirm", status="todo")
    return AwaitingRound.objects.count(), jobs.count()


def placed(times: int) -> list[int]:
    """Orders, each placed by itself."""
    return [order for _ in range(times) for order in world.placed()]


@pytest.mark.usefixtures("open_shop")
def test_a_round_confirms_what_came_one_by_one() -> None:
    orders = placed(5)
    assert waiting() == (5, 0)
    assert confirm_waiting() == 5
    assert world.status(orders) == ["pending"] * 5
    assert waiting() == (0, 0)
    assert confirm_waiting() == 0


@pytest.mark.usefixtures("open_shop")
def test_a_round_takes_no_more_than_it_can_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds, "ROUND", 2)
    orders = placed(5)
    assert [confirm_waiting() for _ in range(4)] == [2, 2, 1, 0]
    assert world.status(orders) == ["pending"] * 5


@pytest.mark.usefixtures("open_shop")
def test_rounds_beside_each_other_confirm_each_order_once() -> None:
    orders = placed(12)
    assert sum(at_once([confirm_waiting] * 4)) == 12
    assert world.status(orders) == ["pending"] * 12
    assert Shipment.objects.count() == 12


@pytest.mark.usefixtures("open_shop")
def test_what_a_round_cannot_do_is_left_to_jobs_of_which_each_is_tried_alone() -> None:
    orders = placed(3)

    def fails(
        execute: Execute, sql: str, parameters: object, many: bool, context: object
    ) -> object:
        if "customer_order" in sql:
            raise DataError("a round that cannot be done")
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(fails):
        confirm_waiting()
    assert waiting() == (0, 3)
    assert world.status(orders) == ["review"] * 3
    run_worker()
    assert world.status(orders) == ["pending"] * 3


@pytest.mark.usefixtures("open_shop")
def test_who_works_once_takes_what_waits_for_a_round_and_what_comes_of_it() -> None:
    placed(1)

    @app.task(name="test:place", queue=QUEUE)
    def place_another() -> None:
        placed(1)

    try:
        place_another.defer()
        run_worker()
    finally:
        del app.tasks["test:place"]
    assert waiting() == (0, 0)
    assert set(CustomerOrder.objects.values_list("status", flat=True)) == {"pending"}

"""Confirming in rounds: many jobs by one command, each order once, and one at fault left alone."""

import pytest
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from gendan.journey.s2_review import rounds
from gendan.journey.s2_review.rounds import confirm_waiting
from gendan.kernel.later import QUEUE, ROUNDS
from gendan.records.shipments.models import Shipment
from tests import world
from tests.together.crowd import at_once
from tests.together.test_jobs import run_worker

BEYOND = 2**70  # no id


def waiting(queue: str) -> int:
    return ProcrastinateJob.objects.filter(queue_name=queue, status="todo").count()


def placed(jobs: int) -> list[int]:
    """Orders, each with a job of its own."""
    return [order for _ in range(jobs) for order in world.placed()]


@pytest.mark.usefixtures("open_shop")
def test_a_round_confirms_what_many_jobs_brought() -> None:
    orders = placed(5)
    assert waiting(ROUNDS) == 5
    assert confirm_waiting() == 5
    assert world.status(orders) == ["pending"] * 5
    assert waiting(ROUNDS) == 0
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
def test_one_job_at_fault_is_left_alone_and_the_others_are_done() -> None:
    orders = placed(2)
    app.configure_task("system:confirm", queue=ROUNDS).defer(documents=[BEYOND])
    confirm_waiting()
    assert (waiting(ROUNDS), waiting(QUEUE)) == (0, 3)
    with pytest.raises(AssertionError, match="failed"):
        run_worker()
    assert world.status(orders) == ["pending"] * 2
    assert ProcrastinateJob.objects.filter(status="failed").count() == 1

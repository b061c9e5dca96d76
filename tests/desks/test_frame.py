"""The frame counts once for all who reach equally far and ask within a moment."""

from collections.abc import Callable, Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gendan.desks.frame.figures import COUNTED
from gendan.insight.orders import typical
from gendan.records.people.models import Staff
from gendan.records.places.models import Store
from tests import world


@pytest.fixture(autouse=True)
def _moment_is_long(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("gendan.desks.frame.figures.COUNTED.seconds", 1e9)
    COUNTED.forget()
    typical.forget()
    yield
    COUNTED.forget()  # it would be fresh for whoever comes next, too


def first_stage(client: Client) -> str:
    river = client.get("/frame?at=/orders").content.decode()
    return river.split("</b>")[0].split("<b>")[1]


def test_within_a_moment_the_second_reader_counts_nothing(
    signed_in: Callable[..., Client],
) -> None:
    one, other = signed_in("manager"), signed_in("sales")
    world.placed(3)
    assert first_stage(one) == "3"
    world.placed()
    with CaptureQueriesContext(connection) as asked:
        assert first_stage(other) == "3"
    assert not any("customer_order" in query["sql"] for query in asked)

    COUNTED.forget()
    assert first_stage(other) == "4"


def test_whoever_reaches_less_far_is_counted_apart(signed_in: Callable[..., Client]) -> None:
    world.placed(3)
    assert first_stage(signed_in("manager")) == "3"
    Staff.objects.get(username="sales").stores.add(Store.objects.get(code="S2"))
    assert first_stage(signed_in("sales")) == "0"

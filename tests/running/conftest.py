"""One started instance for all tests of a module, with a small shop in it."""

from collections.abc import Iterator

import pytest

from tests import homes
from tests.running.instances import Hands, Instance


@pytest.fixture(scope="module")
def instance() -> Iterator[Instance]:
    with homes.migrated() as home, Instance(home).running() as made:
        yield made


@pytest.fixture(scope="module")
def hands(instance: Instance) -> Iterator[Hands]:
    made = Hands(instance.home)
    made.do("world.shop()")
    yield made
    made.end()

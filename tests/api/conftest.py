"""Programs and people who call the API, and what they hold in their hands."""

from collections.abc import Iterator

import pytest
from pytest_django.plugin import DjangoDbBlocker


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """Every test begins with nobody known and nothing counted."""
    from gendan.kit.rest import identity, pace

    identity.forget()
    pace.forget()
    yield
    identity.forget()


@pytest.fixture(scope="module")
def lasting_shop(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A small shop for all the tests of a module, each of which takes back what it did."""
    from django.db import transaction

    from tests import world

    with django_db_blocker.unblock(), transaction.atomic():
        world.shop()
        yield
        transaction.set_rollback(True)

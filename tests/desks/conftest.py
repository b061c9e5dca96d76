"""A shop with one person of each department, and browsers in which they are signed in."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from tests.messages.conftest import mail  # noqa: F401 - a fixture of theirs that screens need too


@pytest.fixture(autouse=True)
def _figures_are_counted_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing that a test did half a second ago is shown in what it asks for now."""
    monkeypatch.setattr("gendan.insight.remembered.RESTS", 0)
    for remembered in ("frame.figures.COUNTED", "manager.WATCHED", "floor.desk.PROPOSED"):
        monkeypatch.setattr(f"gendan.desks.{remembered}.seconds", 0)


@pytest.fixture
def house(shop: None, settings: Settings) -> None:
    """The shop with its people. Their passwords are hashed quickly; slowly is tested elsewhere."""
    from tests.desks import people

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    people.make_people()


@pytest.fixture
def signed_in(house: None) -> Callable[..., Client]:
    """Signs somebody in."""
    from tests.desks import people

    return people.sign_in

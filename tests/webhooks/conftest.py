"""A house that may send to the loopback, and a sender."""

from collections.abc import Iterator

import pytest


@pytest.fixture
def house(open_shop: None) -> Iterator[None]:
    """A small shop whose changes are committed, and that may send to the loopback."""
    from django.test import override_settings

    with override_settings(WEBHOOK_ALLOW=("127.0.0.1/32",)):
        yield


@pytest.fixture
def sender(house: None) -> Iterator["object"]:
    """The threads of a worker."""
    from gendan.webhooks.drain import Sender

    with Sender() as made:
        yield made

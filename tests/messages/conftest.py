"""Routes to the gateways of a test, at noon, so that nobody sleeps."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from gendan.messages.routes import MailRoute, SmsRoute
from tests.messages.servers import Mail

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def noon() -> datetime:
    """An hour of the shop's day, later than anything a test has written but by less than a day."""
    now = datetime.now(SHANGHAI)
    today = now.replace(hour=12, minute=0, second=0, microsecond=0)
    return today if now.hour < 11 else today + timedelta(hours=22)


@pytest.fixture
def mail(settings: Settings) -> Iterator[Mail]:
    """A mail server to which e-mails go."""
    with Mail() as server:
        settings.MAIL_ROUTE = MailRoute(
            kind="smtp", host="127.0.0.1", port=server.port, sender="湖滨店 <orders@example.com>"
        )
        yield server


def sms_to(settings: Settings, url: str, kind: str = "http") -> None:
    """Let short messages go there."""
    settings.SMS_ROUTE = SmsRoute(
        kind=kind,
        url=url,
        key="key-id",
        secret="key-secret",  # pragma: allowlist secret
        sign="湖滨店",
        app="1400006666",
    )


@pytest.fixture
def signed_in(shop: None, settings: Settings) -> Callable[..., Client]:
    """The shop with its people; signs one of them in."""
    from tests.desks import people

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    people.make_people()
    return people.sign_in

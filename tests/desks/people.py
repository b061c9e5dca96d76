"""One person of each department, and what they do at the door."""

from collections.abc import Callable

from django.test import Client

from gendan.records.people.models import DEPARTMENTS, Staff

PASSWORD = "the kettle is on again"  # pragma: allowlist secret
SignIn = Callable[..., Client]


def make_people() -> None:
    """One person of each department, called after it."""
    for role in DEPARTMENTS:
        Staff.objects.create_user(
            role.value, password=PASSWORD, name=role.value.title(), department=role.value
        )


def sign_in(login: str, password: str = PASSWORD) -> Client:
    """Sign somebody in through the door, and give their browser."""
    client = Client()
    answer = client.post("/accounts/login/", {"login": login, "password": password})
    assert answer.status_code == 302, answer.content.decode()
    return client


def confirm(client: Client) -> None:
    """Say again who one is."""
    assert client.post("/accounts/reauthenticate/", {"password": PASSWORD}).status_code == 302

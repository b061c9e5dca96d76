"""Another system vouches for people who work here; it brings nobody else in."""

import urllib.request
from collections.abc import Iterator

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from pytest_django.fixtures import Settings

from gendan.records.people.models import Staff
from tests.desks.provider import CLIENT, SECRET, Provider, provider

DOOR = "/accounts/oidc/house/login/"


class NotFollowed(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: object) -> None:  # noqa: ARG002
        return None


@pytest.fixture
def vouching(house: None, settings: Settings) -> Iterator[Provider]:
    with provider() as found:
        app = {"provider_id": "house", "name": "企业账号", "client_id": CLIENT, "secret": SECRET,
               "settings": {"server_url": found.url}}  # fmt: skip
        settings.SOCIALACCOUNT_PROVIDERS = {
            "openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}
        }
        yield found


def come(client: Client) -> str:
    """Press the button and follow the browser's way; the page at its end."""
    to_provider = client.post(DOOR)["Location"]
    opener = urllib.request.build_opener(NotFollowed)
    try:
        opener.open(to_provider, timeout=10)
        raise AssertionError("the provider sends nobody back")
    except urllib.error.HTTPError as answer:
        back = answer.headers["Location"]
    return client.get(back.removeprefix("http://testserver"), follow=True).content.decode()


def is_in(client: Client) -> bool:
    return client.get("/me").status_code == 200


def test_a_colleague_is_known_by_name_first_and_then_by_what_stays(vouching: Provider) -> None:
    vouching.claims = {"sub": "42", "preferred_username": "sales"}
    client = Client()
    assert "企业账号" in client.get("/accounts/login/").content.decode()
    assert client.get(DOOR).status_code == 200  # asks first: no other site signs anybody in
    come(client)
    assert is_in(client)
    assert SocialAccount.objects.get().user == Staff.objects.get(username="sales")
    # The name over there changes hands; the account does not.
    vouching.claims = {"sub": "42", "preferred_username": "manager"}
    client = Client()
    come(client)
    assert client.get("/admin/").status_code == 403
    Staff.objects.filter(username="sales").update(is_active=False)
    client = Client()
    come(client)
    assert not is_in(client)


def test_a_stranger_stays_outside_and_no_account_is_made(vouching: Provider) -> None:
    before = Staff.objects.count()
    for name in ("eve", ""):
        vouching.claims = {"sub": f"7{name}", "preferred_username": name}
        client = Client()
        assert "账号由管理者建立" in come(client)
        assert not is_in(client)
    assert (Staff.objects.count(), SocialAccount.objects.count()) == (before, 0)


def test_an_answer_nobody_asked_for_is_refused(vouching: Provider) -> None:
    vouching.claims = {"sub": "42", "preferred_username": "sales"}
    client = Client()
    answer = client.get(f"{DOOR}callback/", {"code": "code-0", "state": "made-up"})
    assert answer.status_code == 401
    assert not is_in(client)


def test_a_manager_who_has_no_password_here_must_have_come_a_moment_ago(
    vouching: Provider, settings: Settings
) -> None:
    boss = Staff.objects.get(username="manager")
    boss.set_unusable_password()
    boss.save()
    vouching.claims = {"sub": "1", "preferred_username": "manager"}
    client = Client()
    come(client)
    assert client.get("/admin/people/staff/add/").status_code == 200
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = -1
    assert client.get("/admin/people/staff/add/").status_code == 403

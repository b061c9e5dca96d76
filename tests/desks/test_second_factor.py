"""Second factors: set up only by who says again who they are, asked for at every sign-in."""

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from pytest_django.fixtures import Settings

from gendan.records.people.models import Staff
from tests.desks.people import PASSWORD, SignIn, confirm

ACTIVATE = "/accounts/2fa/totp/activate/"


def code(secret: str, step: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + step))


def activate(client: Client) -> str:
    """Scan the code and type what the app says; the secret."""
    assert client.get(ACTIVATE)["Location"].startswith("/accounts/reauthenticate/")
    confirm(client)
    assert 'src="data:image/svg+xml' in client.get(ACTIVATE).content.decode()
    secret: str = client.session["mfa.totp.secret"]
    assert client.post(ACTIVATE, {"code": code(secret)}).status_code == 302
    return secret


def test_a_code_is_asked_for_and_a_recovery_code_will_do(signed_in: SignIn) -> None:
    mine = signed_in("sales")
    secret = activate(mine)
    kept = Authenticator.objects.get(type="totp")
    assert secret not in str(kept.data)
    assert "恢复" in mine.get("/accounts/2fa/recovery-codes/").content.decode()
    recovery = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]

    client = Client()
    told = {"login": "sales", "password": PASSWORD}
    answer = client.post("/accounts/login/", told)
    assert answer["Location"].startswith("/accounts/2fa/authenticate/")
    assert client.get("/me").status_code == 302  # not in yet
    assert client.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert client.post("/accounts/2fa/authenticate/", {"code": code(secret, 1)}).status_code == 302
    assert client.get("/me").status_code == 200

    client = Client()
    client.post("/accounts/login/", told)
    assert client.post("/accounts/2fa/authenticate/", {"code": recovery}).status_code == 302
    client = Client()
    client.post("/accounts/login/", told)
    assert client.post("/accounts/2fa/authenticate/", {"code": recovery}).status_code == 200


def test_a_manager_helps_who_lost_the_telephone(signed_in: SignIn) -> None:
    activate(signed_in("sales"))
    boss = signed_in("manager")
    person = Staff.objects.get(username="sales")
    told = {"action": "remove_second_factors", "_selected_action": [person.pk]}
    answer = boss.post("/admin/people/staff/", told)
    assert answer["Location"].startswith("/accounts/reauthenticate/")
    assert Authenticator.objects.filter(user=person).count() == 2
    # What was asked for is done once they said who they are.
    answer = boss.post(answer["Location"], {"password": PASSWORD})
    assert answer.status_code == 302
    assert not Authenticator.objects.filter(user=person).exists()
    signed_in("sales")


def test_who_must_have_a_second_factor_gets_nowhere_without(
    signed_in: SignIn, settings: Settings
) -> None:
    boss, other = signed_in("manager"), signed_in("sales")
    settings.SECOND_FACTOR = "managers"
    for path in ("/", "/admin/", "/outbox", "/nothing-here"):
        assert boss.get(path)["Location"] == "/accounts/2fa/", path
        assert boss.post(path)["Location"] == "/accounts/2fa/", path
    assert boss.get("/api/v1/orders").json()["code"] == "unauthenticated"
    assert "先设置" in boss.get("/", follow=True).content.decode()
    assert boss.post("/language", {"language": "en"}).status_code == 302
    boss.post("/language", {"language": "zh-hans"})
    assert other.get("/me").status_code == 200
    assert Client().get("/healthz").status_code == 200

    activate(boss)
    for path in ("/me", "/admin/", "/outbox", "/api/v1/orders"):
        assert boss.get(path).status_code == 200, path
    person = Staff.objects.get(username="manager")
    Authenticator.objects.filter(user=person, type="totp").delete()  # recovery codes are none
    assert boss.get("/me")["Location"] == "/accounts/2fa/"

    settings.SECOND_FACTOR = "everybody"
    assert other.get("/me")["Location"] == "/accounts/2fa/"
    assert other.post("/accounts/logout/").status_code == 302

"""The door: who gets in, who is kept out, and what the browser is told to be strict about."""

from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.hashers import check_password, identify_hasher
from django.core.cache import cache
from django.test import Client
from pytest_django.fixtures import Settings

from gendan.records.people.models import Staff
from tests.desks.people import PASSWORD, SignIn

SIGN_IN = "/accounts/login/"


def guess(client: Client, login: str, password: str = "wrong") -> int:
    return client.post(SIGN_IN, {"login": login, "password": password}).status_code


def test_the_page_is_chinese_unless_asked_and_one_press_changes_it(house: None) -> None:
    client = Client()
    assert '<html lang="zh-CN">' in client.get(SIGN_IN).content.decode()
    client.post("/language", {"language": "en", "next": SIGN_IN})
    page = client.get(SIGN_IN).content.decode()
    assert '<html lang="en">' in page
    assert "Sign in" in page


def test_every_page_tells_the_browser_to_be_strict(signed_in: SignIn) -> None:
    client = signed_in("manager")
    for path in ("/", "/accounts/2fa/", "/admin/", "/accounts/sessions/", "/nothing-here"):
        answer = client.get(path)
        rules = dict(rule.split(" ", 1) for rule in answer["Content-Security-Policy"].split("; "))
        assert rules["default-src"] == "'none'", path
        assert (rules["script-src"], rules["style-src"]) == ("'self'", "'self'"), path
        assert (rules["frame-ancestors"], rules["base-uri"]) == ("'none'", "'none'"), path
        assert rules["form-action"] == "'self'", path
        assert answer["X-Frame-Options"] == "DENY", path
        assert answer["X-Content-Type-Options"] == "nosniff", path
        assert answer["Referrer-Policy"] == "same-origin", path
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin", path
        body = answer.content.decode()
        assert "<style" not in body, path
        assert " style=" not in body, path
        assert " onclick=" not in body, path


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(signed_in: SignIn) -> None:
    cookie = signed_in("sales").cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["httponly"]
    assert (cookie["samesite"], cookie["max-age"]) == ("Lax", 8 * 60 * 60)


def test_a_forged_form_is_refused_with_a_page_that_says_so(house: None) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post(SIGN_IN, {"login": "sales", "password": PASSWORD})
    assert answer.status_code == 403
    assert "表单已过期" in answer.content.decode()


def test_a_hundred_guesses_lock_one_name_at_that_address_and_nobody_else(house: None) -> None:
    cache.clear()
    client = Client()
    answers = [guess(client, "manager" if nth % 2 else "MANAGER ") for nth in range(100)]
    assert answers[:9] == [200] * 9
    assert answers[9] == 429
    assert 302 not in answers
    assert guess(client, "manager", PASSWORD) != 302  # even the right one
    assert guess(Client(), "sales", PASSWORD) == 302  # a colleague behind the same address
    cache.clear()  # as a restart would
    assert guess(client, "manager", PASSWORD) == 429
    page = client.post(SIGN_IN, {"login": "manager", "password": PASSWORD}).content.decode()
    assert "试的次数太多" in page


def test_guesses_from_many_addresses_are_counted_for_the_name(house: None) -> None:
    cache.clear()
    for nth in range(20):
        Client(REMOTE_ADDR=f"192.0.2.{nth}").post(SIGN_IN, {"login": "sales", "password": "no"})
    answer = Client(REMOTE_ADDR="192.0.2.99").post(
        SIGN_IN, {"login": "sales", "password": PASSWORD}
    )
    assert answer.status_code == 200  # not in: too often for this name
    cache.clear()


def test_headers_of_proxies_are_believed_only_when_there_are_some(house: None) -> None:
    cache.clear()
    for nth in range(11):
        client = Client(headers={"X-Forwarded-For": f"192.0.2.{nth}"})
        last = guess(client, "sales")
    assert last == 429


def test_nobody_makes_an_account_for_themselves(house: None) -> None:
    answer = Client().get("/accounts/signup/")
    assert "账号由管理者建立" in answer.content.decode()
    told = {"username": "eve", "password1": PASSWORD, "password2": PASSWORD}
    Client().post("/accounts/signup/", told)
    assert not Staff.objects.filter(username="eve").exists()


@pytest.mark.django_db
def test_passwords_are_hashed_slowly_and_short_ones_refused() -> None:
    person = Staff.objects.create_user("x", password=PASSWORD, department="sales")
    assert identify_hasher(person.password).algorithm == "argon2"
    assert check_password(PASSWORD, person.password)
    client = Client()
    client.force_login(person)
    told = {
        "oldpassword": PASSWORD,
        "password1": "short pw",  # pragma: allowlist secret
        "password2": "short pw",  # pragma: allowlist secret
    }
    assert client.post("/accounts/password/change/", told).status_code == 200
    person.refresh_from_db()
    assert check_password(PASSWORD, person.password)


def test_a_page_to_go_on_to_is_one_of_ours(house: None) -> None:
    told = {"login": "sales", "password": PASSWORD, "next": "https://evil.example/"}
    assert Client().post(SIGN_IN, told)["Location"] == "/"
    told["next"] = "/accounts/sessions/"
    assert Client().post(SIGN_IN, told)["Location"] == "/accounts/sessions/"


def test_the_demo_says_so_and_shows_its_password_to_this_machine_only(
    house: None, settings: Settings, tmp_path: Path
) -> None:
    settings.DEMO_PASSWORD_FILE = tmp_path / "demo.password"
    assert "演示店" not in Client().get(SIGN_IN).content.decode()
    settings.DEMO_PASSWORD_FILE.write_text("tea-for-two\n")
    near = Client(headers={"Host": "127.0.0.1:8000"})
    page = near.get(SIGN_IN).content.decode()
    assert "演示店" in page
    assert "tea-for-two" in page
    for far in (
        Client(headers={"Host": "127.0.0.1:8000"}, REMOTE_ADDR="192.0.2.1"),
        Client(headers={"Host": "127.0.0.1:8000", "X-Forwarded-For": "192.0.2.1"}),
        Client(),  # by another name than this machine's
    ):
        page = far.get(SIGN_IN).content.decode()
        assert "演示店" in page
        assert "tea-for-two" not in page

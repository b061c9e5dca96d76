"""Set-up links: one use, half an hour, and no password that anybody else has seen."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner
from django.test import Client
from django.utils import timezone

from gendan.config.commands_people import people
from gendan.desks.invitation import SET_UP, first_link, invite
from gendan.embedded import Trouble
from gendan.records.people.models import Staff
from tests.desks.people import PASSWORD, SignIn

NEW = "seven swans a-swimming"  # pragma: allowlist secret


def follow(client: Client, link: str) -> str:
    """Open the link as a browser does; the page."""
    return client.get(urlsplit(link).path, follow=True).content.decode()


def choose(client: Client, link: str, password: str = NEW) -> int:
    """Open the link and choose a password."""
    opened = client.get(urlsplit(link).path, follow=True)
    to = opened.redirect_chain[-1][0] if opened.redirect_chain else urlsplit(link).path
    told = {"new_password1": password, "new_password2": password}
    return client.post(to, told).status_code


def test_a_link_sets_a_password_once_and_ends_what_was_open(signed_in: SignIn) -> None:
    before = signed_in("sales")
    person = Staff.objects.get(username="sales")
    link = invite(person)
    assert link.startswith("http://127.0.0.1:8000/set-up/")
    assert before.get("/me").status_code == 302
    told = {"login": "sales", "password": PASSWORD}
    assert Client().post("/accounts/login/", told).status_code == 200  # void
    assert "设置密码" in follow(Client(), link)
    assert choose(Client(), link, "short") == 200
    assert choose(Client(), link, "1234567890") == 200
    assert choose(Client(), link) == 302
    assert "链接已失效" in follow(Client(), link)
    assert signed_in("sales", NEW).get("/me").status_code == 200


def test_a_second_link_makes_the_first_void(house: None) -> None:
    person = Staff.objects.get(username="sales")
    first, second = invite(person), invite(person)
    assert "链接已失效" in follow(Client(), first)
    assert "设置密码" in follow(Client(), second)


def test_a_link_is_good_for_half_an_hour(house: None, monkeypatch: pytest.MonkeyPatch) -> None:
    person = Staff.objects.get(username="sales")
    link = invite(person)
    later = timezone.localtime().replace(tzinfo=None)
    monkeypatch.setattr(SET_UP, "_now", lambda: later + timedelta(minutes=29))
    assert "设置密码" in follow(Client(), link)
    monkeypatch.setattr(SET_UP, "_now", lambda: later + timedelta(minutes=31))
    assert "链接已失效" in follow(Client(), link)


def test_who_left_gets_nowhere_with_a_link(house: None) -> None:
    person = Staff.objects.get(username="sales")
    link = invite(person)
    Staff.objects.filter(pk=person.pk).update(is_active=False)
    choose(Client(), link)
    told = {"login": "sales", "password": NEW}
    assert Client().post("/accounts/login/", told).status_code in (200, 302)
    client = Client()
    client.post("/accounts/login/", told)
    assert client.get("/me").status_code == 302


@pytest.mark.django_db
def test_a_new_house_has_one_way_in_until_somebody_took_it() -> None:
    link = first_link()
    assert Staff.objects.get().username == "manager"
    assert not Staff.objects.get().has_usable_password()
    again = first_link()
    assert Staff.objects.count() == 1
    assert "链接已失效" in follow(Client(), link)
    assert choose(Client(), again) == 302
    assert first_link() == ""


def test_the_command_line_invites_and_lists(house: None) -> None:
    run = CliRunner().invoke
    made = run(people, ["invite", "zoe", "--name", "佐伊", "--department", "sales"])
    assert "设置密码" in follow(Client(), made.output.strip())
    assert "zoe" in run(people, ["list"]).output
    for words in (["invite", "nobody"], ["invite", "a b", "--department", "sales"]):
        assert isinstance(run(people, words).exception, Trouble)
    Staff.objects.filter(username="zoe").update(is_active=False)
    assert isinstance(run(people, ["invite", "zoe"]).exception, Trouble)

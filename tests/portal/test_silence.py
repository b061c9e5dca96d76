"""One click ends the news by e-mail: by POST alone, without an account, for all their orders."""

from datetime import datetime

from django.test import Client
from pytest_django.fixtures import Settings

from gendan.journey.anytime.feedback import Ways, choose_messages
from gendan.messages.drain import drain
from gendan.portal import counts
from gendan.portal.facts import seen
from gendan.portal.may import CUSTOMER
from gendan.records.cases.models import SilentWay
from gendan.records.orders import links
from tests import world
from tests.messages.conftest import mail, noon
from tests.messages.servers import Mail

__all__ = ["mail", "noon"]  # fixtures
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def path(order: int) -> str:
    return links.SILENCE_PATH + links.token(order, purpose=links.SILENCE)


def silent() -> set[tuple[int, str]]:
    return set(SilentWay.objects.values_list("order", "way"))


def test_the_button_of_the_mail_program_ends_the_news(
    shop: None, mail: Mail, noon: datetime, settings: Settings
) -> None:
    settings.PUBLIC_URL = "https://orders.example.com"
    (order,) = world.placed(email="zoe@example.com")
    drain(noon)
    (letter,) = mail.came
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = str(letter["List-Unsubscribe"]).strip("<>")
    assert address == f"https://orders.example.com{path(order)}"
    answer = Client(enforce_csrf_checks=True).post(path(order), ONE_CLICK)
    assert (answer.status_code, "已记下" in answer.content.decode()) == (200, True)
    assert silent() == {(order, "email")}


def test_whoever_only_looks_changes_nothing(shop: None) -> None:
    (order,) = world.placed(email="zoe@example.com")
    shown = Client().get(path(order)).content.decode()
    assert '<form method="post"' in shown
    assert silent() == set()
    SilentWay.objects.create(order_id=order, way="sms")
    for _ in range(2):  # twice is once, and short messages stay as they were chosen
        assert Client().post(path(order), ONE_CLICK).status_code == 200
    assert silent() == {(order, "email"), (order, "sms")}
    assert world.CustomerOrder.objects.get(pk=order).events == 2


def test_it_holds_for_their_other_orders_until_they_choose_anew(
    shop: None, mail: Mail, noon: datetime
) -> None:
    theirs = {"phone": "13900001111", "email": "zoe@example.com"}
    (first,) = world.placed(**theirs)
    assert Client().post(path(first), ONE_CLICK).status_code == 200
    (later,) = world.placed(**theirs)
    (stranger,) = world.placed(email="ann@example.com")
    drain(noon)
    assert [letter["To"] for letter in mail.came] == ["ann@example.com"]
    told = seen(later)
    assert told is not None
    assert told.told["silent"] == ["email"]
    assert "其他订单" in Client().get(path(later)).content.decode()
    anew = [Ways(order=later, email=True, sms=True)]
    world.all_done(choose_messages(anew, by=CUSTOMER))
    assert silent() == set()
    assert Client().post(path(stranger), ONE_CLICK).status_code == 200
    assert silent() == {(stranger, "email")}


def test_no_other_link_ends_them_and_this_one_opens_nothing_else(shop: None) -> None:
    (order,) = world.placed(email="zoe@example.com")
    to_read = links.token(order)
    assert Client().post(f"/u/{to_read}", ONE_CLICK).status_code == 404
    assert Client().get(path(order).replace("/u/", "/t/")).status_code == 404
    told = [Client().post(f"/u/{'z' * 15}", ONE_CLICK).status_code
            for _ in range(counts.UNKNOWN_LINKS.times)]  # fmt: skip
    assert told[0] == 404
    assert told[-1] == 429
    assert silent() == set()

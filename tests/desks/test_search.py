"""The search box: one field for numbers, names and scans, on the page and while somebody types."""

import time
from collections.abc import Callable, Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gendan.records.orders.models import CustomerOrder
from gendan.records.people.models import Staff
from gendan.records.places.models import Store
from gendan.records.shipments.models import Shipment
from tests import world
from tests.desks.browser import CHROMIUM, Page, chromium
from tests.desks.people import PASSWORD
from tests.desks.test_browser import address, show  # noqa: F401 - a fixture

SignedIn = Callable[[str], Client]
SECRET = ("王小明", "13812345678", "2 单元 301")
NAMES = ("一", "二", "三")
in_a_browser = pytest.mark.skipif(
    not CHROMIUM, reason="THERE IS NO CHROMIUM: nothing is tried in a browser. Install chromium."
)


def number(order: int) -> str:
    return CustomerOrder.objects.values_list("number", flat=True).get(id=order)


def typed(client: Client, term: str) -> str:
    """What appears under the box."""
    answer = client.post("/search", {"term": term}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "<html" not in answer.content.decode()
    return answer.content.decode()


def test_what_is_found_appears_under_the_box(signed_in: SignedIn) -> None:
    (order,) = world.placed(phone="13812345678")
    shown = typed(signed_in("service"), "5678")
    assert shown.count('role="option"') == 1
    assert f'href="/orders/{number(order)}"' in shown
    assert "客户的订单" in shown
    assert "待确认" in shown
    assert "¥30.00" in shown
    assert "王** 138******78" in shown
    assert [secret for secret in SECRET if secret in shown] == []


def test_an_entered_number_leads_straight_to_its_order(signed_in: SignedIn) -> None:
    (shipment,) = world.dispatched()
    box = Shipment.objects.get(id=shipment)
    order = number(box.order_id)
    client = signed_in("logistics")
    for term in (order, f"{order[:4]} {order[4:]}", box.number, box.waybill.number,
                 str(box.goods_issue_number)):  # fmt: skip
        answer = client.post("/search", {"term": term})
        assert (answer.status_code, answer["Location"]) == (302, f"/orders/{order}"), term


def test_an_entered_name_or_phone_gives_a_page(signed_in: SignedIn) -> None:
    (order,) = world.placed(phone="13812345678")
    client = signed_in("sales")
    for term in ("小明", "wxm", "5678"):
        answer = client.post("/search", {"term": term})
        assert answer.status_code == 200
        assert f"/orders/{number(order)}" in answer.content.decode()


def test_a_scanned_article_leads_to_its_stock_and_its_orders(signed_in: SignedIn) -> None:
    page = signed_in("warehouse").post("/search", {"term": "6901234567892"}).content.decode()
    assert "/orders?sku=tea" in page
    assert f"W1 <b>{world.PLENTY}</b>" in page


def test_a_wrong_check_digit_and_nothing_at_all_are_told(signed_in: SignedIn) -> None:
    n = number(world.placed()[0])
    wrong = f"{n[:-1]}{(int(n[-1]) + 1) % 10}"
    client = signed_in("sales")
    assert f"校验位不对，可能输错一位或前后颠倒：{wrong}" in typed(client, wrong)
    nothing = typed(client, "没有这个人")
    assert "没有找到" in nothing
    assert "只在您的门店" not in nothing
    assert "role=" not in typed(client, "")


def test_what_is_out_of_reach_is_not_found_and_the_page_says_where_was_looked(
    signed_in: SignedIn,
) -> None:
    (order,) = world.placed()
    Staff.objects.get(username="sales").stores.add(Store.objects.get(code="S2"))
    client = signed_in("sales")
    assert "只在您的门店和仓库里找" in typed(client, number(order))
    page = client.post("/search", {"term": number(order)})
    assert page.status_code == 200
    assert f"/orders/{number(order)}" not in page.content.decode()


def test_what_was_typed_is_shown_as_it_is(signed_in: SignedIn) -> None:
    term = "<b>&\"'{% x %}"
    page = signed_in("sales").post("/search", {"term": term}).content.decode()
    assert "<b>&" not in page
    assert page.count("&lt;b&gt;&amp;&quot;&#x27;{% x %}") == 2


def test_a_term_is_never_part_of_an_address(signed_in: SignedIn) -> None:
    (order,) = world.placed()
    page = signed_in("sales").get("/search", {"term": number(order)}).content.decode()
    assert number(order) not in page.replace(f"term={number(order)}", "")


def test_who_is_not_signed_in_finds_nothing(house: None) -> None:
    answer = Client().post("/search", {"term": "x"}, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.content) == (302, b"")
    forged = Client(enforce_csrf_checks=True).post("/search", {"term": "x"})
    assert forged.status_code == 403


def test_so_many_statements_whatever_is_found(signed_in: SignedIn) -> None:
    client = signed_in("manager")
    typed(client, "5678")  # the session notes when it was last used
    counted = set()
    for count in (1, 10):
        world.placed(count, phone="13812345678")
        with CaptureQueriesContext(connection) as asked:
            typed(client, "5678")
        counted.add(len(asked))
    # The session and who it is, their stores and warehouses; then the search itself.
    assert counted == {6}


@pytest.fixture
def desk(address: str) -> Iterator[Page]:  # noqa: F811
    """A browser at a desk of the shop, in which three customers ordered."""
    for nth, name in enumerate(NAMES, start=1):
        world.placed(name=f"欧阳{name}", phone=f"1381234567{nth}")
    with chromium() as page:
        page.size(1440, 900)
        page.go(f"{address}/accounts/login/?next=/search")
        page.fill(login="service", password=PASSWORD)
        page.press("main button[type=submit]")
        page.wait("location.pathname == '/search'")
        page.wait("window.htmx && document.readyState == 'complete'")
        yield page
        assert [text for text in page.complaints if "Content Security Policy" in text] == []


def write(page: Page, text: str) -> None:
    page.ask("Input.insertText", text=text)


def strike(page: Page, key: str, at: float = 0) -> None:
    """Press and release a key; `at` some moment, or now."""
    text = {"Enter": "\r"}.get(key, key if len(key) == 1 else "")
    codes = {"Enter": 13, "Escape": 27, "ArrowUp": 38, "ArrowDown": 40}
    when = {"timestamp": at} if at else {}
    code = codes.get(key, ord(key[0].upper()))
    for kind in ("keyDown", "keyUp"):
        page.ask("Input.dispatchKeyEvent", type=kind, key=key, windowsVirtualKeyCode=code,
                 **({"text": text} if text and kind == "keyDown" else {}), **when)  # fmt: skip


def scan(page: Page, code: str) -> None:
    """As a scanner types: a key every few milliseconds, and Enter."""
    begun = time.time()
    for nth, key in enumerate([*code, "Enter"]):
        strike(page, key, begun + nth * 0.005)


def listed(page: Page) -> list[str]:
    """The numbers under the box, top down."""
    found = page.run("[...document.querySelectorAll('#search-drop .found-number')]"
                     ".map((number) => number.textContent).join()")  # fmt: skip
    return str(found).split(",") if found else []


def chosen(page: Page) -> object:
    return page.run("document.getElementById(document.getElementById('search-term')"
                    ".getAttribute('aria-activedescendant'))?.querySelector('.found-number')"
                    ".textContent")  # fmt: skip


def newest() -> list[str]:
    return list(CustomerOrder.objects.order_by("-id").values_list("number", flat=True))


@in_a_browser
def test_two_characters_of_a_name_are_enough_and_arrows_lead_on(desk: Page) -> None:
    first, second, third = newest()
    strike(desk, "/")
    desk.wait("document.activeElement.id == 'search-term'")
    write(desk, "欧阳")
    desk.wait("document.querySelectorAll('#search-drop [role=option]').length == 3")
    show(desk, "search")
    assert listed(desk) == [first, second, third]
    assert desk.run("document.getElementById('search-term').ariaExpanded") == "true"
    assert "3" in str(desk.run("document.getElementById('search-said').textContent"))
    strike(desk, "ArrowDown")
    assert chosen(desk) == first
    strike(desk, "ArrowUp")
    assert chosen(desk) == third, "round the end"
    strike(desk, "ArrowUp")
    assert chosen(desk) == second
    strike(desk, "Enter")
    desk.wait(f"location.pathname == '/orders/{second}'")


@in_a_browser
def test_the_end_of_a_phone_is_found_and_escape_puts_it_away(desk: Page) -> None:
    strike(desk, "/")
    write(desk, "5673")
    desk.wait("document.querySelectorAll('#search-drop [role=option]').length == 1")
    assert listed(desk) == newest()[:1]
    strike(desk, "Escape")
    assert desk.run("document.querySelector('.drop').hidden") is True
    assert desk.run("document.getElementById('search-term').ariaExpanded") == "false"
    strike(desk, "Escape")
    assert desk.run("document.getElementById('search-term').value") == ""


@in_a_browser
def test_a_scan_beside_every_field_lands_in_the_box(desk: Page) -> None:
    order = newest()[1]
    desk.run("document.querySelector('.top button').focus()")
    scan(desk, order)
    desk.wait(f"location.pathname == '/orders/{order}'")


@in_a_browser
def test_slow_keys_are_no_scan(desk: Page) -> None:
    begun = time.time()
    for nth, key in enumerate([*newest()[0], "Enter"]):
        strike(desk, key, begun + nth)
    assert desk.run("document.getElementById('search-term').value") == ""
    assert desk.run("location.pathname") == "/search"


@in_a_browser
def test_a_page_that_takes_scans_itself_keeps_them(desk: Page) -> None:
    desk.run("document.querySelector('main').setAttribute('data-takes-scans', '')")
    scan(desk, newest()[0])
    assert desk.run("document.getElementById('search-term').value") == ""


@in_a_browser
def test_who_was_signed_out_is_told_and_keeps_what_is_on_the_page(desk: Page) -> None:
    desk.ask("Network.clearBrowserCookies")
    strike(desk, "/")
    write(desk, "欧阳")
    desk.wait("document.getElementById('search-said').textContent.includes('登录已过期')")
    assert desk.run("location.pathname") == "/search"
    assert listed(desk) == []


@in_a_browser
def test_a_telephone_has_room_for_what_is_found(desk: Page) -> None:
    desk.size(390, 844)
    desk.run("document.getElementById('search-term').focus()")
    write(desk, "欧阳")
    desk.wait("document.querySelectorAll('#search-drop [role=option]').length == 3")
    assert desk.run("document.documentElement.scrollWidth <= window.innerWidth") is True
    show(desk, "search-telephone")

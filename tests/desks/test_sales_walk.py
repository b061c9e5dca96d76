"""The work of sales by keyboard alone, in a real browser: from the door to the cancelled order, and
a shortage settled over the telephone."""

import json
from decimal import Decimal

import pytest
from django.db.models import F

from gendan.journey.anytime.holds import hold
from gendan.records.cases.models import ShortageCase
from gendan.records.orders.models import CustomerOrder, Hold, OrderLine
from gendan.records.parties.models import Channel
from gendan.records.people.models import Staff
from gendan.records.places.models import Division, Store
from gendan.records.shipments.models import Shipment
from tests import world
from tests.cast import SAM
from tests.desks.browser import CHROMIUM, Page, chromium
from tests.desks.people import PASSWORD
from tests.desks.test_browser import address, show
from tests.desks.test_entry import PLACES
from tests.desks.test_entry_browser import ADDRESS, CTRL, CUP, SHIFT, TEA, at, key, scan, write
from tests.desks.test_lists_browser import CURRENT, REASONS, ROWS, SELECTED, strike, told

__all__ = ["address"]  # the served shop, a fixture

pytestmark = pytest.mark.skipif(
    not CHROMIUM, reason="THERE IS NO CHROMIUM: nothing is tried in a browser. Install chromium."
)
MOST_STOPS = 80  # of the Tab key on one page
HERE = "document.activeElement"
SEEN = f"""(here => {{
    const look = getComputedStyle(here), place = here.getBoundingClientRect();
    const isMarked = look.outlineStyle !== 'none' || look.boxShadow !== 'none';
    return place.width > 0 && place.height > 0 && isMarked;
}})({HERE})"""


def walk_to(page: Page, words: str, modifiers: int = 0) -> None:
    """By Tab to what is called so; on the way, whatever has the focus shows it."""
    passed = []
    for _ in range(MOST_STOPS):
        key(page, "Tab", modifiers)
        named = str(page.run(f"({HERE}.ariaLabel || {HERE}.innerText).trim()"))
        if page.run(f"{HERE} !== document.body"):
            assert page.run(SEEN), f"nobody sees the focus at {named!r}"
        if named == words:
            return
        passed.append(named)
    raise AssertionError(f"{words} cannot be reached: {passed}")


def begin(page: Page, words: str) -> None:
    """Walk to a step and press it; the dialogue has the focus."""
    walk_to(page, words)
    key(page, "Enter")
    page.wait("document.querySelector('#step[open] form')")
    assert page.run(f"{HERE}.closest('#step') !== null")


def finish(page: Page) -> None:
    """Send the dialogue; the focus is back where the order goes on."""
    key(page, "Enter", CTRL)
    page.wait("!document.querySelector('#step[open]')")
    page.wait(f"{HERE}.closest('#story') !== null")


def sign_in(page: Page, shop: str) -> None:
    page.size(1440, 900)
    page.go(f"{shop}/accounts/login/")
    assert page.run(f"{HERE}.name") == "login"
    write(page, "sales")
    key(page, "Tab")
    write(page, PASSWORD)
    key(page, "Enter")
    page.wait("location.pathname.startsWith('/desks/') && document.readyState == 'complete'")


def open_order(page: Page, number: str) -> None:
    """By the search box."""
    strike(page, "/")
    page.wait(f"{HERE}.closest('[role=search], form') !== null")
    write(page, number)
    key(page, "Enter")
    page.wait(f"location.pathname == '/orders/{number}' && document.readyState == 'complete'")


def sell(page: Page) -> CustomerOrder:
    """Write down what one customer takes along, and what is sent; the latter."""
    strike(page, "n")
    page.wait("document.activeElement.id == 'product' && document.readyState == 'complete'")
    scan(page, TEA)
    page.wait("document.querySelectorAll('#lines tr').length == 1")
    scan(page, CUP)
    page.wait("document.querySelectorAll('#lines tr').length == 2")
    key(page, "ArrowUp")
    for _ in range(2):
        key(page, "Tab", SHIFT)
    for _ in range(2):
        key(page, "ArrowDown")
    assert page.run(f"{HERE}.value") == "delivery"
    key(page, "Enter")
    assert at(page) == "product"
    key(page, "F4")
    write(page, "13800138000")
    page.wait("!document.getElementById('phone-list').hidden")
    page.wait("document.querySelectorAll('#latest-orders li').length == 1")
    key(page, "Enter")
    page.wait("document.getElementById('name').value == '王小明'")
    key(page, "F8")
    write(page, ADDRESS)
    key(page, "Enter")
    page.wait("document.getElementById('region').value == '浙江省 杭州市 西湖区'")
    page.wait("document.activeElement.id == 'paid'")
    show(page, "walk-entry")
    key(page, "Enter", CTRL)
    page.wait("document.querySelectorAll('.receipt-orders .figure').length == 2")
    assert at(page) == "next-order"
    carried, sent = CustomerOrder.objects.order_by("-id")[:2][::-1]
    assert (carried.status, sent.status) == ("completed", "review")
    return sent


def test_the_whole_work_of_sales_by_keyboard_alone(address: str) -> None:
    for code, name, level, parent in PLACES:
        Division.objects.create(code=code, name=name, level=level, parent_id=parent)
    Channel.objects.create(code="till", name="门店", kind="store")
    Staff.objects.get(username="sales").stores.add(Store.objects.get(code="S1"))
    world.placed(phone="13800138000", channel="phone")
    waiting = world.placed(3, channel="phone")
    world.all_done(hold(waiting[:1], by=SAM, reason="等客户"))
    with chromium() as page:
        sign_in(page, address)
        sent = sell(page)
        walk_to(page, sent.number, SHIFT)
        key(page, "Enter")
        page.wait(
            f"location.pathname == '/orders/{sent.number}' && document.readyState == 'complete'"
        )
        strike(page, "g", "1")
        page.wait(f"{ROWS}.length == 5 && document.readyState == 'complete'")
        confirm_many(page, CustomerOrder.objects.get(id=waiting[0]).number)
        (order,) = world.placed(quantity=1, channel="phone")
        open_order(page, CustomerOrder.objects.get(id=order).number)
        live_through(page, order)
        assert [said for said in page.complaints if "Content Security" in said] == []
    world.books_agree()


def confirm_many(page: Page, held: str) -> None:
    """Of all in the queue one is refused; it stays selected and says why."""
    strike(page, "a", "d")
    page.wait("document.querySelector('#step[open] form')")
    key(page, "Enter", CTRL)
    page.wait(f"{ROWS}.length == 1")
    assert told(page, SELECTED) == [held]
    reasons = told(page, REASONS)
    assert isinstance(reasons, dict)
    assert "挂起" in reasons[held]
    show(page, "walk-refused")
    strike(page, "j")
    assert page.run(CURRENT) == held


def live_through(page: Page, order: int) -> None:
    """The order is edited, held, released, confirmed, split and cancelled."""
    begin(page, "改单")
    write(page, "2")
    finish(page)
    line = OrderLine.objects.get(order=order)
    assert line.quantity == 2
    begin(page, "挂起")
    write(page, "等客户回电")
    show(page, "walk-hold")
    finish(page)
    page.wait("document.querySelector('#story .said.warning')")
    begin(page, "解除挂起")
    finish(page)
    page.wait("!document.querySelector('#story .said.warning')")
    assert Hold.objects.get(order=order).released_at
    begin(page, "审核通过")
    finish(page)
    page.wait("document.querySelector('[id^=box-]')")
    begin(page, "拆单")
    write(page, "1")
    finish(page)
    page.wait("document.querySelectorAll('[id^=box-]').length == 2")
    assert [line.quantity for box in Shipment.objects.filter(order=order)
            for line in box.lines.all()] == [1, 1]  # fmt: skip
    begin(page, "取消")
    write(page, "客户不要了")
    finish(page)
    page.wait("document.querySelector('#story .order-words').innerText.includes('已取消')")
    assert CustomerOrder.objects.get(id=order).status == "cancelled"
    show(page, "walk-cancelled")


def test_a_shortage_is_settled_by_telephone(address: str) -> None:
    (order,) = world.placed(sku="rare", quantity=2, channel="phone", paid=Decimal("132.00"))
    number = CustomerOrder.objects.get(id=order).number
    with chromium() as page:
        sign_in(page, address)
        open_order(page, number)
        begin(page, "审核通过")
        finish(page)
        page.wait("document.querySelector('#short-title')")
        page.go(f"{address}/desks/sales/shortage")
        strike(page, "j")
        assert page.run(CURRENT) == number
        strike(page, "x", "d")
        page.wait("document.querySelector('#step[open] form')")
        write(page, "电话告知，客户考虑")
        key(page, "Enter", CTRL)
        page.wait("!document.querySelector('#step[open]')")
        page.wait("document.getElementById('toasts').textContent.includes('完成 1')")
        assert ShortageCase.objects.get(order=order).contacted_at
        open_order(page, number)
        page.wait("document.querySelector('.options')")
        options = str(page.run("document.querySelector('.options').innerText"))
        show(page, "walk-shortage")
        assert "换替代品" in options
        assert "¥132.00" in options  # given back with the order
        begin(page, "选这个")
        chosen = page.run("document.querySelector('#step [data-field=decision]').value")
        walk_to(page, "")
        assert chosen == "substitute"
        write(page, "电话同意换")
        finish(page)
        page.wait("!document.querySelector('#short-title')")
        lines = str(page.run("document.querySelector('#lines-title').closest('section').innerText"))
        assert "twin" in lines
        show(page, "walk-settled")
        assert CustomerOrder.objects.filter(id=order, status="pending").exists()
        assert json.dumps(page.complaints).count("Content Security") == 0
    assert OrderLine.objects.filter(order=order, substituted=F("quantity")).exists()
    world.books_agree()

"""An order written down in a real browser, by keyboard and scanner alone."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from gendan.records.orders.models import CustomerOrder, OrderLine
from gendan.records.parties.models import Channel, Customer
from gendan.records.people.models import Staff
from gendan.records.places.models import Division, Store
from tests import world
from tests.desks.browser import CHROMIUM, Page, chromium
from tests.desks.people import PASSWORD
from tests.desks.test_browser import address  # noqa: F401 - a fixture
from tests.desks.test_entry import PLACES
from tests.journey.facts import holds, payments

pytestmark = pytest.mark.skipif(
    not CHROMIUM, reason="THERE IS NO CHROMIUM: nothing is tried in a browser. Install chromium."
)
PICTURES = os.environ.get("TEST_PICTURES", "")  # a directory, to look at the pages
KEYS = {
    "Enter": (13, "\r"), "Tab": (9, ""), "ArrowDown": (40, ""), "ArrowUp": (38, ""),
    "ArrowRight": (39, ""),
    "F2": (113, ""), "F4": (115, ""), "F8": (119, ""), "F9": (120, ""), "Delete": (46, ""),
    "1": (49, "1"), "2": (50, "2"), "3": (51, "3"),
}  # fmt: skip
ALT, CTRL, SHIFT = 1, 2, 8
TEA, CUP = world.GTINS["tea"], world.GTINS["cup"]
ADDRESS = "张三 13800138000 浙江省杭州市西湖区文三路1号2单元301"


def key(page: Page, name: str, modifiers: int = 0) -> None:
    code, text = KEYS[name]
    about = {"key": name, "code": f"Digit{name}" if name.isdigit() else name,
             "windowsVirtualKeyCode": code, "modifiers": modifiers}  # fmt: skip
    typed = {"text": text} if text and not modifiers else {}
    page.ask("Input.dispatchKeyEvent", type="keyDown", **about, **typed)
    page.ask("Input.dispatchKeyEvent", type="keyUp", **about)


def write(page: Page, text: str) -> None:
    page.ask("Input.insertText", text=text)


def scan(page: Page, code: str) -> None:
    write(page, code)
    key(page, "Enter")


def strike(page: Page, code: str) -> None:
    """Key by key, as a scanner does wherever the focus is."""
    for digit in code:
        page.ask("Input.dispatchKeyEvent", type="keyDown", key=digit, text=digit)
    key(page, "Enter")


def at(page: Page) -> str:
    return str(page.run("document.activeElement.id"))


def value(page: Page, selector: str) -> str:
    return str(page.run(f"document.querySelector({json.dumps(selector)}).value"))


def choose(page: Page, selector: str, chosen: str) -> None:
    # In a block: what is declared outside of one is declared once on a page, and never again.
    page.run(f"{{ const one = document.querySelector({json.dumps(selector)});"
             f"one.value = {json.dumps(chosen)};"
             "one.dispatchEvent(new Event('input', {bubbles: true})) }")  # fmt: skip


def said(page: Page, selector: str) -> str:
    return str(page.run(f"document.querySelector({json.dumps(selector)}).innerText"))


def units(page: Page) -> str:
    return str(page.run("[...document.querySelectorAll('[data-field=quantity]')]"
                        ".map((one) => one.value).join(' ')"))  # fmt: skip


def show(page: Page, name: str) -> None:
    if PICTURES:
        for width, height, dark in ((1440, 900, False), (1440, 900, True), (390, 1500, False),
                                    (390, 1500, True)):  # fmt: skip
            page.size(width, height, dark=dark)
            page.picture(Path(PICTURES) / f"{name}-{width}{'-dark' if dark else ''}.png")
        page.size(1440, 900)


@contextmanager
def till(address: str) -> Iterator[Page]:  # noqa: F811
    """A seller at the empty page of their store, whose box for goods has the focus."""
    for code, name, level, parent in PLACES:
        Division.objects.create(code=code, name=name, level=level, parent_id=parent)
    Channel.objects.create(code="till", name="门店", kind="store")
    world.Product.objects.filter(sku="tea").update(name="明前龙井绿茶 罐装 100g", initials="mqlj")
    world.Product.objects.filter(sku="cup").update(name="玻璃杯 240ml", initials="blb")
    Staff.objects.get(username="sales").stores.add(Store.objects.get(code="S1"))
    with chromium() as page:
        page.size(1440, 900)
        page.go(f"{address}/accounts/login/")
        page.fill(login="sales", password=PASSWORD)
        page.press("main button[type=submit]")
        page.wait("!location.pathname.startsWith('/accounts')")
        page.go(f"{address}/orders/new")
        page.wait("document.activeElement.id == 'product'")
        yield page
        assert [text for text in page.complaints if "Content Security" in text] == []


def lines_of(order: CustomerOrder) -> list[tuple[str, int]]:
    found = OrderLine.objects.filter(order=order).order_by("ordinal")
    return list(found.values_list("product__sku", "quantity"))


def test_an_order_is_written_down_by_keyboard_alone(address: str) -> None:  # noqa: F811
    with till(address) as page:
        show(page, "entry-empty")
        for _ in range(2):
            scan(page, TEA)
        page.run("document.activeElement.blur()")
        strike(page, TEA)
        page.wait(f"document.querySelector('[data-field=quantity]')?.value == '3'")  # noqa: F541
        assert at(page) == "product"
        write(page, "bl")
        page.wait("!document.getElementById('product-list').hidden")
        show(page, "entry-list")
        key(page, "Enter")
        page.wait("document.querySelectorAll('#lines tr').length == 2")
        key(page, "ArrowUp")
        assert page.run("document.activeElement.dataset.field") == "quantity"
        write(page, "2")
        key(page, "Enter")
        assert (units(page), at(page)) == ("3 2", "product")
        page.wait("document.getElementById('total').textContent == '¥115.00'")
        key(page, "Enter")
        assert at(page) == "phone"
        write(page, "13800138000")
        page.wait("document.getElementById('customer-word').textContent == '新客户'")
        key(page, "Enter")
        write(page, "张三")
        key(page, "Enter")
        assert at(page) == "paid"
        write(page, "120")
        page.wait("document.getElementById('rest').textContent == '找零 ¥5.00'")
        key(page, "Tab", SHIFT)
        key(page, "ArrowDown")
        assert value(page, "#payment_method") == "cash"
        key(page, "Enter", CTRL)
        page.wait("document.activeElement.id == 'next-order'")
        page.wait("document.querySelector('.receipt-orders .word.done')")
        show(page, "entry-receipt")
        order = CustomerOrder.objects.get()
        assert lines_of(order) == [("tea", 3), ("cup", 2)]
        assert (order.status, order.payment_status, str(order.total)) == (
            "completed",
            "paid",
            "115.00",
        )
        assert order.salesperson == Staff.objects.get(username="sales")
        assert Customer.objects.get().name == "张三"
        assert order.number in said(page, "#receipt-orders")
        assert "不用再做什么" in said(page, "#receipt-orders")
        assert said(page, "#change") == "找零 ¥5.00"
        assert page.run("Object.keys(sessionStorage).length") == 0
        key(page, "Enter")
        assert at(page) == "product"
        assert page.run("document.querySelectorAll('#lines tr').length") == 0
        assert value(page, "#phone") == ""
        world.books_agree()


def test_a_pasted_address_fills_the_fields_and_a_doubt_is_asked(address: str) -> None:  # noqa: F811
    with till(address) as page:
        scan(page, TEA)
        page.wait("document.querySelectorAll('#lines tr').length == 1")
        key(page, "F8")
        write(page, "西湖区文三路1号2单元301 张三 13800138000")
        key(page, "Enter")
        page.wait("document.activeElement.getAttribute('aria-labelledby') == 'doubt-title'")
        assert said(page, "#doubts [role=option]:nth-child(2)") == "江西省 南昌市 西湖区"
        show(page, "entry-doubt")
        key(page, "ArrowDown")
        key(page, "Enter")
        page.wait("document.getElementById('region').value == '江西省 南昌市 西湖区'")
        key(page, "F8")
        write(page, ADDRESS)
        key(page, "Enter")
        page.wait("document.getElementById('region').value == '浙江省 杭州市 西湖区'")
        page.wait("document.activeElement.id == 'paid'")
        assert value(page, "#consignee") == "张三"
        assert value(page, "#consignee_phone") == value(page, "#phone") == "13800138000"
        assert value(page, "#street") == "文三路1号2单元301"
        key(page, "Enter", CTRL)
        page.wait("document.activeElement.id == 'next-order'")
        order = CustomerOrder.objects.get()
        assert (order.fulfilment, order.division_id, order.street) == (
            "delivery", "330106", "文三路1号2单元301",
        )  # fmt: skip
        assert (order.consignee, order.phone) == ("张三", "+8613800138000")
        assert (order.province, order.city, order.district) == ("浙江省", "杭州市", "西湖区")


def test_what_is_carried_away_and_what_is_sent_are_two_orders(address: str) -> None:  # noqa: F811
    with till(address) as page:
        scan(page, f"2*{TEA}")
        page.wait("document.querySelectorAll('#lines tr').length == 1")
        scan(page, CUP)
        page.wait("document.querySelectorAll('#lines tr').length == 2")
        choose(page, "#lines tr:last-child select", "delivery")
        key(page, "F8")
        write(page, ADDRESS)
        key(page, "Enter")
        page.wait("document.activeElement.id == 'paid'")
        key(page, "Tab", SHIFT)
        key(page, "Tab", SHIFT)
        assert page.run("document.activeElement.value") == "now"
        for _ in range(2):
            key(page, "ArrowRight")
        assert page.run("document.activeElement.value") == "cod"
        page.wait("document.getElementById('paid').value == '60.00'")
        page.wait("document.querySelector('#lines tr:last-child [data-day]').textContent")
        show(page, "entry-mixed")
        key(page, "Enter", CTRL)
        page.wait("document.querySelectorAll('.receipt-orders .figure').length == 2")
        show(page, "entry-two")
        carried, sent = CustomerOrder.objects.order_by("id")
        assert (carried.fulfilment, carried.status, carried.payment_status) == (
            "carry", "completed", "paid",
        )  # fmt: skip
        assert (sent.fulfilment, sent.status, sent.payment_status) == (
            "delivery", "review", "cash_on_delivery",
        )  # fmt: skip
        assert (lines_of(carried), lines_of(sent)) == ([("tea", 2)], [("cup", 1)])
        world.books_agree()


def test_of_two_orders_the_refused_one_stays_on_the_page(address: str) -> None:  # noqa: F811
    with till(address) as page:
        scan(page, "rare")
        page.wait("document.querySelectorAll('#lines tr').length == 1")
        scan(page, TEA)
        page.wait("document.querySelectorAll('#lines tr').length == 2")
        choose(page, "#lines tr:last-child select", "pickup")
        key(page, "Enter", CTRL)
        page.wait("document.querySelectorAll('.receipt-orders .figure').length == 1")
        page.wait("document.querySelector('#lines .wrong')")
        show(page, "entry-half")
        assert "库存不足：rare" in said(page, "#lines .wrong")
        assert said(page, "#lines [data-sku]") == "rare"
        assert lines_of(CustomerOrder.objects.get()) == [("tea", 1)]
        choose(page, "#lines select", "delivery")
        key(page, "F8")
        write(page, ADDRESS)
        key(page, "Enter")
        page.wait("document.activeElement.id == 'paid'")
        key(page, "Enter", CTRL)
        page.wait("document.activeElement.id == 'next-order'")
        assert CustomerOrder.objects.count() == 2
        strike(page, CUP)  # the receipt steps aside
        page.wait("document.querySelector('[data-sku]')?.textContent == 'cup'")


def test_a_refusal_keeps_everything_and_marks_the_place(address: str) -> None:  # noqa: F811
    with till(address) as page:
        scan(page, TEA)
        page.wait("document.querySelectorAll('#lines tr').length == 1")
        key(page, "F4")
        write(page, "138")
        choose(page, "[data-field=discount]", "99")
        key(page, "F9")
        write(page, "0")
        key(page, "Enter", CTRL)
        page.wait("document.querySelector('.wrong')")
        assert page.run("document.activeElement.id") == "phone"
        assert "电话" in said(page, ".wrong")
        show(page, "entry-refused")
        page.run("document.activeElement.select()")
        write(page, "13800138000")
        page.wait("!document.querySelector('.wrong')")
        key(page, "Enter", CTRL)
        page.wait("document.querySelector('.wrong')")
        assert "折扣" in said(page, ".wrong")
        assert page.run("document.activeElement.dataset.field") == "discount"
        assert CustomerOrder.objects.count() == 0
        page.go(f"{address}/orders/new")
        page.wait("document.querySelectorAll('#lines tr').length == 1")
        assert value(page, "#phone") == "13800138000"
        assert value(page, "[data-field=discount]") == "99"


def test_an_expired_session_loses_nothing(address: str) -> None:  # noqa: F811
    with till(address) as page:
        scan(page, TEA)
        page.wait("document.getElementById('total').textContent == '¥30.00'")
        page.wait("document.querySelector('[data-free]').textContent")
        page.ask("Network.clearBrowserCookies")
        key(page, "Enter", CTRL)
        page.wait("!document.getElementById('trouble').hidden")
        assert "登录已过期" in said(page, "#trouble")
        again = page.ask("Target.createTarget", url="about:blank")["targetId"]
        assert units(page) == "1"
        page.ask("Target.closeTarget", targetId=again)
        page.run(SIGN_IN.replace("PASSWORD", repr(PASSWORD)))
        page.wait("window.signedIn")
        key(page, "Enter", CTRL)
        page.wait("document.activeElement.id == 'next-order'")
        assert CustomerOrder.objects.count() == 1


# As in another tab of the browser: the cookies change, this page does not.
SIGN_IN = """
fetch('/accounts/login/').then((page) => page.text()).then((text) => {
  const form = new DOMParser().parseFromString(text, 'text/html').querySelector('main form');
  const typed = new FormData(form);
  typed.set('login', 'sales');
  typed.set('password', PASSWORD);
  return fetch('/accounts/login/', { method: 'POST', body: new URLSearchParams(typed) });
}).then(() => { window.signedIn = true; })
"""


def test_what_is_short_is_said_and_another_taken_instead(address: str) -> None:  # noqa: F811
    with till(address) as page:
        scan(page, "rare")
        page.wait("document.querySelector('[data-short] button')")
        assert "缺 1 件" in said(page, "[data-short]")
        show(page, "entry-short")
        key(page, "Enter", CTRL)
        page.wait("document.querySelector('.wrong')")
        assert "库存不足：rare" in said(page, ".wrong")
        page.run("document.querySelector('[data-short] button').click()")
        page.wait("document.querySelector('[data-sku]').textContent == 'twin'")
        page.wait("document.getElementById('total').textContent == '¥60.00'")
        key(page, "Enter", CTRL)
        page.wait("document.activeElement.id == 'next-order'")
        assert lines_of(CustomerOrder.objects.get()) == [("twin", 1)]


def test_a_known_customer_is_taken_over_with_their_address(address: str) -> None:  # noqa: F811
    world.placed(phone="13800138000")
    with till(address) as page:
        key(page, "3", ALT)
        scan(page, TEA)
        page.wait("document.querySelectorAll('#lines tr').length == 1")
        key(page, "F4")
        write(page, "13800138000")
        page.wait("!document.getElementById('phone-list').hidden")
        page.wait("!document.getElementById('latest').hidden")
        show(page, "entry-known")
        shown = said(page, "#phone-list")
        assert "王**" in shown
        assert "王小明" not in shown
        key(page, "Enter")
        page.wait("document.getElementById('name').value == '王小明'")
        page.wait("document.activeElement.id == 'paid'")
        assert value(page, "#street") == "文三路 1 号 2 单元 301"


def test_a_phoned_order_waits_for_its_money(address: str) -> None:  # noqa: F811
    with till(address) as page:
        choose(page, "#channel", "phone")
        assert page.run("document.querySelector('[name=pays]:checked').value") == "later"
        scan(page, TEA)
        page.wait("document.querySelectorAll('#lines tr').length == 1")
        key(page, "F8")
        write(page, ADDRESS)
        key(page, "Enter")
        page.wait("document.activeElement.name == 'pays'")
        page.wait("document.getElementById('rest').textContent == '待收 ¥30.00，收到才发货'")
        show(page, "entry-later")
        key(page, "Enter")
        assert at(page) == "place"
        key(page, "Enter")
        page.wait("document.activeElement.id == 'next-order'")
        page.wait("document.querySelector('#receipt-orders .figure')")
        assert "等待付款" in said(page, "#receipt-orders")
        later = CustomerOrder.objects.get()
        assert holds(later.pk) == ["awaiting_payment"]
        key(page, "Enter")
        scan(page, CUP)
        page.wait("document.querySelectorAll('#lines tr').length == 1")
        key(page, "F4")
        write(page, "13900139000")
        choose(page, "#paste", ADDRESS)
        key(page, "F8")
        key(page, "Enter")
        page.wait("document.activeElement.name == 'pays'")
        for wanted in ("now", "account"):  # back, and round to the last
            key(page, "ArrowUp")
            page.wait(f"document.activeElement.value == '{wanted}'")
        key(page, "ArrowRight")
        page.wait("document.activeElement.value == 'now'")
        key(page, "Enter")
        assert at(page) == "paid"
        key(page, "Enter")
        assert at(page) == "payment_reference"
        write(page, "4200001234")
        key(page, "Enter", CTRL)
        page.wait("document.activeElement.id == 'next-order'")
        paid = CustomerOrder.objects.latest("id")
        assert holds(paid.pk) == []
        assert [row[1:] for row in payments(paid.pk)] == [("online", "4200001234")]

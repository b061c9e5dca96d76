"""One order in four browsers at once: entered, picked, handed over and delivered, each person
hearing of their work by themselves."""

import json
from collections.abc import Iterator

import pytest

from gendan.records.carriers.models import NumberPattern, Tariff
from gendan.records.parties.models import Carrier, Channel
from gendan.records.places.models import Division
from tests.desks import test_dock_browser as dock
from tests.desks import test_entry_browser as entry
from tests.desks.browser import CHROMIUM, Page, chromium
from tests.desks.test_entry import PLACES
from tests.desks.test_floor_browser import TYPE
from tests.desks.test_live_screens import SUBMIT, come_in
from tests.running.instances import Hands, Instance, hands, instance

__all__ = ["hands", "instance"]  # fixtures

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not CHROMIUM,
        reason="THERE IS NO CHROMIUM: nothing is tried in a browser. Install chromium.",
    ),
]
HERE = "__import__('tests.desks.test_four_browsers', fromlist=['it'])"
WIDE = (1440, 900)


def furnish() -> None:
    """What the shop needs beside goods and people; called in the instance's own database."""
    for code, name, level, parent in PLACES:
        Division.objects.create(code=code, name=name, level=level, parent_id=parent)
    Channel.objects.create(code="till", name="门店", kind="store")
    express = Carrier.objects.get(code="sf")
    Tariff.objects.create(carrier=express, first_price=8, days=1)
    NumberPattern.objects.create(carrier=express, pattern=r"SF\d+")


@pytest.fixture(scope="module")
def browser(instance: Instance) -> Iterator[Page]:
    with chromium() as page:
        yield page


def test_an_order_goes_from_the_till_to_the_customer(
    instance: Instance, hands: Hands, browser: Page
) -> None:
    hands.do(f"{HERE}.furnish()")
    home = f"http://127.0.0.1:{instance.port}"
    sessions = {
        "sales": hands.do("session('seller', 'S1')"),
        **{one: hands.do(f"session({one!r}, department={one!r})")
           for one in ("warehouse", "logistics", "service")},
    }  # fmt: skip
    opened = {"sales": "/orders/new", "warehouse": "/desks/warehouse", "logistics": "/dispatching",
              "service": "/orders"}  # fmt: skip
    seller, picker, dispatcher, service = (
        come_in(browser, instance, sessions[who], path) for who, path in opened.items()
    )
    for page in (seller, picker, dispatcher, service):
        page.size(*WIDE)

    sell(seller)
    order = hands.do("CustomerOrder.objects.latest('id').number")
    box = f"{order}-1"
    service.wait(f"document.getElementById('row-{order}')")
    service.go(f"{home}/orders/{order}")
    take(seller, f"{home}/orders/{order}", "confirm")
    shows(service, "待处理")

    picker.wait(f"document.body.innerText.includes('{box}')")
    pick(picker, home, box)
    shows(service, "待发货")

    dispatcher.wait(f"document.getElementById('p-{box}')")
    hand_over(dispatcher, home, box)
    shows(service, "已发货")

    take(dispatcher, f"{home}/orders/{order}", "deliver")
    shows(service, "已完成")

    for page in (seller, picker, dispatcher, service):
        assert page.complaints == []
    hands.do("world.books_agree()")


def shows(page: Page, status: str) -> None:
    """The open page of the order says so, without being asked again."""
    page.wait(f"document.querySelector('#story .word').textContent.includes('{status}')")


def take(page: Page, order: str, step: str) -> None:
    """A step, on the order's page."""
    page.go(order)
    page.wait(f"document.querySelector('[data-step={step}]')")
    page.run(f"document.querySelector('[data-step={step}]').click()")
    page.wait("document.querySelector('#step[open] form')")
    page.run(SUBMIT)


def sell(page: Page) -> None:
    """Two tins of tea, sent to the customer's address and paid at the till."""
    page.wait("document.activeElement.id == 'product'")
    for _ in range(2):
        entry.scan(page, entry.TEA)
    page.wait("document.querySelector('[data-field=quantity]')?.value == '2'")
    entry.key(page, "ArrowUp")
    for _ in range(2):
        entry.key(page, "Tab", entry.SHIFT)
    for _ in range(2):
        entry.key(page, "ArrowDown")
    entry.key(page, "Enter")
    entry.key(page, "F4")
    entry.write(page, "13800138000")
    page.wait("document.getElementById('customer-word').textContent == '新客户'")
    entry.key(page, "F8")
    entry.write(page, entry.ADDRESS)
    entry.key(page, "Enter")
    page.wait("document.getElementById('region').value == '浙江省 杭州市 西湖区'")
    page.wait("document.activeElement.id == 'paid'")
    entry.write(page, "60")
    entry.key(page, "Enter", entry.CTRL)
    page.wait("document.activeElement.id == 'next-order'")


def pick(page: Page, home: str, box: str) -> None:
    """With a scanner, until the goods issue note is there."""
    page.go(f"{home}/scan")
    page.wait("'ready' in document.getElementById('scan').dataset")
    page.run(TYPE % json.dumps(box))
    page.wait("!document.getElementById('walk').hidden")
    for _ in range(2):
        page.run(TYPE % json.dumps(entry.TEA))
    page.wait("document.querySelector('#closed button')")


def hand_over(page: Page, home: str, box: str) -> None:
    """The proposed carrier is taken; the parcel gets its number, and goes with the driver who
    signs."""
    page.run("document.querySelector('[data-act=propose]').click()")
    page.wait("document.querySelector('[data-carrier=sf]')")
    dock.scan(page, box)
    page.wait(f"{dock.SIGN}.includes('现在扫面单')")
    dock.scan(page, "SF000123")
    page.wait("document.querySelectorAll('tr[data-waybill]').length == 1")
    page.go(f"{home}/dock/sf")
    page.wait("'ready' in document.getElementById('trolley').dataset")
    dock.scan(page, "SF000123")
    page.wait(f"{dock.VERDICT} == '齐了'")
    page.run("document.getElementById('taken-by').value = '张师傅'")
    dock.sign(page, "#pad")
    page.run("document.getElementById('hand-over').click()")
    page.wait(f"{dock.VERDICT} == '交走了'")

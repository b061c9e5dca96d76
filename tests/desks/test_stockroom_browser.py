"""Stock work in a browser: a scanner receives and counts, what is wrong is said, forms go on."""

import json
from collections.abc import Iterator

import pytest

from gendan.records.places.models import Bin
from gendan.records.products.models import Product
from gendan.records.stock.models import StockLevel
from gendan.records.stock.numbers import numbers
from gendan.records.stock.papers import Receipt, StockCount, StockEntry, Transfer
from tests import world
from tests.desks.browser import CHROMIUM, Page, chromium
from tests.desks.people import PASSWORD
from tests.desks.test_browser import address
from tests.desks.test_floor_browser import TYPE
from tests.desks.test_screens import AXE, FOUND, RULES
from tests.stockroom import stock

__all__ = ["address"]  # the served shop, a fixture

pytestmark = pytest.mark.skipif(
    not CHROMIUM, reason="THERE IS NO CHROMIUM: nothing is tried in a browser. Install chromium."
)
SCANS = "document.querySelector('form[data-scan][data-ready]')"  # its script is there
# As fast as a scanner; what nobody takes from the field is typed into it.
INTO = """((field, code) => { const began = performance.now(); field.focus();
    [...code, "Enter"].forEach((key, place) => {
        const struck = new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true});
        Object.defineProperty(struck, "timeStamp", {value: began + place});
        if (!field.dispatchEvent(struck)) return;
        if (key === "Enter") field.form?.requestSubmit(); else field.value += key;
    }); })(document.querySelector(%s), %s)"""
SAID = "document.getElementById('scan-said').textContent"


@pytest.fixture
def floor(address: str) -> Iterator[Page]:
    """Somebody of the warehouse, with a telephone in the hand."""
    with chromium() as page:
        page.size(390, 844)
        page.go(f"{address}/accounts/login/")
        page.fill(login="warehouse", password=PASSWORD)
        page.press("main button[type=submit]")
        page.wait("location.pathname != '/accounts/login/'")
        yield page
        assert [said for said in page.complaints if "Content Security Policy" in said] == []


def click(page: Page, selector: str) -> None:
    """Press what takes a step without leaving the page."""
    page.run(f"document.querySelector({json.dumps(selector)}).click()")


def enter(page: Page, code: str, quantity: int, said: str) -> None:
    """Type a code and how many, and wait for what is said."""
    page.fill(code=code, quantity=str(quantity))
    click(page, "form[data-scan] button")
    page.wait(f"{SAID}.includes({json.dumps(said)})")


def scan_into(page: Page, selector: str, code: str) -> None:
    """Let a scanner type it into a field, and Enter behind it."""
    page.run(INTO % (json.dumps(selector), json.dumps(code)))


def at_ease(page: Page) -> None:
    """Nothing for accessibility to complain of, and nothing wider than the telephone."""
    if AXE.exists():  # else `test_screens` says so
        page.run(AXE.read_text(encoding="utf-8"))
        assert json.loads(str(page.run(FOUND % json.dumps(RULES)))) == []
    assert page.run("document.documentElement.scrollWidth <= innerWidth")


def test_goods_are_received_by_scanner_and_what_is_over_is_said(floor: Page, address: str) -> None:
    (id,) = stock.expected()
    number = numbers("receipt", [id])[id]
    floor.go(f"{address}/stock/receipts/{number}")
    floor.wait(SCANS)
    named = Product.objects.get(sku="cup").name
    enter(floor, "cup", 4, f"{named} × 4")
    enter(floor, "cup", 1, "多了")
    enter(floor, "what", 1, "没有商品编码")
    floor.fill(code="", quantity="3")
    scan_into(floor, "#scan-quantity", "rare")
    floor.wait(f"{SAID}.includes('rare × 3')")
    floor.wait("document.querySelector('#paper').textContent.includes('差 7')")
    at_ease(floor)
    click(floor, ".actions form[data-whole] button")
    floor.wait("document.querySelector('.actions .errorlist:not([hidden])')")
    floor.run("document.querySelector('.actions input[name=reason]').value = '供方短发'")
    click(floor, ".actions form[data-whole] button")
    floor.wait("!document.querySelector('form[data-scan]')")
    assert stock.state(Receipt, id) == "received"
    assert stock.level("rare") == (3, 0, 0)


def test_what_came_is_put_away_by_scanner(floor: Page, address: str) -> None:
    stock.receiving()
    for walk, code in enumerate(("A-01", "B-02"), start=1):
        Bin.objects.create(warehouse_id=world.warehouse(), code=code, walk=walk)
    StockLevel.objects.update(bin=Bin.objects.get(code="A-01"))
    floor.go(f"{address}/stock/put-away")
    floor.wait("'ready' in document.getElementById('put-away').dataset")
    for code, said in (
        ("B-02", "先扫商品，再扫库位 B-02。"),
        ("moon", "这个仓库没有商品或库位 moon。"),
        ("rare", "rare × 3"),
        ("rare", "rare × 4"),
        ("B-02", "rare 放在 A-01，不是 B-02。要改放 B-02，再扫一次。"),
        ("B-02", "放好了：rare × 4 → B-02"),
    ):
        if code == "B-02" and "放好了" in said:
            scan_into(floor, "#put-units", code)
        else:
            floor.run(TYPE % json.dumps(code))
        floor.wait(f"document.getElementById('said').textContent === {json.dumps(said)}")
        at_ease(floor)
    floor.wait("document.getElementById('put-waiting').textContent.includes('到的货都上架了')")
    assert StockLevel.objects.get(product__sku="rare").bin.code == "B-02"
    assert StockEntry.objects.latest("id").changed == {"bin": "B-02", "quantity": 4}


def test_a_count_is_opened_and_scanned_and_a_transfer_is_planned(floor: Page, address: str) -> None:
    floor.go(f"{address}/stock/counts")
    floor.wait("document.querySelector('form[data-opens]')")
    at_ease(floor)
    floor.fill(codes="tea\ncup")
    click(floor, "form[data-opens] button")
    floor.wait("location.pathname.startsWith('/stock/counts/PD')")
    floor.wait(SCANS)
    for selector in ("#scan-code", "#scan-code", "#scan-quantity"):
        scan_into(floor, selector, "tea")
    floor.wait(f"{SAID} === 'tea × 3'")
    scan_into(floor, "#scan-quantity", "6909999999990")
    floor.wait(f"{SAID} === '6909999999990 不在这张单上。'")
    assert floor.run("document.querySelector('#scan-quantity').value") == "3"
    enter(floor, "tea", world.PLENTY, f"tea × {world.PLENTY}")
    at_ease(floor)
    enter(floor, "cup", 5, "cup × 5")
    floor.wait("document.querySelector('#paper [data-state]').dataset.state == 'recounting'")
    assert StockCount.objects.get().state == "recounting"
    assert str(world.PLENTY) not in str(floor.run("document.querySelector('#paper').textContent"))
    floor.go(f"{address}/stock/transfers")
    floor.wait("document.querySelector('form[data-opens]')")
    floor.fill(lines="tea 3\ncup\ncup")
    click(floor, "form[data-opens] button")
    floor.wait("location.pathname.startsWith('/stock/transfers/DB')")
    (made,) = Transfer.objects.all()
    assert stock.lines(Transfer, made.pk, "quantity") == [("tea", 3), ("cup", 2)]

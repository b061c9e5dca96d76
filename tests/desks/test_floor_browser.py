"""Picking in a real browser, with a scanner that types, on a telephone."""

import json
import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from gendan.journey.anytime.cancel import request_cancel
from gendan.journey.anytime.holds import hold
from gendan.journey.s1_place.new_orders import NewLine
from gendan.journey.s3_pick.waves import plan_wave
from gendan.records.cases.models import ShortageCase
from gendan.records.picking.models import Wave, WaveShipment
from gendan.records.places.models import Bin
from gendan.records.products.models import Product
from gendan.records.shipments import numbers
from gendan.records.shipments.models import PickRecord, Shipment, ShipmentLine
from gendan.records.stock.models import StockLevel
from tests import world
from tests.cast import ADA, MEI, SAM
from tests.desks.browser import CHROMIUM, Page, chromium
from tests.desks.test_browser import (
    address,  # noqa: F401 - a fixture
    enter,
)
from tests.journey.facts import picked

pytestmark = pytest.mark.skipif(
    not CHROMIUM, reason="THERE IS NO CHROMIUM: nothing is tried in a browser. Install chromium."
)
PICTURES = os.environ.get("TEST_PICTURES", "")  # a directory, to look at the pages
TEA, CUP = world.GTINS["tea"], world.GTINS["cup"]
PHONE = (390, 844)
WRONG_HERE, WRONG_JUDGED, WAVE = 6, 200, 40
TWO = (NewLine(sku="tea", quantity=2), NewLine(sku="cup", quantity=1))
# What a scanner does, a key a millisecond, however slow the machine is that plays it.
TYPE = """((code) => { const began = performance.now(); [...code, "Enter"].forEach((key, place) => {
    const struck = new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true});
    Object.defineProperty(struck, "timeStamp", {value: began + place});
    document.body.dispatchEvent(struck); }); })(%s)"""
# A hand that touched the page; and what it hears and feels from then on.
TOUCH = {"x": 195, "y": 108, "button": "left", "clickCount": 1}
SENSE = """(() => {
    const sensed = (window.sensed = []);
    const sounds = AudioScheduledSourceNode.prototype, begin = sounds.start;
    sounds.start = function (...when) {
        sensed.push(this.context.state === 'running' ? this.frequency.value : this.context.state);
        return begin.apply(this, when);
    };
    const shake = navigator.vibrate.bind(navigator);
    navigator.vibrate = (pattern) => { sensed.push([pattern, shake(pattern)]); };
})()"""
SENSED = "JSON.stringify(window.sensed.splice(0))"
SLOTS = "document.getElementById('slots').innerText.replace(/\\s/g, '')"
FRAMED = "document.querySelector('iframe.printing').contentDocument?.contentType"
IDLE = "document.getElementById('scan').dataset.waiting === '0'"


def scan(page: Page, code: str) -> None:
    page.run(TYPE % json.dumps(code))


def said(page: Page, part: str = "said") -> str:
    return str(page.run(f"document.getElementById('{part}').innerText")).strip()


def settle(page: Page) -> None:
    """Until nothing waits on the device."""
    page.wait(IDLE)


def show(page: Page, name: str) -> None:
    if PICTURES:
        for dark in (False, True):
            page.size(*PHONE, dark=dark)
            page.picture(Path(PICTURES) / f"{name}{'-dark' if dark else ''}.png")
        page.size(*PHONE)


def shelves() -> None:
    """Cups lie first on the way, then tea; each has a name that is no code."""
    for walk, (sku, code, name) in enumerate(
        [("cup", "A-01", "玻璃杯 240ml"), ("tea", "B-07", "明前龙井绿茶 罐装 100g")], start=1
    ):
        shelf = Bin.objects.create(warehouse_id=world.warehouse(), code=code, walk=walk)
        StockLevel.objects.filter(product__sku=sku).update(bin=shelf)
        Product.objects.filter(sku=sku).update(name=name)


def number(shipment: int) -> str:
    return numbers.numbers([shipment])[shipment]


@contextmanager
def picker(address: str) -> Iterator[Page]:  # noqa: F811
    """Somebody of the warehouse at the scan screen of their telephone."""
    shelves()
    with chromium() as page:
        page.size(*PHONE)
        enter(page, address, "warehouse")
        page.go(f"{address}/scan")
        page.wait("'ready' in document.getElementById('scan').dataset")
        yield page
        assert [text for text in page.complaints if "Content Security" in text] == []


def open_box(page: Page, code: str) -> None:
    scan(page, code)
    page.wait("!document.getElementById('walk').hidden")


def state(shipment: int) -> str:
    return Shipment.objects.values_list("state", flat=True).get(id=shipment)


def touch(page: Page) -> None:
    """Put a finger on the page, and hear and feel what it does from then on."""
    for kind in ("mousePressed", "mouseReleased"):
        page.ask("Input.dispatchMouseEvent", type=kind, **TOUCH)
    page.run(SENSE)


def sensed(page: Page) -> object:
    """Tones in hertz, and patterns of shaking with whether the browser took them."""
    return json.loads(str(page.run(SENSED)))


def test_a_box_is_picked_from_its_paper_to_its_goods_issue_note(address: str) -> None:  # noqa: F811
    (made,) = world.to_pick(lines=TWO)
    with picker(address) as page:
        show(page, "scan-home")
        open_box(page, f"https://gendan.example/go/{number(made)}")
        assert (said(page, "card-bin"), said(page, "card-left")) == ("A-01", "1")
        show(page, "scan-card")
        touch(page)
        scan(page, TEA)
        assert "明前龙井绿茶" in said(page)
        assert sensed(page) == [1320, [40, True]]
        scan(page, "6901234567199")
        assert sensed(page) == [220, 220, [[120, 60, 120], True]]
        assert said(page).endswith("应为 明前龙井绿茶 罐装 100g。放回原位，扫正确的条码。")
        show(page, "scan-wrong")
        page.run("document.getElementById('undo').click()")
        scan(page, "A-01")
        scan(page, CUP)
        scan(page, CUP)
        assert said(page) == "多了：玻璃杯 240ml 已经够了。多的放回原位。"
        page.run("document.getElementById('prints').click()")
        page.run("document.getElementById('quantity-more').click()")
        scan(page, TEA)
        settle(page)
        page.wait("document.querySelector('#closed button')")
        page.wait("document.querySelector('iframe.printing')?.src.includes('/prints/')")
        page.wait(f"{FRAMED} == 'application/pdf'")
        show(page, "scan-done")
        assert page.run("location.pathname") == f"/scan/{number(made)}"
    box = Shipment.objects.get(id=made)
    assert (box.state, bool(box.goods_issue_number)) == ("issued", True)
    assert picked(made) == [
        ("tea", TEA, "B-07", 1, "warehouse"),
        ("tea", TEA, "B-07", -1, "warehouse"),
        ("cup", CUP, "A-01", 1, "warehouse"),
        ("tea", TEA, "B-07", 2, "warehouse"),
    ]


def test_nothing_wrong_gets_into_a_box(address: str) -> None:  # noqa: F811
    (made,) = world.to_pick(lines=TWO)
    chance = random.Random(7)
    wrong = [f"69{chance.randrange(10**11):011d}" for _ in range(WRONG_JUDGED)]
    wrong = [code for code in wrong if code not in (TEA, CUP)]
    with picker(address) as page:
        open_box(page, number(made))
        for code in wrong[:WRONG_HERE]:
            scan(page, code)
            assert said(page).startswith(f"这件不在本单里：扫到 {code}，应为 玻璃杯 240ml。")
        refused = page.run(
            f"""(() => {{
                let refused = 0;
                for (const code of {json.dumps(wrong)}) {{
                    {TYPE % "code"};
                    refused += document.getElementById("said").classList.contains("wrong");
                }}
                return refused;
            }})()"""
        )
        settle(page)
        # And the server, which has the last word, whoever asks it.
        answers = page.run(
            f"""(async () => {{
                const {{ post }} = await import("/static/kit/api.js");
                const scans = {json.dumps(wrong)}.map((code) =>
                    ({{ shipment: "{number(made)}", code }}));
                return (await post("/api/v1/shipments/picks", {{ scans }})).body.refused;
            }})()"""
        )
    assert (refused, answers) == (len(wrong), len(wrong))
    assert not PickRecord.objects.exists()


def test_a_network_that_drops_loses_and_doubles_nothing(address: str) -> None:  # noqa: F811
    lines = (NewLine(sku="tea", quantity=6), NewLine(sku="cup", quantity=6))
    made, gone = world.to_pick(2, lines=lines)
    with picker(address) as page:
        open_box(page, number(made))
        for _ in range(3):
            scan(page, CUP)
        network(page, offline=True)
        for _ in range(3):
            scan(page, CUP)
        for _ in range(2):
            scan(page, TEA)
        page.wait("!document.getElementById('wires').hidden")
        assert "次操作存在本机" in said(page, "wires")
        show(page, "scan-offline")
        network(page, offline=False)
        page.run("window.dispatchEvent(new Event('online'))")
        settle(page)
        assert page.run("document.getElementById('wires').hidden") is True
        assert units(made) == {"cup": 6, "tea": 2}
        # Away again, and closed meanwhile: what was scanned is on the device.
        network(page, offline=True)
        scan(page, TEA)
        page.wait("!document.getElementById('wires').hidden")
        page.ask("Page.navigate", url="about:blank")
        network(page, offline=False)
        page.go(f"{address}/scan")
        page.wait("'ready' in document.getElementById('scan').dataset")
        settle(page)
        assert units(made) == {"cup": 6, "tea": 3}
        # And a customer who changes their mind while nobody hears of it.
        open_box(page, number(gone))
        network(page, offline=True)
        scan(page, CUP)
        page.wait("!document.getElementById('wires').hidden")
        world.all_done(request_cancel(world.orders_of([gone]), by=ADA))
        network(page, offline=False)
        page.run("window.dispatchEvent(new Event('online'))")
        page.wait("!document.getElementById('conflicts').hidden")
        assert number(gone) in said(page, "conflict-rows")
        page.wait("!document.getElementById('stop').hidden")
        assert "申请取消中" in said(page, "stop-why")
        show(page, "scan-stop")
        assert units(gone) == {"cup": 0, "tea": 0}


def network(page: Page, *, offline: bool) -> None:
    page.ask("Network.emulateNetworkConditions", offline=offline, latency=0,
             downloadThroughput=-1, uploadThroughput=-1)  # fmt: skip


def units(shipment: int) -> dict[str, int]:
    found = ShipmentLine.objects.filter(shipment=shipment)
    return dict(found.values_list("product__sku", "picked"))


def test_what_is_held_is_not_opened_to_be_picked(address: str) -> None:  # noqa: F811
    (made,) = world.to_pick()
    world.all_done(hold(world.orders_of([made]), by=SAM, reason="核实地址"))
    with picker(address) as page:
        open_box(page, number(made))
        page.wait("!document.getElementById('stop').hidden")
        assert "人工挂起" in said(page, "stop-why")
        scan(page, TEA)
        settle(page)
    assert state(made) == "to_pick"


def test_a_request_to_cancel_stops_the_screen(address: str) -> None:  # noqa: F811
    (made,) = world.to_pick(lines=TWO)
    with picker(address) as page:
        open_box(page, number(made))
        scan(page, CUP)
        settle(page)
        world.all_done(request_cancel(world.orders_of([made]), by=ADA))
        page.run("document.getElementById('scan').dispatchEvent(new CustomEvent('changed'))")
        page.wait("!document.getElementById('stop').hidden")
        scan(page, TEA)
        settle(page)
    assert units(made) == {"cup": 1, "tea": 0}


def test_a_short_pick_becomes_a_shortage_case(address: str) -> None:  # noqa: F811
    lines = (NewLine(sku="rare", quantity=1), NewLine(sku="cup", quantity=1))
    world.receive("rare", 1)
    (made,) = world.to_pick(lines=lines)
    with picker(address) as page:
        open_box(page, number(made))
        scan(page, CUP)
        page.run("document.getElementById('short-open').click()")
        show(page, "scan-short")
        scan(page, CUP)  # one too many: whoever scans goes on
        assert page.run("document.getElementById('short').hidden") is True
        page.run("document.getElementById('short-open').click()")
        page.run("""document.querySelector('[data-reason="not_in_stock"]').click()""")
        settle(page)
        page.wait("document.getElementById('said').innerText.includes('已报缺')")
        show(page, "scan-short-told")
    assert ShortageCase.objects.filter(order__in=world.orders_of([made]), closed_at=None).exists()
    assert units(made) == {"rare": 0, "cup": 1}


def test_lots_serials_last_days_and_weights_are_asked_for(address: str) -> None:  # noqa: F811
    Product.objects.filter(sku="tea").update(
        asks_lot=True, asks_serial=True, asks_expiry=True, weight_grams=1_000
    )
    (made,) = world.to_pick()
    with picker(address) as page:
        page.run("localStorage.setItem('gendan.scan.weighs', '1')")
        page.go(f"{address}/scan/{number(made)}")
        page.wait("!document.getElementById('walk').hidden")
        scan(page, TEA)
        page.wait("!document.getElementById('marks').hidden")
        show(page, "scan-marks")
        for text in ("L1", "S1", "20200131"):
            page.write(text)
            page.key("Enter")
        assert said(page).startswith("过期了：")
        scan(page, f"]d201{int(TEA):014d}172801311" + "0L1\x1d21S1")
        page.wait("!document.getElementById('weigh').hidden")
        ticked = "setItem('gendan.scan.weighs', '1')"
        for tick, shown in (("clear()", "close-again"), (ticked, "weigh")):  # left, opened anew
            page.run(f"localStorage.{tick}")
            page.go(f"{address}/scan/{number(made)}")
            page.wait(f"!document.getElementById('{shown}').hidden")
        page.write("5000")
        page.key("Enter")
        page.wait("!document.getElementById('weigh-trouble').hidden")
        show(page, "scan-weigh")
        page.run("document.getElementById('weigh-grams').value = '1100'")
        page.run("document.getElementById('weigh').requestSubmit()")
        page.wait("document.querySelector('#closed button')")
    kept = PickRecord.objects.values_list("lot", "serial", "expires_on")
    assert [(lot, serial, str(day)) for lot, serial, day in kept] == [("L1", "S1", "2028-01-31")]
    assert Shipment.objects.get(id=made).weight_grams == 1_100


def test_a_wave_is_made_picked_and_sorted(address: str) -> None:  # noqa: F811
    made = world.to_pick(WAVE, lines=TWO)
    with picker(address) as page:
        page.size(1440, 900)
        page.go(f"{address}/desks/warehouse")
        page.wait("document.querySelector('form[data-act] button')")
        if PICTURES:
            page.picture(Path(PICTURES) / "floor-desk.png")
        page.run("document.querySelector('form[data-act] button').click()")
        page.wait("document.querySelector('#floor a[href^=\"/scan/BC\"]')")
        (first,) = Wave.objects.all()
        page.run(
            "const other = document.querySelector('form[data-href$=wave-pickers]');"
            "other.elements.to.value = 'warehouse'; other.requestSubmit()"
        )
        page.wait("document.querySelector('#toasts').textContent.includes('改派 · 完成 40')")
        wave = Wave.objects.get()
        assert (wave, wave.picker.username, first.picker) == (first, "warehouse", None)
        page.size(*PHONE)
        page.go(f"{address}/scan")
        page.wait("'ready' in document.getElementById('scan').dataset")
        open_box(page, wave.number)
        assert (said(page, "card-bin"), said(page, "card-left")) == ("A-01", str(WAVE))
        slots = dict(WaveShipment.objects.filter(wave=wave).values_list("slot", "shipment"))
        for slot in range(1, WAVE + 1):
            scan(page, CUP)
            page.wait(f"{SLOTS} === '格口{slot}×1'")
            settle(page)
        show(page, "scan-wave")
        for _ in range(WAVE):
            page.run("document.getElementById('quantity-more').click()")
            scan(page, TEA)
            settle(page)
        page.wait("!document.getElementById('over').hidden")
        page.wait(f"document.querySelectorAll('#closed button').length === {WAVE}")
        show(page, "scan-wave-done")
    assert {state(id) for id in made} == {"issued"}
    assert set(slots.values()) == set(made)
    assert not WaveShipment.objects.filter(left_at=None).exists()
    assert all(units(id) == {"tea": 2, "cup": 1} for id in made)


def test_a_shelf_tells_what_is_to_be_picked_there(address: str) -> None:  # noqa: F811
    first, second = world.to_pick(2, lines=TWO)
    world.all_done(plan_wave([second], by=MEI))
    with picker(address) as page:
        scan(page, "A-01")
        page.wait("!document.getElementById('shelf').hidden")
        shown = said(page, "shelf-rows")
        show(page, "scan-shelf")
        scan(page, "nothing-there")
        page.wait("document.getElementById('said').classList.contains('wrong')")
        assert said(page) == "没有找到 nothing-there：扫发货单、波次单或库位上的条码。"
    assert all(one in shown for one in (number(first), number(second), "玻璃杯 240ml"))

"""The last hand-over in a browser: a mixed trolley, numbers, a pickup, a driver on the road."""

import json
from collections.abc import Iterator

import pytest

from gendan.journey.anytime.cancel import request_cancel
from gendan.journey.s5_dispatch.choosing import Choice, choose_carrier, draw_waybill
from gendan.journey.s5_dispatch.handing import Trolley, hand_to_carrier
from gendan.journey.s6_deliver.amends import redirect
from gendan.journey.s6_deliver.pickups import make_ready
from gendan.records.carriers.models import NumberPattern, Tariff
from gendan.records.cases.redirections import Elsewhere
from gendan.records.dock import pickup_codes
from gendan.records.dock.models import Handover, HandoverParcel, Proof
from gendan.records.parties.models import Carrier
from gendan.records.people.models import Staff
from gendan.records.shipments.models import CarrierEvent, Shipment
from tests import world
from tests.cast import ADA, LIN, SAM
from tests.desks.browser import CHROMIUM, Page, browsing
from tests.desks.labels import labelled
from tests.desks.people import PASSWORD
from tests.desks.test_browser import address
from tests.desks.test_floor_browser import TYPE, network
from tests.journey.facts import pickups

__all__ = ["address"]  # the served shop, a fixture

pytestmark = pytest.mark.skipif(
    not CHROMIUM, reason="THERE IS NO CHROMIUM: nothing is tried in a browser. Install chromium."
)
VERDICT = "document.querySelector('#verdict b').textContent"
KIND = "document.querySelector('#verdict').className"
MORE = "document.querySelector('#verdict span').textContent"
WIRES = "document.getElementById('wires').textContent"
AWAY = "ERR_INTERNET_DISCONNECTED"  # what a browser says where a test took the network away
SIGN = "document.getElementById('scanned').textContent"
PHOTO = """(async () => {
    const canvas = document.createElement("canvas");
    canvas.width = 2400; canvas.height = 1800;
    canvas.getContext("2d").fillRect(100, 100, 900, 900);
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg"));
    const files = new DataTransfer();
    files.items.add(new File([blob], "door.jpg", { type: "image/jpeg" }));
    const field = document.getElementById("photo");
    field.files = files.files;
    field.dispatchEvent(new Event("change"));
})()"""


@pytest.fixture
def page(address: str) -> Iterator[Page]:
    """Somebody's browser; nothing on its pages may break the page policy."""
    with browsing(address, 1440, 900, but=AWAY) as page:
        yield page


def come_in(page: Page, who: str, path: str) -> None:
    """Sign somebody in, and open a page."""
    home = page.home
    page.go(f"{home}/accounts/login/")
    page.fill(login=who, password=PASSWORD)
    page.press("main button[type=submit]")
    page.wait("location.pathname != '/accounts/login/'")
    page.go(f"{home}{path}")


def scan(page: Page, code: str) -> None:
    """As a scanner types: fast, and Enter behind it."""
    page.run(TYPE % json.dumps(code))


def sign(page: Page, pad: str) -> None:
    """Draw a stroke with the mouse."""
    place = json.loads(str(page.run(
        f"(e => {{ e.scrollIntoView({{block: 'center'}}); const at = e.getBoundingClientRect();"
        f" return JSON.stringify([at.x, at.y]) }})(document.querySelector('{pad}'))"
    )))  # fmt: skip
    for kind, right in (("mousePressed", 20), ("mouseMoved", 80), ("mouseReleased", 80)):
        page.ask("Input.dispatchMouseEvent", type=kind, button="left", buttons=1, clickCount=1,
                 x=place[0] + right, y=place[1] + right / 2)  # fmt: skip


def shipment_numbers(boxes: list[int]) -> list[str]:
    found = dict(Shipment.objects.filter(id__in=boxes).values_list("id", "number"))
    return [found[id] for id in boxes]


def test_a_mixed_trolley_goes_out_without_what_does_not_belong_on_it(page: Page) -> None:
    good, held, other, bare = [world.issued(2), world.issued(), world.issued(), world.issued()]
    late = world.issued()
    numbers = labelled([*good, *held])
    (changed_mind,) = labelled(late)
    world.all_done(request_cancel(world.orders_of(held), by=ADA))
    (of_van,) = labelled(other, "van")
    choice = Choice(shipment=bare[0], carrier="sf")
    world.all_done(choose_carrier([choice], by=LIN))
    come_in(page, "logistics", "/dock")
    page.press("a[href='/dock/sf']")
    page.wait("'ready' in document.getElementById('trolley').dataset")
    assert page.run("document.querySelectorAll('#due li').length") == 5
    for code, sentence, kind in (
        (numbers[0], "第 1 件", "right"),
        (numbers[0], "扫过了", "twice"),
        (of_van, "这件归自有车队，不是顺丰的。", "wrong"),
        ("NOBODYS1", "没有包裹 NOBODYS1。", "wrong"),
        (numbers[2], "订单被挂起：申请取消中。", "wrong"),
        (shipment_numbers(bare)[0], "还没有运单号。", "wrong"),
    ):
        scan(page, code)
        page.wait(f"{VERDICT} == {json.dumps(sentence)} && {KIND}.endsWith('{kind}')")
    network(page, offline=True)
    for code in (numbers[2], numbers[1]):
        scan(page, code)
        page.wait(f"{VERDICT} == '记下了，还没核对' && {MORE} == '{code}'")
    assert "2 件扫过的存在本机，还没核对" in str(page.run(WIRES))
    assert page.run("document.getElementById('hand-over').disabled") is True
    page.ask("Page.navigate", url="about:blank")  # away and closed; then back, both
    network(page, offline=False)
    page.go(f"{page.home}/dock/sf")
    page.wait(f"{VERDICT} == '第 2 件'")  # what was scanned last was judged last
    assert "申请取消中" in str(page.run("document.getElementById('conflict-rows').textContent"))
    page.wait(f"!document.getElementById('hand-over').disabled && {WIRES} == ''")
    page.run("document.getElementById('conflicts-read').click()")
    assert page.run("document.getElementById('conflicts').hidden") is True
    scan(page, changed_mind)
    page.wait(f"{VERDICT} == '齐了'")
    page.go(f"{page.home}/dock/sf")
    page.wait("document.getElementById('count').textContent == '3'")  # it outlives a reload
    world.all_done(request_cancel(world.orders_of(late), by=ADA))
    page.run("document.getElementById('taken-by').value = '张师傅'")
    sign(page, "#pad")
    page.run("document.getElementById('hand-over').click()")
    page.wait(f"{VERDICT} == '1 件不能走，从车上拿下来'")
    assert changed_mind in str(page.run("document.getElementById('conflict-rows').textContent"))
    page.run("document.getElementById('conflicts-read').click()")
    page.wait("document.getElementById('count').textContent == '0'")
    assert world.state([*good, *held, *other, *bare]) == ["dispatched"] * 2 + ["issued"] * 3
    assert world.state(late) == ["issued"]
    assert page.run("document.getElementById('print-list').hidden") is False
    written = Handover.objects.get()
    assert (written.taken_by, written.carrier.code) == ("张师傅", "sf")
    on_list = HandoverParcel.objects.order_by("ordinal").values_list("shipment_id", flat=True)
    assert list(on_list) == good
    page.go(f"{page.home}/handovers/{written.number}")
    page.wait("document.querySelector('img.signed').naturalWidth > 0")
    assert Proof.objects.get().kind == "signature"


def test_proposals_are_taken_numbers_are_drawn_and_a_label_is_scanned(page: Page) -> None:
    sf = Carrier.objects.get(code="sf")
    Tariff.objects.create(carrier=sf, first_price=8, days=1)
    Tariff.objects.create(carrier=Carrier.objects.get(code="van"), first_price=11, days=2)
    NumberPattern.objects.create(carrier=sf, pattern=r"SF.*")
    NumberPattern.objects.create(carrier=Carrier.objects.get(code="van"), pattern=r"CD\d+")
    world.block("sf", first=1, last=2)
    boxes = world.issued(3)
    come_in(page, "logistics", "/dispatching")
    row = f"document.getElementById('p-{shipment_numbers(boxes)[0]}').textContent"
    assert "首重比自有车队便宜 3 元，全国次日达" in str(page.run(row))
    page.run("document.querySelector('[data-act=propose]').click()")
    page.wait("document.querySelector('[data-carrier=sf] [data-act=draw]')")
    page.run("document.querySelector('[data-carrier=sf] [data-act=draw]').click()")
    page.wait("document.querySelectorAll('tr[data-waybill]').length == 2")
    assert (
        page.run(
            "[...document.querySelectorAll('[data-carrier=sf] [data-all]')]"
            ".map((all) => [all.checked, all.indeterminate].join()).join()"
        )
        == "false,true"
    )  # those that bear a number are not ticked any more
    first, second, third = shipment_numbers(boxes)
    scan(page, third)
    page.wait(f"{SIGN}.includes('现在扫面单')")
    scan(page, "CD000123")  # looks like a number of the vans
    page.wait(f"{SIGN}.includes('像自有车队的单号，不是顺丰的')")
    scan(page, "SF000123")
    page.wait("document.querySelectorAll('tr[data-waybill]').length == 3")
    numbers = Shipment.objects.order_by("id").values_list("number", "waybill__number")
    assert list(numbers) == [
        (first, "SFB000000000001"), (second, "SFB000000000002"), (third, "SF000123"),
    ]  # fmt: skip


def test_a_pickup_is_handed_over_against_its_code(page: Page) -> None:
    (made,) = pickups()
    world.all_done(make_ready([made], by=SAM))
    code = pickup_codes.code(made, pickup_codes.kept([made])[made].nonce)
    (number,) = shipment_numbers([made])
    come_in(page, "sales", "/pickups")
    scan(page, number)
    page.wait("document.activeElement.name == 'code'")
    for given in (f"{(int(code) + 1) % 10**6:06}", code):
        page.run(
            f"document.querySelector('.pickup .code').value = '{given}';"
            "document.querySelector('.pickup form').requestSubmit()"
        )
        if given != code:
            page.wait("document.querySelector('[data-refused]').textContent.includes('取件码不对')")
            assert world.state([made]) == ["issued"]
    page.wait("!document.querySelector('.pickup')")
    assert world.state([made]) == ["delivered"]
    assert code not in str(page.run("location.href"))


def test_a_driver_goes_their_round_with_a_telephone(page: Page) -> None:
    boxes = world.issued(2)
    choices = [Choice(shipment=id, carrier="van") for id in boxes]
    world.all_done(choose_carrier(choices, by=LIN))
    world.all_done(draw_waybill(boxes, by=LIN))
    driver = Staff.objects.get(username="logistics")
    world.all_done(hand_to_carrier(boxes, Trolley(carrier="van", driver=driver.pk), by=LIN))
    to = Elsewhere(street="新路 8 号 2 单元 301", phone="13900000000")
    world.all_done(redirect(boxes[:1], by=LIN, to=to))
    page.size(390, 844)
    come_in(page, "logistics", "/van")
    first, second = shipment_numbers(boxes)
    page.wait("document.querySelectorAll('.stop').length == 2")
    assert page.run("document.documentElement.scrollWidth <= 390")
    assert page.run("document.body.textContent.includes('2 单元 301')") is False
    assert page.run("document.body.textContent.includes('新路 8 号')") is True
    page.run(f"document.querySelector('#s-{first} [data-show]').click()")
    page.wait(f"document.querySelector('#s-{first} a.call')?.href == 'tel:+8613900000000'")
    shown = str(page.run(f"document.querySelector('#s-{first} [data-person]').textContent"))
    assert "新路 8 号 2 单元 301" in shown
    assert "文三路" not in shown
    page.run(f"document.querySelector('#s-{first} [data-missed]').click()")
    page.run(
        "document.querySelector('#missed input[value=nobody_home]').click();"
        "document.querySelector('#missed form').requestSubmit()"
    )
    page.wait(f"document.querySelector('#s-{first}').textContent.includes('上次没送成')")
    assert page.run("document.querySelector('.stop').id") == f"s-{second}"  # it is last now
    assert CarrierEvent.objects.get().code == "attempt_failed"
    page.run(f"document.querySelector('#s-{second} [data-hand]').click()")
    page.run("document.getElementById('hand-form').requestSubmit()")
    page.wait("document.getElementById('hand-fault').textContent.includes('拍一张照片')")
    page.run(PHOTO)
    page.wait("!document.getElementById('photo-shown').hidden")
    page.run("document.getElementById('hand-form').requestSubmit()")
    page.wait("document.querySelectorAll('.stop').length == 1")
    assert world.state(boxes) == ["dispatched", "delivered"]
    proof = Proof.objects.get()
    assert (proof.kind, proof.shipment_id, proof.media) == ("photo", boxes[1], "image/jpeg")
    assert len(proof.content) < 500_000

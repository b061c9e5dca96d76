"""A day of the demo shop, played through the addresses of its screens: what was sold goes out, what
was cancelled stays, what is missing is settled, and the books agree in the evening."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django.fixtures import Settings

from gendan.config import commands_setup_data
from gendan.demo import house
from gendan.messages.drain import drain
from tests import world
from tests.desks.at_the_screens import Person
from tests.journey.facts import DOT
from tests.messages.conftest import noon  # noqa: F401 - a fixture of theirs

NEAR = {"division": "330106", "province": "浙江省", "city": "杭州市", "district": "西湖区",
        "street": "文三路 1 号 2 单元 301"}  # fmt: skip
SIGNED = f"data:image/png;base64,{DOT}"
FAR = {"division": "440106", "province": "广东省", "city": "广州市", "district": "天河区",
       "street": "体育西路 9 号"}  # fmt: skip
NOBODYS = "6901234567199"


@pytest.fixture
def people(db: None, settings: Settings) -> dict[str, Person]:
    """The demo shop on its first morning, and who is at work."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    commands_setup_data.load()
    logins = house.load(7)
    assert logins
    at_work = ("lin", "chen", "wang", "shen", "sun", "wu", "han")
    return {name: Person(f"demo-{name}", logins.password) for name in at_work}


def test_a_day_is_played_at_the_screens(
    people: dict[str, Person],
    noon: datetime,  # noqa: F811
) -> None:
    lin, chen, wang, shen, sun, wu, han = people.values()
    stock_up(wang, "TEA001", 5)
    far = [sell(lin, {"TEA001": 2, "SNK001": 1}, place=FAR) for _ in range(2)]
    kept = sell(lin, {"TEA001": 1}, place=FAR)
    near = sell(lin, {"SNK001": 3}, place=NEAR)
    scarce = sell(lin, {"TEA005": 2}, place=NEAR)
    fetched = sell(chen, {"TEA001": 1})
    for seller, orders in ((lin, [*far, kept, near, scarce]), (chen, [fetched])):
        review(seller, orders)

    boxes = {order: f"{order}-1" for order in (*far, kept, near, scarce, fetched)}
    pick_a_wave(wang, [boxes[order] for order in (*far, kept, near, scarce)], short="TEA005")
    settle(lin, scarce)
    pick(wang, boxes[scarce])
    pick(shen, boxes[fetched])

    give_numbers(sun, [boxes[order] for order in (*far, kept, near, scarce)])
    wu.go(f"/orders/{kept}")
    wu.take("request_cancel", kept)
    labels = hand_over(sun, "demo-yto", [boxes[order] for order in far], stays=boxes[kept])
    hand_over(sun, "demo-van", [boxes[near], boxes[scarce]])
    take_back(wang, kept)

    deliver_by_van(sun, boxes[near])
    sun.go(f"/orders/{scarce}")
    sun.take("deliver", boxes[scarce])
    deliver_by_file(sun, labels, [boxes[order] for order in far])
    collect(chen, han, fetched, noon)

    for order in (*far, near, scarce, fetched):
        assert "<b>已完成</b>" in wu.go(f"/orders/{order}"), order
    assert "<b>已取消</b>" in wu.go(f"/orders/{kept}")
    world.books_agree()


def stock_up(floor: Person, sku: str, units: int) -> None:
    """A delivery note is entered, its goods are scanned, put on their shelf, and all is there."""
    floor.go("/stock/put-away")
    screen = floor.one(id="put-away")
    asked = f"{screen['data-reads']}?warehouse=demo-hz&code="
    before = floor.fetch(asked + sku)["article"]["waits"]
    floor.go("/stock/receipts")
    note = {"warehouse": "demo-hz", "sender": "西湖茶厂", "reference": "SH1",
            "lines": [{"code": sku, "quantity": units}]}  # fmt: skip
    (made,) = floor.done(floor.one(data_opens="/stock/receipts")["data-href"], receipts=[note])
    paper = made["made"]
    floor.go(f"/stock/receipts/{paper}")
    arrival = {"receipt": paper, "code": sku, "quantity": units}
    floor.done(floor.one(data_scan="receive")["data-href"], arrivals=[arrival])
    floor.go("/stock/put-away")
    article = floor.fetch(asked + sku)["article"]
    assert article["waits"] == before + units
    assert floor.fetch(asked + article["bin"])["bin"] == article["bin"]
    laid = {"warehouse": "demo-hz", "code": sku, "bin": article["bin"],
            "quantity": article["waits"]}  # fmt: skip
    floor.done(screen["data-href"], puts=[laid])
    assert floor.fetch(asked + sku)["article"]["waits"] == 0
    floor.go(f"/stock/receipts/{paper}")
    close = next(it for it in floor.all(data_whole=paper) if it["data-href"].endswith("closings"))
    floor.done(close["data-href"], receipts=[paper], reason="")


def sell(seller: Person, goods: dict[str, int], place: Mapping[str, str] | None = None) -> str:
    """Write an order down, sent to a place or fetched in the store, and be paid for it."""
    seller.go("/orders/new")
    asks = seller.told["asks"]
    channel, store = ("demo-phone", "demo-online") if place else ("demo-store", "demo-lakeside")
    for code in (channel, store):
        seller.one(value=code)
    lines = [{"sku": sku, "quantity": units, "unit_price": None, "discount": "0"}
             for sku, units in goods.items()]  # fmt: skip
    asked = {"fulfilment": "delivery" if place else "pickup", "charges": "0", "lines": lines}
    (quoted,) = seller.post(asks["quote"], {"store": store, "orders": [asked]})["orders"]
    order = {
        **asked, "channel": channel, "store": store, "reference": None, "name": "王小明",
        "phone": f"1380013{next(world.serial):04d}", "consignee": "", "consignee_phone": "",
        **(place or {}), "paid": quoted["total"], "payment_method": "cash",
        "payment_reference": "", "cash_on_delivery": False, "awaits_payment": None,
        "salesperson": seller.told["seller"], "remark": "",
    }  # fmt: skip
    (made,) = seller.done(asks["place"], orders=[order])
    return str(made["made"])


def review(seller: Person, orders: Sequence[str]) -> None:
    """They stand in the queue, and are confirmed on their pages."""
    seller.go("/orders?status=review")
    assert all(seller.one(data_number=order) for order in orders)
    for order in orders:
        seller.go(f"/orders/{order}")
        seller.take("confirm", order)


def pick_a_wave(picker: Person, boxes: Sequence[str], *, short: str) -> None:
    """Seen, made into a wave, picked scan by scan, closed and issued. Of what is `short` one unit
    is not there."""
    picker.go("/desks/warehouse")
    for place in ("acknowledgements", "waves"):  # buttons that name their shipments
        act = next(it for it in picker.all(data_act="") if it["data-href"].endswith(place))
        assert set(act["data-numbers"].split()) == set(boxes)
        picker.done(act["data-href"], shipments=list(boxes))
    picker.go("/desks/warehouse")
    wave = next(it["href"] for it in picker.all() if it.get("href", "").startswith("/scan/BC"))
    assert picker.print("pick_list", boxes)
    whole = pick(picker, wave.removeprefix("/scan/"), short=short)
    assert picker.print("goods_issue_note", whole)


def pick(picker: Person, code: str, short: str = "") -> list[str]:
    """On the scan screen, until all boxes of the code are issued, but for what is short: those."""
    picker.go(f"/scan/{code}")
    steps = picker.told["steps"]
    opened = picker.fetch(f"/scan/work?code={code}")
    if waiting := [box["number"] for box in opened["boxes"] if box["state"] == "to_pick"]:
        picker.done(steps["start_pick"], shipments=waiting)
    takes = picker.fetch(f"/scan/work?code={code}")["takes"]
    wrong = {"shipment": takes[0]["box"], "code": NOBODYS, "quantity": 1, "bin": ""}
    assert picker.refused(steps["pick"], scans=[wrong]) == ["wrong_item"]
    for take in takes:
        missing = 1 if take["sku"] == short else 0
        if left := take["quantity"] - take["picked"] - missing:
            scan = {"shipment": take["box"], "code": take["gtin"], "quantity": left,
                    "bin": take["bin"]}  # fmt: skip
            picker.done(steps["pick"], scans=[scan])
        if missing:
            said = {"shipment": take["box"], "code": short, "quantity": missing}
            picker.done(steps["report_short"], shorts=[{**said, "reason": "not_in_stock"}])
    lacking = {take["box"] for take in takes if take["sku"] == short}
    whole = [box["number"] for box in opened["boxes"] if box["number"] not in lacking]
    picker.done(steps["pack"], boxes=[{"shipment": number} for number in whole])
    picker.done(steps["issue"], shipments=whole)
    return whole


def settle(seller: Person, order: str) -> None:
    """The shortage case that opened by itself: the customer is called, and takes what there is."""
    page = seller.go(f"/orders/{order}")
    assert "缺货协商" in page
    seller.take("record_contact", order, note="电话里说了")
    seller.go(f"/orders/{order}")
    seller.take("decide_shortage", order, decision="reduce", note="电话里定的")


def give_numbers(dispatcher: Person, boxes: Sequence[str]) -> None:
    """Proposals are taken; numbers come from blocks, and our vans need none; labels are printed."""
    dispatcher.go("/dispatching")
    rows = [dispatcher.one(id=f"p-{box}") for box in boxes]
    parcels = [{"shipment": row["data-number"], "carrier": row["data-proposed"],
                "reason": row["data-reason"]} for row in rows]  # fmt: skip
    dispatcher.done(dispatcher.one(data_act="propose")["data-href"], parcels=parcels)
    dispatcher.go("/dispatching")
    dispatcher.done(dispatcher.one(data_act="draw")["data-href"], shipments=list(boxes))
    dispatcher.go("/desks/logistics")
    assert dispatcher.print("label", boxes)


def hand_over(dispatcher: Person, carrier: str, boxes: Sequence[str], stays: str = ""
              ) -> dict[str, str]:  # fmt: skip
    """Each label is scanned onto the carrier's trolley; what asked to be cancelled is refused.
    Somebody signs, and the list is written. The numbers on the labels."""
    dispatcher.go("/dispatching")
    labels = {it["data-number"]: it["data-waybill"] for it in dispatcher.all()
              if it.get("data-waybill")}  # fmt: skip
    dispatcher.go(f"/dock/{carrier}")
    dispatcher.one(data_number=boxes[0])
    trolley = dispatcher.one(id="trolley")
    for box in (*boxes, *filter(None, [stays])):
        (verdict,) = dispatcher.post(trolley["data-scan"], {"code": labels[box]})["results"]
        assert verdict["code"] == ("held" if box == stays else None)
    signed = {"taken_by": "张师傅", "signature": SIGNED, "driver": ""}
    if dispatcher.all(id="driver"):
        signed |= {"taken_by": "", "driver": "demo-sun"}
    given = {"carrier": trolley["data-carrier"], **signed}
    if stays:
        assert dispatcher.refused(trolley["data-href"], shipments=[stays], **given) == ["held"]
    dispatcher.done(trolley["data-href"], shipments=list(boxes), **given)
    dispatcher.go("/dock")
    written = next(it["href"] for it in dispatcher.all() if it.get("href", "").startswith("/hand"))
    page = dispatcher.go(written)
    assert all(box in page for box in boxes)
    assert dispatcher.print("handover_list", boxes)
    return labels


def take_back(picker: Person, order: str) -> None:
    """What was cancelled at the last moment is on the shelf again."""
    picker.go(f"/orders/{order}")
    picker.take("accept_cancel", order)


def deliver_by_van(driver: Person, box: str) -> None:
    """On the driver's list; somebody signs for it."""
    driver.go("/van")
    driver.one(id=f"s-{box}")
    proof = {"kind": "signature", "image": SIGNED}
    parcel = {"shipment": box, "received_by": "", "proofs": [proof]}
    driver.done(driver.one(id="stops")["data-deliver"], parcels=[parcel])


def deliver_by_file(dispatcher: Person, waybills: Mapping[str, str], boxes: Sequence[str]) -> None:
    """The carrier's file is tried, and its good rows are confirmed."""
    dispatcher.go("/deliveries")
    text = "运单号,状态\n" + "".join(f"{waybills[box]},已签收\n" for box in boxes)
    file = SimpleUploadedFile("签收.csv", text.encode("gb18030"))
    dispatcher.page = dispatcher.send("/deliveries", file=file).decode()
    rows = [it for it in dispatcher.all() if "data-shipment" in it]
    assert {row["data-shipment"] for row in rows} == set(boxes)
    parcels = [{"shipment": row["data-shipment"], "received_by": row["data-received"]}
               for row in rows]  # fmt: skip
    dispatcher.done(dispatcher.one(id="tried")["data-href"], parcels=parcels)


def collect(seller: Person, manager: Person, order: str, at: datetime) -> None:
    """The customer is told a code, and gets the goods against it alone."""
    seller.go("/pickups")
    pickups, box = seller.one(id="pickups"), f"{order}-1"
    seller.one(id=f"u-{box}")
    seller.done(pickups["data-ready"], shipments=[box])
    while drain(at):
        pass
    page = manager.go(f"/outbox?order={order}")
    (code,) = set(re.findall(r"取件码\D*(\d{6})", page))
    strange = f"{(int(code) + 1) % 10**6:06}"
    given = {"shipment": box, "without_code": ""}
    assert seller.refused(pickups["data-collect"], pickups=[{**given, "pickup_code": strange}]) == [
        "wrong_code"
    ]
    seller.done(pickups["data-collect"], pickups=[{**given, "pickup_code": code}])

"""The pages of the last hand-over: who sees what, what a scan says, what a file would do."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from gendan.insight.orders.many import ARE_MANY
from gendan.journey.anytime.holds import hold
from gendan.journey.s5_dispatch.choosing import Choice, choose_carrier
from gendan.journey.s5_dispatch.commands import Parcel, assign_waybill, replace_waybill
from gendan.journey.s5_dispatch.handing import Trolley, hand_to_carrier
from gendan.journey.s6_deliver.pickups import make_ready
from gendan.journey.s6_deliver.proving import Arrival, deliver_each
from gendan.records.dock.models import Handover, PickupCode, Proof
from gendan.records.orders.models import CustomerOrder
from gendan.records.people.models import Staff
from gendan.records.places.models import Warehouse
from gendan.records.shipments.models import Shipment
from tests import world
from tests.cast import LIN, SAM
from tests.desks.people import SignIn
from tests.intake.files import write_xlsx
from tests.journey.facts import pickups, signature

HEADER = ["运单号", "状态", "签收时间", "签收人"]


def labelled(count: int = 1) -> list[int]:
    boxes = world.issued(count)
    parcels = [Parcel(shipment=id, carrier="sf", number=f"SF{id}") for id in boxes]
    world.all_done(assign_waybill(parcels, by=LIN))
    return boxes


def handed(count: int = 1) -> list[int]:
    """On the road since yesterday, on a list with a signature."""
    boxes = labelled(count)
    trolley = Trolley(carrier="sf", taken_by="张师傅", signature=signature())
    world.all_done(hand_to_carrier(boxes, trolley, by=LIN))
    Shipment.objects.filter(id__in=boxes).update(handed_at=timezone.now() - timedelta(days=1))
    return boxes


def elsewhere(client: Client, username: str) -> None:
    """Let them work for another warehouse only."""
    person = Staff.objects.get(username=username)
    person.warehouses.set([Warehouse.objects.get(code="W2")])


def scanned(client: Client, code: str) -> dict[str, object]:
    answer = client.post("/dock/sf/scan", {"code": code}, content_type="application/json")
    (found,) = json.loads(answer.content)["results"]
    assert isinstance(found, dict)
    return found


def test_the_board_names_what_holds_a_parcel_and_shows_it_within_reach(signed_in: SignIn) -> None:
    (made,) = labelled()
    world.all_done(hold(world.orders_of([made]), by=SAM, reason="核实"))
    client = signed_in("logistics")
    number = Shipment.objects.get(id=made).number
    page = client.get("/dispatching").content.decode()
    assert number in page
    assert "人工挂起" in page
    assert f"SF{made}" in page
    rows = client.get("/dispatching", headers={"HX-Request": "true"}).content.decode()
    assert number in rows
    assert "<html" not in rows
    elsewhere(client, "logistics")
    assert number not in client.get("/dispatching").content.decode()
    assert client.get("/dock/pigeon").status_code == 404


def test_a_scan_says_why_something_stays_and_finds_nothing_out_of_reach(signed_in: SignIn) -> None:
    made, moved = labelled(2)
    (gone,) = handed()
    world.all_done(assign_waybill([Parcel(shipment=moved, carrier="sf", number="SFNEW")], by=LIN))
    client = signed_in("logistics")
    assert scanned(client, f" SF{made} ")["status"] == "done"
    assert scanned(client, "SFNEW")["status"] == "done"
    assert scanned(client, f"SF{moved}")["code"] == "void_label"
    assert scanned(client, f"SF{gone}")["code"] == "wrong_state"
    assert scanned(client, "x" * 500)["code"] == "unknown_parcel"
    for nonsense in ("", "[]", "{}", '"code"'):
        given = client.post("/dock/sf/scan", nonsense, content_type="application/json")
        assert given.status_code == 400
    elsewhere(client, "logistics")
    assert scanned(client, f"SF{made}")["code"] == "unknown_parcel"


def test_a_signature_is_shown_to_whom_it_concerns(signed_in: SignIn) -> None:
    handed()
    proof, written = Proof.objects.get(), Handover.objects.get()
    client = signed_in("logistics")
    answer = client.get(f"/proofs/{proof.pk}")
    assert (answer["Content-Type"], answer.content) == ("image/png", bytes(proof.content))
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    assert "张师傅" in client.get(f"/handovers/{written.number}").content.decode()
    assert signed_in("warehouse").get(f"/proofs/{proof.pk}").status_code == 403
    elsewhere(client, "logistics")
    assert client.get(f"/proofs/{proof.pk}").status_code == 404
    assert client.get(f"/handovers/{written.number}").status_code == 404


def test_what_was_not_fetched_stands_first_and_people_are_masked(signed_in: SignIn) -> None:
    late, fresh = pickups(2)
    world.all_done(make_ready([late, fresh], by=SAM))
    Shipment.objects.filter(id=late).update(due_at=timezone.now() - timedelta(hours=1))
    page = signed_in("sales").get("/pickups").content.decode()
    numbers = [Shipment.objects.get(id=id).number for id in (late, fresh)]
    assert page.index("逾期未取") < page.index(numbers[0]) < page.index(numbers[1])
    assert "王小明" not in page
    assert "王" in page
    assert all(nonce not in page for nonce in PickupCode.objects.values_list("nonce", flat=True))


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_is_tried_row_by_row_and_nothing_is_written(
    signed_in: SignIn, tmp_path: Path, kind: str
) -> None:
    good, early, renamed, done = handed(4)
    world.all_done(
        replace_waybill([Parcel(shipment=renamed, carrier="sf", number="SFNEW")], by=LIN)
    )
    client = signed_in("logistics")
    recent = timezone.localtime() - timedelta(hours=2)
    rows = [
        [f"SF{good}", "已签收", f"{recent:%Y-%m-%d %H:%M:%S}", "王小明"],
        [f"SF{early}", "签收", "2020-01-01 10:00:00", ""],
        [f"SF{renamed}", "妥投", "", "前台"],
        [f"SF{done}", "运输中", "", ""],
        ["SF-NOBODY", "签收", "", ""],
        [f"SF{good}", "签收", "", ""],
        [f"SF{good}", "签收", "昨天", ""],
        ["", "签收", "", ""],
    ]
    if kind == "xlsx":
        content = write_xlsx(tmp_path / "d.xlsx", HEADER, rows).read_bytes()
    else:
        content = "\n".join(",".join(row) for row in [HEADER, *rows]).encode("gb18030")
    before = list(Shipment.objects.order_by("id").values_list("state"))
    answer = client.post("/deliveries", {"file": SimpleUploadedFile(f"d.{kind}", content)})
    page = answer.content.decode()
    assert ">2020-01-01 10:00<" in page  # not of this year
    assert [row.shipment for row in answer.context["good"]] == [
        Shipment.objects.get(id=id).number for id in (good, renamed)
    ]
    assert [row.fault.zh for row in answer.context["bad"]] == [
        "签收时间早于交给承运商的时间。", "这一行不是签收。", "没有这个运单号。",
        "文件里出现了两次。", "这不是日期时间。写成 2026-11-23 14:05:00。", "没有运单号。",
    ]  # fmt: skip
    assert "确认送达" in page
    assert list(Shipment.objects.order_by("id").values_list("state")) == before


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"a,b\n1,2\n", "找不到“运单号”"), (b"\xd0\xcf\x11\xe0", ".xls"), (b"\xff\xfe\x00", "编码")],
)
def test_a_file_that_is_none_says_so(signed_in: SignIn, content: bytes, said: str) -> None:
    client = signed_in("logistics")
    answer = client.post("/deliveries", {"file": SimpleUploadedFile("d.csv", content)})
    assert 'role="alert"' in answer.content.decode()
    assert answer.status_code == 200
    assert said


def test_whose_a_number_is_is_asked_of_the_patterns(signed_in: SignIn) -> None:
    answer = signed_in("logistics").post(
        "/dispatching/recognised", {"number": "SF1", "carrier": ""}
    )
    assert json.loads(answer.content) == {
        "number": "SF1", "carriers": [], "misread": False, "said": "",
    }  # fmt: skip


@pytest.mark.parametrize("are_many", [False, True])
def test_what_no_carrier_has_scanned_in_time_waits_in_a_queue_of_its_own(
    signed_in: SignIn, monkeypatch: pytest.MonkeyPatch, *, are_many: bool
) -> None:
    monkeypatch.setattr(ARE_MANY, "_find", lambda _: are_many)
    ARE_MANY.forget()
    silent, heard, fresh = handed(3)
    (ours,) = world.issued()
    world.all_done(choose_carrier([Choice(shipment=ours, carrier="van")], by=LIN))
    world.all_done(hand_to_carrier([ours], Trolley(carrier="van"), by=LIN))
    long_ago = timezone.now() - timedelta(hours=1)
    Shipment.objects.exclude(id=fresh).update(due_at=long_ago)
    Shipment.objects.filter(id=heard).update(carrier_status="collected")
    page = signed_in("logistics").get("/desks/logistics/unscanned").content.decode()
    numbers = dict(Shipment.objects.values_list("id", "number"))
    shown = [id for id in (silent, heard, fresh, ours) if f'data-number="{numbers[id]}"' in page]
    assert shown == [silent]
    ARE_MANY.forget()


def test_an_order_shows_its_proof_of_delivery_to_whom_it_concerns(signed_in: SignIn) -> None:
    (made,) = handed()
    (order,) = world.orders_of([made])
    arrival = Arrival(shipment=made, pictures=(signature(),))
    world.all_done(deliver_each([arrival], by=LIN))
    proof = Proof.objects.get(shipment_id=made)
    number = CustomerOrder.objects.get(id=order).number
    address = f'href="/proofs/{proof.pk}"'
    assert address in signed_in("service").get(f"/orders/{number}").content.decode()
    assert address not in signed_in("warehouse").get(f"/orders/{number}").content.decode()


def test_a_city_that_is_its_own_province_is_said_once(signed_in: SignIn) -> None:
    world.issued(province="上海市", city="上海市", district="徐汇区")
    (parcel,) = world.issued(province="北京市", city="北京市", district="海淀区")
    chosen = Choice(shipment=parcel, carrier="sf")
    world.all_done(choose_carrier([chosen], by=LIN))
    client = signed_in("logistics")
    for page in ("/dispatching", "/dock/sf"):
        text = client.get(page).content.decode()
        assert "北京市" in text
        assert not [twice for twice in ("上海市上海市", "北京市北京市") if twice in text]

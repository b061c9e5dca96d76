"""Papers: set by the real engine, read by a real scanner, noted for ever, and masked."""

import hashlib
import io
import itertools
from collections.abc import Sequence

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image
from pypdfium2 import PdfDocument, PdfPage
from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE
from pytest_django.fixtures import Settings

from gendan.desks.papers import contents, engine
from gendan.desks.papers.kinds import PAPERS
from gendan.desks.papers.models import PaperTemplate, Print, Printed
from gendan.desks.papers.sample import sample
from gendan.journey.s1_place.new_orders import NewLine
from gendan.journey.s3_pick.commands import Scan, pick, start_pick
from gendan.journey.s3_pick.waves import plan_wave
from gendan.journey.s5_dispatch.commands import assign_waybill
from gendan.journey.s5_dispatch.handing import Trolley, hand_to_carrier
from gendan.kernel import clock
from gendan.records.carriers.models import CarrierAccount
from gendan.records.dock.models import Handover
from gendan.records.parties.models import Carrier
from gendan.records.people.models import Staff
from gendan.records.picking.models import Wave
from gendan.records.places.models import Bin, Warehouse
from gendan.records.products.models import Product
from gendan.records.shipments.models import Shipment
from gendan.records.shop.models import ONLY, ShopSettings
from gendan.records.stock.models import StockLevel
from tests import world
from tests.cast import LIN, MEI
from tests.desks.papers import RARE, ask, codes, numbers, pdf, printed, sizes, text
from tests.desks.people import SignIn, confirm

SHOP = "https://orders.example.com"
PERSON = {"name": "䶮𬭎飞", "phone": "13800000042", "street": "文三路 1 号 2 单元 301 室"}
WAITING = {
    "pick_list": "picking",
    "merged_list": "picking",
    "box_label": "to_pick",
    "packing_slip": "packed",
    "goods_issue_note": "issued",
    "label": "dispatched",
    "handover_list": "dispatched",
}
WHO = {
    "pick_list": "warehouse",
    "merged_list": "warehouse",
    "box_label": "warehouse",
    "packing_slip": "warehouse",
    "goods_issue_note": "logistics",
    "label": "logistics",
    "handover_list": "logistics",
}
PNG = b"\x89PNG\r\n\x1a\n"
DRAWN = io.BytesIO()
Image.new("RGB", (60, 20), (32, 107, 196)).save(DRAWN, "PNG")
keys = (f"key-{number}" for number in itertools.count())


@pytest.fixture
def shelves(shop: None, settings: Settings) -> None:
    """The shop under its public address, its goods in bins, and one of them in rare characters."""
    settings.PUBLIC_URL = SHOP
    Product.objects.filter(sku="cup").update(name=f"杯 {RARE}")
    here = world.warehouse()
    for walk, (sku, code) in enumerate((("cup", "A-01"), ("pot", "A-02"), ("tea", "B-01"))):
        place = Bin.objects.create(warehouse_id=here, code=code, walk=walk)
        StockLevel.objects.filter(product__sku=sku, warehouse=here).update(bin=place)


def waiting(paper: str, count: int = 1, **more: object) -> list[str]:
    lines = (NewLine(sku="tea", quantity=3), NewLine(sku="cup", quantity=2))
    build = world.SHIPMENTS[WAITING[paper]]
    return numbers(build(count, lines=lines, **{**PERSON, **more}))


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.name)
def test_every_paper_has_its_size_its_words_and_codes_that_scan(
    signed_in: SignIn, shelves: None, paper: object
) -> None:
    name = paper.name
    (number,) = waiting(name)
    document = printed(signed_in(WHO[name]), name, [number])
    shipment = Shipment.objects.select_related("waybill").get(number=number)
    assert sizes(document) == {paper.size}
    (page,) = text(document)
    (scanned,) = codes(document)
    bars = {"goods_issue_note": shipment.goods_issue_number, "box_label": number,
            "pick_list": number, "packing_slip": number}  # fmt: skip
    if name in ("handover_list", "merged_list"):
        assert scanned == set()  # of nothing that was handed over, and of no wave
    if name == "merged_list":
        assert [word for word in (paper.title.zh, number, f"杯 {RARE}") if word not in page] == []
        return
    if name == "handover_list":
        assert [
            word
            for word in (paper.title.zh, shipment.waybill.number, "顺丰", number)
            if word not in page
        ] == []
        return
    said = shipment.waybill.number if name == "label" else bars[name]
    assert scanned == {("QRCode", f"{SHOP}/go/{number}"), ("Code128", said)}
    assert said in page
    if name not in ("label", "box_label"):
        assert paper.title.zh in page
        assert f"杯 {RARE}" in page
    who = Staff.objects.get(username=WHO[name]).name
    assert who in page


def test_a_picker_reads_the_bins_in_the_order_of_the_walk(signed_in: SignIn, shelves: None) -> None:
    (number,) = waiting("pick_list")
    (page,) = text(printed(signed_in("warehouse"), "pick_list", [number]))
    assert page.index("A-01") < page.index("B-01")
    assert "B-01" in page.split(f"杯 {RARE}")[1]


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.name)
def test_nobody_is_to_be_read_on_paper(signed_in: SignIn, shelves: None, paper: object) -> None:
    # Its carrier is told the address by our program, when it is asked for the number.
    CarrierAccount.objects.create(
        carrier=Carrier.objects.get(code="sf"), adapter="json", url="https://sf.example", key=""
    )
    (number,) = waiting(paper.name, remark="给䶮𬭎飞，打 13800000042")
    page = "\n".join(text(printed(signed_in(WHO[paper.name]), paper.name, [number])))
    assert "𬭎飞" not in page
    assert "13800000042" not in page
    assert "301 室" not in page
    shown = {"name": "䶮**", "phone": "138******42", "street": "文三路 1 号 * 单元 *** 室"}
    expected = {"label": shown.values(), "packing_slip": shown.values(),
                "goods_issue_note": [shown["name"]]}  # fmt: skip
    for word in shown.values():
        assert (word in " ".join(page.split())) == (word in expected.get(paper.name, ())), word
    assert ("给䶮**，打 138******42" in page) == (paper.name == "packing_slip")


def test_a_carrier_that_has_nothing_but_the_label_reads_the_door_on_it(
    signed_in: SignIn, shelves: None
) -> None:
    (number,) = waiting("label")
    (page,) = text(printed(signed_in("logistics"), "label", [number]))
    assert PERSON["street"] in " ".join(page.split())
    assert PERSON["phone"] not in page
    assert PERSON["name"] not in page


def test_a_wave_is_one_list_that_is_taken_from_bins_and_sorted_into_slots(
    signed_in: SignIn, shelves: None
) -> None:
    both = (NewLine(sku="tea", quantity=3), NewLine(sku="cup", quantity=2))
    made = [*world.to_pick(2, lines=both), *world.to_pick(sku="tea", quantity=4)]
    world.all_done(plan_wave(made, by=MEI))
    world.all_done(start_pick(made[:1], by=MEI))
    world.all_done(pick([Scan(shipment=made[0], code="cup")], by=MEI))
    client = signed_in("warehouse")
    document = printed(client, "merged_list", numbers(made), in_bin_order=True)
    (page,) = [" ".join(one.split()) for one in text(document)]
    (wave,) = Wave.objects.values_list("number", flat=True)
    assert codes(document) == [{("QRCode", f"{SHOP}/go/{wave}"), ("Code128", wave)}]
    assert "3 单 · 13 件 · 2 个库位" in page
    cups, tea = page.index(f"杯 {RARE}"), page.index("B-01")
    assert cups < tea
    assert "3 1× 1 2× 2" in page[cups:tea].replace(" × ", "× ")
    assert "10 1× 3 2× 3 3× 4" in page[tea:].replace(" × ", "× ")
    assert all(number in page for number in numbers(made))
    assert client.get(f"/go/{wave}")["Location"] == f"/scan/{wave}"
    assert signed_in("sales").get(f"/go/{wave}")["Location"] == "/"


def test_a_handover_list_bears_its_number_and_who_took_it(signed_in: SignIn, shelves: None) -> None:
    made = world.issued(2)
    world.all_done(assign_waybill(world.parcels(made), by=LIN))
    world.all_done(hand_to_carrier(made[::-1], Trolley(carrier="sf", taken_by="张师傅"), by=LIN))
    written = Handover.objects.get()
    client = signed_in("logistics")
    document = printed(client, "handover_list", numbers(made))
    (page,) = text(document)
    assert codes(document) == [
        {("QRCode", f"{SHOP}/go/{written.number}"), ("Code128", written.number)}
    ]
    assert "张师傅" in page
    first, second = numbers(made)
    assert page.index(second) < page.index(first)  # as they were scanned
    assert client.get(f"/go/{written.number}")["Location"] == f"/handovers/{written.number}"


@pytest.mark.parametrize(("logo", "pictures"), [(DRAWN.getvalue(), 1), (PNG + b"no picture", 0)])
def test_the_logo_of_the_shop_is_on_its_papers_if_it_can_be_shown(
    signed_in: SignIn, shelves: None, logo: bytes, pictures: int
) -> None:
    ShopSettings.objects.create(
        pk=ONLY, logo=logo, logo_type="image/png", logo_digest=hashlib.sha256(logo).hexdigest()
    )
    (number,) = waiting("packing_slip")
    document = printed(signed_in("warehouse"), "packing_slip", [number])
    images = [one for one in document[0].get_objects() if one.type == FPDF_PAGEOBJ_IMAGE]
    assert len(images) == pictures


def test_a_pile_lies_in_the_order_given_or_in_that_of_the_bins(
    signed_in: SignIn, shelves: None
) -> None:
    tea, pot, cup = (numbers(world.to_pick(sku=sku))[0] for sku in ("tea", "pot", "cup"))
    client = signed_in("warehouse")
    given = text(printed(client, "pick_list", [pot, tea, cup], key=next(keys)))
    walked = text(printed(client, "pick_list", [pot, tea, cup], key=next(keys), in_bin_order=True))
    assert [found(page, (tea, pot, cup)) for page in given] == [pot, tea, cup]
    assert [found(page, (tea, pot, cup)) for page in walked] == [cup, pot, tea]


def found(page: str, among: Sequence[str]) -> str:
    (number,) = (number for number in among if number in page)
    return number


def test_hundreds_in_one_pdf_with_as_many_statements_as_one(
    signed_in: SignIn, shelves: None
) -> None:
    client = signed_in("logistics")
    many = numbers(world.issued(300))
    pdf(client, ask(client, "goods_issue_note", many[:1], next(keys))["print"])  # all is warm
    with CaptureQueriesContext(connection) as one:
        first = ask(client, "goods_issue_note", many[:1], next(keys))
    with CaptureQueriesContext(connection) as all_of_them:
        pile = ask(client, "goods_issue_note", many, next(keys))
    assert len(one) == len(all_of_them)
    with CaptureQueriesContext(connection) as one:
        pdf(client, first["print"])
    with CaptureQueriesContext(connection) as all_of_them:
        document = pdf(client, pile["print"])
    assert len(one) == len(all_of_them)
    assert len(document) == 300
    assert [number in page for number, page in zip(many, text(document), strict=True)] == [
        True
    ] * 300


def test_a_long_shipment_takes_pages_each_with_its_number(signed_in: SignIn, shelves: None) -> None:
    goods = [f"sku-{place:02}" for place in range(50)]
    for sku in goods:
        Product.objects.create(sku=sku, name=f"商品 {sku}", price=1)
        world.receive(sku, 10)
    (number,) = numbers(world.to_pick(lines=tuple(NewLine(sku=sku, quantity=1) for sku in goods)))
    (other,) = numbers(world.to_pick())
    pages = text(printed(signed_in("warehouse"), "pick_list", [number, other]))
    assert len(pages) == 4
    assert [f"{place} / 3" in page for place, page in enumerate(pages[:3], start=1)] == [True] * 3
    assert "1 / 1" in pages[3]
    assert all(number in page for page in pages[:3])
    assert all(any(sku in page for page in pages) for sku in goods)


def test_nothing_is_too_long_for_its_paper() -> None:
    for paper in PAPERS:
        pile = sample(paper)
        document = PdfDocument(engine.document(contents.asked(pile, "zh", {})))
        over = [
            (paper.name, place, letters)
            for place, page in enumerate(document, start=1)
            for letters in beyond(page)
        ]
        assert over == []
        if paper.size != (210, 297):
            assert len(document) == len(pile.shipments), paper.name  # each label is one label
            assert [len(read) for read in codes(document)] == [2] * len(document), paper.name


def beyond(page: PdfPage) -> list[str]:
    """The letters that stand across the edges of the page."""
    wide, high = page.get_size()
    told = page.get_textpage()
    rooms = [told.get_rect(place) for place in range(told.count_rects())]
    return [
        told.get_text_bounded(*room)
        for room in rooms
        if room[0] < 0 or room[1] < 0 or room[2] > wide or room[3] > high
    ]


def test_how_often_by_whom_and_when_stands_on_the_paper_and_on_the_order(
    signed_in: SignIn, shelves: None
) -> None:
    (number,) = waiting("pick_list")
    Staff.objects.filter(username="warehouse").update(name="王师傅")
    client, boss = signed_in("warehouse"), signed_in("manager")
    first = ask(boss, "pick_list", [number], next(keys))["print"]
    second = ask(client, "pick_list", [number], next(keys))["print"]
    (page,) = text(pdf(client, second))
    assert "王师傅" in page
    assert "第 2 次打印" in page
    (page,) = text(pdf(client, first))  # looked at again, not printed again
    assert "第" not in page.split("共")[-1]
    order = number.partition("-")[0]
    shown = " ".join(client.get(f"/orders/{order}").content.decode().split())
    assert "打印 2 次，最近 王师傅" in shown
    (told,) = client.get(f"/api/v1/orders/{order}/prints").json()
    at = Print.objects.get(id=second).at
    assert (told["paper"], told["label"], told["times"], told["last_by"], told["print"]) == (
        "pick_list", "拣货单", 2, "王师傅", second,
    )  # fmt: skip
    assert at <= clock.now()
    assert told["last_at"].startswith(f"{at:%Y-%m-%dT%H:%M:%S}")


def test_the_same_request_again_is_no_second_print(signed_in: SignIn, shelves: None) -> None:
    (number,) = waiting("pick_list")
    client = signed_in("warehouse")
    assert ask(client, "pick_list", [number]) == ask(client, "pick_list", [number])
    assert (Print.objects.count(), Printed.objects.count()) == (1, 1)


def test_what_cannot_be_printed_says_why_and_leaves_the_rest_alone(
    signed_in: SignIn, shelves: None
) -> None:
    (there,), (early,) = waiting("goods_issue_note"), numbers(world.picking())
    client = signed_in("logistics")
    told = ask(client, "goods_issue_note", [early, "99999999-1", there, there])
    reasons = [result["code"] for result in told["results"]]
    assert reasons == ["wrong_state", "not_found", None, "repeated_in_batch"]
    assert "拣货中" in told["results"][0]["message"]
    assert (told["done"], told["refused"], len(pdf(client, told["print"]))) == (1, 3, 1)
    nothing = ask(client, "goods_issue_note", [early], next(keys))
    assert (nothing["print"], nothing["href"], Print.objects.count()) == (None, None, 1)


def test_only_within_reach_and_only_by_those_who_take_the_step(
    signed_in: SignIn, shelves: None
) -> None:
    (number,) = waiting("pick_list")
    made = ask(signed_in("warehouse"), "pick_list", [number])["print"]
    assert signed_in("logistics").get(f"/prints/{made}").status_code == 403
    body = {"paper": "pick_list", "shipments": [number]}
    answer = signed_in("sales").post(
        "/api/v1/prints", body, "application/json", headers={"Idempotency-Key": "s"}
    )
    assert answer.status_code == 403
    Staff.objects.get(username="warehouse").warehouses.add(Warehouse.objects.get(code="W2"))
    away = signed_in("warehouse")
    assert away.get(f"/prints/{made}").status_code == 404
    told = ask(away, "pick_list", [number], next(keys))
    assert [result["code"] for result in told["results"]] == ["not_found"]


def test_a_scanned_code_leads_each_to_their_screen(signed_in: SignIn, shelves: None) -> None:
    (number,) = waiting("label")
    order = number.partition("-")[0]
    assert signed_in("warehouse").get(f"/go/{number}")["Location"] == f"/scan/{number}"
    client = signed_in("sales")
    assert client.get(f"/go/{number}")["Location"] == f"/orders/{order}#box-{number}"
    assert client.get(f"/go/{order}")["Location"] == f"/orders/{order}"
    assert client.get("/go/never").status_code == 404
    client.logout()
    assert client.get(f"/go/{number}")["Location"] == f"/track?number={order}"


def test_lists_and_orders_offer_what_fits(signed_in: SignIn, shelves: None) -> None:
    (number,) = waiting("goods_issue_note")
    order = number.partition("-")[0]
    page = signed_in("warehouse").get("/desks/warehouse/to-pick").content.decode()
    assert 'data-paper="pick_list"' in page
    assert 'data-paper="goods_issue_note"' not in page
    assert 'data-then="pick_list"' in page
    page = signed_in("logistics").get("/desks/logistics/issued").content.decode()
    assert page.index('data-paper="goods_issue_note"') < page.index('data-paper="label"')
    page = signed_in("logistics").get(f"/orders/{order}").content.decode()
    assert 'data-paper="goods_issue_note"' in page
    assert 'data-paper="pick_list"' not in page
    assert "data-paper" not in signed_in("sales").get(f"/orders/{order}").content.decode()


TEMPLATES = "/admin/papers/papertemplate/"
OWN = '#import "house.typ": *\n#show: base\n#for one in data.sheets [本店拣货 #one.number \\ ]\n'


def test_a_shop_changes_a_template_and_a_bad_one_is_refused_with_its_message(
    signed_in: SignIn, shelves: None
) -> None:
    client = signed_in("manager")
    confirm(client)
    (number,) = waiting("pick_list")
    for bad, said in {
        "#show: it => it\n#nonsense": "pick_list.typ:2:1: unknown variable: nonsense",
        '#read("/etc/passwd")': "file not found",
        '#read("../../etc/passwd")': "would escape the project root",
        '#import ("@pre" + "view/example:0.1.0")': "failed to download package",
        "#let f(n) = f(n + 1)\n#f(1)": "maximum function call depth exceeded",
    }.items():
        answer = client.post(f"{TEMPLATES}add/", {"paper": "pick_list", "text": bad})
        assert answer.status_code == 200
        assert said in answer.content.decode(), bad
    assert not PaperTemplate.objects.exists()
    answer = client.post(f"{TEMPLATES}add/", {"paper": "pick_list", "text": ""})
    assert answer.status_code == 302
    own = PaperTemplate.objects.get()
    assert "拣货单 · Pick list" in own.text
    client.post(f"{TEMPLATES}{own.pk}/change/", {"paper": "pick_list", "text": OWN})
    assert "本店拣货" in text(printed(client, "pick_list", [number], key=next(keys)))[0]
    assert client.get(f"{TEMPLATES}{own.pk}/sample/")["Content-Type"] == "application/pdf"
    PaperTemplate.objects.update(text="#nonsense")  # as an older version may have left it
    made = ask(client, "pick_list", [number], next(keys))
    assert "unknown variable: nonsense" in client.get(f"/prints/{made['print']}").content.decode()
    problem = client.get(made["href"])
    assert (problem.status_code, problem.json()["code"]) == (500, "unprintable")

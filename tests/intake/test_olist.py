"""Past lives: each order ends where its real life ended, and no contradiction is swallowed."""

import csv
import gzip
import json
from collections import Counter
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from gendan.kernel.journal import JournalEntry
from gendan.records.orders.models import CustomerOrder, OrderLine, Payment
from gendan.records.products.models import Product
from gendan.records.shipments.models import Shipment
from gendan.records.stock.models import StockLevel
from tests.intake.files import DAY, OLIST, SHARED, complaints, import_file, olist_rows, write_csv
from tests.world import books_agree

pytestmark = pytest.mark.usefixtures("open_shop")
SAO_PAULO = ZoneInfo("America/Sao_Paulo")
HANDED, DELIVERED = DAY.format(5), DAY.format(9)


def local(text):
    return datetime.fromisoformat(text).replace(tzinfo=SAO_PAULO)


def walk(tmp_path, *orders, options=("--replay",)):
    rows = [row for order in orders for row in order]
    return import_file(
        write_csv(tmp_path / "olist.csv.gz", OLIST, rows), source="olist", options=options
    )


def status(reference):
    return CustomerOrder.objects.get(reference=reference).status


def steps(reference):
    """The order's journal: step and local time."""
    order = CustomerOrder.objects.get(reference=reference)
    return [
        (entry.step, entry.at.astimezone(SAO_PAULO).strftime("%d"))
        for entry in JournalEntry.objects.filter(order_id=order.pk).order_by("seq")
    ]


LIVES = {
    "created": ({"approved": ""}, "review"),
    "approved": ({}, "pending"),
    "processing": ({}, "processing"),
    "invoiced": ({}, "processing"),
    "shipped": ({"handed": HANDED}, "shipped"),
    "delivered": ({"handed": HANDED, "delivered": DELIVERED}, "completed"),
    "canceled": ({}, "cancelled"),
    "unavailable": ({}, "shortage"),
}


def test_each_status_of_the_file_is_reached(tmp_path):
    imported = walk(
        tmp_path, *(olist_rows(word, word, **facts) for word, (facts, _) in LIVES.items())
    )
    assert imported.status == 0
    assert {word: status(word) for word in LIVES} == {word: end for word, (_, end) in LIVES.items()}
    assert imported.figures["statuses"] == [
        {"file_status": word, "our_status": end, "file": 1, "ours": 1}
        for word, (_, end) in sorted(LIVES.items())
    ]
    assert imported.figures["contradictions"] == {}
    books_agree()


def test_steps_happen_at_the_times_of_the_file(tmp_path):
    walk(tmp_path, olist_rows("o", "delivered", handed=HANDED, delivered=DELIVERED))
    assert steps("o") == [
        ("place", "01"), ("record_payment", "02"), ("confirm", "02"), ("plan", "02"),
        ("start_pick", "02"), ("pick", "05"), ("pack", "05"), ("issue", "05"), ("dispatch", "05"),
        ("deliver", "09"),
    ]  # fmt: skip
    order, shipment = CustomerOrder.objects.get(), Shipment.objects.get()
    assert order.placed_at == local(DAY.format(1))
    assert order.promised_by == local("2017-05-20 23:59:59")
    assert (shipment.handed_at, shipment.delivered_at) == (local(HANDED), local(DELIVERED))
    assert (order.total, order.paid, order.currency) == (Decimal("12.50"), Decimal("12.50"), "BRL")
    assert (order.city, order.province, order.street) == ("são paulo", "SP", "CEP 01310")
    assert (Payment.objects.get().method, Product.objects.get(sku="p1").weight_grams) == (
        "card",
        250,
    )


def test_each_seller_sends_a_parcel_whatever_lies_beside_it(tmp_path):
    """What was left by a cancelled order, or wanted by another, must not join two parcels."""
    both = (("p1", "a"), ("p2", "b"))
    far = {"handed": HANDED}
    walk(
        tmp_path,
        olist_rows("left", "canceled", goods=(("p2", "b"),)),
        olist_rows("one", "shipped", goods=both, **far),
        olist_rows("other", "shipped", goods=(("p3", "c"), ("p1", "a"), ("p3", "c")), **far),
        olist_rows("single", "shipped", goods=(("p1", "a"), ("p2", "a")), **far),
    )
    parcels = Counter(Shipment.objects.values_list("order__reference", flat=True))
    assert parcels == {"left": 1, "one": 2, "other": 2, "single": 1}
    assert Shipment.objects.get(order__reference="single").warehouse.code == "olist-1"
    assert OrderLine.objects.filter(order__reference="other").count() == 3


def test_goods_that_were_not_there_are_not_found_on_the_shelf_of_a_cancelled_order(tmp_path):
    walk(tmp_path, olist_rows("a", "canceled"))
    assert StockLevel.objects.get(product__sku="p1").on_hand == 1
    walk(tmp_path, olist_rows("b", "unavailable"))
    assert status("b") == "shortage"
    assert StockLevel.objects.get(product__sku="p1").on_hand == 0


def test_cancelled_after_the_carrier_had_it_comes_back_and_is_closed(tmp_path):
    imported = walk(
        tmp_path,
        olist_rows("shipped", "canceled", handed=HANDED),
        olist_rows("arrived", "canceled", handed=HANDED, delivered=DELIVERED),
        olist_rows("early", "canceled", approved=""),
        olist_rows("beamed", "canceled", delivered=DELIVERED),
    )
    assert [status(order) for order in ("shipped", "arrived", "early", "beamed")] == [
        "closed", "closed", "cancelled", "closed",
    ]  # fmt: skip
    assert steps("arrived")[-3:] == [
        ("dispatch", "05"),
        ("come_back", "09"),
        ("receive_back", "09"),
    ]
    assert [step for step, _ in steps("early")] == ["place", "record_payment", "cancel"]
    assert imported.figures["contradictions"] == {
        "approval_time_missing": 1, "cancelled_after_delivery": 2, "cancelled_after_shipping": 2,
        "shipping_time_missing": 1,
    }  # fmt: skip
    assert imported.figures["examples"]["cancelled_after_delivery"] == ["arrived", "beamed"]
    books_agree()


@pytest.mark.parametrize(
    ("facts", "kinds"),
    [
        ({"approved": ""}, {"approval_time_missing"}),
        ({"approved": DAY.format(6)}, {"shipped_before_approval"}),
        ({"placed": DAY.format(6), "approved": DAY.format(7)},
         {"shipped_before_approval", "shipped_before_purchase"}),
        ({"approved": "2017-04-30 10:00:00"}, {"approved_before_purchase"}),
        ({"delivered": DAY.format(4)}, {"delivered_before_shipped"}),
        ({"delivered": ""}, {"delivery_time_missing"}),
        ({"handed": ""}, {"shipping_time_missing"}),
        ({"handed": "", "delivered": "", "approved": ""},
         {"approval_time_missing", "shipping_time_missing", "delivery_time_missing"}),
        ({"paid": "13.00"}, {"money_differs"}),
        ({"paid": "0.00"}, {"money_differs", "no_payment"}),
        ({"goods": ()}, {"no_lines"}),
        ({"goods": (("p1", "a"), ("p1", "b"))}, {"several_sellers"}),
    ],
)  # fmt: skip
def test_a_delivered_order_ends_completed_whatever_its_facts_and_is_reported(
    tmp_path, facts, kinds
):
    told = {"handed": HANDED, "delivered": DELIVERED, **facts}
    imported = walk(tmp_path, olist_rows("o", "delivered", **told))
    assert (imported.status, status("o")) == (0, "completed")
    assert imported.figures["contradictions"] == dict.fromkeys(kinds, 1)
    shipment = Shipment.objects.first()
    approved = told.get("approved", DAY.format(2)) or DAY.format(1)
    assert shipment.handed_at == local(told["handed"] or approved)
    if told["delivered"]:
        assert shipment.delivered_at == local(told["delivered"])
    books_agree()


def test_times_that_speak_against_the_status_are_told_and_the_status_holds(tmp_path):
    imported = walk(
        tmp_path,
        olist_rows("a", "processing", handed=HANDED),
        olist_rows("b", "shipped", handed=HANDED, delivered=DELIVERED),
    )
    assert (status("a"), status("b")) == ("processing", "shipped")
    assert imported.figures["contradictions"] == {
        "delivery_time_against_status": 1, "shipping_time_against_status": 1,
    }  # fmt: skip


def test_an_order_without_lines_is_placed_at_what_was_paid(tmp_path):
    walk(tmp_path, olist_rows("o", "unavailable", goods=(), paid="72.20"))
    line = OrderLine.objects.get()
    assert (line.product.sku, line.unit_price, status("o")) == (
        "OLIST-UNLISTED", Decimal("72.20"), "shortage",
    )  # fmt: skip


def test_bad_rows_leave_the_other_orders_to_their_ends(tmp_path):
    imported = walk(
        tmp_path,
        olist_rows("good", "approved"),
        olist_rows("odd", "vanished"),
        olist_rows("late", "approved", placed="yesterday"),
    )
    assert (imported.status, status("good")) == (2, "pending")
    assert [fault[1:] for fault in complaints(imported.bad_rows)] == [
        ("order_status", "vanished"), ("order_purchase_timestamp", "yesterday"),
    ]  # fmt: skip


def test_walking_twice_changes_nothing(tmp_path):
    lives = [olist_rows(word, word, **facts) for word, (facts, _) in LIVES.items()]
    walk(tmp_path, *lives)
    before = (
        JournalEntry.objects.count(),
        StockLevel.objects.order_by("pk").values_list("on_hand"),
    )
    before = (before[0], list(before[1]))
    imported = walk(tmp_path, *lives)
    assert (imported.status, imported.figures["known_before"]) == (0, len(LIVES))
    levels = StockLevel.objects.order_by("pk").values_list("on_hand")
    assert (JournalEntry.objects.count(), list(levels)) == before


def test_orders_that_were_only_placed_are_walked_later(tmp_path):
    lives = [olist_rows(word, word, **facts) for word, (facts, _) in LIVES.items()]
    walk(tmp_path, *lives, options=())
    assert set(CustomerOrder.objects.values_list("status", flat=True)) == {"review"}
    assert walk(tmp_path, *lives).status == 0
    assert status("delivered") == "completed"


def test_an_end_that_is_not_reached_is_shown_and_is_no_success(tmp_path):
    from gendan.journey.anytime.cancel import cancel
    from tests.cast import BO

    life = olist_rows("o", "approved")
    walk(tmp_path, life, options=())
    cancel([CustomerOrder.objects.get().pk], by=BO)
    imported = walk(tmp_path, life)
    assert imported.status == 1
    assert imported.figures["statuses"] == [
        {"file_status": "approved", "our_status": "cancelled", "file": 0, "ours": 1},
        {"file_status": "approved", "our_status": "pending", "file": 1, "ours": 0},
    ]


def test_a_dry_run_tells_the_contradictions_and_writes_nothing(tmp_path):
    imported = walk(
        tmp_path, olist_rows("o", "canceled", handed=HANDED), options=("--replay", "--dry-run")
    )
    assert imported.status == 0
    assert imported.figures["contradictions"] == {"cancelled_after_shipping": 1}
    assert not CustomerOrder.objects.exists()
    assert not Product.objects.filter(sku="p1").exists()


def test_every_command_is_acknowledged_after_it_is_there(tmp_path):
    told = tmp_path / "told.jsonl"
    life = olist_rows("o", "delivered", handed=HANDED, delivered=DELIVERED)
    walk(tmp_path, life, options=("--replay", "--acknowledge", str(told)))
    lines = [json.loads(line) for line in told.read_text().splitlines()]
    assert [line["step"] for line in lines] == [
        "record_payment", "confirm", "start_pick", "pick", "pack", "issue", "dispatch", "deliver",
    ]  # fmt: skip
    assert lines[-1]["documents"] == [Shipment.objects.get().pk]


def test_only_a_source_with_lives_can_be_replayed(tmp_path):
    path = write_csv(tmp_path / "a.csv", ("渠道单号",), [])
    imported = import_file(path, options=["--replay"])
    assert imported.status == 1
    assert "不能重走" in imported.words


@pytest.mark.slow
def test_the_first_real_orders_end_as_they_did(tmp_path):
    real = SHARED / "olist" / "orders_dev.csv.gz"
    if not real.is_file():
        pytest.skip(f"the real orders are not there: {real}")
    with gzip.open(real, "rt", encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    orders = list(dict.fromkeys(row[0] for row in rows))[:400]
    mine = [row for row in rows if row[0] in set(orders)]
    words = {row[0]: row[2] for row in mine}
    imported = import_file(
        write_csv(tmp_path / "slice.csv.gz", header, mine), source="olist", options=["--replay"]
    )
    assert imported.status == 0
    ends = {word: end for word, (_, end) in LIVES.items()} | {"canceled": None}
    for order, ours in CustomerOrder.objects.values_list("reference", "status"):
        assert ours == ends[words[order]] or (
            words[order] == "canceled" and ours in ("cancelled", "closed")
        )
    assert CustomerOrder.objects.count() == 400
    assert OrderLine.objects.exclude(product__sku="OLIST-UNLISTED").count() == sum(
        bool(row[1]) for row in mine
    )
    books_agree()

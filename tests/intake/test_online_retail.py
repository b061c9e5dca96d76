"""A list of invoices in which every line becomes exactly one thing."""

import csv
import gzip
from decimal import Decimal

import pytest

from gendan.config import upkeep
from gendan.kernel import sql
from gendan.records.orders.models import CustomerOrder, OrderLine
from gendan.records.products.models import Product
from gendan.records.stock.models import StockLevel, StockMovement
from tests.intake.files import SHARED, complaints, import_file, read_bad, write_csv
from tests.world import books_agree

HEADER = (
    "InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID",
    "Country",
)  # fmt: skip
pytestmark = pytest.mark.usefixtures("shop")


def line(invoice, code, quantity, price="2.50", customer="17850", day=1, name="MUG"):
    at = f"2010-12-{day:02d} 08:26:00"
    return [invoice, code, name, quantity, at, price, customer, "United Kingdom"]


def bring_in(tmp_path, lines):
    path = write_csv(tmp_path / "invoices.csv", HEADER, lines)
    return import_file(path, source="online-retail")


def wanted(invoice):
    """By article, the units that are still wanted of an invoice."""
    lines = OrderLine.objects.filter(order__reference=invoice).select_related("product")
    return {line.product.sku: line.quantity - line.cancelled for line in lines}


def test_an_invoice_becomes_an_order_with_charges(tmp_path):
    lines = [
        line("1", "85123a", 6), line("1", "85123A", 2, name="OTHER WORDS"),
        line("1", "POST", 3, "18"), line("1", "22423", 1, "0"), line("1", "C2", 1, "50.00"),
    ]  # fmt: skip
    imported = bring_in(tmp_path, lines)
    assert imported.status == 0
    assert imported.figures["kinds"] == {"order_line": 3, "charge": 2}
    order = CustomerOrder.objects.get()
    assert (order.charges, order.total, order.currency) == (Decimal(104), Decimal(124), "GBP")
    assert order.placed_at.isoformat() == "2010-12-01T08:26:00+00:00"
    assert (order.customer.reference, order.province) == ("online-retail:17850", "United Kingdom")
    found = list(
        OrderLine.objects.order_by("ordinal").values_list("product__sku", "name", "quantity")
    )
    assert found == [("85123A", "MUG", 6), ("85123A", "OTHER WORDS", 2), ("22423", "MUG", 1)]


def test_a_credit_note_takes_units_off_the_latest_earlier_order(tmp_path):
    lines = [
        line("1", "A1", 10, day=1), line("2", "A1", 4, day=2), line("3", "A1", 9, day=5),
        line("4", "A1", 9, day=1, customer="12345"), line("C5", "a1", -6, day=3),
    ]  # fmt: skip
    imported = bring_in(tmp_path, lines)
    assert imported.figures["kinds"] == {"order_line": 4, "cancellation": 1}
    assert [wanted(str(number)) for number in (1, 2, 3, 4)] == [
        {"A1": 8}, {"A1": 0}, {"A1": 9}, {"A1": 9},
    ]  # fmt: skip
    assert CustomerOrder.objects.get(reference="2").status == "cancelled"
    assert OrderLine.objects.get(order__reference="2").quantity == 4


def test_several_credits_share_what_there_is_and_the_rest_goes_to_a_person(tmp_path):
    lines = [
        line("1", "A1", 10), line("C2", "A1", -7, day=2), line("C3", "A1", -7, day=3),
        line("C4", "A1", -3, day=4), line("C5", "A1", -1, day=5), line("C6", "B2", -1, day=5),
        line("C7", "A1", -1, day=5, customer=""), line("C8", "D", -1, "9.00"), line("C9", "A1", 1),
    ]  # fmt: skip
    imported = bring_in(tmp_path, lines)
    assert imported.status == 2
    assert imported.figures["kinds"] == {"order_line": 1, "cancellation": 2, "problem": 6}
    assert wanted("1") == {"A1": 0}
    assert sorted(complaints(imported.bad_rows)) == [
        (4, "Quantity", "'-7"),
        (6, "Quantity", "'-1"),
        (7, "Quantity", "'-1"),
        (8, "CustomerID", ""),
        (9, "StockCode", "D"),
        (10, "Quantity", "1"),
    ]


def test_a_credit_for_an_order_that_is_being_picked_is_left_to_people(tmp_path):
    from gendan.journey.s2_review.commands import confirm
    from gendan.journey.s3_pick.commands import pick_listed, start_pick
    from gendan.records.shipments.models import Shipment
    from gendan.records.stock import ledger
    from tests.cast import BO

    bring_in(tmp_path, [line("1", "A1", 5)])
    order = CustomerOrder.objects.get()
    home = order.store.supply_set.get().warehouse_id
    article = Product.objects.get(sku="A1").pk
    ledger.post(
        [ledger.Movement(product=article, warehouse=home, kind="receipt", quantity=5)], actor="t"
    )
    confirm([order.pk], by=BO)
    shipment = Shipment.objects.get().pk
    start_pick([shipment], by=BO)
    pick_listed([shipment], by=BO)
    imported = bring_in(tmp_path, [line("C2", "A1", -2, day=2)])
    assert imported.figures["kinds"] == {"problem": 1}
    assert "拣" in read_bad(imported.bad_rows)[1][0][11]
    assert wanted("1") == {"A1": 5}


def test_lines_without_price_and_customer_correct_the_stock(tmp_path):
    lines = [
        line("1", "A1", -12, "0", "", name="smashed"), line("2", "A1", 5, "0", "", name="found"),
        line("3", "DOT", 1, "0", ""), line("4", "A1", -3, "1.00", ""), line("5", "A1", 0),
        line("6", "A1", 99999999, "0", ""),
    ]  # fmt: skip
    imported = bring_in(tmp_path, lines)
    assert imported.figures["kinds"] == {"write_off": 2, "problem": 4}
    moved = StockMovement.objects.filter(product__sku="A1").order_by("id")
    assert list(moved.values_list("kind", "quantity", "note")) == [
        ("receipt", 12, "1 smashed"),
        ("write_off", -12, "1 smashed"),
        ("correct", 5, "2 found"),
    ]
    assert StockLevel.objects.get(product__sku="A1").on_hand == 5


def test_charges_without_goods_and_negative_prices_go_to_a_person(tmp_path):
    lines = [
        line("1", "M", 1, "25.00"), line("A2", "B", 1, "-11062.06", ""), line("3", "A1", 1, "-1"),
        line("3", "B2", 1),
    ]  # fmt: skip
    imported = bring_in(tmp_path, lines)
    assert imported.figures["kinds"] == {"problem": 4}
    assert (imported.figures["bad_rows"], imported.figures["waiting_rows"]) == (3, 1)
    assert not CustomerOrder.objects.exists()


def test_importing_twice_changes_nothing_and_says_the_same(tmp_path):
    lines = [
        line("1", "A1", 10), line("C2", "A1", -3, day=2), line("C2", "A1", -3, day=2),
        line("C3", "A1", -9, day=3), line("4", "A1", -2, "0", ""), line("4", "A1", -2, "0", ""),
    ]  # fmt: skip
    first = bring_in(tmp_path, lines)
    told = read_bad(first.bad_rows)
    before = (wanted("1"), StockMovement.objects.count(), CustomerOrder.objects.get().events)
    second = bring_in(tmp_path, lines)
    assert second.figures["kinds"] == first.figures["kinds"] == {
        "order_line": 1, "cancellation": 2, "write_off": 2, "problem": 1,
    }  # fmt: skip
    assert read_bad(second.bad_rows) == told
    assert (
        wanted("1"),
        StockMovement.objects.count(),
        CustomerOrder.objects.get().events,
    ) == before
    assert wanted("1") == {"A1": 4}
    books_agree()


def test_a_list_that_comes_again_years_later_changes_nothing(tmp_path):
    lines = [
        line("1", "A1", 5), line("C2", "A1", -2, day=2), line("3", "Z", -4, "0", "", name="lost"),
    ]  # fmt: skip
    bring_in(tmp_path, lines)
    sql.run("UPDATE repeat SET at = now() - interval '4 years'")
    upkeep.forget_repeats(0)
    bring_in(tmp_path, lines)
    assert wanted("1") == {"A1": 3}
    assert StockMovement.objects.filter(product__sku="Z", kind="write_off").count() == 1
    books_agree()


def test_a_corrected_credit_takes_effect(tmp_path):
    first = bring_in(tmp_path, [line("1", "A1", 10), line("C2", "A1", -30, day=2)])
    header, (row,) = read_bad(first.bad_rows)
    assert row[3] == "'-30"
    row[3] = "-3"
    again = import_file(write_csv(tmp_path / "b.csv", header, [row]), source="online-retail")
    assert again.figures["kinds"] == {"cancellation": 1}
    assert wanted("1") == {"A1": 7}


def test_a_slice_of_the_real_list_adds_up(tmp_path):
    real = SHARED / "online_retail" / "online_retail.csv.gz"
    if not real.is_file():
        pytest.skip(f"the real list is not there: {real}")
    with gzip.open(real, "rt", encoding="utf-8", newline="") as file:
        header, *lines = [row for _, row in zip(range(8_001), csv.reader(file), strict=False)]
    imported = import_file(
        write_csv(tmp_path / "slice.csv.gz", header, lines), source="online-retail"
    )
    kinds = imported.figures["kinds"]
    assert imported.figures["rows"] == sum(kinds.values()) == 8_000
    assert kinds["order_line"] == OrderLine.objects.count()
    assert min(kinds[kind] for kind in ("charge", "cancellation", "write_off", "problem")) > 0
    assert imported.figures["bad_rows"] == kinds["problem"] == len(complaints(imported.bad_rows))
    books_agree()

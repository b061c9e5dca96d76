"""Which files are read, and as what: refused, packed, in two parts, of a known source."""

import gzip
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from gendan.desks.imports import forms, work
from gendan.intake import reading
from gendan.intake.faults import BadFile
from gendan.records.orders.models import CustomerOrder
from gendan.records.parties.models import Channel
from gendan.records.people.models import Staff
from gendan.records.places.models import Store
from gendan.records.products.models import Product
from tests.desks.people import SignIn
from tests.desks.uploads import carry_out, counted, files, imported, shown, table, tried
from tests.intake.files import HEADER, rows, write_xlsx

__all__ = ["files"]  # a fixture


def test_files_that_cannot_be_used_are_refused_with_a_sentence(signed_in: SignIn) -> None:
    sales = signed_in("sales")

    def refused(*uploads: SimpleUploadedFile, **told: object) -> str:
        given = {"source": "gendan", "files": list(uploads), **told}
        answer = sales.post("/imports", given, headers={"Accept-Language": "zh-CN"})
        assert answer.status_code == 400
        return answer.content.decode()

    two = [SimpleUploadedFile(name, b"x") for name in ("a", "b")]
    assert "选一个文件" in refused(*two)
    assert "选一个文件" in refused()
    assert "文件是空的" in refused(SimpleUploadedFile("a", b""))
    assert "两个文件" in refused(two[0], source="taobao", channel="web", store="S1")
    assert "选一个。" in refused(two[0], source="olist")
    file = tried(sales, b"a,b\n1,2\n", name="一月.csv")
    assert (file.state, CustomerOrder.objects.count()) == ("failed", 0)
    page = shown(sales, f"/imports/{file.pk}")
    assert "一月.csv 缺少这些列" in page
    assert "import-file" not in page


def test_what_is_too_large_is_refused_before_it_is_read(
    signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    sales = signed_in("sales")
    length = str(forms.SIZE_MAX + (2 << 20))
    answer = sales.post("/imports", {}, CONTENT_LENGTH=length, headers={"Accept-Language": "zh-CN"})
    assert answer.status_code == 413
    assert "超过 32.0\xa0MB" in answer.content.decode()
    assert "最大 32.0\xa0MB" in shown(sales, "/imports")
    monkeypatch.setattr(work, "LINES_MAX", 10)
    file = tried(sales, table(rows(10)))
    assert file.state == "failed"
    assert file.figures["problem"][0] == "订单.csv 太大。"


def test_a_forged_upload_is_refused(signed_in: SignIn) -> None:
    signed_in("sales")
    client = Client(enforce_csrf_checks=True)
    client.force_login(Staff.objects.get(username="sales"))
    upload = SimpleUploadedFile("a.csv", table(rows(1)))
    assert client.post("/imports", {"source": "gendan", "files": upload}).status_code == 403


def test_a_packed_file_that_inflates_out_of_all_proportion_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb"
    path.write_bytes(gzip.compress(b"x" * 70_000 + b"\n" * 70_000))
    with pytest.raises(BadFile):
        reading.limit(path, lines=1_000_000, size=100_000)
    with pytest.raises(BadFile):
        reading.limit(path, lines=69_999, size=1_000_000)
    reading.limit(path, lines=70_000, size=140_000)


def test_packed_files_and_workbooks_are_read(signed_in: SignIn, tmp_path: Path) -> None:
    sales = signed_in("sales")
    book = write_xlsx(tmp_path / "orders.xlsx", HEADER, [["X1", "web", "S1", "tea", 2]])
    file = tried(sales, book.read_bytes(), name="orders.xlsx")
    assert counted(file, "orders", "placed") == (1, 1)
    file = tried(sales, gzip.compress(table(rows(3))), name="orders.csv.gz")
    assert counted(file, "orders", "placed") == (3, 3)


def test_the_two_files_of_taobao_are_joined_and_corrected(signed_in: SignIn) -> None:
    sales = signed_in("sales")
    orders = table(
        [["T1", "买家已付款,等待卖家发货", "2026-11-20 10:00:00", "30.00"]],
        ("订单编号", "订单状态", "订单创建时间", "总金额"),
    )
    details = table([["T1", "茶", "30.00", "一", "tea"]],
                    ("订单编号", "标题", "价格", "购买数量", "商家编码"))  # fmt: skip
    told = {"source": "taobao", "channel": "phone", "store": "S2"}
    file = tried(sales, orders, details, **told)
    assert counted(file, "placed", "bad_rows", "waiting_rows") == (0, 1, 1)
    sales.post(f"/imports/{file.pk}/correct", {"c.2.2.3": "1"})
    carry_out()
    file.refresh_from_db()
    imported(sales, file)
    assert counted(file, "placed", "bad_rows") == (1, 0)
    order = CustomerOrder.objects.get()
    assert (order.channel.code, order.store.code, order.reference) == ("phone", "S2", "T1")


INVOICE = ("InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice",
           "CustomerID")  # fmt: skip


def test_a_source_makes_no_house_and_moves_no_stock_for_a_person(signed_in: SignIn) -> None:
    sales = signed_in("sales")
    lines = [
        ["1", "TEA", "tea", "5", "2011-01-01 10:00", "3.00", "17"],
        ["C2", "TEA", "tea", "-2", "2011-01-02 10:00", "3.00", "17"],
        ["3", "TEA", "lost", "-9", "2011-01-03 10:00", "0.00", ""],
    ]
    Product.objects.create(sku="TEA", name="tea", price=3)
    told = {"source": "online-retail", "channel": "web", "store": "S1"}
    file = imported(sales, tried(sales, table(lines, INVOICE), **told))
    assert counted(file, "placed", "cancellations", "bad_rows") == (1, 1, 0)
    assert [count for *_, count in file.figures["left_out"]] == [1]
    line = CustomerOrder.objects.get().lines.get()
    assert line.quantity - line.cancelled == 3
    other = imported(
        signed_in("service"), tried(signed_in("service"), table(lines, INVOICE), **told)
    )
    assert counted(other, "placed", "known", "cancellations") == (0, 1, 1)
    line.refresh_from_db()
    assert line.quantity - line.cancelled == 3
    assert Channel.objects.count() == Store.objects.count() == 2


def test_only_managers_make_articles_on_the_way(signed_in: SignIn) -> None:
    content = table(rows(1, sku="new"))
    file = tried(signed_in("sales"), content, create_products="on")
    assert counted(file, "placed", "bad_rows") == (0, 1)
    manager = signed_in("manager")
    assert counted(tried(manager, content), "placed", "bad_rows") == (0, 1)
    file = imported(manager, tried(manager, content, create_products="on"))
    assert counted(file, "placed", "bad_rows") == (1, 0)
    assert Product.objects.filter(sku="new").exists()

"""Our own template: what goes in, what comes back with a remedy, and that twice is once."""

import csv
from decimal import Decimal

import pytest
from click.testing import CliRunner
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gendan.intake import template
from gendan.intake.source import load
from gendan.kernel.journal import JournalEntry
from gendan.records.orders.models import CustomerOrder, Hold, OrderLine, Payment
from gendan.records.people.models import Staff
from gendan.records.places.models import Division
from gendan.records.products.models import Product
from tests.intake.files import (
    HEADER,
    complaints,
    import_file,
    read_bad,
    rows,
    write_csv,
    write_xlsx,
)

pytestmark = pytest.mark.usefixtures("shop")


def counts():
    """How many rows every table of ours has."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        # Each row says its table: a parallel UNION ALL answers in no order.
        cursor.execute(
            " UNION ALL ".join(f"SELECT '{table}', count(*) FROM {table}" for table in tables)
        )
        return dict(cursor.fetchall())


def test_an_order_with_everything_comes_in_whole(tmp_path):
    person = Staff.objects.create(username="mei", name="梅", department="sales")
    for code, name, level, parent in (
        ("330000", "浙江省", 1, None), ("330100", "杭州市", 2, "330000"),
        ("330106", "西湖区", 3, "330100"),
    ):  # fmt: skip
        Division.objects.get_or_create(
            code=code, defaults={"name": name, "level": level, "parent_id": parent}
        )
    given = {
        "渠道单号": '="W-7"', "渠道": "web", "门店": "S1", "下单时间": "2026-11-01 10:00:00",
        "商品编码": "tea", "商品名称": "龙井", "数量": "2", "单价": "￥29.50", "行折扣": "9",
        "客户姓名": "王小明", "客户电话": "'13800000000", "客户邮箱": "w@example.com",
        "客户编号": "u7", "收货人": "李四", "收货电话": "0571-88888888", "省": "浙江省",
        "市": "杭州市", "区县": "西湖区", "详细地址": "文三路 1 号", "区划代码": "",
        "配送方式": "门店自提", "币种": "CNY", "运费及其他": "8", "已付金额": "20.00",
        "付款方式": "银行卡", "货到付款": "否", "待付款": "是", "导购": "mei",
        "承诺送达": "2026-11-05", "优先级": "5", "备注": "送前\n电话",
    }  # fmt: skip
    path = write_csv(tmp_path / "one.csv", list(given), [list(given.values())], "gb18030")
    imported = import_file(path)
    assert imported.status == 0
    order = CustomerOrder.objects.get()
    line = OrderLine.objects.get()
    assert (order.reference, order.channel.code, order.store.code) == ("W-7", "web", "S1")
    assert order.placed_at.isoformat() == "2026-11-01T02:00:00+00:00"
    assert order.promised_by.isoformat() == "2026-11-04T16:00:00+00:00"
    assert (order.total, order.paid, order.charges) == (Decimal(58), Decimal(20), Decimal(8))
    assert (line.name, line.quantity, line.unit_price) == ("龙井", 2, Decimal("29.50"))
    assert (order.consignee, order.phone) == ("李四", "+8657188888888")
    assert (order.customer.phone, order.customer.reference) == ("+8613800000000", "web:u7")
    assert (order.division_id, order.street) == ("330106", "文三路 1 号")
    assert (order.fulfilment, order.priority, order.remark) == ("pickup", 5, "送前\n电话")
    assert order.salesperson == person
    assert Hold.objects.get().kind == "awaiting_payment"
    assert Payment.objects.get().method == "card"


def test_a_district_that_is_not_certain_is_left_out(tmp_path):
    header = (*HEADER, "省", "市", "区县")
    path = write_csv(tmp_path / "a.csv", header, [[*rows(1)[0], "江西省", "南昌市", "西湖里"]])
    assert import_file(path).status == 0
    order = CustomerOrder.objects.get()
    assert (order.division_id, order.province, order.district) == (None, "江西省", "西湖里")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_the_template_is_filled_in_and_imported(tmp_path, settings, language, suffix):
    from gendan.config.commands_import import import_

    settings.LANGUAGE_CODE = language
    path = tmp_path / f"template{suffix}"
    assert CliRunner().invoke(import_, ["--template", str(path)]).exit_code == 0
    header = template.columns(language)
    needed = dict(zip(load("gendan").columns, header, strict=True))
    values = {needed[field]: "" for field in needed}
    values |= {needed["reference"]: "W1", needed["channel"]: "web", needed["store"]: "S1"}
    values |= {needed["sku"]: "tea", needed["quantity"]: "3"}
    if suffix == ".csv":
        with path.open("a", newline="", encoding="utf-8") as file:
            csv.writer(file).writerow(values.values())
    else:
        write_xlsx(path, header, [list(values.values())])
    assert import_file(path).figures["placed"] == 1
    assert OrderLine.objects.get().quantity == 3


def test_columns_are_known_by_name_wherever_they_stand(tmp_path):
    header = ("\ufeff 数量 ", "unknown", "SKU", "Channel ", "ＳＴＯＲＥ", "渠道单号　")
    path = write_csv(tmp_path / "a.csv", header, [["4", "?", "tea", "web", "S1", "W1"]])
    assert import_file(path).status == 0
    assert OrderLine.objects.get().quantity == 4


def test_a_file_without_a_needed_column_changes_nothing(tmp_path):
    imported = import_file(write_csv(tmp_path / "a.csv", HEADER[:-1], [["W1", "web", "S1", "tea"]]))
    assert imported.status == 1
    assert "缺少这些列：数量" in imported.words
    assert not CustomerOrder.objects.exists()


def test_a_needed_column_that_stands_there_twice_is_not_chosen_by_luck(tmp_path):
    path = write_csv(tmp_path / "a.csv", (*HEADER, "数量"), [[*rows(1)[0], "2"]])
    imported = import_file(path)
    assert imported.status == 1
    assert "有两列都叫“数量”" in imported.words


@pytest.mark.scale
def test_of_ten_thousand_rows_with_37_bad_ones_9963_go_in_and_the_rest_when_corrected(tmp_path):
    given = rows(10_000)
    bad = range(13, 10_000, 270)
    assert len(bad) == 37
    spoilt = {
        0: (4, "two"), 1: (3, "no-such-sku"), 2: (1, "no-such-channel"), 3: (4, "-1"),
        4: (0, "3.5E+17"), 5: (3, "=cmd|' /C calc'!A0"), 6: (2, ""),
    }  # fmt: skip
    for nth, place in enumerate(bad):
        column, value = spoilt[nth % 7]
        given[place][column] = value
    path = write_csv(tmp_path / "orders.csv", HEADER, given)
    imported = import_file(path)
    assert imported.status == 2
    assert (imported.figures["placed"], imported.figures["bad_rows"]) == (9_963, 37)
    assert imported.figures["kinds"] == {"order_line": 9_963, "problem": 37}
    told = complaints(imported.bad_rows)
    assert sorted(line for line, _, _ in told) == [place + 2 for place in bad]
    expected = {
        (place + 2, HEADER[spoilt[nth % 7][0]], spoilt[nth % 7][1]) for nth, place in enumerate(bad)
    }
    assert {(line, column, value.removeprefix("'")) for line, column, value in told} == {
        (line, column, value) for line, column, value in expected
    }

    header, wrong = read_bad(imported.bad_rows)
    for row in wrong:
        row[1:5] = ["web", "S1", "tea", "1"]
        if row[0] == "3.5E+17":
            row[0] = f"W{int(row[5]) - 2}"
    corrected = write_csv(tmp_path / "corrected.csv", header, wrong)
    again = import_file(corrected)
    assert again.status == 0
    assert (again.figures["placed"], again.figures["known_before"]) == (37, 0)
    assert CustomerOrder.objects.count() == 10_000

    before = counts()
    twice = import_file(corrected)
    assert (twice.figures["placed"], twice.figures["known_before"]) == (0, 37)
    assert counts() == before


def test_importing_twice_changes_nothing(tmp_path):
    path = write_csv(tmp_path / "a.csv", HEADER, rows(20))
    assert import_file(path).figures["placed"] == 20
    before = counts()
    imported = import_file(path)
    assert imported.status == 0
    assert (imported.figures["placed"], imported.figures["known_before"]) == (0, 20)
    assert counts() == before


def test_a_dry_run_says_the_same_and_writes_nothing(tmp_path):
    given = rows(5)
    given[1][3] = "no-such-sku"
    given[2][4] = "x"
    path = write_csv(tmp_path / "a.csv", HEADER, given)
    before = counts()
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_value FROM order_number")
        number = cursor.fetchone()
    rehearsed = import_file(path, options=["--dry-run"])
    told = complaints(rehearsed.bad_rows)
    assert counts() == before
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_value FROM order_number")
        assert cursor.fetchone() == number
    imported = import_file(path)
    assert complaints(imported.bad_rows) == told
    assert rehearsed.status == imported.status == 2
    assert rehearsed.figures["placed"] == imported.figures["placed"] == 3


def test_a_dry_run_knows_that_a_reference_is_taken(tmp_path):
    import_file(write_csv(tmp_path / "a.csv", HEADER, rows(1)))
    other = write_csv(tmp_path / "b.csv", HEADER, rows(1, quantity="9"))
    for options in (["--dry-run"], []):
        imported = import_file(other, options=options)
        assert (imported.status, complaints(imported.bad_rows)) == (2, [(2, "渠道单号", "W0")])


def test_an_order_waits_whole_for_its_bad_row(tmp_path):
    given = [
        ["W1", "web", "S1", "tea", "1"],
        ["W1", "", "", "cup", "many"],
        ["W1", "", "", "pot", "2"],
        ["W2", "web", "S1", "tea", "1"],
    ]
    imported = import_file(write_csv(tmp_path / "a.csv", HEADER, given))
    assert (imported.figures["bad_rows"], imported.figures["waiting_rows"]) == (1, 2)
    assert CustomerOrder.objects.get().reference == "W2"
    header, wrong = read_bad(imported.bad_rows)
    assert [row[5] for row in wrong] == ["2", "3", "4"]
    assert wrong[1][6:8] == ["数量", "many"]
    assert wrong[0][8].startswith("这一行没有问题")
    wrong[1][4] = "3"
    assert import_file(write_csv(tmp_path / "b.csv", header, wrong)).status == 0
    found = OrderLine.objects.filter(order__reference="W1").order_by("ordinal")
    assert list(found.values_list("product__sku", "quantity")) == [
        ("tea", 1),
        ("cup", 3),
        ("pot", 2),
    ]


def test_rows_of_an_order_may_stand_apart(tmp_path):
    given = [["W1", "web", "S1", "tea", "1"], *rows(3), ["W1", "web", "S1", "cup", "2"]]
    given[1:4] = [["X" + row[0], *row[1:]] for row in given[1:4]]
    assert import_file(write_csv(tmp_path / "a.csv", HEADER, given)).figures["placed"] == 4
    assert OrderLine.objects.filter(order__reference="W1").count() == 2


def test_rows_of_an_order_must_agree(tmp_path):
    given = [[*rows(1)[0], "北门"], [*rows(1, "cup")[0], "南门"]]
    imported = import_file(write_csv(tmp_path / "a.csv", (*HEADER, "备注"), given))
    assert complaints(imported.bad_rows) == [(2, "", ""), (3, "备注", "南门")]


def test_a_row_with_another_number_of_cells_takes_its_order_along(tmp_path):
    given = [["W1", "web", "S1", "tea", "1"], ["W1", "web", "S1", "cup", "2", "7"], ["W2", "web"]]
    imported = import_file(write_csv(tmp_path / "a.csv", HEADER, given))
    assert not CustomerOrder.objects.exists()
    assert [line for line, _, _ in complaints(imported.bad_rows)] == [2, 3, 4]
    assert (imported.figures["bad_rows"], imported.figures["waiting_rows"]) == (2, 1)


def test_articles_are_made_only_when_asked_and_only_for_orders_without_other_faults(tmp_path):
    given = [["W1", "web", "S1", "new", "1"], ["W2", "none", "S1", "other", "1"]]
    path = write_csv(tmp_path / "a.csv", HEADER, given)
    assert import_file(path).figures["placed"] == 0
    imported = import_file(path, options=["--create-products"])
    assert (imported.figures["placed"], imported.figures["new_products"]) == (1, 1)
    assert Product.objects.filter(sku__in=("new", "other")).count() == 1


def test_an_order_that_only_the_database_refuses_stops_no_other(tmp_path):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE customer_order ADD CHECK (remark <> 'forbidden')")
    given = [[*row, ""] for row in rows(9)]
    given[4][5] = "forbidden"
    imported = import_file(write_csv(tmp_path / "a.csv", (*HEADER, "备注"), given))
    assert (imported.status, imported.figures["placed"]) == (2, 8)
    assert [line for line, _, _ in complaints(imported.bad_rows)] == [6]
    assert "数据库拒绝了这张订单" in read_bad(imported.bad_rows)[1][0][9]


def test_a_mapping_of_ones_own_reads_what_others_export(tmp_path):
    mapping = tmp_path / "jd.toml"
    mapping.write_text(
        'reader = "gendan"\nzh = "京东"\nen = "JD"\nzone = "Asia/Shanghai"\n'
        'needed = ["reference", "sku", "quantity"]\n'
        '[defaults]\nchannel = "web"\nstore = "S1"\n'
        '[columns]\nreference = ["订单号"]\nsku = ["货号"]\nquantity = ["订购数量"]\n'
        'placed_at = ["下单时间"]\n'
    )
    header = ("订单号", "商品ID", "订购数量", "下单时间", "货号", "")
    given = [["'69000000000000001", "1", "2", "2016-03-03 10:00:00", "tea", ""]]
    path = write_csv(tmp_path / "jd.csv", header, given, "gbk")
    assert import_file(path, source=str(mapping)).status == 0
    assert CustomerOrder.objects.get().reference == "69000000000000001"


@pytest.mark.parametrize("source", ["nowhere", "broken.toml"])
def test_an_unknown_source_is_refused_with_those_that_there_are(tmp_path, source):
    (tmp_path / "broken.toml").write_text("reader = ")
    path = write_csv(tmp_path / "a.csv", HEADER, rows(1))
    where = str(tmp_path / source) if source.endswith(".toml") else source
    imported = import_file(path, source=where)
    assert imported.status == 1
    assert "没有来源 nowhere" in imported.words or "有问题" in imported.words


def test_several_files_come_in_one_after_the_other(tmp_path):
    one = write_csv(tmp_path / "a.csv", HEADER, rows(2))
    two = write_xlsx(tmp_path / "b.xlsx", HEADER, [["V1", "web", "S1", "cup", 2]])
    three = write_csv(tmp_path / "c.csv.gz", HEADER, [["U1", "web", "S1", "cup", "2"]])
    assert import_file(one, two, three).figures["placed"] == 4


def test_placing_leaves_its_journal_like_any_command(tmp_path):
    import_file(write_csv(tmp_path / "a.csv", HEADER, rows(1)))
    entry = JournalEntry.objects.get()
    assert (entry.step, entry.actor, entry.role) == ("place", "import", "system")


def test_many_orders_cost_as_many_statements_as_one(tmp_path):
    def statements(first, count):
        given = [
            [f"S{first + n}", *row[1:]] for n, row in enumerate(rows(count, sku=f"new{first}"))
        ]
        path = write_csv(tmp_path / "a.csv", HEADER, given)
        with CaptureQueriesContext(connection) as captured:
            assert import_file(path, options=["--create-products"]).figures["placed"] == count
        return len(captured)

    assert statements(0, 1) == statements(1_000, 400)

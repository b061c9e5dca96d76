"""Orders from files, through the door: tried, corrected in place, imported, and whose they are."""

import csv
import io
import json
import stat
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from procrastinate.exceptions import JobAborted

from gendan.desks.imports import folder
from gendan.desks.imports.models import ImportFile, ImportOrder
from gendan.intake import reading
from gendan.intake.errors import MARK
from gendan.kernel.journal import JournalEntry
from gendan.process.definition import PROCESS
from gendan.records.orders.models import CustomerOrder
from gendan.records.people.models import DEPARTMENTS, Staff
from gendan.records.places.models import Store
from tests.desks.people import SignIn
from tests.desks.uploads import carry_out, counted, files, imported, send, shown, table, tried
from tests.intake.files import HEADER, rows

__all__ = ["files"]  # a fixture
PEOPLE = (*HEADER, "客户姓名", "客户电话", "详细地址")
SECRET = ("王小明", "13812345678", "文三路 99 号 2 单元 301")


def test_only_who_may_place_orders_imports_them(signed_in: SignIn) -> None:
    for role in DEPARTMENTS:
        may = role in PROCESS.step("place").by
        client = signed_in(role.value)
        assert client.get("/imports").status_code == (200 if may else 403), role
        assert client.get("/imports/template.csv").status_code == (200 if may else 403), role
        answer = client.post(
            "/imports", {"source": "gendan", "files": SimpleUploadedFile("a.csv", table(rows(1)))}
        )
        assert answer.status_code == (302 if may else 403), role
    assert Client().get("/imports").status_code == 302
    assert ImportFile.objects.count() == sum(
        role in PROCESS.step("place").by for role in DEPARTMENTS
    )


def test_a_file_is_tried_and_nothing_is_written(signed_in: SignIn, files: Path) -> None:
    sales = signed_in("sales")
    content = table([[*rows(1)[0], *SECRET], ["W9", "web", "S1", "tea", "2", "", "", ""]], PEOPLE)
    file = send(sales, content)
    assert "试算中" in shown(sales, f"/imports/{file.pk}")
    assert "HX-Refresh" not in sales.get(f"/imports/{file.pk}/progress")
    carry_out()
    file.refresh_from_db()
    assert file.state == "tried"
    assert counted(file, "orders", "lines", "placed", "known", "bad_rows") == (2, 2, 2, 0, 0)
    assert file.stores == [Store.objects.get(code="S1").pk]
    assert CustomerOrder.objects.count() == 0
    assert sales.get(f"/imports/{file.pk}/progress")["HX-Refresh"] == "true"
    page = shown(sales, f"/imports/{file.pk}")
    assert all(words in page for words in ("王**", "138******78", "tea × 2", "W9", "导入 2 张订单"))
    assert not any(secret in page for secret in SECRET)


def test_what_was_uploaded_is_for_its_owner_and_the_worker_only(
    signed_in: SignIn, files: Path
) -> None:
    sales = signed_in("sales")
    file = tried(sales, table([[*rows(1)[0], *SECRET]], PEOPLE), name=f"{SECRET[0]}.csv")
    kept = [path for path in files.rglob("*") if path.is_file()]
    assert {stat.S_IMODE(path.stat().st_mode) for path in kept} == {0o600}
    assert {stat.S_IMODE(path.stat().st_mode) for path in (files, files / str(file.pk))} == {0o700}
    assert {path.name for path in kept} == {"import-file-1", "bad-rows.jsonl", "preview.json"}
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, args FROM procrastinate_jobs")
        assert cursor.fetchall() == [("imports:trying", json.dumps({"file": file.pk}))]


def test_bad_rows_say_line_column_value_and_remedy_and_are_corrected_in_place(
    signed_in: SignIn,
) -> None:
    sales = signed_in("sales")
    lines = rows(5)
    lines[1][4] = "两"
    lines[3][3] = "teapot"
    file = tried(sales, table(lines))
    assert counted(file, "orders", "placed", "bad_rows") == (5, 3, 2)
    page = shown(sales, f"/imports/{file.pk}")
    assert all(words in page for words in ('value="两"', "这不是数字。", "只写数字"))
    assert all(words in page for words in ('value="teapot"', "没有商品编码 teapot。"))
    assert page.index("c.1.3.0") < page.index("c.1.3.4") < page.index("c.1.3.1"), (
        "faults come first"
    )
    still_wrong = {"c.1.3.4": "2", "c.1.5.3": "kettle", "c.1.5.4": "1"}
    sales.post(f"/imports/{file.pk}/correct?page=1", still_wrong)
    carry_out()
    file.refresh_from_db()
    assert counted(file, "orders", "placed", "bad_rows") == (5, 4, 1)
    assert "没有商品编码 kettle。" in shown(sales, f"/imports/{file.pk}")
    sales.post(f"/imports/{file.pk}/correct", {"c.1.5.3": "cup"})
    carry_out()
    file.refresh_from_db()
    assert counted(file, "placed", "bad_rows") == (5, 0)
    imported(sales, file)
    assert file.state == "done"
    assert counted(file, "placed", "known", "bad_rows") == (5, 0, 0)
    goods = CustomerOrder.objects.order_by("reference").values_list(
        "reference", "lines__product__sku", "lines__quantity"
    )
    assert list(goods) == [
        ("W0", "tea", 1), ("W1", "tea", 2), ("W2", "tea", 1), ("W3", "cup", 1), ("W4", "tea", 1),
    ]  # fmt: skip
    person = Staff.objects.get(username="sales")
    placed = JournalEntry.objects.filter(step="place")
    assert set(placed.values_list("actor", "role", "staff_id")) == {("sales", "sales", person.pk)}


def test_the_good_orders_go_in_and_the_bad_ones_follow(signed_in: SignIn) -> None:
    sales = signed_in("sales")
    lines = rows(3)
    lines[1][4] = "两"
    file = imported(sales, tried(sales, table(lines)))
    assert counted(file, "placed", "known", "bad_rows") == (2, 0, 1)
    assert "这不是数字。" in shown(sales, f"/imports/{file.pk}")
    sales.post(f"/imports/{file.pk}/correct", {"c.1.3.4": "2"})
    carry_out()
    file.refresh_from_db()
    assert (file.state, *counted(file, "placed", "known", "bad_rows")) == ("tried", 1, 2, 0)
    imported(sales, file)
    assert counted(file, "placed", "known", "bad_rows") == (3, 0, 0)
    listed = shown(sales, f"/imports/{file.pk}/orders")
    numbers = CustomerOrder.objects.values_list("number", flat=True)
    assert all(f"/orders/{number}" in listed for number in numbers)
    assert len(numbers) == 3


def test_a_row_whose_cells_are_shifted_is_read_as_it_stands_when_somebody_says_so(
    signed_in: SignIn,
) -> None:
    sales = signed_in("sales")
    file = tried(sales, table([*rows(1), ["W8", "web", "S1", "tea", "1", "one too many"]]))
    assert "格数与表头不符" in shown(sales, f"/imports/{file.pk}")
    sales.post(f"/imports/{file.pk}/correct", {"c.1.3.4": "1"})
    carry_out()
    file.refresh_from_db()
    assert counted(file, "placed", "bad_rows") == (1, 1)  # nothing was typed
    sales.post(f"/imports/{file.pk}/correct", {"as.1.3": "on"})
    carry_out()
    file.refresh_from_db()
    assert counted(file, "placed", "bad_rows") == (2, 0)


def test_only_rows_that_are_bad_can_be_typed_over(signed_in: SignIn) -> None:
    sales = signed_in("sales")
    lines = rows(2)
    lines[1][4] = "两"
    file = tried(sales, table(lines))
    typed = {
        "c.1.2.4": "9",
        "c.1.3.77": "9",
        "c.7.3.4": "9",
        "c.1.3.4": "2",
        "c.x": "",
        "as.1.2": "",
    }
    sales.post(f"/imports/{file.pk}/correct", typed)
    assert folder.corrections(file.pk) == {"1": {"3": {"4": "2"}}}


def test_bad_rows_are_taken_away_corrected_and_uploaded(signed_in: SignIn) -> None:
    sales = signed_in("sales")
    lines = [[*row, "=1+1", "", ""] for row in rows(3)]
    lines[1][4] = "两"
    file = tried(sales, table(lines, PEOPLE))
    answer = sales.get(f"/imports/{file.pk}/rows-1.csv", headers={"Accept-Language": "zh-CN"})
    text = b"".join(answer).decode("utf-8-sig")  # type: ignore[arg-type]
    header, row = list(csv.reader(io.StringIO(text)))
    assert header == [*PEOPLE, *(MARK + name for name in ("行", "列", "值", "问题", "办法"))]
    assert row[:6] == ["W1", "web", "S1", "tea", "两", "'=1+1"]
    assert row[8:11] == ["3", "数量", "两"]
    row[4] = "4"
    again = tried(sales, table([row], header))
    assert counted(again, "orders", "placed", "bad_rows") == (1, 1, 0)
    assert sales.get(f"/imports/{file.pk}/rows-2.csv").status_code == 404


def test_a_job_that_was_cut_off_goes_on_and_importing_twice_changes_nothing(
    signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    sales = signed_in("sales")
    file = tried(sales, table(rows(1_200)))
    sales.post(f"/imports/{file.pk}/place")
    monkeypatch.setattr(reading, "CHUNK", 1 << 10)
    leaving = iter([*[False] * 3, *[True] * 1_000])
    with pytest.raises(JobAborted):
        carry_out(lambda: bool(CustomerOrder.objects.exists()) and next(leaving))
    assert 0 < CustomerOrder.objects.count() < 1_200
    file.refresh_from_db()
    assert file.state == "importing"
    carry_out()
    file.refresh_from_db()
    assert (file.state, *counted(file, "placed", "known")) == ("done", 1_200, 0)
    carry_out()
    twice = imported(sales, tried(sales, table(rows(1_200))))
    assert counted(twice, "placed", "known") == (0, 1_200)
    assert CustomerOrder.objects.count() == ImportOrder.objects.count() == 1_200


def test_nobody_places_orders_for_stores_out_of_reach(signed_in: SignIn) -> None:
    person = Staff.objects.get(username="sales")
    person.stores.add(Store.objects.get(code="S2"))
    sales = signed_in("sales")
    file = tried(sales, table([*rows(1), ["X1", "web", "S2", "tea", "1"]]))
    assert counted(file, "placed", "bad_rows") == (1, 1)
    assert "没有门店 S1。" in shown(sales, f"/imports/{file.pk}")
    imported(sales, file)
    assert list(CustomerOrder.objects.values_list("store__code", flat=True)) == ["S2"]
    told = {"source": "online-retail", "channel": "web", "files": SimpleUploadedFile("a", b"x")}
    assert sales.post("/imports", {**told, "store": "S1"}).status_code == 400
    assert 'value="S1"' not in shown(sales, "/imports")


def test_reach_counts_when_the_job_is_done(signed_in: SignIn) -> None:
    sales = signed_in("sales")
    file = tried(sales, table(rows(2)))
    Staff.objects.get(username="sales").stores.add(Store.objects.get(code="S2"))
    imported(sales, file)
    assert counted(file, "placed", "bad_rows") == (0, 2)
    other = send(sales, table(rows(2)))
    Staff.objects.filter(username="sales").update(department="warehouse")
    carry_out()
    other.refresh_from_db()
    assert (other.state, CustomerOrder.objects.count()) == ("failed", 0)
    assert other.figures["problem"][0] == "上传的人现在不能录入订单。"


def test_imports_are_their_persons_and_managers_see_those_within_reach(signed_in: SignIn) -> None:
    sales, service, manager = (signed_in(name) for name in ("sales", "service", "manager"))
    lines = [[*row, *SECRET] for row in rows(2)]
    lines[1][6] = "12"
    file = tried(sales, table(lines, PEOPLE))
    assert f"/imports/{file.pk}" in shown(sales, "/imports")
    assert f"/imports/{file.pk}" not in shown(service, "/imports")
    gets = ("", "/progress", "/orders", "/rows-1.csv")
    posts = ("/place", "/correct", "/again", "/remove")
    assert {service.get(f"/imports/{file.pk}{path}").status_code for path in gets} == {404}
    assert {service.post(f"/imports/{file.pk}{path}").status_code for path in posts} == {404}
    assert f"/imports/{file.pk}" in shown(manager, "/imports")
    page = shown(manager, f"/imports/{file.pk}")
    assert "核对号码" in page
    assert not any(secret in page for secret in (*SECRET, "王**", 'value="12"', "号码 12"))
    assert manager.get(f"/imports/{file.pk}/rows-1.csv").status_code == 404
    assert {manager.post(f"/imports/{file.pk}{path}").status_code for path in posts} == {404}
    Staff.objects.get(username="manager").stores.add(Store.objects.get(code="S2"))
    assert manager.get(f"/imports/{file.pk}").status_code == 404
    assert f"/imports/{file.pk}" not in shown(manager, "/imports")

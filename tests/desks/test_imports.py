"""Orders from files, through the door: tried, corrected in place, imported, and whose they are."""

import csv
import gzip
import io
import json
import stat
import tracemalloc
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client, RequestFactory
from django.test.client import ClientHandler
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import JobAborted
from pytest_django.fixtures import Settings

from gendan.desks.imports import folder, forms, upkeep, work
from gendan.desks.imports.models import ImportFile, ImportOrder
from gendan.intake import reading
from gendan.intake.errors import MARK
from gendan.intake.faults import BadFile
from gendan.kernel.journal import JournalEntry
from gendan.process.definition import PROCESS
from gendan.records.orders.models import CustomerOrder
from gendan.records.parties.models import Channel
from gendan.records.people.models import DEPARTMENTS, Staff
from gendan.records.places.models import Store
from gendan.records.products.models import Product
from tests.desks.people import SignIn
from tests.intake.files import HEADER, rows, write_xlsx

PEOPLE = (*HEADER, "客户姓名", "客户电话", "详细地址")
SECRET = ("王小明", "13812345678", "文三路 99 号 2 单元 301")


@pytest.fixture(autouse=True)
def files(settings: Settings, tmp_path: Path) -> Path:
    """Where uploads of a test lie."""
    settings.IMPORT_FILES = tmp_path / "imports"
    return tmp_path / "imports"


def table(lines: Sequence[Sequence[object]], header: Sequence[str] = HEADER) -> bytes:
    written = io.StringIO()
    csv.writer(written).writerows([header, *lines])
    return written.getvalue().encode()


def send(client: Client, *files: bytes, name: str = "订单.csv", **told: object) -> ImportFile:
    """Upload, and be shown the import."""
    uploads = [SimpleUploadedFile(name, content) for content in files]
    answer = client.post("/imports", {"source": "gendan", "files": uploads, **told})
    assert answer.status_code == 302, answer.content.decode()
    return ImportFile.objects.get(pk=answer["Location"].rpartition("/")[2])


def carry_out(is_leaving: Callable[[], bool] = lambda: False) -> None:
    """Do the jobs of imports that wait, as a worker would."""
    for job in ProcrastinateJob.objects.filter(task_name__startswith="imports:").order_by("id"):
        work.carry_out(job.args["file"], job.task_name.removeprefix("imports:"), is_leaving)


def tried(client: Client, *files: bytes, **told: object) -> ImportFile:
    file = send(client, *files, **told)  # type: ignore[arg-type]
    carry_out()
    file.refresh_from_db()
    return file


def imported(client: Client, file: ImportFile) -> ImportFile:
    assert client.post(f"/imports/{file.pk}/place").status_code == 302
    carry_out()
    file.refresh_from_db()
    return file


def shown(client: Client, path: str) -> str:
    answer = client.get(path, headers={"Accept-Language": "zh-CN"})
    assert answer.status_code == 200, path
    return answer.content.decode()


def counted(file: ImportFile, *names: str) -> tuple[object, ...]:
    return tuple(file.figures[name] for name in names)


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


def test_files_are_removed_after_thirty_days_and_when_their_owner_says_so(
    signed_in: SignIn, files: Path, django_capture_on_commit_callbacks: Callable
) -> None:
    sales = signed_in("sales")
    old, young, unwanted = (tried(sales, table(rows(1))) for _ in range(3))
    ImportFile.objects.filter(pk=old.pk).update(at=timezone.now() - timedelta(days=31))
    upkeep.forget_files()
    with django_capture_on_commit_callbacks(execute=True):
        sales.post(f"/imports/{unwanted.pk}/remove")
    assert [path.name for path in files.iterdir()] == [str(young.pk)]
    for file in (old, unwanted):
        assert "文件已移除" in shown(sales, f"/imports/{file.pk}")
        sales.post(f"/imports/{file.pk}/place")
        file.refresh_from_db()
        assert file.state == "tried"
        assert sales.get(f"/imports/{file.pk}/rows-1.csv").status_code == 404


def test_a_job_of_which_nothing_is_heard_is_sent_again(signed_in: SignIn) -> None:
    sales = signed_in("sales")
    file = send(sales, table(rows(1)))
    jobs = ProcrastinateJob.objects.filter(task_name="imports:trying")
    sales.post(f"/imports/{file.pk}/again")
    assert jobs.count() == 1
    ImportFile.objects.update(moved_at=timezone.now() - timedelta(minutes=6))
    sales.post(f"/imports/{file.pk}/again")
    assert jobs.count() == 2


def test_what_goes_wrong_unexpectedly_is_said_and_can_be_tried_again(
    signed_in: SignIn, files: Path
) -> None:
    sales = signed_in("sales")
    file = send(sales, table(rows(1)))
    corrections = files / str(file.pk) / folder.CORRECTIONS
    corrections.write_text("no JSON")
    with pytest.raises(ValueError, match="Expecting value"):
        carry_out()
    assert "出了意外" in shown(sales, f"/imports/{file.pk}")
    corrections.unlink()
    sales.post(f"/imports/{file.pk}/again")
    carry_out()
    file.refresh_from_db()
    assert file.state == "tried"


def test_the_web_holds_no_large_file_in_memory(signed_in: SignIn, tmp_path: Path) -> None:
    sales = signed_in("sales")
    path = tmp_path / "body"
    with path.open("w", encoding="utf-8") as body:
        body.write('--b\r\nContent-Disposition: form-data; name="source"\r\n\r\ngendan\r\n')
        body.write('--b\r\nContent-Disposition: form-data; name="files"; filename="a.csv"\r\n\r\n')
        body.write(",".join(HEADER) + "\n")
        body.writelines(f"W{n},web,S1,tea,1{' ' * 80}\n" for n in range(100_000))
        body.write("\r\n--b--\r\n")
    cookies = "; ".join(f"{name}={cookie.value}" for name, cookie in sales.cookies.items())
    with path.open("rb") as body_read:
        environ = RequestFactory().post("/imports", HTTP_COOKIE=cookies).environ | {
            "wsgi.input": body_read,
            "CONTENT_LENGTH": str(path.stat().st_size),
            "CONTENT_TYPE": "multipart/form-data; boundary=b",
        }
        door = ClientHandler(enforce_csrf_checks=False)
        tracemalloc.start()
        assert door(environ).status_code == 302
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    file = ImportFile.objects.get()
    assert (file.size > 9_000_000, file.bytes_read, peak < 4_000_000) == (True, 0, True), peak


def test_pages_cost_as_many_statements_whatever_there_is(signed_in: SignIn) -> None:
    sales = signed_in("sales")

    def costs(path: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            shown(sales, path)
        return len(asked)

    lines = rows(60)
    few = tried(sales, table(lines[:1]))
    shown(sales, "/imports")
    listed, one = costs("/imports"), costs(f"/imports/{few.pk}")
    for line in lines[:50]:
        line[4] = "两"
    many = tried(sales, table(lines))
    for _ in range(4):
        tried(sales, table(lines))
    assert (costs("/imports"), costs(f"/imports/{many.pk}")) == (listed, one)
    imported(sales, few)
    imported(sales, many)
    assert costs(f"/imports/{few.pk}/orders") == costs(f"/imports/{many.pk}/orders")
    with CaptureQueriesContext(connection) as asked:
        sales.get(f"/imports/{many.pk}/progress")
    assert len(asked) <= 5
    assert "第 23 行" in shown(sales, f"/imports/{many.pk}?page=2")

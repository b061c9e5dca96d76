"""What becomes of imports in time: removed, sent again, tried again; and what they cost."""

import tracemalloc
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.client import ClientHandler
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from gendan.desks.imports import folder, upkeep
from gendan.desks.imports.models import ImportFile
from tests.desks.people import SignIn
from tests.desks.uploads import carry_out, files, imported, send, shown, table, tried
from tests.intake.files import HEADER, rows

__all__ = ["files"]  # a fixture


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

"""A file of orders in a real browser: uploaded, two rows corrected in place, imported."""

import os
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from gendan.config.running import worker
from gendan.desks.imports.models import ImportFile
from gendan.records.orders.models import CustomerOrder
from tests.desks.browser import CHROMIUM, Page, chromium
from tests.desks.people import PASSWORD
from tests.desks.test_browser import address  # noqa: F401 - a fixture
from tests.intake.files import HEADER, rows, write_csv

pytestmark = pytest.mark.skipif(
    not CHROMIUM, reason="THERE IS NO CHROMIUM: nothing is tried in a browser. Install chromium."
)
PICTURES = os.environ.get("TEST_PICTURES", "")  # a directory, to look at the pages
PEOPLE = ("客户姓名", "客户电话", "省", "市", "区县", "详细地址")
WHO = ("王小明", "13812345678", "浙江省", "杭州市", "西湖区", "文三路 1 号 2 单元 301")


def show(page: Page, name: str) -> None:
    if PICTURES:
        for width, dark in ((390, False), (1440, False), (1440, True)):
            page.size(width, 900, dark=dark)
            page.picture(Path(PICTURES) / f"{name}-{width}{'-dark' if dark else ''}.png")
        page.size(1440, 900)


def choose(page: Page, path: Path) -> None:
    found = page.ask("Runtime.evaluate", expression="document.getElementById('files')")
    page.ask("DOM.setFileInputFiles", files=[str(path)], objectId=found["result"]["objectId"])


def write(page: Page, name: str, text: str) -> None:
    cell = f"document.querySelector('[name=\"{name}\"]')"
    page.run(f"{cell}.select(); {cell}.focus()")
    page.ask("Input.insertText", text=text)


def test_two_bad_rows_are_corrected_in_place_and_all_is_imported(
    address: str,  # noqa: F811 - the fixture
    settings: Settings,
    tmp_path: Path,
) -> None:
    settings.IMPORT_FILES = tmp_path / "imports"
    lines = [[*row, *WHO] for row in rows(12)]
    lines[3][4], lines[7][3] = "两", "teapot"
    file = write_csv(tmp_path / "十一月订单.csv", [*HEADER, *PEOPLE], lines)
    with chromium() as page:
        page.size(1440, 900)
        page.go(f"{address}/accounts/login/")
        page.fill(login="sales", password=PASSWORD)
        page.press("main button[type=submit]")
        page.wait("!location.pathname.startsWith('/accounts')")
        page.go(f"{address}/imports")
        hidden = "[...document.querySelectorAll('[data-of-house]')].every(field => field.hidden)"
        assert page.run(hidden)
        source = "document.getElementById('id_source')"
        page.run(f"{source}.value = 'olist'; {source}.dispatchEvent(new Event('change'))")
        assert not page.run(hidden)
        show(page, "imports-upload")
        page.go(f"{address}/imports")
        choose(page, file)
        page.press("#upload button.main")
        page.wait("document.getElementById('progress')")
        show(page, "imports-trying")
        worker.work_once(1)  # the page asks every second, and loads anew by itself
        page.wait("document.getElementById('correct')")
        assert page.run("document.querySelectorAll('[aria-invalid]').length") == 2
        assert "这不是数字" in str(page.run("document.getElementById('t-c.1.5.4').textContent"))
        show(page, "imports-bad-rows")
        write(page, "c.1.5.4", "2")
        write(page, "c.1.9.3", "pot")
        page.press("#correct button.main")
        page.wait("document.getElementById('progress')")
        worker.work_once(1)
        page.wait("document.getElementById('place') && !document.getElementById('correct')")
        show(page, "imports-tried")
        for width in (390, 1440):
            page.size(width, 900)
            wide = "document.documentElement.scrollWidth > window.innerWidth"
            assert not page.run(wide), width
        page.press("#place")
        page.wait("document.getElementById('progress')")
        worker.work_once(1)
        page.wait("document.querySelector('.word.done')")
        show(page, "imports-done")
        page.press(f"a[href='/imports/{ImportFile.objects.get().pk}/orders']")
        page.wait("document.querySelectorAll('.imports tbody tr').length == 12")
        show(page, "imports-orders")
        page.go(f"{address}/imports")
        show(page, "imports-list")
        assert page.complaints == []
    assert CustomerOrder.objects.count() == 12
    assert ImportFile.objects.get().figures["placed"] == 12

"""Picking with the camera alone, in a browser that reads no codes itself: the film that its camera
shows is made here."""

from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from zxingcpp import BarcodeFormat

from gendan.desks.camera import READER
from gendan.records.shipments.models import Shipment
from gendan.records.stock.numbers import numbers
from tests import world
from tests.desks.browser import CHROMIUM, Page, chromium
from tests.desks.test_browser import address, enter
from tests.desks.test_dock_browser import labelled
from tests.desks.test_floor_browser import TEA, number, said, show
from tests.stockroom import stock

__all__ = ["address"]  # the served shop, a fixture

KIT = Path(__file__).parents[2] / "src/gendan/kit/static"
pytestmark = [
    pytest.mark.skipif(not CHROMIUM, reason="THERE IS NO CHROMIUM: nothing is tried in a browser."),
    pytest.mark.skipif(not (KIT / READER).exists(), reason="THERE IS NO NPM: no camera is tried."),
]
FILM = (640, 480)
PAUSE, SHOWN = 2, 4  # pictures of nothing and of a code, three in a second
OPEN = "document.querySelector('[data-camera]').click()"
FAULT = "document.getElementById('said').classList.contains('wrong')"


def shot(codes: list[tuple[str, BarcodeFormat]]) -> bytes:
    """One code after the other held before the camera, as an uncompressed film."""
    nothing = Image.new("YCbCr", FILM, (180, 128, 128))
    pictures = [nothing] * PAUSE
    for text, kind in codes:
        drawn = zxingcpp.create_barcode(text, kind).to_image(scale=4)
        code = Image.frombuffer("L", drawn.shape[::-1], bytes(drawn))
        seen = nothing.copy()
        seen.paste(code.convert("YCbCr"), ((FILM[0] - code.width) // 2, 60))
        pictures += [seen] * SHOWN + [nothing] * PAUSE
    return b"YUV4MPEG2 W640 H480 F3:1 Ip A1:1 C420jpeg\n" + b"".join(map(frame, pictures))


def frame(picture: Image.Image) -> bytes:
    light, *colours = picture.split()
    small = [colour.resize((FILM[0] // 2, FILM[1] // 2)).tobytes() for colour in colours]
    return b"FRAME\n" + light.tobytes() + b"".join(small)


def at_the_scan_screen(page: Page, shop: str) -> None:
    page.size(390, 844)
    enter(page, shop, "warehouse")
    page.go(f"{shop}/scan")
    page.wait("'ready' in document.getElementById('scan').dataset")


def test_a_box_is_opened_and_picked_by_camera(address: str, tmp_path: Path) -> None:
    (made,) = world.to_pick()
    paper = f"{address}/go/{number(made)}"
    film = tmp_path / "film.y4m"
    film.write_bytes(shot([(paper, BarcodeFormat.QRCode), (TEA, BarcodeFormat.EAN13)]))
    words = ("--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={film}")
    with chromium(*words) as page:
        at_the_scan_screen(page, address)
        assert page.run("'BarcodeDetector' in window") is False
        page.run(OPEN)  # and nobody allows it
        page.wait(FAULT)
        assert said(page).startswith("摄像头没有打开：在浏览器里允许")
        assert page.run("document.getElementById('eye').hidden") is True
        page.allow("videoCapture")
        page.run(OPEN)
        page.wait("!document.getElementById('walk').hidden")
        show(page, "camera")
        page.wait("document.querySelector('#closed button')")
        assert [text for text in page.complaints if "Content Security" in text] == []
    assert Shipment.objects.get(id=made).state == "issued"


def test_a_camera_reads_at_the_dock_and_for_stock_and_pickups(address: str, tmp_path: Path) -> None:
    (made,) = world.issued()
    (paper,) = stock.expected()
    (label,) = labelled([made])
    film = tmp_path / "film.y4m"
    film.write_bytes(shot([(label, BarcodeFormat.Code128), (TEA, BarcodeFormat.EAN13)]))
    words = ("--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={film}")
    receipt = numbers("receipt", [paper])[paper]
    with chromium(*words) as page:
        page.size(390, 844)
        enter(page, address, "manager")
        page.allow("videoCapture")
        for where, seen in (
            ("/dock/sf", "document.getElementById('count').textContent == '1'"),
            (
                f"/stock/receipts/{receipt}",
                "document.getElementById('scan-said').textContent != ''",
            ),
            ("/stock/put-away", "document.getElementById('said').textContent.startsWith('tea')"),
            ("/pickups", "document.querySelector('#toasts').textContent.includes('不在待自提里')"),
        ):
            page.go(f"{address}{where}")
            page.wait("document.querySelector('main [data-ready]')")
            page.run(OPEN)
            page.wait(seen)
            assert page.run("document.documentElement.scrollWidth") == 390
            show(page, f"camera{where.replace('/', '-')}")
        assert [text for text in page.complaints if "Content Security" in text] == []


def test_a_device_without_a_camera_says_so(address: str) -> None:
    with chromium() as page:
        at_the_scan_screen(page, address)
        page.run(OPEN)
        page.wait(FAULT)
        assert said(page) == "这台设备没有摄像头：用扫码枪，或手工输入条码。"

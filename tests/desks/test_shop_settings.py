"""What managers decide for the whole shop, and that each decision changes what happens."""

import struct
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from gendan.journey.s1_place.commands import place
from gendan.kernel import clock
from gendan.kernel.history import history_model
from gendan.kernel.notices import Notice
from gendan.messages.drain import drain
from gendan.messages.hours import morning
from gendan.records.orders.models import Hold
from gendan.records.shop.models import ShopSettings
from tests import world
from tests.cast import SAM
from tests.desks.people import SignIn, confirm
from tests.messages.servers import Mail

PAGE = "/admin/shop/shopsettings/1/change/"
USUAL = {"colour": "#1d2733", "quiet_from": "21:00", "quiet_until": "08:00",
         "duplicate_minutes": "10"}  # fmt: skip
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'
PNG = (
    b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sIIBBBBB", 13, b"IHDR", 9, 9, 8, 2, 0, 0, 0) + b"\0" * 8
)


@pytest.fixture
def manager(signed_in: SignIn) -> Client:
    client = signed_in("manager")
    confirm(client)
    return client


def decided(client: Client, **given: object) -> tuple[int, str]:
    answer = client.post(PAGE, USUAL | given)
    return answer.status_code, answer.content.decode()


def soon() -> datetime:
    return clock.now() + timedelta(minutes=1)


def test_the_name_and_the_logo_are_on_every_page_at_once(manager: Client) -> None:
    assert manager.get("/admin/shop/shopsettings/").headers["Location"] == PAGE
    assert "<title>跟单 Gendan · " in manager.get(PAGE).content.decode()
    logo = SimpleUploadedFile("x.exe", SVG)
    assert decided(manager, name="湖滨小铺", name_en="Lakeside", upload=logo)[0] == 302
    digest = ShopSettings.objects.get().logo_digest
    for client in (manager, Client()):
        page = client.get("/accounts/login/", follow=True).content.decode()
        assert "湖滨小铺" in page
        assert f"/logo/{digest}" in page
    answer = Client().get(f"/logo/{digest}")
    assert (answer.content, answer.headers["Content-Type"]) == (SVG, "image/svg+xml")
    policy = answer.headers["Content-Security-Policy"]
    assert "sandbox" in policy
    assert "default-src 'none'" in policy
    assert Client().get(f"/logo/{'0' * 64}").status_code == 404
    assert decided(manager, name="湖滨小铺", no_logo="on")[0] == 302
    assert Client().get(f"/logo/{digest}").status_code == 404
    kept = [row.name for row in history_model(ShopSettings).objects.order_by("pgh_id")]
    assert kept == ["湖滨小铺", "湖滨小铺"]
    assert "湖滨小铺" in manager.get("/admin/shop/shopsettings/1/history/").content.decode()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"GIF89a", "PNG 或 SVG"),
        (b"x" * 100_001, "最多 100 KB"),
        (PNG[:16] + struct.pack(">II", 9_000, 9) + PNG[24:], "2000 像素"),
        (SVG.replace(b"<path", b"<script>alert(1)</script><path"), "脚本"),
        (SVG.replace(b"<path", b'<path onclick="alert(1)"'), "脚本"),
        (SVG.replace(b"<path", b'<path fill="url(https://example.com/a)"'), "脚本"),
        (b'<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG, "脚本"),
        (b"<html></html>", "PNG 或 SVG"),
    ],
)
def test_what_is_no_plain_picture_is_no_logo(manager: Client, content: bytes, words: str) -> None:
    status, page = decided(manager, upload=SimpleUploadedFile("logo.png", content))
    assert status == 200
    assert words in page
    assert not ShopSettings.objects.exists()


def test_a_png_is_a_logo(manager: Client) -> None:
    assert decided(manager, upload=SimpleUploadedFile("logo.png", PNG))[0] == 302
    assert ShopSettings.objects.get().logo_type == "image/png"


def test_e_mails_bear_the_name_the_colour_and_where_to_ask(manager: Client, mail: Mail) -> None:
    status, page = decided(manager, colour="#ffcc00")
    assert status == 200
    assert "白字在这个颜色上看不清（1.5:1" in page
    assert decided(manager, name="湖滨小铺", colour="#8a1c1c", phone="0571-8888",
                   email="help@example.com")[0] == 302  # fmt: skip
    world.placed(email="zoe@example.com")
    drain(soon())
    (came,) = mail.came
    assert str(came["Reply-To"]) == "help@example.com"
    html = Notice.objects.exclude(html="").get().html
    assert "background:#8a1c1c" in html
    assert "湖滨小铺" in html
    assert "有问题请联系我们：0571-8888 · help@example.com" in html


def test_customers_are_told_as_the_shop_decides(manager: Client) -> None:
    def fate() -> tuple[str, str]:
        world.placed(email="zoe@example.com")
        drain(soon())
        last = Notice.objects.filter(recipient="customer").latest("id")
        return last.state, last.channel

    assert fate() == ("sent", "email")
    decided(manager, ways="sms,email")
    assert fate() == ("sent", "sms")
    decided(manager, ways="sms,email", untold_sms=["place"])
    assert fate() == ("sent", "email")
    decided(manager, ways="sms,email", untold_sms=["place"], untold_email=["place"])
    assert fate() == ("expired", "")
    assert "not told" in Notice.objects.filter(recipient="customer").latest("id").outcome


def test_the_night_is_as_long_as_the_shop_decides(manager: Client) -> None:
    status, page = decided(manager, quiet_from="07:00")
    assert status == 200
    assert "要晚于早上的时间" in page
    at = datetime(2026, 3, 2, 20, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert morning(at, time(21), time(8)) is None
    assert morning(at, time(20), time(9)) == datetime(
        2026, 3, 3, 9, tzinfo=ZoneInfo("Asia/Shanghai")
    )


def test_orders_look_double_for_as_long_as_the_shop_decides(manager: Client) -> None:
    def held_after(minutes: int, phone: str) -> bool:
        now = clock.now()
        first = world.new(phone=phone, placed_at=now - timedelta(minutes=minutes))
        world.all_done(place([first], by=SAM))
        again = world.new(phone=phone, placed_at=now)
        world.all_done(place([again], by=SAM))
        return Hold.objects.filter(order__reference=again.reference, kind="duplicate").exists()

    assert not held_after(15, "13800000001")
    decided(manager, duplicate_minutes="20")
    assert held_after(15, "13800000002")
    decided(manager, duplicate_minutes="1")
    assert not held_after(5, "13800000003")

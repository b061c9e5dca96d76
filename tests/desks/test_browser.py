"""In a real browser: the pages break no rule they set for it, and a passkey opens the door."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.cache import cache
from django.core.wsgi import get_wsgi_application
from django.db import connections
from pytest_django.fixtures import Settings

from gendan.records.people.models import Staff
from tests.desks.browser import CHROMIUM, Page, chromium
from tests.desks.people import PASSWORD, make_people

pytestmark = pytest.mark.skipif(
    not CHROMIUM, reason="THERE IS NO CHROMIUM: nothing is tried in a browser. Install chromium."
)
PICTURES = os.environ.get("TEST_PICTURES", "")  # a directory, to look at the pages
AUTHENTICATOR = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
    "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True

    def finish_request(self, *args: object) -> None:
        try:
            super().finish_request(*args)  # type: ignore[arg-type]
        finally:
            connections.close_all()


class Quiet(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        """Nothing."""


@pytest.fixture
def address(open_shop: None, settings: Settings) -> Iterator[str]:
    """Where the shop is served, with its people in it, whose passwords are hashed quickly."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()
    make_people()
    application = StaticFilesHandler(get_wsgi_application())
    server = make_server("127.0.0.1", 0, application, Server, Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()
    cache.clear()


def show(page: Page, name: str) -> None:
    """Keep pictures at the widths of a telephone and a desk, light and dark, when asked to."""
    if PICTURES:
        for width, dark in ((390, False), (1440, False), (1440, True)):
            page.size(width, 900, dark=dark)
            page.picture(Path(PICTURES) / f"{name}-{width}{'-dark' if dark else ''}.png")


def enter(page: Page, address: str, login: str) -> None:
    page.go(f"{address}/accounts/login/")
    page.fill(login=login, password=PASSWORD)
    page.press("main button[type=submit]")
    page.wait("location.pathname.startsWith('/desks/')")


def test_the_pages_keep_the_rules_and_fit_a_telephone(address: str) -> None:
    with chromium() as page:
        page.size(390, 844)
        enter(page, address, "manager")
        person = Staff.objects.get(username="manager").pk
        for name, path in {
            "me": "/me",
            "factors": "/accounts/2fa/",
            "sessions": "/accounts/sessions/",
            "password": "/accounts/password/change/",
            "master": "/admin/",
            "goods": "/admin/products/product/",
            "history": f"/admin/people/staff/{person}/history/",
            "lost": "/nowhere",
        }.items():
            page.go(address + path)
            wide = page.run("document.documentElement.scrollWidth > window.innerWidth")
            assert not wide or path.startswith("/admin"), path
            show(page, name)
        blocked = [text for text in page.complaints if "Content Security Policy" in text]
        broken = [text for text in page.complaints if "Refused" in text or "MIME" in text]
        assert blocked + broken == []
        page.press("button[name=language]")
        page.wait("document.documentElement.lang == 'en'")


def test_a_passkey_is_made_and_opens_the_door(address: str) -> None:
    with chromium() as page:
        page.ask("WebAuthn.enable")
        page.ask("WebAuthn.addVirtualAuthenticator", options=AUTHENTICATOR)
        enter(page, address, "sales")
        page.go(f"{address}/accounts/2fa/webauthn/add/")
        page.fill(password=PASSWORD)
        page.press("main button[type=submit]")
        page.wait("document.querySelector('[name=passwordless]')")
        show(page, "passkey")
        page.run("document.querySelector('[name=passwordless]').checked = true")
        page.press("#mfa_webauthn_add")
        page.wait("location.pathname.includes('recovery-codes') || "
                  "location.pathname == '/accounts/2fa/webauthn/'")  # fmt: skip
        page.ask("Network.clearBrowserCookies")
        page.go(f"{address}/accounts/login/")
        show(page, "sign-in")
        page.press("#passkey_login")
        page.wait("location.pathname == '/desks/sales'")
        assert "Sales" in str(page.run("document.body.innerText"))

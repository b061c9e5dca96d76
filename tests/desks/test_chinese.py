"""Who reads Chinese meets no English at the door, also in the words of libraries."""

import re
from html import unescape

from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client

from gendan.records.people.models import Staff
from tests.desks.people import PASSWORD, SignIn, confirm
from tests.desks.test_second_factor import ACTIVATE, code

SAID = re.compile(r'>([^<]+)<|(?:placeholder|title|alt|aria-label)="([^"]+)"')
NOT_SAID = re.compile(r"<(script|style)\b.*?</\1>|<code>.*?</code>", re.DOTALL)
ENGLISH = re.compile(r"[A-Za-z]{3}")
CHINESE = re.compile("[\u4e00-\u9fff]")
NAMES = {"English", "Sales", "sales", "kettle"}  # the button, the person, the passkey


def english(page: str) -> set[str]:
    """What is said to people without a Chinese character in it."""
    told = {unescape(a or b).strip() for a, b in SAID.findall(NOT_SAID.sub(" ", page))}
    return {text for text in told if ENGLISH.search(text) and not CHINESE.search(text)} - NAMES


def test_every_page_of_the_door_is_chinese(signed_in: SignIn) -> None:
    cache.clear()
    client, found = signed_in("sales"), {}

    def look(path: str, asked: Client = client, **typed: str) -> None:
        answer = asked.post(path, typed, follow=True) if typed else asked.get(path, follow=True)
        assert answer.status_code in (200, 401), path
        if said := english(answer.content.decode()):
            found[path] = said

    for path in ("login/", "signup/", "inactive/", "password/reset/", "password/reset/done/",
                 "3rdparty/login/cancelled/", "3rdparty/login/error/"):  # fmt: skip
        look(f"/accounts/{path}", Client())
    look("/accounts/login/", Client(), login="sales", password="wrong")  # pragma: allowlist secret
    for path in ("logout/", "email/", "password/change/", "reauthenticate/", "sessions/",
                 "3rdparty/", "2fa/", "2fa/webauthn/"):  # fmt: skip
        look(f"/accounts/{path}")
    look("/accounts/reauthenticate/", password="wrong")  # pragma: allowlist secret
    look("/accounts/password/change/", oldpassword="x", password1="tea", password2="tee")
    confirm(client)
    look("/accounts/2fa/webauthn/add/")
    look(ACTIVATE)
    secret = client.session["mfa.totp.secret"]
    look(ACTIVATE, code="000000")
    assert found.pop(ACTIVATE) == {secret}
    look(ACTIVATE, code=code(secret))
    look("/accounts/2fa/recovery-codes/")
    for path in ("recovery-codes/generate/", "totp/deactivate/", "reauthenticate/"):
        look(f"/accounts/2fa/{path}")
    key = Authenticator.objects.create(
        user=Staff.objects.get(username="sales"), type="webauthn",
        data={"name": "kettle", "passwordless": True, "credential": {}},
    )  # fmt: skip
    for path in ("", f"keys/{key.pk}/edit/", f"keys/{key.pk}/remove/"):
        look(f"/accounts/2fa/webauthn/{path}")
    key.delete()
    coming = Client()
    look("/accounts/login/", coming, login="sales", password=PASSWORD)
    look("/accounts/2fa/authenticate/", coming, code="000000")
    assert found == {}

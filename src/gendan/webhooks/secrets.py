"""The secrets that sign: made here, kept sealed, shown once.

A copy of the database alone lets nobody speak in our name: the key that opens them is made from
the program's own, `GENDAN_SECRET_KEY`.
"""

import base64
import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from standardwebhooks import Webhook

LENGTH = 32  # bytes; Standard Webhooks asks for 24 to 64


class Unreadable(Exception):
    """A secret was sealed under another key than the program has now."""


def new_secret() -> str:
    """A fresh one, as receivers write it down."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(LENGTH)).decode()


def seal(secret: str) -> str:
    """The secret as the database keeps it."""
    return _seals().encrypt(secret.encode()).decode()


def opened(sealed: str) -> str:
    """The secret again. Raises `Unreadable` when the program's own key was changed."""
    try:
        return _seals().decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise Unreadable from None


def signed(message: str, at: datetime, body: str, live: Sequence[str]) -> dict[str, str]:
    """The headers of Standard Webhooks 1.0: one signature for each live secret.

    https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md"""
    return {
        "webhook-id": message,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(Webhook(secret).sign(message, at, body) for secret in live),
    }


def _seals() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derived(str(key))) for key in keys])


def _derived(key: str) -> bytes:
    return base64.urlsafe_b64encode(
        hashlib.sha256(b"gendan.webhooks.secret" + key.encode()).digest()
    )

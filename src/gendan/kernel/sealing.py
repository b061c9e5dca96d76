"""Secrets of other systems, as the database keeps them: sealed, so that a copy of it opens nothing.

The key that opens them is made from the program's own, `GENDAN_SECRET_KEY`, and from what the
secret is for: a seal of one kind is none of another.
"""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class Unreadable(Exception):
    """A secret was sealed under another key than the program has now."""


def sealed(secret: str, purpose: str) -> str:
    """The secret as the database keeps it."""
    return _seals(purpose).encrypt(secret.encode()).decode()


def opened(kept: str, purpose: str) -> str:
    """The secret again. Raises `Unreadable` when the program's own key was changed."""
    try:
        return _seals(purpose).decrypt(kept.encode()).decode()
    except InvalidToken:
        raise Unreadable from None


def _seals(purpose: str) -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derived(purpose, str(key))) for key in keys])


def _derived(purpose: str, key: str) -> bytes:
    return base64.urlsafe_b64encode(hashlib.sha256(purpose.encode() + key.encode()).digest())

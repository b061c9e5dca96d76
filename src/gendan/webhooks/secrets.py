"""The secrets that sign: made here, kept sealed, shown once."""

import base64
import secrets
from collections.abc import Sequence
from datetime import datetime

from standardwebhooks import Webhook

from gendan.kernel import sealing

LENGTH = 32  # bytes; Standard Webhooks asks for 24 to 64
PURPOSE = "gendan.webhooks.secret"


def new_secret() -> str:
    """A fresh one, as receivers write it down."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(LENGTH)).decode()


def seal(secret: str) -> str:
    """The secret as the database keeps it."""
    return sealing.sealed(secret, PURPOSE)


def opened(sealed: str) -> str:
    """The secret again. Raises `Unreadable` when the program's own key was changed."""
    return sealing.opened(sealed, PURPOSE)


def signed(message: str, at: datetime, body: str, live: Sequence[str]) -> dict[str, str]:
    """The headers of Standard Webhooks 1.0: one signature for each live secret.

    https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md"""
    return {
        "webhook-id": message,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(Webhook(secret).sign(message, at, body) for secret in live),
    }

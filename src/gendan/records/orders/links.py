"""The link under which a customer finds their order: short, and nothing can be read from it.

Its token is the order's id, hidden behind a seal that only the program's own key makes. No table
knows it; when `GENDAN_SECRET_KEY` is changed, every link given out before opens nothing.
"""

import hmac

from django.conf import settings
from django.core.signing import b62_decode, b62_encode

PURPOSE = "order link"
SILENCE = "no more news by e-mail"  # the purpose of another link, that opens nothing else
SEAL, ID = 6, 5  # bytes: 2**48 seals, and more orders than anybody will place
LENGTH = 15  # characters of so many bytes
PATH = "/t/"
SILENCE_PATH = "/u/"
Key = tuple[str, str]  # what a link is for, and the program's own key


def token(order: int, key: str = "", purpose: str = PURPOSE) -> str:
    """What stands in the link of an order; under that key, or else the program's own."""
    return _written(_packed(order, (purpose, key or str(settings.SECRET_KEY))))


def order_of(token: str, purpose: str = PURPOSE) -> int | None:
    """The order's id; None for what was never given out, or under a key that is gone."""
    if len(token) != LENGTH or not token.isascii() or not token.isalnum():
        return None
    number = b62_decode(token)
    if number >= 1 << (8 * (SEAL + ID)):
        return None
    packed = number.to_bytes(SEAL + ID)
    keys = [(purpose, str(k)) for k in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    return next((order for key in keys if (order := _opened(packed, key)) is not None), None)


def link(order: int) -> str:
    """The whole address, as it stands in messages."""
    return f"{settings.PUBLIC_URL.rstrip('/')}{PATH}{token(order)}"


def silence_link(order: int) -> str:
    """Where whoever has no use for news by e-mail says so."""
    return f"{settings.PUBLIC_URL.rstrip('/')}{SILENCE_PATH}{token(order, purpose=SILENCE)}"


def _packed(order: int, key: Key) -> bytes:
    seal = _digest(key, "seal", order.to_bytes(ID))[:SEAL]
    return seal + _hidden(order.to_bytes(ID), key, seal)


def _opened(packed: bytes, key: Key) -> int | None:
    order = int.from_bytes(_hidden(packed[SEAL:], key, packed[:SEAL]))
    return order if hmac.compare_digest(_packed(order, key), packed) else None


def _hidden(id: bytes, key: Key, seal: bytes) -> bytes:
    """The id as it stands in the token; of that, the id again."""
    veil = _digest(key, "veil", seal)[:ID]
    return bytes(one ^ other for one, other in zip(id, veil, strict=True))


def _digest(key: Key, part: str, of: bytes) -> bytes:
    purpose, own = key
    return hmac.digest(f"{purpose} {part} {own}".encode(), of, "sha256")


def _written(packed: bytes) -> str:
    return b62_encode(int.from_bytes(packed)).rjust(LENGTH, "0")

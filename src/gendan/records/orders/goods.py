"""The same goods again are known by a fingerprint: a clerk's double, a channel's repetition."""

import hashlib
from collections.abc import Iterable


def fingerprint(units: Iterable[tuple[str, int]]) -> int:
    """The same for the same SKUs in the same quantities, in whatever order they were typed."""
    text = "\n".join(sorted(f"{sku}\t{quantity}" for sku, quantity in units))
    digest = hashlib.blake2b(text.encode(), digest_size=8).digest()
    return int.from_bytes(digest, signed=True)

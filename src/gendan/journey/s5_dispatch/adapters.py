"""How a carrier's program is asked for a number: one adapter for each kind of program.

An adapter is a function from a line and a request to an answer. It never raises for what the other
side does: silence is an answer too, and is asked again later.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from gendan.kernel.outward.calls import Answer

TOO_MANY, SERVER_ERRORS = 429, 500
WORDS_MAX = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a carrier needs to know of a parcel. `key`: the same parcel has the same number,
    however often it is asked."""

    key: str
    sender: str
    consignee: str
    phone: str
    province: str
    city: str
    district: str
    street: str
    weight_grams: int


@dataclass(frozen=True, slots=True)
class Said:
    """What the carrier said: a `number`, a refusal in `words`, or (`silent`) nothing of use."""

    number: str = ""
    words: str = ""
    silent: bool = False


class Post(Protocol):
    """A line to the carrier's program: sends, and gives back what came."""

    def __call__(self, body: str, headers: Mapping[str, str]) -> Answer:
        """Send it."""


def over_json(post: Post, key: str, wanted: Wanted) -> Said:
    """Gendan's own: a JSON object to the account's address, `{"number": …}` or `{"refused": …}`
    back. The key of the account is the bearer's; `Idempotency-Key` is the shipment's number."""
    body = json.dumps(
        {
            "reference": wanted.key,
            "sender": wanted.sender,
            "weight_grams": wanted.weight_grams,
            "consignee": {
                "name": wanted.consignee,
                "phone": wanted.phone,
                "province": wanted.province,
                "city": wanted.city,
                "district": wanted.district,
                "street": wanted.street,
            },
        },
        ensure_ascii=False,
    )
    headers = {"Content-Type": "application/json", "Idempotency-Key": wanted.key}
    if key:
        headers["Authorization"] = f"Bearer {key}"
    return _said(post(body, headers))


ADAPTERS: Mapping[str, Callable[[Post, str, Wanted], Said]] = {"json": over_json}


def _said(answer: Answer) -> Said:
    if answer.status is None or answer.status == TOO_MANY or answer.status >= SERVER_ERRORS:
        return Said(words=answer.text[:WORDS_MAX], silent=True)
    try:
        told = json.loads(answer.text)
    except ValueError:
        told = None
    if not isinstance(told, dict):
        return Said(words=f"HTTP {answer.status}")
    number = told.get("number")
    if answer.accepted and isinstance(number, str) and number.strip():
        return Said(number=number.strip())
    return Said(words=str(told.get("refused") or f"HTTP {answer.status}")[:WORDS_MAX])

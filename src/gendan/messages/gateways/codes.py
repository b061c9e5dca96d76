"""What the code in a gateway's answer means for us: the longest beginning that matches decides."""

import json
from collections.abc import Mapping

from gendan.messages.answers import Answer, Kind


def verdict(codes: Mapping[str, Kind], code: str, words: str) -> Answer:
    """The answer for that code; one nobody listed may pass, so it is tried again."""
    known = max((start for start in codes if code.startswith(start)), key=len, default="")
    kind = codes[known] if known else Kind.LATER
    return Answer(kind, f"{code} {words}".strip(), 60.0 if kind is Kind.BUSY else 0.0)


def mapping(value: object) -> Mapping[str, object]:
    """The value if it is a JSON object, else an empty one: gateways answer errors in HTML too."""
    if isinstance(value, bytes):
        try:
            value = json.loads(value)
        except ValueError:
            return {}
    return value if isinstance(value, dict) else {}

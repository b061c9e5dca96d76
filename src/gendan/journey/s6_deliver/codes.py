"""Carriers' codes in our words. A text never decides; an unknown code stays `unknown`."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

from gendan.process.words import CarrierCode

OTHERS: Mapping[str, Mapping[str, list[str]]] = tomllib.loads(
    Path(__file__).with_suffix(".toml").read_text("utf-8")
)
# By scheme, and by a code of that scheme, our word.
TABLES: Mapping[str, Mapping[str, CarrierCode]] = {
    "ours": {code.value: code for code in CarrierCode},
    **{
        scheme: {code: CarrierCode.of(word) for word, codes in table.items() for code in codes}
        for scheme, table in OTHERS.items()
    },
}

# What a carrier's word suggests that we do. It never does it by itself.
PROPOSES = {
    CarrierCode.DELIVERED: "deliver",
    CarrierCode.REFUSED: "come_back",
    CarrierCode.RETURNING: "come_back",
}


def ours(scheme: str, code: str) -> CarrierCode:
    """Our word for a code of that scheme: `ours`, `kuaidi100`, `aftership` or `shunfeng`."""
    return TABLES[scheme].get(code, CarrierCode.UNKNOWN)


def is_known(scheme: str, code: str) -> bool:
    """Whether somebody has said what that code means."""
    return code in TABLES[scheme]

"""What 快递100 and AfterShip call the carriers that many houses use."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

from gendan.process.words import SourceKind

CALLED: Mapping[str, Mapping[str, str]] = tomllib.loads(
    Path(__file__).with_suffix(".toml").read_text("utf-8")
)


def called_by(kind: str, carrier: str) -> str:
    """What a source of that kind calls the carrier of that code of ours; nothing where that is not
    known. Programs that sign call it as we do."""
    if kind == SourceKind.WEBHOOK.value:
        return carrier
    return CALLED.get(kind, {}).get(carrier, "")

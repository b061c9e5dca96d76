"""Pictures that prove something: what they are is seen from their bytes, not from their name.

A photo of a door says where it was taken and with which telephone; all that is cut off before it is
kept.
"""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from gendan.kernel import sql
from gendan.records.dock.models import PROOF_MAX

JPEG, PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
JPEG_SCAN = 0xDA  # from here on comes the picture itself
JPEG_SAID = {*range(0xE1, 0xF0), 0xFE}  # APP1 to APP15 and comments: EXIF, XMP, thumbnails
PNG_SAID = {b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"}

KEEP = """
INSERT INTO proof (kind, shipment_id, handover_id, media, content, at, actor)
SELECT kind, shipment_id, handover_id, media, content, at, %s
  FROM unnest(%s::text[], %s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::timestamptz[])
       AS new (kind, shipment_id, handover_id, media, encoded, at)
 CROSS JOIN LATERAL (SELECT decode(encoded, 'base64') AS content) AS decoded
"""


class NoPicture(ValueError):
    """These bytes are no picture that is kept."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture without a word of where it comes from. `kind` is a code of `ProofKind`."""

    kind: str
    media: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What a picture proves: that a shipment, or a handover, changed hands."""

    picture: Picture
    at: datetime
    shipment: int | None = None
    handover: int | None = None


def read(encoded: str, kind: str) -> Picture:
    """The picture in some base64, also with a `data:` address before it. Raises `NoPicture`."""
    try:
        content = base64.b64decode(encoded.rpartition(",")[2], validate=True)
    except (binascii.Error, ValueError):
        raise NoPicture from None
    return bare(content, kind, PROOF_MAX)


def bare(content: bytes, kind: str, most: int) -> Picture:
    """The picture of at most so many bytes, without what was said beside it. Raises `NoPicture`."""
    if len(content) > most:
        raise NoPicture
    if content.startswith(JPEG):
        return Picture(kind, "image/jpeg", _bare_jpeg(content))
    if content.startswith(PNG):
        return Picture(kind, "image/png", _bare_png(content))
    raise NoPicture


def keep(proofs: Sequence[Proof], *, actor: str) -> None:
    """Keep them for good. One statement."""
    rows = [
        (
            proof.picture.kind,
            proof.shipment,
            proof.handover,
            proof.picture.media,
            base64.b64encode(proof.picture.content).decode(),
            proof.at,
        )
        for proof in proofs
    ]
    sql.run(KEEP, [actor, *sql.columns(rows, 6)])


def _bare_jpeg(content: bytes) -> bytes:
    kept, place = bytearray(content[:2]), 2
    while place + 4 <= len(content):
        if content[place] != 0xFF:
            raise NoPicture
        marker = content[place + 1]
        if marker == JPEG_SCAN:
            return bytes(kept + content[place:])
        end = place + 2 + int.from_bytes(content[place + 2 : place + 4])
        if marker not in JPEG_SAID:
            kept += content[place:end]
        place = end
    raise NoPicture


def _bare_png(content: bytes) -> bytes:
    kept, place = bytearray(content[:8]), 8
    while place + 12 <= len(content):
        end = place + 12 + int.from_bytes(content[place : place + 4])
        kind = content[place + 4 : place + 8]
        if kind not in PNG_SAID:
            kept += content[place:end]
        if kind == b"IEND" and end <= len(content):
            return bytes(kept)
        place = end
    raise NoPicture

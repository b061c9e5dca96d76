"""Pictures are known by their bytes, and lose what they say of where they were taken."""

import base64

import pytest

from gendan.records.dock.models import PROOF_MAX
from gendan.records.dock.pictures import NoPicture, read
from tests.journey.facts import DOT

SCAN = b"\xff\xda\x00\x02" + b"\x11\x22" + b"\xff\xd9"


def segment(marker: int, content: bytes) -> bytes:
    return bytes([0xFF, marker]) + (len(content) + 2).to_bytes(2) + content


def encoded(content: bytes) -> str:
    return base64.b64encode(content).decode()


def test_a_photo_forgets_where_it_was_taken() -> None:
    plain = b"\xff\xd8" + segment(0xE0, b"JFIF\0") + segment(0xDB, b"tables") + SCAN
    told = b"\xff\xd8" + segment(0xE0, b"JFIF\0") + segment(0xE1, b"Exif\0 GPS 30.2N 120.1E")
    told += segment(0xFE, b"Taken by Zhang") + segment(0xDB, b"tables") + SCAN
    found = read(f"data:image/jpeg;base64,{encoded(told)}", "photo")
    assert (found.kind, found.media, found.content) == ("photo", "image/jpeg", plain)


def test_a_png_stays_what_it_is() -> None:
    found = read(DOT, "signature")
    assert (found.media, found.content) == ("image/png", base64.b64decode(DOT))


@pytest.mark.parametrize(
    "given",
    [
        "", "nothing", encoded(b"<svg onload=alert(1)>"), encoded(b"GIF89a"),
        encoded(b"\xff\xd8\xff\xe1\xff\xff"), encoded(b"\xff\xd8\xff" + b"x" * 40),
        encoded(base64.b64decode(DOT)[:40]),
        encoded(b"\x89PNG\r\n\x1a\n" + b"\0" * PROOF_MAX),
    ],
)  # fmt: skip
def test_what_is_no_picture_is_refused(given: str) -> None:
    with pytest.raises(NoPicture):
        read(given, "photo")

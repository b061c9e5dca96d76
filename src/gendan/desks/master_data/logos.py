"""A logo as it comes up: judged by what it is, not by what it is called."""

import hashlib
import re
import struct
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from gendan.process.model import Text
from gendan.records.shop.models import LOGO_MAX

SIDE_MAX = 2_000  # pixels
PNG = b"\x89PNG\r\n\x1a\n"
SVG = "{http://www.w3.org/2000/svg}svg"
ACTIVE = ("script", "foreignObject", "iframe", "image", "a", "use", "animate", "set", "handler",
          "animateMotion", "animateTransform", "style")  # fmt: skip

TOO_BIG = Text("标志最多 100 KB。", "A logo has at most 100 KB.")
NO_PICTURE = Text("标志要是 PNG 或 SVG 图片。", "A logo is a PNG or SVG picture.")
TOO_WIDE = Text("标志的长宽最多 2000 像素。", "A logo has at most 2000 pixels a side.")
NOT_PLAIN = Text(
    "这个 SVG 里有脚本、样式表、链接或外部内容；导出成只有图形的，或用 PNG。",
    "This SVG holds scripts, style sheets, links or outside content; export shapes, or use PNG.",
)


class BadLogo(ValueError):
    """What cannot be a logo, and why."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture that may be shown."""

    content: bytes
    kind: str
    digest: str


def judged(content: bytes) -> Logo:
    """The picture. Raises `BadLogo`."""
    if len(content) > LOGO_MAX:
        raise BadLogo(TOO_BIG)
    if content.startswith(PNG):
        _judge_png(content)
        kind = "image/png"
    else:
        _judge_svg(content)
        kind = "image/svg+xml"
    return Logo(content, kind, hashlib.sha256(content).hexdigest())


def _judge_png(content: bytes) -> None:
    if content[12:16] != b"IHDR" or len(content) < 33:
        raise BadLogo(NO_PICTURE)
    width, height = struct.unpack(">II", content[16:24])
    if not (0 < width <= SIDE_MAX and 0 < height <= SIDE_MAX):
        raise BadLogo(TOO_WIDE)


def _judge_svg(content: bytes) -> None:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadLogo(NO_PICTURE) from error
    # A document type may declare entities that grow without end; pictures need none.
    if "<!" in re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL):
        raise BadLogo(NOT_PLAIN if "<svg" in text else NO_PICTURE)
    try:
        root = ET.fromstring(text)  # noqa: S314 - it declares nothing, as was seen above
    except (ET.ParseError, ValueError) as error:
        raise BadLogo(NO_PICTURE) from error
    if root.tag != SVG:
        raise BadLogo(NO_PICTURE)
    if "<?xml-stylesheet" in text or not all(_is_plain(element) for element in root.iter()):
        raise BadLogo(NOT_PLAIN)


def _is_plain(element: ET.Element) -> bool:
    name = str(element.tag).rpartition("}")[2]
    if name in ACTIVE:
        return False
    return not any(
        key.rpartition("}")[2].lower().startswith("on")
        or (key.rpartition("}")[2] == "href" and not value.startswith("#"))
        or ("url(" in value and not re.fullmatch(r"\s*url\(['\"]?#[\w.-]+['\"]?\)\s*", value))
        for key, value in element.attrib.items()
    )

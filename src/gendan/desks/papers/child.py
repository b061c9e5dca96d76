"""The child that sets papers: narrow means, no network, and no file but the templates.

Started as a program; reads a JSON object from standard input: `root` (a folder that holds the
templates, the shop's logo and nothing else), `logo` (its file, if there is one), `main` (the
template's file), `data` (what is printed; the template sees it as JSON), `qr` and `bars` (texts of
which it may draw codes). Writes the PDF. Exit status 3: the template is at fault, and how on
standard error.
"""

import json
import os
import re
import resource
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

MEMORY_MAX = 2 << 30  # bytes of addresses; the font alone takes 33 MB of them
CPU_SECONDS_MAX = 60
OUTPUT_MAX = 256 << 20  # bytes
FAULTY = 3
# The engine would fetch packages from a registry; it asks these first, and nobody is there.
NOWHERE = "http://127.0.0.1:1"
PROXIES = ("http_proxy", "https_proxy", "all_proxy")
FAULTS = re.compile(r"^error: (.*)\n\s*┌─ (\S+)", re.MULTILINE)
REPAIR = 2  # of a QR code: level M, fifteen in a hundred may be smudged


def main() -> None:
    """Set what standard input asks for."""
    for what, limit in (
        (resource.RLIMIT_AS, MEMORY_MAX),
        (resource.RLIMIT_CPU, CPU_SECONDS_MAX),
        (resource.RLIMIT_FSIZE, OUTPUT_MAX),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (limit, limit))
    for name in PROXIES:
        os.environ[name] = os.environ[name.upper()] = NOWHERE
    asked = json.load(sys.stdin)
    from typst import TypstError

    try:
        document = set_in_type(asked)
    except TypstError as error:
        sys.stderr.write(said(error.message, error.diagnostic))
        sys.exit(FAULTY)
    sys.stdout.buffer.write(document)


def said(message: str, diagnostic: str) -> str:
    """What is wrong and where: `label.typ:12:3: unknown variable: weigth`."""
    places = [f"{where}: {what}" for what, where in FAULTS.findall(diagnostic)]
    return "\n".join(places) or message


def set_in_type(asked: Mapping[str, Any]) -> bytes:
    """The PDF."""
    import manimgx_fonts_cjk
    import typst

    codes = {
        "qr": {text: drawn(text, "QRCODE") for text in asked["qr"]},
        "bars": {text: drawn(text, "CODE128") for text in asked["bars"]},
    }
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=True,  # one with letters of equal width, for numbers
        font_paths=[Path(manimgx_fonts_cjk.__file__).parent],
    )
    root = asked["root"]
    logo = asked["logo"] if asked["logo"] and can_show(asked["logo"], root) else ""
    data = json.dumps({**asked["data"], **codes, "logo": logo}, ensure_ascii=False)
    compiler = typst.Compiler(
        Path(root, asked["main"]), root, fonts, sys_inputs={"data": data}, package_path=root,
        package_cache_path=root,
    )  # fmt: skip
    made = compiler.compile(format="pdf", pdf_tags=False)
    assert isinstance(made, bytes), "no file was named, so the document comes back"
    return made


def can_show(picture: str, root: str) -> bool:
    """Whether the engine reads that picture: papers without a logo are better than none."""
    import typst

    try:
        typst.Compiler(f'#image("{picture}")'.encode(), root).compile(format="svg")
    except typst.TypstError:
        return False
    return True


def drawn(text: str, symbology: str) -> dict[str, object]:
    """A code as SVG of dark rectangles, one module a unit, and how many modules it is wide."""
    from zint import InputMode, Symbol, Symbology

    code = Symbol()
    code.symbology = getattr(Symbology, symbology)
    code.input_mode = InputMode.UNICODE
    code.option_1 = REPAIR if symbology == "QRCODE" else -1
    code.encode(text)
    code.buffer_vector()
    picture = code.vector
    assert picture is not None, "it was encoded"
    scale = picture.width / code.width
    height = picture.height / scale if symbology == "QRCODE" else 1
    dark = "".join(
        f"M{_number(one.x / scale)} {_number(one.y / scale) if height > 1 else 0}"
        f"h{_number(one.width / scale)}v{_number(one.height / scale) if height > 1 else 1}"
        f"h-{_number(one.width / scale)}z"
        for one in picture.rectangles
    )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {code.width} {_number(height)}"'
        f' preserveAspectRatio="none"><path d="{dark}"/></svg>'
    )
    return {"svg": svg, "modules": code.width}


def _number(value: float) -> str:
    return f"{value:g}"


if __name__ == "__main__":
    main()

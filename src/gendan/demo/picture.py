"""Keeps what stands on the terminal as a picture that needs nothing but itself."""

import io
import re
from pathlib import Path

from rich.console import Console, RenderableType

COLUMNS, ROWS = 108, 31
# As it comes, a picture fetches its letters from the net each time somebody looks at it.
FETCHED = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
FONTS = "ui-monospace, 'Sarasa Mono SC', 'Noto Sans Mono CJK SC', Menlo, Consolas, monospace"


def save(drawn: RenderableType, path: Path, *, title: str) -> None:
    """Write it as SVG."""
    paper = Console(
        record=True,
        width=COLUMNS,
        height=ROWS,
        file=io.StringIO(),
        force_terminal=True,
        color_system="truecolor",
    )
    paper.print(drawn)
    path.parent.mkdir(parents=True, exist_ok=True)
    svg = FETCHED.sub("", paper.export_svg(title=title, unique_id="gendan"))
    path.write_text(svg.replace("font-family: Fira Code, monospace", f"font-family: {FONTS}"))

"""What is written can be read, and what can be typed into be found, in the light and in the dark:
4.5 : 1 for words (WCAG 1.4.3), 3 : 1 for the edges of fields (1.4.11)."""

import re

import pytest

from tests.running.instances import ROOT

SHEET = ROOT / "src" / "gendan" / "kit" / "static" / "kit" / "gendan.css"
LEAST, LEAST_OF_EDGES = 4.5, 3.0
PLACES = ("paper", "ground", "tint")
WORDS = ("ink", "soft", "act", "late", "risk", "done")
PAIRS = [
    *[(word, place) for word in WORDS for place in PLACES],
    *[(word, f"{word}-tint") for word in ("late", "risk", "done")],
    *[("on-act", place) for place in ("act", "act-deep")],
]


def colours(theme: str) -> dict[str, str]:
    """The colours by name; in the dark, what is not changed stays."""
    light, dark = re.findall(r":root \{(.*?)\}", SHEET.read_text(), re.DOTALL)[:2]
    told = light + dark if theme == "dark" else light
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", told))


def brightness(colour: str) -> float:
    """Relative luminance, as WCAG defines it."""
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def faint(theme: str, pairs: list[tuple[str, str]], least: float) -> dict[tuple[str, str], float]:
    """The pairs of colours between which there is less contrast, and how much."""
    named = colours(theme)
    found = {}
    for above, below in pairs:
        less, more = sorted((brightness(named[above]), brightness(named[below])))
        contrast = (more + 0.05) / (less + 0.05)
        if contrast < least:
            found[above, below] = round(contrast, 2)
    return found


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_words_stand_out_from_what_they_stand_on(theme: str) -> None:
    assert faint(theme, PAIRS, LEAST) == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_fields_stand_out_from_what_they_stand_on(theme: str) -> None:
    assert faint(theme, [("edge", place) for place in PLACES], LEAST_OF_EDGES) == {}
    fields = re.search(r"^input:not[^{]*\{(.*?)\}", SHEET.read_text(), re.DOTALL | re.MULTILINE)
    assert fields
    assert "border: 1px solid var(--edge)" in fields[1]

"""Words can be read on what they stand on, in the light and in the dark: 4.5 : 1 (WCAG 1.4.3)."""

import re

import pytest

from tests.running.instances import ROOT

SHEET = ROOT / "src" / "gendan" / "kit" / "static" / "kit" / "gendan.css"
LEAST = 4.5
WORDS = ("ink", "soft", "act", "late", "risk", "done")
PAIRS = [
    *[(word, place) for word in WORDS for place in ("paper", "ground", "tint")],
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


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_words_stand_out_from_what_they_stand_on(theme: str) -> None:
    named = colours(theme)
    faint = {}
    for word, place in PAIRS:
        less, more = sorted((brightness(named[word]), brightness(named[place])))
        contrast = (more + 0.05) / (less + 0.05)
        if contrast < LEAST:
            faint[word, place] = round(contrast, 2)
    assert faint == {}

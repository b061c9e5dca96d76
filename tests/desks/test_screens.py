"""Every screen in a real browser, for everybody: in both languages and themes, at a desk and on a
telephone, by keyboard, for people who see little or nothing, and within the policy of the page."""

import json
from collections.abc import Iterator, Mapping, Sequence

import pytest

from tests.desks.browser import CHROMIUM, Page, chromium
from tests.desks.screens import LANGUAGES, ROOT, SCREENS, SIZES, demo_shop, tour

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not CHROMIUM,
        reason="THERE IS NO CHROMIUM: nothing is tried in a browser. Install chromium.",
    ),
]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
WIDE, NARROW = SIZES
Looks = Sequence[tuple[tuple[int, int], bool, Mapping[str, object]]]
RULES = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
CONTRAST = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
# For each language the size and the theme in which it is looked at, and by which rules: what is
# wrong in the dark alone is wrong with a colour.
LOOKS = {
    "zh": ((WIDE, False, RULES), (NARROW, True, CONTRAST)),
    "en": ((NARROW, False, RULES), (WIDE, True, CONTRAST)),
}
FOUND = """axe.run(document, {runOnly: %s, resultTypes: ["violations"], preload: false})
    .then((told) => JSON.stringify(told.violations.flatMap((rule) => rule.nodes.map((node) =>
        `${rule.id}: ${node.target.join(" ")}: ${node.failureSummary}`))))"""
TOO_WIDE = "document.documentElement.scrollWidth > window.innerWidth"
# What can be reached by keyboard and looks the same when it is.
UNSEEN = """(() => {
    const look = (one) => {
        const style = getComputedStyle(one);
        const parts = [style.outlineStyle === "none" ? "" : style.outline, style.boxShadow];
        return [...parts, style.borderColor, style.left].join();
    };
    const can = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]";
    const within = document.querySelector("dialog[open]") ?? document;
    const reached = [...within.querySelectorAll(can)].filter((one) =>
        one.tabIndex >= 0 && !one.disabled && one.checkVisibility({visibilityProperty: true}));
    const unseen = reached.filter((one) => {
        document.activeElement.blur();
        const before = look(one);
        one.focus({focusVisible: true, preventScroll: true});
        return document.activeElement === one && look(one) === before;
    });
    document.activeElement.blur();
    return JSON.stringify([reached.length, unseen.map((one) => one.outerHTML.slice(0, 120))]);
})()"""


def test_every_screen_is_for_everybody() -> None:
    faults: dict[str, list[str]] = {}
    walked = 0
    with demo_shop() as address, chromium() as browser:
        for screen, language, page in tour(browser, address):
            walked += 1
            if found := [*looked_at(page, LOOKS[language]), *reached(page), *page.complaints]:
                faults[f"{screen.name} {language}"] = found
            page.complaints.clear()
    assert faults == {}
    assert walked == len(SCREENS) * len(LANGUAGES)


@pytest.mark.skipif(
    not AXE.exists(),
    reason="THERE IS NO AXE-CORE: nobody looks whether everybody can read and operate the screens. "
    "Say make setup where npm is.",
)
def test_what_looks_at_them_is_locked_without_naming_where_it_is_from() -> None:
    lock = (ROOT / "package-lock.json").read_text()
    assert '"integrity": "sha512-' in lock
    assert "://" not in lock


def looked_at(page: Page, looks: Looks) -> Iterator[str]:
    """What somebody could not read or operate, and what does not fit a telephone."""
    if AXE.exists():
        page.run(AXE.read_text())
    for size, dark, rules in looks:
        page.size(*size, dark=dark)
        if size == NARROW and page.run(TOO_WIDE):
            yield "is wider than a telephone"
        if AXE.exists():
            for found in json.loads(str(page.run(FOUND % json.dumps(rules)))):
                yield f"{'in the dark' if dark else 'in the light'}: {found}"
    page.size(*WIDE)


def reached(page: Page) -> Iterator[str]:
    """Where somebody who goes by keyboard does not see that they are there."""
    count, unseen = json.loads(str(page.run(UNSEEN)))
    if not count:
        yield "nothing can be reached by keyboard"
    for one in unseen:
        yield f"has the focus unseen: {one}"

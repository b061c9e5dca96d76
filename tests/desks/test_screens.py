"""Every screen in a real browser, for everybody: in both languages and themes, at a desk and on a
telephone, by keyboard, for people who see little or nothing, and within the policy of the page."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from tests.desks.browser import CHROMIUM, Page, chromium
from tests.desks.screens import LANGUAGES, ROOT, SCREENS, SIZES, demo_shop, sign_in, tour

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not CHROMIUM,
        reason="THERE IS NO CHROMIUM: nothing is tried in a browser. Install chromium.",
    ),
]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
WIDE, NARROW = SIZES
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


@dataclass
class Seen:
    """What was found on one screen in one language."""

    where: str
    faults: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    reached: int = 0
    unseen: list[str] = field(default_factory=list)
    is_too_wide: bool = False


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with demo_shop() as served:
        yield served


@pytest.fixture(scope="module")
def browser() -> Iterator[Page]:
    with chromium() as page:
        yield page


@pytest.fixture(scope="module")
def seen(address: str, browser: Page) -> list[Seen]:
    """Everything, walked once."""
    found = []
    for screen, language, page in tour(browser, address):
        one = Seen(f"{screen.name} {language}")
        if AXE.exists():
            page.run(AXE.read_text())
        for size, dark, rules in LOOKS[language]:
            page.size(*size, dark=dark)
            one.is_too_wide |= bool(page.run(TOO_WIDE)) and size == NARROW
            if AXE.exists():
                faults = json.loads(str(page.run(FOUND % json.dumps(rules))))
                one.faults += [f"{'dark' if dark else 'light'}: {fault}" for fault in faults]
        page.size(*WIDE)
        one.reached, one.unseen = json.loads(str(page.run(UNSEEN)))
        one.complaints = page.complaints[:]
        page.complaints.clear()
        found.append(one)
    assert len(found) == len(SCREENS) * len(LANGUAGES)
    return found


@pytest.mark.skipif(
    not AXE.exists(), reason="THERE IS NO AXE-CORE: say make setup where npm is, to try it."
)
def test_everybody_can_read_and_operate_every_screen(seen: list[Seen]) -> None:
    assert {one.where: one.faults for one in seen if one.faults} == {}


def test_no_screen_complains(seen: list[Seen]) -> None:
    assert {one.where: one.complaints for one in seen if one.complaints} == {}


def test_whoever_goes_by_keyboard_sees_where_they_are(seen: list[Seen]) -> None:
    assert {one.where: one.unseen for one in seen if one.unseen} == {}
    assert min(one.reached for one in seen) > 0


def test_every_screen_fits_a_telephone(seen: list[Seen]) -> None:
    assert [one.where for one in seen if one.is_too_wide] == []


def test_a_desk_is_operated_by_keyboard_alone(address: str, browser: Page) -> None:
    page = browser.another(apart=True)
    page.size(*WIDE)
    sign_in(page, address, "demo-lin")
    page.key("?")
    page.wait("document.getElementById('keys').open")
    page.key("Escape")
    page.wait("!document.getElementById('keys').open")

    page.key("/")
    assert page.run("document.activeElement.id") == "search-term"
    page.key("?")  # is typed there
    assert page.run("document.activeElement.value") == "?"
    assert page.run("document.getElementById('keys').open") is False
    page.key("Escape")
    page.key("Escape")
    page.key("Escape")

    page.go(f"{address}/orders")
    page.key("g")
    page.key("1")
    page.wait("location.pathname == '/desks/sales' && document.getElementById('live')?.textContent")
    page.key("n")
    page.wait("location.pathname == '/orders/new'")

    page.go(f"{address}/me")
    page.key("Tab")
    assert page.run("document.activeElement.className") == "skip"
    page.key("Enter")
    assert page.run("location.hash") == "#main"


def test_what_npm_brings_is_locked_without_naming_where_from() -> None:
    lock = (ROOT / "package-lock.json").read_text()
    assert '"integrity": "sha512-' in lock
    assert "://" not in lock

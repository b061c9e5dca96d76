"""The panel beside a list, in a browser: by mouse and keyboard, live, and for everybody."""

import json
from collections.abc import Iterator

import pytest

from tests.desks.browser import CHROMIUM, Page, chromium
from tests.desks.screens import LANGUAGES
from tests.desks.test_lists_browser import answer, click, strike
from tests.desks.test_screens import LOOKS, looked_at, reached
from tests.running.instances import Hands, Instance, hands, instance

__all__ = ["hands", "instance"]  # fixtures
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not CHROMIUM,
        reason="THERE IS NO CHROMIUM: nothing is tried in a browser. Install chromium.",
    ),
]
LIST = "/desks/sales/review"
TITLE = "document.querySelector('#panel h2 .mono')?.textContent"
WORD = "document.querySelector('#panel .panel-words').textContent.trim()"
FOCUS = "document.activeElement.textContent.trim()"
CLOSED = "document.getElementById('panel').hidden"
ROWS = "[...document.querySelectorAll('#rows tr[data-number]')].map(row => row.dataset.number)"


@pytest.fixture(scope="module")
def desk(instance: Instance, hands: Hands) -> Iterator[Page]:
    """Somebody of sales, whose list has a second page."""
    hands.do("world.placed(55, channel='phone', cash_on_delivery=True)")
    session = hands.do("session('lin')")
    with chromium() as page:
        page.size(1440, 900)
        origin = f"http://127.0.0.1:{instance.port}"
        page.ask("Network.setCookie", name="sessionid", value=session, url=origin)
        yield page


def begin(page: Page, instance: Instance, path: str = LIST) -> list[str]:
    """Open the list; the numbers of its rows."""
    page.size(1440, 900)
    page.go(f"http://127.0.0.1:{instance.port}{path}")
    page.wait("document.getElementById('live').textContent == '实时'")
    found: list[str] = json.loads(str(page.run(f"JSON.stringify({ROWS})")))
    return found


def row(number: str) -> str:
    """The cell of a row where nothing else is to be pressed."""
    return f"#row-{number} td:last-child"


def test_a_row_opens_beside_the_list_and_pages_keep_the_choice(
    desk: Page, instance: Instance
) -> None:
    first, second, *_ = begin(desk, instance)
    click(desk, row(first))
    desk.wait(f"{TITLE} == '{first}'")
    assert desk.run("location.pathname") == LIST
    click(desk, row(second))
    desk.wait(f"{TITLE} == '{second}'")
    assert desk.run("document.querySelectorAll('#rows .is-chosen').length") == 1
    click(desk, f"#row-{first} input[name=n]")
    assert desk.run(TITLE) == second, "what is ticked is not chosen"

    desk.run("document.querySelector('a[rel=next]').click()")
    desk.wait("location.search.includes('cursor') && document.readyState == 'complete'")
    desk.run("history.back()")
    desk.wait(f"!location.search && {TITLE} == '{second}'")

    click(desk, "#panel [data-close-panel]")
    assert desk.run(CLOSED) is True
    assert desk.run("location.hash") == ""

    desk.size(1279, 900)
    click(desk, row(first))
    desk.wait(f"location.pathname == '/orders/{first}'")
    assert desk.complaints == []


def test_it_is_operated_by_keyboard_and_takes_the_main_step(desk: Page, instance: Instance) -> None:
    numbers = begin(desk, instance)
    strike(desk, "j", "j", "o")
    desk.wait(f"{TITLE} == '{numbers[1]}' && document.activeElement.id == 'panel'")
    strike(desk, "Escape")
    assert desk.run(CLOSED) is True
    strike(desk, "k")
    desk.run("document.activeElement.blur()")
    strike(desk, "Enter")
    desk.wait(f"{TITLE} == '{numbers[0]}'")
    strike(desk, "d")
    answer(desk)
    desk.wait(f"!document.getElementById('row-{numbers[0]}')")
    desk.wait(f"{WORD} == '待处理'")
    assert desk.run(TITLE) == numbers[0], "what was done stays in sight"
    assert desk.complaints == []


def test_it_looks_anew_when_its_order_changes_and_the_focus_stays(
    desk: Page, instance: Instance, hands: Hands
) -> None:
    shown, other, *_ = begin(desk, instance)
    click(desk, row(shown))
    desk.wait(f"{TITLE} == '{shown}'")
    desk.run("document.querySelector('#panel [data-copy]').focus(); window.looks = 0")
    desk.run("document.addEventListener('htmx:after:swap', (event) => {"
             " window.looks += event.target.dataset.shown !== undefined })")  # fmt: skip
    hold = "__import__('gendan.journey.anytime.holds', fromlist=['hold']).hold"
    sam = "__import__('tests.cast', fromlist=['SAM']).SAM"
    order = "[CustomerOrder.objects.get(number='{}').pk]"
    hands.do(f"{hold}({order.format(other)}, by={sam}, reason='别的单')")
    desk.wait(f"document.getElementById('row-{other}').textContent.includes('挂起')")
    assert desk.run("window.looks") == 0
    hands.do(f"{hold}({order.format(shown)}, by={sam}, reason='客户要求')")
    desk.wait("document.getElementById('panel').textContent.includes('客户要求')")
    assert desk.run(FOCUS) == "复制单号"
    assert desk.run("document.getElementById('panel').contains(document.activeElement)") is True
    assert desk.complaints == []


def test_it_is_for_everybody(desk: Page, instance: Instance) -> None:
    first = begin(desk, instance, "/orders")[0]
    faults = {}
    for language, accepted in LANGUAGES.items():
        desk.speak(accepted)
        desk.go(f"http://127.0.0.1:{instance.port}/me")
        desk.size(1440, 900)
        desk.go(f"http://127.0.0.1:{instance.port}/orders#row-{first}")
        desk.wait(f"{TITLE} == '{first}'")
        wide = [((1440, 900), dark, LOOKS["zh"][0][2]) for dark in (False, True)]
        if found := [*looked_at(desk, wide), *reached(desk), *desk.complaints]:
            faults[language] = found
    desk.speak(LANGUAGES["zh"])
    assert faults == {}

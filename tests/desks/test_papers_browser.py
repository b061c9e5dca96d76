"""Papers in a browser: of what is selected, in a tab of their own, and at once after a step."""

import json
from collections.abc import Iterator
from time import monotonic, sleep

import pytest

from gendan.desks.papers.models import Print, Printed
from tests import world
from tests.desks.browser import CHROMIUM, PATIENCE, Page, chromium
from tests.desks.people import PASSWORD
from tests.desks.test_browser import address
from tests.desks.test_lists_browser import SELECTED, click, rows, told

__all__ = ["address"]  # the served shop, a fixture

pytestmark = pytest.mark.skipif(
    not CHROMIUM, reason="THERE IS NO CHROMIUM: nothing is tried in a browser. Install chromium."
)
OFFER = "#toasts .offer button"


@pytest.fixture
def desk(address: str) -> Iterator[Page]:
    """Somebody of the warehouse at their desk, with three boxes to be picked."""
    world.to_pick(3)
    with chromium() as page:
        page.size(1440, 900)
        page.go(f"{address}/accounts/login/")
        page.fill(login="warehouse", password=PASSWORD)
        page.press("main button[type=submit]")
        page.wait("location.pathname != '/accounts/login/'")
        page.go(f"{address}/desks/warehouse/to-pick")
        yield page
        assert [said for said in page.complaints if "Content Security Policy" in said] == []


def tabs(page: Page) -> list[str]:
    """What is open in the browser."""
    found = page.ask("Target.getTargets")["targetInfos"]
    return [tab["url"] for tab in found if tab["type"] == "page"]


def shown(page: Page, number: int) -> bool:
    """Whether a tab comes to show that print."""
    until = monotonic() + PATIENCE
    while not any(tab.endswith(f"/prints/{number}") for tab in tabs(page)):
        if monotonic() > until:
            return False
        sleep(0.1)
    return True


def test_the_selected_are_printed_in_a_tab_and_again_when_a_step_wants_it(desk: Page) -> None:
    click(desk, "#page-all")
    desk.wait(f"({SELECTED}).length === 3")
    numbers = rows(desk)
    click(desk, '[data-paper="pick_list"]')
    first = _printed(1)
    assert shown(desk, first)
    assert sorted(told(desk, SELECTED)) == sorted(numbers)  # the step comes next
    click(desk, '[data-step="start_pick"]')
    desk.wait(f"document.querySelector({json.dumps(OFFER)})?.textContent === '打印拣货单'")
    click(desk, OFFER)
    second = _printed(2)
    assert shown(desk, second)
    desk.wait(f"!document.querySelector({json.dumps(OFFER)})")
    for number in (first, second):
        found = Printed.objects.filter(print=number).values_list("shipment__number", flat=True)
        assert sorted(found) == sorted(numbers)


def _printed(times: int) -> int:
    """The number of the last print, once there are so many."""
    until = monotonic() + PATIENCE
    while Print.objects.count() < times and monotonic() < until:
        sleep(0.1)
    assert Print.objects.count() == times
    return Print.objects.latest("id").pk

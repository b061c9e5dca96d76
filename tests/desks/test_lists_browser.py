"""A list in a browser: rows are selected, steps are taken with many, columns come and go."""

import json
from collections.abc import Iterator
from time import monotonic, sleep

import pytest

from gendan.journey.anytime.holds import hold
from gendan.records.orders.models import CustomerOrder
from gendan.records.people.models import ShownColumns
from tests import world
from tests.cast import SAM
from tests.desks.browser import AS_A_PERSON, CHROMIUM, PATIENCE, Page, chromium
from tests.desks.people import PASSWORD
from tests.desks.test_browser import address, show

__all__ = ["address"]  # the served shop, a fixture

pytestmark = pytest.mark.skipif(
    not CHROMIUM, reason="THERE IS NO CHROMIUM: nothing is tried in a browser. Install chromium."
)
REVIEW = "/desks/sales/review"
SHIFT = 8
ROWS = "document.querySelectorAll('#rows tr[data-number]')"
SELECTED = "[...document.querySelectorAll('#rows tr.is-selected')].map(row => row.dataset.number)"
CURRENT = "document.querySelector('#rows tr.is-current')?.dataset.number"
REASONS = """Object.fromEntries([...document.querySelectorAll('#rows .refusal:not([hidden])')]
    .map(place => [place.closest('tr').dataset.number, place.textContent]))"""


@pytest.fixture
def desk(address: str) -> Iterator[Page]:
    """Somebody of sales at a desk with five orders to be reviewed."""
    world.placed(5, channel="phone")
    with chromium() as page:
        page.size(1440, 900)
        page.go(f"{address}/accounts/login/")
        page.fill(login="sales", password=PASSWORD)
        page.press("main button[type=submit]")
        page.wait("location.pathname != '/accounts/login/'")
        page.go(f"{address}{REVIEW}")
        yield page
        assert [said for said in page.complaints if "Content Security Policy" in said] == []


def told(page: Page, script: str) -> object:
    return json.loads(str(page.run(f"JSON.stringify({script})")))


def rows(page: Page) -> list[str]:
    found = told(page, f"[...{ROWS}].map(row => row.dataset.number)")
    assert isinstance(found, list)
    return found


def click(page: Page, selector: str, modifiers: int = 0) -> None:
    """With the mouse."""
    place = told(
        page,
        f"(e => {{ e.scrollIntoView({{block: 'center'}}); const at = e.getBoundingClientRect();"
        " return {x: at.x + at.width / 2, y: at.y + at.height / 2} })"
        f"(document.querySelector({json.dumps(selector)}))",
    )
    assert isinstance(place, dict)
    for kind in ("mousePressed", "mouseReleased"):
        page.ask("Input.dispatchMouseEvent", type=kind, button="left", clickCount=1,
                 modifiers=modifiers, **place)  # fmt: skip


def strike(page: Page, *keys: str) -> None:
    for key in keys:
        page.key(key)


def box(number: str) -> str:
    return f'#row-{number} input[name="n"]'


def confirm(page: Page) -> None:
    """Press the button, and what is asked for."""
    page.run("document.querySelector('#bulk [data-step=confirm]').click()")
    answer(page)


def answer(page: Page) -> None:
    """Send what a step asks for, where it asks for something."""
    page.wait("document.querySelector('#step[open] form') || document.querySelector('#toasts p')")
    page.run("document.querySelector('#step[open] button[type=submit]')?.click()")


def test_a_range_is_selected_with_shift(desk: Page) -> None:
    numbers = rows(desk)
    click(desk, box(numbers[1]))
    click(desk, box(numbers[3]), SHIFT)
    assert told(desk, SELECTED) == numbers[1:4]
    assert desk.run("document.getElementById('selected').textContent") == "3"
    click(desk, box(numbers[3]))
    click(desk, box(numbers[2]), SHIFT)
    assert told(desk, SELECTED) == [numbers[1]]
    click(desk, "#page-all")
    assert told(desk, SELECTED) == numbers
    click(desk, "#select-none")
    assert told(desk, SELECTED) == []
    assert desk.run("document.getElementById('bulk').hidden") is True


def test_of_many_exactly_the_refused_stay_selected_and_say_why(desk: Page) -> None:
    numbers = rows(desk)
    refused = [numbers[1], numbers[4]]
    held = CustomerOrder.objects.filter(number__in=refused).values_list("id", flat=True)
    world.all_done(hold(list(held), by=SAM, reason="客户要求"))
    click(desk, "#page-all")
    confirm(desk)
    desk.wait(f"{ROWS}.length == 2")
    assert sorted(rows(desk)) == sorted(refused)
    assert told(desk, SELECTED) == rows(desk)
    reasons = told(desk, REASONS)
    assert isinstance(reasons, dict)
    assert sorted(reasons) == sorted(refused)
    assert all("挂起" in reason for reason in reasons.values()), reasons
    assert desk.run("document.getElementById('selected').textContent") == "2"
    show(desk, "list-refused")
    # What became of the selection is still known after the list was looked at once more.
    desk.run("window.seen = 0; document.addEventListener('htmx:after:swap',"
             " (event) => { window.seen += event.target.id == 'rows' })")  # fmt: skip
    desk.run("document.dispatchEvent(new CustomEvent('gendan:done'))")
    desk.wait("window.seen > 0")
    assert told(desk, SELECTED) == rows(desk)
    assert told(desk, REASONS) == reasons
    # What is no longer selected gives no reason any more.
    click(desk, box(refused[0]))
    assert sorted(told(desk, REASONS)) == [refused[1]]  # type: ignore[call-overload]


def test_a_list_obeys_the_keyboard(desk: Page) -> None:
    numbers = rows(desk)
    strike(desk, "d")
    assert desk.run("document.querySelector('#step').open") is False
    assert "先选中" in str(desk.run("document.querySelector('#toasts').textContent"))
    desk.run("document.querySelector('#toasts').replaceChildren()")
    strike(desk, "x")
    assert told(desk, SELECTED) == []
    strike(desk, "j")
    assert desk.run(CURRENT) == numbers[0]
    strike(desk, "j", "x", "j", "x", "k", "k", "k")
    assert desk.run(CURRENT) == numbers[0]
    assert told(desk, SELECTED) == numbers[1:3]
    strike(desk, "a")
    assert told(desk, SELECTED) == numbers
    strike(desk, "a")
    assert told(desk, SELECTED) == []
    strike(desk, "x", "d")
    answer(desk)
    desk.wait(f"{ROWS}.length == 4")
    assert rows(desk) == numbers[1:]
    assert told(desk, SELECTED) == []
    strike(desk, "j", "j")
    number = desk.run(CURRENT)
    strike(desk, "Enter")
    desk.wait("document.activeElement.id == 'panel'")
    strike(desk, "Enter")
    desk.wait(f"location.pathname == '/orders/{number}'")


@pytest.mark.parametrize(("apart", "moved"), [(150, 2), (10, 1)])
def test_a_busy_browser_tells_a_person_from_a_scanner_all_the_same(
    desk: Page, apart: int, moved: int
) -> None:
    numbers = rows(desk)
    desk.run("{ const strike = () => document.body.dispatchEvent("
             "new KeyboardEvent('keydown', {key: 'j', bubbles: true}));"
             f"strike(); for (const until = performance.now() + {apart};"
             " performance.now() < until;); strike() }")  # fmt: skip
    desk.wait(f"{CURRENT} == '{numbers[moved - 1]}'")
    sleep(AS_A_PERSON)
    assert desk.run(CURRENT) == numbers[moved - 1]


def display(page: Page, column: str, cell: str = "td") -> object:
    """How the first cell of a column is shown."""
    found = f"document.querySelector('#rows {cell}[data-column={column}]')"
    return page.run(f"getComputedStyle({found}).display")


def test_columns_come_and_go_and_are_remembered(desk: Page, address: str) -> None:
    assert display(desk, "goods") == "table-cell"
    click(desk, "#list-tools > summary")
    show(desk, "list-tools")
    click(desk, "#columns input[value=goods]")
    click(desk, "#columns input[value=payment]")
    assert display(desk, "goods") == display(desk, "goods", "th") == "none"
    wait_for_columns("place,channel,total,since")
    desk.key("Escape")
    assert desk.run("document.getElementById('list-tools').open") is False
    desk.go(f"{address}/orders")
    assert display(desk, "goods") == display(desk, "payment") == "none"
    assert display(desk, "total") == "table-cell"


def test_whoever_changes_the_columns_of_an_address_leaves_it(
    desk: Page,
    address: str,
) -> None:
    desk.go(f"{address}/orders?status=review&columns=goods")
    assert display(desk, "goods") == "table-cell"
    assert display(desk, "total") == "none"
    click(desk, "#list-tools > summary")
    click(desk, "#columns input[value=place]")
    desk.wait("!location.search.includes('columns') && document.readyState == 'complete'")
    wait_for_columns("goods,place")
    assert desk.run("location.search") == "?status=review"
    assert display(desk, "place") == "table-cell"
    assert display(desk, "total") == "none"


def wait_for_columns(columns: str) -> None:
    """Until the server has them; the page does not wait for that."""
    until = monotonic() + PATIENCE
    while monotonic() < until:
        if ShownColumns.objects.filter(columns=columns).exists():
            return
        sleep(0.05)
    raise AssertionError(list(ShownColumns.objects.values_list("columns", flat=True)))


def test_on_a_telephone_the_tools_fit_and_chosen_columns_show(desk: Page) -> None:
    desk.size(390, 844)
    wide = "document.documentElement.scrollWidth > window.innerWidth"
    assert not desk.run(wide)
    assert display(desk, "total") == "none"
    click(desk, "#list-tools > summary")
    assert not desk.run(wide)
    show(desk, "list-tools-phone")
    desk.size(390, 844)
    click(desk, "#columns input[value=goods]")
    assert display(desk, "goods") == "none"
    assert display(desk, "total") == "block"
    wait_for_columns("place,channel,total,payment,since")
    assert not desk.run(wide)
    desk.run("document.getElementById('list-tools').open = false")
    show(desk, "list-columns-phone")


def test_a_view_is_saved_and_found_in_the_menu(desk: Page, address: str) -> None:
    desk.go(f"{address}/orders?status=review&sort=deadline")
    click(desk, "#list-tools > summary")
    desk.run("document.getElementById('view-name').focus()")
    desk.write("今天的急单")
    desk.run("window.pressed = true")
    click(desk, ".save-view button")
    desk.wait("!window.pressed && document.readyState == 'complete'")
    assert desk.run("location.search") == "?status=review&sort=deadline"
    assert desk.run("document.querySelector('.views a[aria-current]').textContent") == "今天的急单"
    click(desk, "#list-tools > summary")
    show(desk, "list-views")
    desk.go(f"{address}/orders")
    click(desk, "#list-tools > summary")
    desk.run("window.pressed = true")
    click(desk, ".views a")
    desk.wait("!window.pressed && document.readyState == 'complete'")
    assert desk.run("location.search") == "?status=review&sort=deadline"

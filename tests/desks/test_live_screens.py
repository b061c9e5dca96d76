"""Open pages, while others work, servers come and go, and sessions end: nothing typed is lost."""

import json
from collections.abc import Iterator

import pytest

from tests.desks.browser import CHROMIUM, Page, chromium
from tests.desks.people import PASSWORD
from tests.running.instances import Hands, Instance, hands, instance, wait_until

__all__ = ["hands", "instance"]  # fixtures

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not CHROMIUM,
        reason="THERE IS NO CHROMIUM: nothing is tried in a browser. Install chromium.",
    ),
]
ID = "CustomerOrder.objects.get(number='{}').pk"
SAM = "__import__('tests.cast', fromlist=['SAM']).SAM"
LOW = (1200, 500)  # so that the list is longer than the window
ORDER = {
    "channel": "phone", "store": "S1", "reference": "tel-1", "name": "王小明",
    "phone": "13800000001", "province": "浙江省", "city": "杭州市", "district": "西湖区",
    "street": "文三路 1 号", "lines": [{"sku": "tea", "quantity": 1}],
}  # fmt: skip
PLACE = f"""import("/static/kit/api.js")
    .then((api) => api.post("/api/v1/orders", {{orders: [{json.dumps(ORDER)}]}}))
    .then((answer) => answer.body.results[0].order ?? JSON.stringify(answer))"""
TO_REVIEW = "document.querySelector('#river b').textContent"
# The page keeps the time at which it showed so many to review.
WATCH = f"""window.shown = {{}};
    new MutationObserver(() => {{ window.shown[{TO_REVIEW}] ??= Date.now(); }})
        .observe(document.getElementById("river"),
                 {{subtree: true, childList: true, characterData: true}})"""
NUMBERS = "[...document.querySelectorAll('#rows tr[data-number]')].map((row) => row.id).join()"
SIGN = "document.getElementById('live').textContent"
SUBMIT = "document.querySelector('#step [type=submit]').click()"
REFUSAL = "document.querySelector('#step form > .errorlist').textContent"
KEPT = (
    "__import__('gendan.records.people.models', fromlist=['it']).ShownColumns.objects"
    ".filter(staff__username='eight', columns='place,channel,total,payment,since').exists()"
)
TICK = "#rows tbody input[name=n]"
TRIES = 20  # a machine that is busy may be slow, but not each time


@pytest.fixture(scope="module")
def browser(instance: Instance) -> Iterator[Page]:
    with chromium() as page:
        yield page


def come_in(page: Page, instance: Instance, session: str, path: str) -> Page:
    """Somebody's own browser, signed in, at a page that hears of changes."""
    theirs = page.another(apart=True)
    theirs.size(*LOW)
    origin = f"http://127.0.0.1:{instance.port}"
    theirs.ask("Network.setCookie", name="sessionid", value=session, url=origin)
    theirs.go(origin + path)
    theirs.wait(f"{SIGN} == '实时'")
    return theirs


def more_to_review(hands: Hands, count: int = 1) -> None:
    hands.do(f"world.placed({count}, channel='phone', cash_on_delivery=True)")


def test_a_stock_paper_shows_what_somebody_else_does_with_it(
    instance: Instance, hands: Hands, browser: Page
) -> None:
    goods = "__import__('tests.stockroom.stock', fromlist=['it'])"
    number = hands.do(f"{goods}.Receipt.objects.get(id={goods}.expected()[0]).number")
    packer = hands.do("session('unpacker', department='warehouse')")
    page = come_in(browser, instance, packer, f"/stock/receipts/{number}")
    page.wait("document.querySelector('#paper [data-state]').dataset.state == 'expected'")
    hands.do(f"{goods}.arrive('{number}', rare=3)")
    page.wait("document.querySelector('#paper [data-state]').dataset.state == 'receiving'")
    page.wait("document.querySelector('#paper').textContent.includes('差 7')")
    assert page.complaints == []


def test_an_order_shows_on_open_pages_and_nobody_loses_their_place(
    instance: Instance, hands: Hands, browser: Page
) -> None:
    more_to_review(hands, 30)
    one = come_in(browser, instance, hands.do("session('one')"), "/desks/sales")
    two = come_in(browser, instance, hands.do("session('two')"), "/desks/sales")
    packer = hands.do("session('three', department='warehouse')")
    three = come_in(browser, instance, packer, "/desks/warehouse")
    for page in (two, three):
        page.run("window.kept = true")
    two.run("document.querySelector('.narrow').open = true")
    two.run("document.getElementById('f-reference').focus()")
    two.write("tel")
    two.run("document.getElementById('f-reference').setSelectionRange(1, 1)")
    two.run(f"document.querySelector('{TICK}').click()")
    two.run("document.getElementById('f-reference').focus({preventScroll: true})")
    two.run("window.scrollTo(0, 300)")
    assert three.run(TO_REVIEW) == "30"

    number = str(one.run(PLACE))
    assert number.isdigit(), number
    two.wait(f"document.getElementById('row-{number}')")
    two.wait(f"{TO_REVIEW} == '31'")
    three.wait(f"{TO_REVIEW} == '31'")
    assert (two.run("window.kept"), three.run("window.kept")) == (True, True)
    assert two.run("Math.round(window.scrollY)") == 300
    assert two.run("document.activeElement.id") == "f-reference"
    two.write("!")
    assert two.run("document.activeElement.value") == "t!el"
    assert two.run("document.getElementById('selected').textContent") == "1"
    for page in (two, three):
        page.run(WATCH)
    took: list[float] = []
    while len(took) < TRIES and (not took or took[-1] >= 1):
        took.append(seconds_until_shown(one, (two, three), len(took) + 2))
    assert took[-1] < 1, took
    for page in (one, two, three):
        assert page.complaints == []


def seconds_until_shown(one: Page, others: tuple[Page, ...], nth: int) -> float:
    """From an order's placement in one browser, until the last of the others counts it."""
    sought = str(int(str(one.run(TO_REVIEW))) + 1)
    before = one.run("Date.now()")
    assert str(one.run(PLACE.replace("tel-1", f"tel-{nth}"))).isdigit()
    for page in (one, *others):
        page.wait(f"{TO_REVIEW} == '{sought}'")
    shown = [page.run(f"window.shown['{sought}']") for page in others]
    assert isinstance(before, int | float)
    return max(float(str(at)) for at in shown) / 1000 - before / 1000


def test_the_keyboard_stays_where_somebody_stands_while_others_work(
    instance: Instance, hands: Hands, browser: Page
) -> None:
    more_to_review(hands, 5)
    page = come_in(browser, instance, hands.do("session('nine')"), "/desks/sales")
    rows = str(page.run(NUMBERS)).replace("row-", "").split(",")
    stand = "document.querySelector('#row-{} a.number').focus({{preventScroll: true}})"
    stands = "document.activeElement.closest('tr')?.dataset.number"

    page.run(stand.format(rows[1]))
    confirm(hands, rows[0])
    page.wait(f"!document.getElementById('row-{rows[0]}')")
    assert page.run(stands) == rows[1], "a row above went"
    confirm(hands, rows[1])
    page.wait(f"!document.getElementById('row-{rows[1]}')")
    assert page.run(stands) == rows[2], "their own row went: the next one took its place"

    step = "document.activeElement.dataset.step"
    first = "document.querySelector('#story [data-step]').dataset.step"
    for number, stood in ((rows[3], "hold"), (rows[4], "confirm")):
        page.go(f"http://127.0.0.1:{instance.port}/orders/{number}")
        page.wait(f"{SIGN} == '实时'")
        page.run(f"document.querySelector('#story [data-step={stood}]').focus()")
        confirm(hands, number)
        page.wait("!document.querySelector('#story [data-step=confirm]')")
        assert page.run(step) == ("hold" if stood == "hold" else page.run(first))
    assert page.complaints == []


def confirm(hands: Hands, number: str) -> None:
    """Somebody else does."""
    command = "__import__('gendan.journey.s2_review.commands', fromlist=['it']).confirm"
    hands.do(f"world.all_done({command}([{ID.format(number)}], by={SAM}))")


def test_live_updates_that_go_away_come_back_and_catch_up(
    instance: Instance, hands: Hands, browser: Page
) -> None:
    page = come_in(browser, instance, hands.do("session('four')"), "/desks/sales")
    before = int(str(page.run(TO_REVIEW)))
    page.run("window.kept = true")
    instance.part("live").kill()
    page.wait(f"{SIGN} == '正在重连'")
    more_to_review(hands)
    page.wait(f"{SIGN} == '实时'")
    page.wait(f"{TO_REVIEW} == '{before + 1}'")
    assert page.run("window.kept")


def test_a_session_that_ends_is_said_and_after_signing_in_again_work_goes_on(
    instance: Instance, hands: Hands, browser: Page
) -> None:
    more_to_review(hands)
    session = hands.do(f"session('five', password={PASSWORD!r})")
    hands.do(f"session('six', password={PASSWORD!r})")
    page = come_in(browser, instance, session, "/desks/sales")
    rows = page.run(NUMBERS)
    page.run(f"document.querySelector('{TICK}').click()")
    page.run("document.querySelector('[data-step=hold]').click()")
    page.wait("document.getElementById('step').open")
    page.run("document.querySelector('#step [data-field=reason]').focus()")
    page.write("问过再发")

    hands.do(f"SessionStore({session!r}).delete()")
    page.run(SUBMIT)
    page.wait(f"{REFUSAL}.includes('登录已过期')")
    page.run("document.dispatchEvent(new CustomEvent('gendan:done'))")
    page.wait(f"{SIGN} == '登录已过期'")
    assert page.run(NUMBERS) == rows

    elsewhere = page.another()
    sign_in(elsewhere, instance, "six")
    page.run(SUBMIT)
    page.wait(f"{REFUSAL}.includes('登录的是别人')")
    elsewhere.press("form[action='/accounts/logout/'] button")
    sign_in(elsewhere, instance, "five")
    page.run(SUBMIT)
    page.wait("document.getElementById('toasts').textContent.includes('完成 1')")
    page.wait("document.getElementById('rows').textContent.includes('挂起')")
    page.wait(f"{SIGN} == '实时'")
    assert page.run("document.getElementById('step').open") is False

    page.run("document.getElementById('search-term').focus()")
    elsewhere.press("form[action='/accounts/logout/'] button")
    sign_in(elsewhere, instance, "five")
    page.write("13800000001")
    page.wait("document.querySelector('#search-drop a')")


def test_columns_chosen_after_a_session_ended_are_kept_once_one_signed_in_again(
    instance: Instance, hands: Hands, browser: Page
) -> None:
    more_to_review(hands)
    session = hands.do(f"session('eight', password={PASSWORD!r})")
    page = come_in(browser, instance, session, "/orders")
    hands.do(f"SessionStore({session!r}).delete()")
    page.run("document.querySelector('#columns input[value=goods]').click()")
    page.wait("document.getElementById('toasts').textContent.includes('在新标签页登录')")
    hidden = "getComputedStyle(document.querySelector('#rows td[data-column=goods]')).display"
    assert page.run(hidden) == "none"
    elsewhere = page.another()
    sign_in(elsewhere, instance, "eight")
    page.run("document.dispatchEvent(new Event('visibilitychange'))")  # they come back
    wait_until(lambda: hands.do(KEPT) == "True")


def test_a_desk_is_operated_by_keyboard_alone(
    instance: Instance, hands: Hands, browser: Page
) -> None:
    page = come_in(browser, instance, hands.do("session('seven')"), "/desks/sales")
    page.key("?")
    page.wait("document.getElementById('keys').open")
    page.key("Escape")
    page.wait("!document.getElementById('keys').open")

    page.key("/")
    page.wait("document.activeElement.id == 'search-term'")
    page.key("?")  # is typed there
    assert page.run("document.activeElement.value") == "?"
    assert page.run("document.getElementById('keys').open") is False

    page.go(f"http://127.0.0.1:{instance.port}/orders")
    page.wait(f"{SIGN} == '实时'")
    page.key("g")
    page.key("1")
    page.wait(f"location.pathname == '/desks/sales' && {SIGN} == '实时'")
    page.key("Tab")
    assert page.run("document.activeElement.className") == "skip"
    page.key("Enter")
    assert page.run("location.hash") == "#main"
    page.key("n")
    page.wait("location.pathname == '/orders/new'")
    assert page.complaints == []


def sign_in(page: Page, instance: Instance, login: str) -> None:
    page.go(f"http://127.0.0.1:{instance.port}/accounts/login/")
    page.fill(login=login, password=PASSWORD)
    page.press("main button[type=submit]")
    page.wait("location.pathname == '/desks/sales'")

"""What a parcel astray did not bring is made good by thumb and keyboard, on a telephone."""

from collections.abc import Iterator

import pytest

from gendan.records.cases.models import Claim, Redirection
from gendan.records.orders.models import CustomerOrder
from gendan.records.shipments.models import Shipment
from tests.desks.browser import CHROMIUM, Page, browsing
from tests.desks.test_browser import address
from tests.desks.test_dock_browser import come_in
from tests.desks.test_lists_browser import box, click
from tests.journey import every

__all__ = ["address"]  # the served shop, a fixture

pytestmark = pytest.mark.skipif(
    not CHROMIUM, reason="THERE IS NO CHROMIUM: nothing is tried in a browser. Install chromium."
)
FAULT = "document.querySelector('#step[open] form > .errorlist:not([hidden])')?.textContent"
SHUT = "!document.querySelector('#step[open]')"
CONTROL = 2
# The first thing that is posted from now on is done, but a proxy says that it had no answer.
LOSE_ONE_ANSWER = """(() => {
    const real = window.fetch;
    window.keys = [];
    window.fetch = async (address, options) => {
        const answer = await real(address, options);
        if (options?.method !== "POST") return answer;
        const nth = window.keys.push(options.headers["Idempotency-Key"]);
        return nth === 1 ? new Response("", { status: 502 }) : answer;
    };
})()"""


@pytest.fixture
def page(address: str) -> Iterator[Page]:
    """Somebody of logistics with a telephone."""
    with browsing(address, 390, 844, but="422") as page:
        yield page


def open_step(page: Page, number: str, step: str) -> None:
    """Tick that parcel alone, and press the step."""
    page.wait(f"document.querySelector({box(number)!r})")
    if not page.run(f"document.querySelector({box(number)!r}).checked"):
        click(page, box(number))
    click(page, f"#bulk [data-step={step}]")
    page.wait("document.querySelector('#step[open] form')")


def write(page: Page, **fields: str) -> None:
    """Fill in the dialogue from its first field on, by keyboard."""
    for name, value in fields.items():
        page.run(f"document.querySelector('#step [data-field={name}]').select()")
        page.write(value)


def refused(page: Page, sentence: str) -> None:
    """It is answered in the dialogue, and what was written is still there."""
    page.key("Enter", modifiers=CONTROL)
    page.wait(f"({FAULT} ?? '').includes({sentence!r})")


def sent(page: Page, number: str, told: str) -> None:
    """It is done, the dialogue is shut, and the row says so."""
    page.key("Enter", modifiers=CONTROL)
    page.wait(SHUT)
    page.wait(f"(document.getElementById('row-{number}')?.textContent ?? '').includes({told!r})")


def test_a_parcel_is_redirected_claimed_settled_and_sent_once_more(page: Page) -> None:
    number = Shipment.objects.get(pk__in=every.ASTRAY_PAID(1)).number
    come_in(page, "logistics", "/desks/logistics/exceptions")
    page.wait("document.getElementById('bulk')")

    open_step(page, number, "redirect")
    assert "收货人 不填则不变" in str(page.run("document.getElementById('step').innerText"))
    write(page, street="新路 1 号", phone="12")
    refused(page, "电话号码 12")
    write(page, phone="13900000000")
    sent(page, number, "派送失败")
    moved = Redirection.objects.values_list("street", "phone").get()
    assert moved == ("新路 1 号", "+8613900000000")

    open_step(page, number, "claim")
    write(page, amount="¥28")
    page.key("Enter")
    assert page.run("document.querySelector('#step input:invalid').dataset.field") == "amount"
    write(page, amount="28")
    sent(page, number, "索赔 ¥28.00")
    page.go(f"{page.home}/desks/logistics/claims")
    open_step(page, number, "settle_claim")
    write(page, granted="30")
    refused(page, "赔付 30 超过索赔的 28.00")
    write(page, granted="20.5")
    page.key("Enter", modifiers=CONTROL)
    page.wait(f"{SHUT} && !document.getElementById('row-{number}')")
    assert str(Claim.objects.get().granted) == "20.50"

    page.go(f"{page.home}/desks/logistics/exceptions")
    open_step(page, number, "send_again")
    sent(page, number, "已赔 ¥20.50")
    again = CustomerOrder.objects.order_by("-id").first()
    assert again is not None
    assert again.number != number.partition("-")[0]


def test_where_a_proxy_lost_the_answer_the_next_press_is_the_same_attempt(page: Page) -> None:
    number = Shipment.objects.get(pk__in=every.ASTRAY_PAID(1)).number
    come_in(page, "logistics", "/desks/logistics/exceptions")
    page.wait("document.getElementById('bulk')")
    open_step(page, number, "claim")
    page.run(LOSE_ONE_ANSWER)
    write(page, amount="28")
    refused(page, "服务器没有回话")
    assert Claim.objects.count() == 1
    sent(page, number, "索赔 ¥28.00")
    assert page.run("window.keys.length === 2 && window.keys[0] === window.keys[1]")
    assert Claim.objects.count() == 1

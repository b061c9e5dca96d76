"""The customer's page on a telephone: a walk from the message to the parcel, and for everybody."""

from collections.abc import Iterator

import pytest

from tests.desks.browser import CHROMIUM, Page, chromium
from tests.desks.screens import LANGUAGES
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
SCENES = "__import__('tests.portal.scenes', fromlist=['short'])"
SENT = "location.search.includes('done=')"


@pytest.fixture(scope="module")
def telephone(instance: Instance) -> Iterator[Page]:
    """Somebody's, who was never here before."""
    with chromium() as page:
        page.size(390, 844)
        yield page


def tap(page: Page, selector: str) -> None:
    """Press it, and wait for the page that follows."""
    page.wait(f"document.querySelector({selector!r})")
    page.run(f"document.querySelector({selector!r}).click()")


def test_a_customer_walks_from_the_choice_to_the_parcel(
    telephone: Page, instance: Instance, hands: Hands
) -> None:
    page, home = telephone, f"http://127.0.0.1:{instance.port}"
    short, sent = hands.do(f"{SCENES}.short()"), hands.do(f"{SCENES}.sent()")
    page.go(home + short)
    tap(page, "button[value=reduce]")
    page.wait(SENT)
    page.wait("document.querySelector('.said.good')")
    assert hands.do(f"{SCENES}.decision({short!r})") == "reduce"

    page.go(home + sent)
    tap(page, "form.pair button:not(.main)")
    page.wait(SENT)
    tap(page, "a[href$='/messages']")
    tap(page, "input[name=sms]")
    tap(page, "form button.main")
    page.wait("location.search.includes('done=messages')")
    tap(page, "a[href$='/tell']")
    tap(page, "input[value=problem]")
    page.fill(words="杯口有裂纹")
    tap(page, "form button.main")
    page.wait("location.search.includes('done=tell')")
    title = "document.querySelector('h1')?.textContent"
    page.wait(f"document.readyState == 'complete' && {title} == '正在运输途中'")
    hands.do(f"{SCENES}.arrive({sent!r})")
    page.run("document.dispatchEvent(new Event('gendan:look'))")
    page.wait(f"{title} == '已送达'")
    assert page.complaints == []


def test_it_is_for_everybody(telephone: Page, instance: Instance, hands: Hands) -> None:
    page, home = telephone, f"http://127.0.0.1:{instance.port}"
    paths = [hands.do(f"{SCENES}.{scene}()") for scene in ("short", "sent")]
    asking = [f"{paths[0]}/{what}" for what in ("address", "cancel", "tell", "messages")]
    faults = {}
    for language, spoken in LANGUAGES.items():
        page.speak(spoken)
        for path in (*paths, *asking, "/track"):
            page.go(home + path)
            if found := [*looked_at(page, LOOKS[language]), *reached(page)]:
                faults[f"{path} {language}"] = found
    assert faults == {}
    assert page.complaints == []

"""The customer's page on a telephone: a walk from the message to the parcel, and for everybody."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desks.browser import CHROMIUM, Page, chromium
from tests.desks.screens import LANGUAGES
from tests.desks.test_screens import LOOKS, looked_at, reached
from tests.journey.facts import signature
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


def done(page: Page, what: str) -> None:
    """Wait until that is done, and the page says so."""
    page.wait(f"location.search.includes('done={what}')")
    page.wait("document.readyState == 'complete' && document.querySelector('.said.good')")


def show(page: Page, field: str, path: Path) -> None:
    """Choose a photo, as from the camera."""
    found = page.ask("Runtime.evaluate", expression=f"document.getElementById('{field}')")
    page.ask("DOM.setFileInputFiles", files=[str(path)], objectId=found["result"]["objectId"])


def test_a_customer_chooses_and_follows_the_parcel_until_it_is_there(
    telephone: Page, instance: Instance, hands: Hands, tmp_path: Path
) -> None:
    page, home = telephone, f"http://127.0.0.1:{instance.port}"
    short, sent = hands.do(f"{SCENES}.short()"), hands.do(f"{SCENES}.sent()")
    page.go(home + short)
    tap(page, "button[value=reduce]")
    done(page, "choose")
    assert hands.do(f"{SCENES}.decision({short!r})") == "reduce"

    page.go(home + sent)
    tap(page, "form.pair button:not(.main)")
    done(page, "missing")
    tap(page, "a[href$='/messages']")
    tap(page, "input[name=sms]")
    tap(page, "form button.main")
    done(page, "messages")
    title = "document.querySelector('h1')?.textContent"
    look = "document.dispatchEvent(new Event('gendan:look'))"
    page.wait(f"({look}, {title} == '您说没有收到，我们在查')")
    tap(page, "form.pair button.main")
    done(page, "received")
    page.wait(f"{title} == '已送达'")

    photo = tmp_path / "cup.png"
    photo.write_bytes(signature().content)
    wishes = (("problem", "杯口有裂纹"), ("return", "太小了，想退"), ("exchange", "想换蓝色的"))
    for kind, words in wishes:
        tap(page, "a[href$='/tell']")
        tap(page, f"input[value={kind}]")
        page.fill(words=words)
        if kind != "exchange":
            show(page, "pictures", photo)
        tap(page, "form button.main")
        done(page, "tell")
    assert hands.do(f"{SCENES}.told({sent!r})") == "not_arrived 0, problem 1, return 1, exchange 0"
    assert page.complaints == []


def test_a_customer_moves_changes_their_mind_and_sees_the_page_follow(
    telephone: Page, instance: Instance, hands: Hands
) -> None:
    page, home = telephone, f"http://127.0.0.1:{instance.port}"
    placed, sent = hands.do(f"{SCENES}.placed()"), hands.do(f"{SCENES}.sent()")
    page.go(home + placed)
    tap(page, "a[href$='/address']")
    page.wait("document.getElementById('street')")
    page.fill(consignee="李雷", phone="13900000000", street="新路 1 号")
    tap(page, "form button.main")
    done(page, "address")
    assert hands.do(f"{SCENES}.street({placed!r})") == "新路 1 号"
    tap(page, "a[href$='/cancel']")
    tap(page, "form button.main")
    done(page, "cancel")
    title = "document.querySelector('h1')?.textContent"
    assert page.run(title) == "订单已取消"

    page.go(home + sent)
    page.wait(f"{title} == '正在运输途中'")
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

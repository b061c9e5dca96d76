"""Every screen of a demo shop, as the people who work at it see it: for tests, and for pictures.

`make screenshots` puts them all into `var/screens`, in both languages, light and dark, wide and
narrow; ARGS=--readme copies those of the README to `docs/pictures`, too.
"""

import argparse
import itertools
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests import homes
from tests.desks.browser import CHROMIUM, Page, chromium
from tests.running.instances import ROOT, free_port, settings, wait_until

PICTURES = ROOT / "var" / "screens"
README = ROOT / "docs" / "pictures"
LANGUAGES = {"zh": "zh-CN", "en": "en"}
SIZES = ((1440, 900), (390, 844))
THEMES = {"light": False, "dark": True}
PATIENCE = 240  # seconds, until the orders of a shop have arrived
ARRIVED = "正在运行"


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """One screen: who looks at it, where it is; what is followed from there, to where one is led
    on, what is opened on it or beside it, and scanned."""

    name: str
    path: str
    who: str = ""
    follow: str = ""
    led: str = ""
    opened: str = ""
    beside: str = ""
    scanned: tuple[str, ...] = ()


ORDER = "a.number"
CUSTOMER = ".customer-link a"
LINES = "[data-field=quantity]"
SCREENS = (
    Screen(name="sign-in", path="/accounts/login/"),
    Screen(name="track", path="/track"),
    Screen(name="sales", path="/desks/sales", who="demo-lin"),
    Screen(name="orders", path="/orders?limit=20", who="demo-lin"),
    Screen(name="new-order", path="/orders/new", who="demo-lin"),
    Screen(name="goods", path="/orders/new", who="demo-lin",
           scanned=("TEA001", "KIT002", "KIT002", "BBY001")),
    Screen(name="imports", path="/imports", who="demo-lin"),
    Screen(name="me", path="/me", who="demo-lin"),
    Screen(name="warehouse", path="/desks/warehouse?limit=20", who="demo-wang"),
    Screen(name="panel", path="/shipments?limit=20", who="demo-wang", beside="#rows td:last-child"),
    Screen(name="scan", path="/scan", who="demo-wang"),
    Screen(name="scan-box", path="/scan", who="demo-wang", follow=".tap a"),
    Screen(name="shipments", path="/shipments?limit=20", who="demo-wang"),
    Screen(name="stock", path="/stock?limit=20", who="demo-wang"),
    Screen(name="receipts", path="/stock/receipts", who="demo-wang"),
    Screen(name="receipt", path="/stock/receipts?state=receiving", who="demo-wang",
           follow="td a.number"),
    Screen(name="put-away", path="/stock/put-away", who="demo-wang"),
    Screen(name="counts", path="/stock/counts", who="demo-han"),
    Screen(name="count", path="/stock/counts?state=differing", who="demo-han",
           follow="td a.number"),
    Screen(name="transfers", path="/stock/transfers", who="demo-wang"),
    Screen(name="transfer", path="/stock/transfers?state=sent", who="demo-wang",
           follow="td a.number"),
    Screen(name="movements", path="/stock", who="demo-wang", follow="td a.mono"),
    Screen(name="logistics", path="/desks/logistics?limit=20", who="demo-sun"),
    Screen(name="exceptions", path="/desks/logistics/exceptions", who="demo-sun"),
    Screen(name="exception", path="/desks/logistics/exceptions", who="demo-sun",
           beside="#rows td:last-child"),
    Screen(name="dispatching", path="/dispatching", who="demo-sun"),
    Screen(name="dock", path="/dock", who="demo-sun"),
    Screen(name="trolley", path="/dock", who="demo-sun", follow="a.carrier"),
    Screen(name="handover", path="/dock", who="demo-sun", follow="a[href^='/handovers/']"),
    Screen(name="deliveries", path="/deliveries", who="demo-sun"),
    Screen(name="event-files", path="/deliveries/events", who="demo-sun"),
    Screen(name="van", path="/van", who="demo-sun"),
    Screen(name="pickups", path="/pickups", who="demo-sun"),
    Screen(name="service", path="/desks/service", who="demo-wu"),
    Screen(name="shortage", path="/desks/service/shortage", who="demo-wu", follow=ORDER),
    Screen(name="step", path="/desks/service/shortage", who="demo-wu", follow=ORDER,
           opened="#story [data-step]:not([data-plain])"),
    Screen(name="customer", path="/orders?status=shipped", who="demo-wu", follow=ORDER,
           led=CUSTOMER),
    Screen(name="customer-chooses", path="/desks/service/shortage", who="demo-wu", follow=ORDER,
           led=CUSTOMER),
    Screen(name="keys", path="/desks/service", who="demo-wu", opened="#keys-open"),
    Screen(name="aftersales", path="/desks/aftersales", who="demo-zheng"),
    Screen(name="manager", path="/", who="demo-han"),
    Screen(name="master-data", path="/admin/", who="demo-han"),
    Screen(name="people", path="/admin/people/staff/", who="demo-han"),
    Screen(name="tariffs", path="/admin/carriers/tariff/", who="demo-han"),
    Screen(name="wordings", path="/admin/outgoing/wording/", who="demo-han"),
)  # fmt: skip
# What the README shows, and which screen that is.
CHOSEN = {"sales": "orders", "order": "shortage", "entry": "goods"}


@contextmanager
def demo_shop() -> Iterator[str]:
    """A demo shop in a home of its own, its orders arrived; the address where it is served."""
    with homes.migrated() as home:
        port, live_port = str(free_port()), str(free_port())
        log = home.parent / "log"
        words = ["demo", "--serve", "--fast", "--lang", "zh", "--port", port]
        with log.open("w") as file:
            child = subprocess.Popen(
                [sys.executable, "-m", "gendan", *words, "--live-port", live_port],
                env=settings(home),
                stdout=file,
                stderr=file,
            )
        try:
            wait_until(lambda: child.poll() is not None or ARRIVED in log.read_text(), PATIENCE)
            assert child.poll() is None, log.read_text()
            yield f"http://127.0.0.1:{port}"
        finally:
            child.terminate()
            child.wait(PATIENCE)


def tour(page: Page, address: str) -> Iterator[tuple[Screen, str, Page]]:
    """Every screen in every language: which it is, the language, and the page that shows it."""
    for who, screens in itertools.groupby(SCREENS, lambda screen: screen.who):
        shown = page.another(apart=True)
        if who:
            sign_in(shown, address, who)
        for screen, (language, accepted) in itertools.product(screens, LANGUAGES.items()):
            shown.size(*SIZES[0])  # whoever takes pictures makes it narrow
            shown.speak(accepted)
            shown.go(address + screen.path)
            if screen.follow:
                shown.press(screen.follow)
            if screen.led:  # wherever that would open
                shown.wait(f"document.querySelector('{screen.led}')")
                shown.go(str(shown.run(f"document.querySelector('{screen.led}').href")))
            if screen.opened:
                shown.run(f"document.querySelector('{screen.opened}').click()")
                shown.wait("document.querySelector('dialog[open]')")
            if screen.beside:
                shown.run(f"document.querySelector('{screen.beside}').click()")
                shown.wait("document.querySelector('#panel h2')")
            for code in screen.scanned:
                shown.write(code)
                shown.key("Enter")
            if screen.scanned:
                shown.wait(
                    f"document.querySelectorAll('{LINES}').length == {len(set(screen.scanned))}"
                )
            shown.wait("document.getElementById('main')")
            shown.wait("'ready' in (document.getElementById('scan')?.dataset ?? {ready: true})")
            yield screen, language, shown


def sign_in(page: Page, address: str, who: str) -> None:
    """Sign one of the demo's people in, as its sign-in page offers."""
    page.go(f"{address}/accounts/login/")
    page.run(f"document.querySelector('[data-login={who}]').click()")
    page.press("main button[type=submit]")
    page.wait("location.pathname != '/accounts/login/'")


def take_pictures(into: Path) -> int:
    """Every screen in every language, size and theme; how many pictures that are."""
    into.mkdir(parents=True, exist_ok=True)
    for old in into.glob("*.png"):
        old.unlink()
    with demo_shop() as address, chromium() as page:
        for screen, language, shown in tour(page, address):
            for (width, height), theme in itertools.product(SIZES, THEMES):
                shown.size(width, height, dark=THEMES[theme])
                shown.picture(into / picture(screen.name, language, width, theme))
    return len(list(into.glob("*.png")))


def picture(name: str, language: str, width: int, theme: str) -> str:
    """What the file is called."""
    return f"{name}-{language}-{width}-{theme}.png"


def main() -> None:
    """`python -m tests.desks.screens`."""
    options = argparse.ArgumentParser(prog="make screenshots")
    options.add_argument("--readme", action="store_true", help="copy some to docs/pictures")
    asked = options.parse_args()
    if not CHROMIUM:
        sys.exit("There is no Chromium here, and nothing to look with. Install chromium.")
    print(f"{take_pictures(PICTURES)} pictures in {PICTURES.relative_to(ROOT)}")
    for (name, screen), language in itertools.product(CHOSEN.items(), LANGUAGES):
        if asked.readme:
            suffix = "" if language == "zh" else f"-{language}"
            made = PICTURES / picture(screen, language, SIZES[0][0], "light")
            shutil.copyfile(made, README / f"{name}{suffix}.png")


if __name__ == "__main__":
    main()

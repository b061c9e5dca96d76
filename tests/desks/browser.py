"""A real browser, driven over a pipe: Chromium's own protocol, nothing to install beside it."""

import atexit
import base64
import itertools
import json
import os
import select
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome") or ""
PATIENCE = 30.0  # seconds for one answer
# Keys that are no letters, as the protocol wants them told.
KEYS = {"Enter": (13, "\r"), "Tab": (9, ""), "Escape": (27, ""), "ArrowDown": (40, "")}
# Between two keys: what comes faster is taken for a scanner.
AS_A_PERSON = 0.12
# Colours that are on their way from one theme to the other are nobody's.
STILL = """{
    const still = new CSSStyleSheet();
    still.replaceSync(`*, ::before, ::after {
        transition: none !important; animation: none !important;
    }`);
    document.adoptedStyleSheets.push(still);
}"""


class Browser:
    """One browser; what its pages complain of goes to them."""

    def __init__(self, to_browser: int, from_browser: int) -> None:
        self._out, self._in = to_browser, from_browser
        self._rest = b""
        self._serial = itertools.count(1)
        self._people: list[str] = []
        self.complaints: dict[str, list[str]] = {}

    def somebody(self) -> str:
        """Cookies of nobody yet, for the pages of one person."""
        self._people.append(self.ask("", "Target.createBrowserContext")["browserContextId"])
        return self._people[-1]

    def see_off(self) -> None:
        """Close the pages of everybody."""
        while self._people:
            self.ask("", "Target.disposeBrowserContext", browserContextId=self._people.pop())

    def ask(self, session: str, method: str, **params: object) -> dict:
        number = next(self._serial)
        message = {"id": number, "method": method, "params": params}
        if session:
            message["sessionId"] = session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._read()
            if answer.get("id") == number:
                assert "error" not in answer, answer["error"]
                return answer["result"]

    def _read(self) -> dict:
        while b"\0" not in self._rest:
            assert select.select([self._in], [], [], PATIENCE)[0], "the browser does not answer"
            part = os.read(self._in, 1 << 16)
            assert part, "the browser is gone"
            self._rest += part
        whole, _, self._rest = self._rest.partition(b"\0")
        message = json.loads(whole)
        if complaint := _complaint(message.get("method", ""), message.get("params", {})):
            self.complaints[message["sessionId"]].append(complaint)
        return message


def _complaint(method: str, told: dict) -> str:
    # What is only told, such as that somebody typed before the page had chosen a field, is none.
    if method == "Log.entryAdded" and told["entry"]["level"] in {"warning", "error"}:
        return f"{told['entry']['text']} {told['entry'].get('url', '')}".strip()
    if method == "Runtime.exceptionThrown":
        return str(told["exceptionDetails"])
    if method == "Runtime.consoleAPICalled" and told["type"] in {"error", "warning", "assert"}:
        return str([part.get("value", part.get("description")) for part in told["args"]])
    return ""


class Page:
    """One tab, and what it complained of. `within`: whose cookies it has."""

    def __init__(self, browser: Browser, within: str) -> None:
        self._browser, self._within = browser, within
        self.home = ""  # address of the shop that is looked at
        target = browser.ask("", "Target.createTarget", url="about:blank", newWindow=True,
                             browserContextId=within)  # fmt: skip
        attached = browser.ask(
            "", "Target.attachToTarget", targetId=target["targetId"], flatten=True
        )
        self._session = attached["sessionId"]
        self.complaints = browser.complaints.setdefault(self._session, [])
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.ask(f"{domain}.enable")
        self.ask("Page.addScriptToEvaluateOnNewDocument", source=STILL)
        # Of several tabs, each is looked at.
        self.ask("Emulation.setFocusEmulationEnabled", enabled=True)
        self.speak("zh-CN")

    def another(self, *, apart: bool = False) -> "Page":
        """One more tab beside this one; `apart`: of somebody else, with cookies of their own."""
        if not apart:
            return Page(self._browser, self._within)
        return Page(self._browser, self._browser.somebody())

    def ask(self, method: str, **params: object) -> dict:
        return self._browser.ask(self._session, method, **params)

    def allow(self, what: str) -> None:
        """Let pages have what a person is asked for."""
        self._browser.ask("", "Browser.grantPermissions", permissions=[what],
                          browserContextId=self._within)  # fmt: skip

    def speak(self, language: str) -> None:
        """Ask for pages in that language."""
        self.ask("Network.setExtraHTTPHeaders", headers={"Accept-Language": language})

    def go(self, url: str) -> None:
        self.ask("Page.navigate", url=url)
        self.wait(f"document.readyState == 'complete' && location.href != 'about:blank' && "
                  f"{json.dumps(url)} != ''")  # fmt: skip

    def run(self, script: str) -> object:
        answer = self.ask("Runtime.evaluate", expression=script, awaitPromise=True)
        return answer["result"].get("value")

    def wait(self, script: str) -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if self.run(f"Boolean({script})"):
                return
            time.sleep(0.05)
        raise AssertionError(f"never came true: {script}; at {self.run('location.href')}")

    def fill(self, **fields: str) -> None:
        for name, value in fields.items():
            self.run(f"document.querySelector('[name={name}]').value = {json.dumps(value)}")

    def press(self, selector: str) -> None:
        self.run(f"window.pressed = true; document.querySelector({json.dumps(selector)}).click()")
        self.wait("!window.pressed && document.readyState == 'complete'")

    def key(self, key: str, **more: object) -> None:
        """Strike a key, as slowly as a person does."""
        code, text = KEYS.get(key, (0, key))
        told = {"key": key, "windowsVirtualKeyCode": code, **more}
        self.ask("Input.dispatchKeyEvent", type="keyDown", text=text, **told)
        self.ask("Input.dispatchKeyEvent", type="keyUp", **told)
        time.sleep(AS_A_PERSON)

    def write(self, text: str) -> None:
        """Type it where the cursor is."""
        self.ask("Input.insertText", text=text)

    def size(self, width: int, height: int, *, dark: bool = False) -> None:
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=height,
                 deviceScaleFactor=1, mobile=width < 720)  # fmt: skip
        features = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
        self.ask("Emulation.setEmulatedMedia", features=features)

    def picture(self, path: Path) -> None:
        path.write_bytes(base64.b64decode(self.ask("Page.captureScreenshot")["data"]))


@contextmanager
def chromium(*more: str) -> Iterator[Page]:
    """A page of somebody with cookies of their own; it and those beside it are gone afterwards.

    One browser serves all tests of a process that start it with the same words: to start it takes
    longer than most of them."""
    try:
        browser = _started(*more)
        yield Page(browser, browser.somebody())
        browser.see_off()
    except BaseException:
        _started.cache_clear()  # it may be what failed
        raise


@contextmanager
def browsing(address: str, width: int, height: int, *, but: str) -> Iterator[Page]:
    """A page of that size, at home where the shop is served; nothing on it may be complained of but
    what has these words in it."""
    with chromium() as page:
        page.size(width, height)
        page.home = address
        yield page
        assert [said for said in page.complaints if but not in said] == []


@cache
def _started(*more: str) -> Browser:
    in_child, to_browser = os.pipe()
    from_browser, out_child = os.pipe()
    home = Path(tempfile.mkdtemp(prefix="gendan-chromium-"))
    words = [
        CHROMIUM, "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run",
        "--disable-dev-shm-usage", "--disable-background-networking",
        f"--user-data-dir={home}", "--remote-debugging-pipe", *more,
    ]  # fmt: skip
    script = 'exec "$@" 3<&$IN 4>&$OUT'
    child = subprocess.Popen(
        ["bash", "-c", script, "bash", *words],
        env={**os.environ, "IN": str(in_child), "OUT": str(out_child)},
        pass_fds=(in_child, out_child),
        stderr=subprocess.DEVNULL,
    )
    os.close(in_child)
    os.close(out_child)
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    atexit.register(child.wait)
    atexit.register(child.kill)  # the last is called first
    return Browser(to_browser, from_browser)

"""A real browser, driven over a pipe: Chromium's own protocol, nothing to install beside it."""

import base64
import itertools
import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome") or ""
PATIENCE = 30.0  # seconds for one answer


class Page:
    """One tab, and what it complained of."""

    def __init__(self, to_browser: int, from_browser: int) -> None:
        self._out, self._in = to_browser, from_browser
        self._rest = b""
        self._serial = itertools.count(1)
        self._session = ""
        self.complaints: list[str] = []
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        attached = self.ask("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.ask(f"{domain}.enable")
        self.ask("Network.setExtraHTTPHeaders", headers={"Accept-Language": "zh-CN"})

    def ask(self, method: str, **params: object) -> dict:
        number = next(self._serial)
        message = {"id": number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._read()
            if answer.get("id") == number:
                assert "error" not in answer, answer["error"]
                return answer["result"]

    def _read(self) -> dict:
        while b"\0" not in self._rest:
            part = os.read(self._in, 1 << 16)
            assert part, "the browser is gone"
            self._rest += part
        whole, _, self._rest = self._rest.partition(b"\0")
        message = json.loads(whole)
        if message.get("method") == "Log.entryAdded":
            self.complaints.append(message["params"]["entry"]["text"])
        if message.get("method") == "Runtime.exceptionThrown":
            self.complaints.append(str(message["params"]["exceptionDetails"]))
        return message

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

    def size(self, width: int, height: int, *, dark: bool = False) -> None:
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=height,
                 deviceScaleFactor=1, mobile=width < 720)  # fmt: skip
        features = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
        self.ask("Emulation.setEmulatedMedia", features=features)

    def picture(self, path: Path) -> None:
        path.write_bytes(base64.b64decode(self.ask("Page.captureScreenshot")["data"]))


@contextmanager
def chromium() -> Iterator[Page]:
    """A page in a browser of its own, gone afterwards."""
    in_child, to_browser = os.pipe()
    from_browser, out_child = os.pipe()
    home = Path(tempfile.mkdtemp(prefix="gendan-chromium-"))
    words = [
        CHROMIUM, "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run",
        "--disable-dev-shm-usage", "--disable-background-networking",
        f"--user-data-dir={home}", "--remote-debugging-pipe",
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
    try:
        yield Page(to_browser, from_browser)
    finally:
        child.kill()
        child.wait()
        os.close(to_browser)
        os.close(from_browser)
        shutil.rmtree(home, ignore_errors=True)

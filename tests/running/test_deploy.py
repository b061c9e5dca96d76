"""What operators copy from `deploy/` is accepted by the programs it is for, and does its work."""

import http.client
import re
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from gendan.desks.imports.forms import SIZE_MAX
from tests.running.instances import free_port, wait_until
from tests.webhooks.receiver import certificate

DEPLOY = Path(__file__).parents[2] / "deploy"
NAME = "orders.example.com"
NGINX = """
daemon off; master_process off; pid {home}/pid; error_log {home}/errors;
events {{}}
http {{ access_log off; types {{ text/css css; }}
  client_body_temp_path {home}/body; proxy_temp_path {home}/proxy; fastcgi_temp_path {home}/f;
  uwsgi_temp_path {home}/u; scgi_temp_path {home}/s;
  {server} }}
"""


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="there is no systemd here")
def test_the_units_are_understood_by_systemd(tmp_path: Path) -> None:
    for unit in (*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")):
        text = unit.read_text().replace("/opt/gendan/.venv/bin/gendan", "/bin/true")
        (tmp_path / unit.name).write_text(text)
    units = sorted(map(str, tmp_path.iterdir()))
    assert len(units) == 3
    said = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *units],
        capture_output=True,
        text=True,
        check=False,
    )
    mine = [line for line in said.stderr.splitlines() if "gendan" in line]
    assert (said.returncode, mine) == (0, [])


@dataclass
class Heard:
    """A program behind the proxy: what reached it, and when it may end what it says."""

    port: int
    headers: list[dict[str, str]] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    may_end: threading.Event = field(default_factory=threading.Event)


@contextmanager
def behind() -> Iterator[Heard]:
    """A program that says one line, and a second one when it may."""

    class Answers(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            heard.headers.append({name.lower(): value for name, value in self.headers.items()})
            self.send_response(200)
            self.send_header("Content-Type", "text/css")
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            self.wfile.write(b"5\r\none\n\n\r\n")
            heard.may_end.wait(30)
            self.wfile.write(b"5\r\ntwo\n\n\r\n0\r\n\r\n")

        def do_POST(self) -> None:
            heard.sizes.append(len(self.rfile.read(int(self.headers["Content-Length"]))))
            heard.may_end.set()
            self.do_GET()

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    server.daemon_threads = True
    heard = Heard(server.server_address[1])
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}).start()
    try:
        yield heard
    finally:
        heard.may_end.set()
        server.shutdown()
        server.server_close()


@contextmanager
def proxy(home: Path, web: int, live: int) -> Iterator[tuple[int, int]]:
    """nginx with our configuration before these ports; its own ports, with and without TLS."""
    certificate(home, NAME)
    secure, plain = free_port(), free_port()
    server = (DEPLOY / "nginx.conf").read_text()
    for ours, theirs in (
        (r"/etc/letsencrypt/\S+\.pem", f"{home}/certificate.pem"),
        ("listen 443", f"listen 127.0.0.1:{secure}"),
        ("listen 80", f"listen 127.0.0.1:{plain}"),
        (":8000", f":{web}"),
        (":8001", f":{live}"),
    ):
        server, found = re.subn(ours, theirs, server)
        assert found, ours
    (home / "nginx.conf").write_text(NGINX.format(home=home, server=server))
    started = ["nginx", "-p", str(home), "-e", f"{home}/errors", "-c", f"{home}/nginx.conf"]
    with subprocess.Popen(started) as running:
        try:
            wait_until(lambda: running.poll() is not None or answers(plain), seconds=20)
            assert running.poll() is None, (home / "errors").read_text()
            yield secure, plain
        finally:
            running.terminate()


def answers(port: int) -> bool:
    with socket.socket() as trial:
        return trial.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.skipif(not shutil.which("nginx"), reason="there is no nginx here")
def test_nginx_hands_on_who_asked_and_for_what_and_keeps_nothing_back(tmp_path: Path) -> None:
    context = ssl._create_unverified_context()

    with behind() as web, behind() as live, proxy(tmp_path, web.port, live.port) as ports:
        secure, plain = ports

        def asked(
            method: str, path: str, body: bytes | None = None, **more: str
        ) -> http.client.HTTPResponse:
            line = http.client.HTTPSConnection("127.0.0.1", secure, timeout=30, context=context)
            said = {"Host": NAME, "X-Forwarded-For": "203.0.113.7", "Accept-Encoding": "gzip"}
            line.request(method, path, body, said | more)
            return line.getresponse()

        # Live updates come at once, though there is more to come.
        stream = asked("GET", "/live/orders")
        assert stream.readline() == b"one\n"
        assert not live.may_end.is_set()
        live.may_end.set()
        web.may_end.set()
        assert asked("GET", "/orders").status == 200
        for headers in (*web.headers, *live.headers):
            assert headers["host"] == NAME
            assert headers["x-forwarded-for"] == "127.0.0.1"  # what the browser claims is no help
            assert headers["x-forwarded-proto"] == "https"
            assert len(headers["x-request-id"]) == 32
        assert (len(web.headers), len(live.headers)) == (1, 1)

        assert asked("GET", "/orders").headers["Content-Encoding"] is None
        assert asked("GET", "/static/kit/gendan.css").headers["Content-Encoding"] == "gzip"
        assert asked("GET", "/metrics").status == 404
        assert asked("POST", "/imports/", b"x" * (SIZE_MAX + 10_000)).status == 200
        announced = {"Content-Length": str(SIZE_MAX * 2)}
        assert asked("POST", "/imports/", **announced).status == 413
        assert web.sizes == [SIZE_MAX + 10_000]

        line = http.client.HTTPConnection("127.0.0.1", plain, timeout=30)
        line.request("GET", "/orders?page=2", headers={"Host": NAME})
        turned = line.getresponse()
        assert (turned.status, turned.headers["Location"]) == (
            301, f"https://{NAME}/orders?page=2",
        )  # fmt: skip

"""Gateways on this machine: a mail server and an HTTP server that can go down and come back."""

import json
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

Answer = tuple[int, dict[str, str], object]


@dataclass(frozen=True)
class Post:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes

    def json(self) -> dict[str, object]:
        return dict(json.loads(self.body))


@dataclass
class Web:
    """An HTTP server; `answer` decides what each post is told."""

    answer: Callable[[Post], Answer]
    posts: list[Post] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)  # idempotency keys of what was answered 2xx
    connections: int = 0
    lock: Lock = field(default_factory=Lock)
    url: str = ""

    def told(self, post: Post) -> Answer:
        with self.lock:
            self.posts.append(post)
            answer = self.answer(post)
            if answer[0] < 300:
                self.taken.append(post.headers.get("Idempotency-Key", ""))
        return answer


@contextmanager
def web(answer: Callable[[Post], Answer]) -> Iterator[Web]:
    """Serve until the block ends."""
    state = Web(answer)

    class Asked(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def setup(self) -> None:
            state.connections += 1
            super().setup()

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status, headers, said = state.told(Post(self.path, dict(self.headers), body))
            content = said if isinstance(said, bytes) else json.dumps(said).encode()
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(content))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *said: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 128  # four workers knock at once; the fifth caller would be let wait

    server = Server(("127.0.0.1", 0), Asked)
    state.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Mail:
    """A mail server; `refuse` decides by address what is said to RCPT, and by how many came
    whether the conversation is ended."""

    def __init__(self) -> None:
        self.came: list[Message] = []
        self.conversations = 0
        self.refuse: Callable[[str], str] = lambda _: ""
        self.end_after: int | None = None  # after so many in all: 421
        self.hang_up_after_data = False  # take the next one, and never say so
        self.port = _free_port()
        self.start()

    async def handle_EHLO(  # noqa: N802 - the library's names
        self, _server: SMTP, session: Session, _envelope: Envelope, host: str, said: list[str]
    ) -> list[str]:
        self.conversations += 1
        session.host_name = host
        return said

    async def handle_MAIL(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _: list[str]
    ) -> str:
        if self.end_after is not None and len(self.came) >= self.end_after:
            return "421 4.3.2 closing down"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _: list[str]
    ) -> str:
        if said := self.refuse(address):
            return said
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        assert isinstance(envelope.content, bytes)
        self.came.append(message_from_bytes(envelope.content))
        if self.hang_up_after_data:
            self.hang_up_after_data = False
            assert server.transport
            server.transport.close()
        return "250 OK"

    def identities(self) -> list[str]:
        return [str(message["Message-ID"]) for message in self.came]

    def start(self) -> None:
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def stop(self) -> None:
        self._controller.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])

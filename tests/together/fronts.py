"""What a web server shows to the front of a web process, and what it is answered."""

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field


class Headers:
    """As the server gives them: in their order, repeated ones too."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._pairs = list(pairs)

    def items(self) -> list[tuple[str, str]]:
        return self._pairs


@dataclass
class Scope:
    """A request without its body. https://github.com/emmett-framework/granian, docs/spec/RSGI.md"""

    method: str
    path: str
    headers: Headers
    query_string: str = ""
    client: str = "203.0.113.9:50000"
    server: str = "127.0.0.1:8000"
    scheme: str = "http"
    http_version: str = "1.1"


@dataclass
class Protocol:
    """The other end: gives the body, hears the answer."""

    chunks: list[bytes]
    status: int = 0
    headers: list[tuple[str, str]] = field(default_factory=list)
    parts: list[bytes] = field(default_factory=list)
    taken: int = 0  # chunks of the body that were asked for

    async def __call__(self) -> bytes:
        self.taken = len(self.chunks)
        return b"".join(self.chunks)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self.chunks:
            self.taken += 1
            yield chunk

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.status, self.headers, self.parts = status, headers, [body]

    def response_stream(self, status: int, headers: list[tuple[str, str]]) -> "Protocol":
        self.status, self.headers = status, headers
        return self

    async def send_bytes(self, part: bytes) -> None:
        self.parts.append(part)

    @property
    def body(self) -> bytes:
        """All that was answered."""
        return b"".join(self.parts)


def request(method: str, path: str, headers: dict[str, str], body: bytes = b"") -> Scope:
    """A request, with what a client says of its body."""
    said = {name.lower(): value for name, value in headers.items()}
    if body:
        said["content-length"] = str(len(body))
    return Scope(method, path, Headers({"host": "127.0.0.1:8000", **said}.items()))

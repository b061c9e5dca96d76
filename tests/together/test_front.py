"""What the front of a web process makes of requests, and of answers that come in parts."""

import asyncio
import io
from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Any

import pytest

from gendan.config.running.front import Front, environ_of
from gendan.kit.rest.bodies import LARGEST
from tests.together.fronts import Headers, Protocol, Scope, request


class Parts:
    """An answer of Django's that comes in parts, and may fail between two of them."""

    streaming = True

    def __init__(self, parts: list[bytes], *, fails: bool = False) -> None:
        self.parts, self.fails, self.is_closed = parts, fails, False

    def __iter__(self) -> Iterator[bytes]:
        yield from self.parts
        if self.fails:
            raise ValueError("the file is gone")

    def close(self) -> None:
        self.is_closed = True


class Page(Parts):
    """One that is there as a whole."""

    streaming = False


def through(
    answer: Parts, scope: Scope, protocol: Protocol, read: int | None = 0, length: str = ""
) -> bytes:
    """Let a front with that answer serve a request; what was read of its body."""
    found = []

    def application(environ: dict[str, Any], begin: Any) -> Iterable[bytes]:
        found.append(environ["wsgi.input"].read(read))
        said = [("Content-Length", length)] if length else []
        begin("200 OK", [("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"), *said])
        return answer

    asyncio.run(Front(application, {}, threads=2).__rsgi__(scope, protocol))
    return bytes(found[0])


def test_a_page_comes_as_a_whole_with_all_its_headers() -> None:
    page, protocol = Page([b"good ", b"day"]), Protocol([])
    through(page, request("GET", "/", {}), protocol)
    assert (protocol.status, protocol.body, len(protocol.parts)) == (200, b"good day", 1)
    assert [v for name, v in protocol.headers if name == "Set-Cookie"] == ["a=1", "b=2"]
    assert page.is_closed


def test_what_comes_in_parts_goes_out_in_parts() -> None:
    page, protocol = Parts([b"1", b"2", b"3"]), Protocol([])
    through(page, request("GET", "/", {}), protocol)
    assert protocol.parts == [b"1", b"2", b"3"]
    assert page.is_closed


@pytest.mark.parametrize(("length", "parts"), [("2", 1), (str(LARGEST + 1), 2)])
def test_what_says_that_it_is_short_goes_out_at_once(length: str, parts: int) -> None:
    page, protocol = Parts([b"1", b"2"]), Protocol([])
    through(page, request("GET", "/", {}), protocol, length=length)
    assert (len(protocol.parts), protocol.body, page.is_closed) == (parts, b"12", True)


def test_one_that_fails_halfway_is_closed_and_not_ended_as_if_it_were_whole() -> None:
    page, protocol = Parts([b"1"], fails=True), Protocol([])
    with pytest.raises(ValueError, match="gone"):
        through(page, request("GET", "/", {}), protocol)
    assert page.is_closed


def test_a_small_body_is_there_before_it_is_asked_for() -> None:
    protocol = Protocol([b"ab", b"c"])
    assert through(Page([]), request("POST", "/", {}, b"abc"), protocol, None) == b"abc"


def test_a_large_body_is_read_as_far_as_it_is_asked_for() -> None:
    chunk = b"x" * LARGEST
    protocol = Protocol([chunk] * 5)
    assert through(Page([]), request("POST", "/", {}, chunk * 5), protocol, None) == chunk * 5
    protocol = Protocol([chunk] * 5)
    assert through(Page([]), request("POST", "/", {}, chunk * 5), protocol, 0) == b""
    assert protocol.taken == 0, "what is refused by its length is not read"


def test_a_slow_upload_keeps_nobody_waiting() -> None:
    """It begins, and ends only after somebody else was answered by the one thread there is."""
    begun, answered = asyncio.Event(), asyncio.Event()

    class Slow(Protocol):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            begun.set()
            await answered.wait()
            yield self.chunks[0]

    def application(environ: dict[str, Any], begin: Any) -> Iterable[bytes]:
        body = environ["wsgi.input"].read()
        begin("200 OK", [])
        return Page([body])

    async def both() -> None:
        front, body = Front(application, {}, threads=1), b"x" * (LARGEST + 1)
        slow, other = Slow([body]), Protocol([])
        upload = asyncio.create_task(front.__rsgi__(request("POST", "/", {}, body), slow))
        await begun.wait()
        async with asyncio.timeout(30):
            await front.__rsgi__(request("GET", "/", {}), other)
        assert (other.status, slow.status) == (200, 0)
        answered.set()
        await upload
        assert slow.body == body

    asyncio.run(both())


def test_a_request_is_told_as_django_wants_it() -> None:
    headers = [("host", "shop.test"), ("cookie", "a=1"), ("cookie", "b=2"), ("accept", "x"),
               ("accept", "y"), ("content-type", "text/plain"), ("content-length", "3"),
               ("x_forwarded_for", "198.51.100.1")]  # fmt: skip
    scope = Scope("POST", "/a b/你", Headers(headers), "q=%20", client="[2001:db8::1]:443")
    environ = environ_of(scope, b"abc")
    assert environ["PATH_INFO"].encode("latin-1").decode() == "/a b/你"
    assert environ["QUERY_STRING"] == "q=%20"
    assert environ["REMOTE_ADDR"] == "2001:db8::1"
    assert (environ["SERVER_NAME"], environ["SERVER_PORT"]) == ("127.0.0.1", "8000")
    assert environ["HTTP_COOKIE"] == "a=1; b=2"
    assert environ["HTTP_ACCEPT"] == "x,y"
    assert (environ["CONTENT_TYPE"], environ["CONTENT_LENGTH"]) == ("text/plain", "3")
    assert environ["wsgi.input"].read() == b"abc"
    assert "HTTP_X_FORWARDED_FOR" not in environ, "it would pass for what a proxy of ours says"
    assert isinstance(environ["wsgi.input"], io.BytesIO)

"""A gateway that takes every message at once, and counts them."""

import asyncio
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread

from bench.clients import HEAD_END, LENGTH, Address
from bench.served import free_port

KEY = re.compile(rb"(?i)idempotency-key: *([^\r]+)")
TAKEN = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Type: application/json\r\n\r\n{}"


@dataclass
class Gateway:
    """What came in: the keys of the messages, in the order in which they came."""

    address: Address
    keys: list[bytes] = field(default_factory=list)


class _Line(asyncio.Protocol):
    """One connection; requests may come in parts, and several at once."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._received = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        while (end := self._received.find(HEAD_END)) >= 0:
            length = LENGTH.search(self._received, 0, end)
            whole = end + len(HEAD_END) + (int(length[1]) if length else 0)
            if len(self._received) < whole:
                return
            key = KEY.search(self._received, 0, end)
            self._gateway.keys.append(bytes(key[1]) if key else b"")
            del self._received[:whole]
            self._transport.write(TAKEN)


@contextmanager
def gateway() -> Iterator[Gateway]:
    """Answer on a port of this machine until the end of the `with`."""
    made = Gateway(Address("127.0.0.1", free_port()))
    loop = asyncio.new_event_loop()
    listening = loop.create_server(lambda: _Line(made), made.address.host, made.address.port)
    server = loop.run_until_complete(listening)
    thread = Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        loop.call_soon_threadsafe(server.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()

"""Customers who do not give up: each request is repeated, the same, until it is answered."""

import json
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from itertools import count

from bench.clients import Address
from bench.wares import new_order

AT_ONCE = 8  # connections; the rate holds when some of them wait
CONFIRMED = 4  # of so many orders, one is confirmed
REST_SECONDS = 0.1  # before the same is said again
ANSWER_SECONDS = 5.0
GIVE_UP_SECONDS = 120.0


class Customers:
    """Place orders at a rate, from threads, until told to stop; keep what was answered."""

    def __init__(self, address: Address, token: str, first: int, per_second: float) -> None:
        self._address, self._token = address, token
        self._first, self._per_second = first, per_second
        self.numbers: dict[str, str] = {}  # by reference, the number that was answered
        self.confirmed: set[str] = set()  # references
        self.answered_at: list[float] = []
        self.repeats = 0
        self._trouble: list[BaseException] = []
        self._serial = count()
        self._leave = threading.Event()
        self._threads = [threading.Thread(target=self._come) for _ in range(AT_ONCE)]

    def start(self) -> None:
        """Begin; returns at once."""
        self._began = time.monotonic()
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Begin no more orders, and wait until all that were begun are answered.

        Raises what went wrong, if anything did."""
        self._leave.set()
        for thread in self._threads:
            thread.join()
        self.look()

    def look(self) -> None:
        """Raise what went wrong, if anything did."""
        if self._trouble:
            raise self._trouble[0]

    def _come(self) -> None:
        line = _Line(self._address, self._token)
        try:
            while not self._leave.is_set():
                nth = next(self._serial)
                due = self._began + nth / self._per_second
                if self._leave.wait(max(due - time.monotonic(), 0)):
                    return
                self._order(line, nth)
        except Exception as trouble:  # noqa: BLE001 - told to the main thread
            self._trouble.append(trouble)
        finally:
            self.repeats += line.repeats
            line.close()

    def _order(self, line: "_Line", nth: int) -> None:
        wanted = new_order(self._first + nth)
        reference = str(wanted.reference)
        lines = [{"sku": one.sku, "quantity": one.quantity} for one in wanted.lines]
        order = {
            "channel": wanted.channel, "store": wanted.store, "reference": reference,
            "name": wanted.name, "phone": wanted.phone, "province": wanted.province,
            "city": wanted.city, "district": wanted.district, "street": wanted.street,
            "lines": lines,
        }  # fmt: skip
        number = line.insist("/api/v1/orders", {"orders": [order]}, reference)
        self.answered_at.append(time.monotonic())
        self.numbers[reference] = number
        if nth % CONFIRMED == 0:
            line.insist("/api/v1/orders/confirmations", {"orders": [number]}, f"c-{reference}")
            self.confirmed.add(reference)


class _Line:
    """One connection, made anew whenever it breaks."""

    def __init__(self, address: Address, token: str) -> None:
        self._connection = HTTPConnection(address.host, address.port, timeout=ANSWER_SECONDS)
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self.repeats = 0

    def insist(self, path: str, body: Mapping[str, object], key: str) -> str:
        """Say it with the same key until it is done; what came into being, if anything did."""
        sent = json.dumps(body).encode()
        deadline = time.monotonic() + GIVE_UP_SECONDS
        while (answer := self._say(path, sent, key)) is None:
            assert time.monotonic() < deadline, f"{key} is not answered"
            self.repeats += 1
            time.sleep(REST_SECONDS)
        told = json.loads(answer)
        assert (told["done"], told["refused"]) == (1, 0), f"{key}: {told}"
        return str(told["results"][0]["made"] or "")

    def _say(self, path: str, sent: bytes, key: str) -> bytes | None:
        """The body of an answer of 200; nothing when it is to be said again."""
        try:
            self._connection.request("POST", path, sent, self._headers | {"Idempotency-Key": key})
            answer = self._connection.getresponse()
            body = answer.read()
        except (OSError, HTTPException):
            self.close()
            return None
        assert answer.status in {200, 409, 500, 503}, f"{key}: {answer.status} {body!r}"
        return body if answer.status == 200 else None

    def close(self) -> None:
        """Hang up."""
        with suppress(OSError):
            self._connection.close()

"""One way to post to a gateway over HTTP: with time limits, and without following or retrying."""

from collections.abc import Mapping
from dataclasses import dataclass

import urllib3

TIMES = urllib3.Timeout(connect=3.0, read=10.0)
ANSWER_MAX = 65_536  # bytes of an answer that we read
WIDTH = 16  # posts at the same time

# Retrying is the drain's business: it knows the identity of the message and the time of the day.
_pool = urllib3.PoolManager(num_pools=32, maxsize=WIDTH, retries=False, timeout=TIMES)


class Unreachable(Exception):
    """Nobody answered in time, or not in HTTP. The post may have arrived all the same."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def seconds(self) -> float:
        """How long we are asked to wait; a minute when no number says it."""
        text = self.headers.get("Retry-After", "")
        return float(text) if text.isascii() and text.isdigit() else 60.0


def post(url: str, body: bytes, headers: Mapping[str, str]) -> Reply:
    """Post and read the answer. Raises `Unreachable`."""
    try:
        response = _pool.request(
            "POST", url, body=body, headers=dict(headers), redirect=False, preload_content=False
        )
        try:
            content = response.read(ANSWER_MAX, decode_content=True)
            response.drain_conn()
        finally:
            response.release_conn()
    except urllib3.exceptions.HTTPError as error:
        raise Unreachable(str(error)) from error
    return Reply(response.status, response.headers, content)

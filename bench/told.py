"""How fast customers are told: messages a second, to a gateway that answers at once."""

import json
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from itertools import repeat

import psycopg

from bench.clients import drive
from bench.figures import Bench, Figure
from bench.gateway import Gateway, gateway
from bench.served import serving

CLIENTS = 8
BATCH = 500
PATIENCE_SECONDS = 60.0  # without a message
GLANCE_SECONDS = 0.1
DUE = "SELECT count(*) FROM notice WHERE recipient = 'customer' AND state = 'due'"
SENT = "SELECT count(*) FROM notice WHERE recipient = 'customer' AND state = 'sent'"
LIKE_OURS = {"id": "1", "to": "+8613800000001", "text": "您的订单已收到。" * 5, "language": "zh"}


def notices_rate(bench: Bench) -> Figure:
    """SMS a second, from the first that comes to the last; each comes once."""
    url = bench.copy("notices")
    bench.said("notices_rate: placing orders")
    size = min(BATCH, bench.scale.messages)
    bench.work(url, "place", bench.scale.messages // size, size, workers=1)
    with psycopg.connect(url, autocommit=True) as connection, gateway() as theirs:
        body = json.dumps(LIKE_OURS).encode()
        request = theirs.address.request("POST", "/sms", {"Idempotency-Key": "1"}, body)
        most = drive(
            theirs.address, repeat(request), CLIENTS, seconds=bench.scale.seconds
        ).per_second
        theirs.keys.clear()
        (due,) = connection.execute(DUE).fetchone() or (0,)
        (before,) = connection.execute(SENT).fetchone() or (0,)
        bench.said(f"notices_rate: {due:,} messages")
        with serving(url, _settings(theirs)):
            moments = _heard(theirs, due)
            time.sleep(2 * GLANCE_SECONDS)  # for what might come twice
    assert len(theirs.keys) == len(set(theirs.keys)) == due, f"{len(theirs.keys)} of {due} came"
    with psycopg.connect(url) as connection:
        assert connection.execute(SENT).fetchone() == (before + due,), "not all are marked as sent"
    rate = due / (moments[1] - moments[0])
    return Figure("notices_rate", rate, "messages/s", most, rate / most, "–")


FIGURES: Mapping[str, Callable[[Bench], Figure]] = {"notices_rate": notices_rate}


def _settings(theirs: Gateway) -> dict[str, str]:
    """A house in whose town it is noon: nobody gets an SMS at night."""
    east = 12 - datetime.now(UTC).hour
    return {
        "GENDAN_SMS": "http",
        "GENDAN_SMS_URL": f"http://{theirs.address.host}:{theirs.address.port}/sms",
        "GENDAN_CUSTOMER_CHANNELS": "sms",
        "GENDAN_TIME_ZONE": f"Etc/GMT{-east:+d}",  # its signs are the other way round
    }


def _heard(theirs: Gateway, wanted: int) -> tuple[float, float]:
    """When the first came, and when the last. Raises `AssertionError` when they stay away."""
    first = last = time.monotonic()
    seen = 0
    while seen < wanted:
        time.sleep(GLANCE_SECONDS)
        now, came = time.monotonic(), len(theirs.keys)
        if came and not seen:
            first = now - GLANCE_SECONDS
        if came > seen:
            seen, last = came, now
        assert now - last < PATIENCE_SECONDS, f"{seen} of {wanted} messages came"
    return first, last

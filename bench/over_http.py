"""The figures over HTTP: the whole program answers, with its database, as it is served."""

import json
import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from itertools import count
from random import Random

import psutil
import psycopg

from bench import limit
from bench.clients import Answers, drive
from bench.figures import Bench, Figure, many, must_agree
from bench.served import House, postgres, serving
from bench.wares import RARE_UNITS, new_order, rare_order
from gendan.journey.s1_place.new_orders import NewOrder
from gendan.records.orders import links

CLIENTS = 32
READY_PER_SECOND = 2_000  # orders; more than are placed
SIGHT_SECONDS = 10.0  # of looking at what sits idle, after as many of settling down
ORDERS = "/api/v1/orders"


def place_http(bench: Bench) -> Figure:
    """One order of three lines a request, 32 clients, each answered after its commit."""
    url = bench.copy("place_http")
    ours, theirs = [], []
    with serving(url) as house:
        for nth in range(bench.scale.rounds):
            bench.said(f"place_http: round {nth + 1} of {bench.scale.rounds}")
            theirs.append(limit.tpcb_per_second(bench.databases.make("tpcb"), bench.scale.seconds))
            ours.append(_place(bench, house).per_second)
    must_agree(bench, url)
    return Figure(
        "place_http", max(ours), "orders/s", max(theirs), max(ours) / max(theirs), "ratio ≥ 0.5"
    )


def cpu_ms_per_order(bench: Bench) -> Figure:
    """Processor time of web and PostgreSQL for one order that is placed over HTTP."""
    with serving(bench.copy("cpu")) as house:
        _place(bench, house)  # warm
        bench.said("cpu_ms_per_order: placing")
        before = _cpu_seconds(house)
        done = _place(bench, house)
        spent = 1_000 * (_cpu_seconds(house) - before) / sum(done.statuses.values())
    return Figure("cpu_ms_per_order", spent, "ms", 2.0, spent / 2.0, "value ≤ 2")


def lookup_http(bench: Bench) -> Figure:
    """One order by its number, of a million; the limit is the same server's empty answer."""
    with serving(many(bench)) as house:
        numbers = _numbers(house, 5_000)
        ours, theirs = [], []
        for nth in range(bench.scale.rounds):
            bench.said(f"lookup_http: round {nth + 1} of {bench.scale.rounds}")
            theirs.append(_read(bench, house, ["/healthz"]).per_second)
            ours.append(_read(bench, house, [f"{ORDERS}/{n}" for n in numbers]).per_second)
    return Figure(
        "lookup_http", max(ours), "answers/s", max(theirs), max(ours) / max(theirs), "ratio ≥ 0.5"
    )


def track_http(bench: Bench) -> Figure:
    """The page of a customer, by its link, of a million; as `lookup_http` measures it."""
    key = secrets.token_hex(32)
    with serving(many(bench), {"GENDAN_SECRET_KEY": key}) as house:
        paths = [links.PATH + links.token(order, key) for order in _orders(house, 5_000)]
        ours, theirs = [], []
        for nth in range(bench.scale.rounds):
            bench.said(f"track_http: round {nth + 1} of {bench.scale.rounds}")
            theirs.append(_read(bench, house, ["/healthz"]).per_second)
            ours.append(_read(bench, house, paths).per_second)
    return Figure(
        "track_http", max(ours), "answers/s", max(theirs), max(ours) / max(theirs), "ratio ≥ 0.3"
    )


def list_cpu_ms(bench: Bench) -> Figure:
    """Processor time of web and PostgreSQL for a page of fifty orders, a million being stored."""
    with serving(many(bench)) as house:
        paths = [f"{ORDERS}?limit=50", f"{ORDERS}?status=pending&limit=50&sort=deadline"]
        _read(bench, house, paths, seconds=2)
        bench.said("list_cpu_ms: turning pages")
        before = _cpu_seconds(house)
        done = _read(bench, house, paths)
        spent = 1_000 * (_cpu_seconds(house) - before) / sum(done.statuses.values())
    return Figure("list_cpu_ms", spent, "ms", 5.0, spent / 5.0, "value ≤ 5")


def flash_sale_http(bench: Bench) -> Figure:
    """Everybody at once wants one of a hundred, over HTTP: places an order, has it confirmed."""
    url = bench.copy("flash_http")
    theirs = limit.tpcb_per_second(bench.databases.make("tpcb"), bench.scale.seconds)
    codes: dict[str, int] = {}
    with serving(url) as house:
        bench.said("flash_sale_http: the doors open")
        keys = count(1)

        def heard(status: int, body: bytes) -> bytes | None:
            assert status == 200, body
            (result,) = json.loads(body)["results"]
            if result["made"]:
                wish = {"orders": [result["made"]], "whole_only": True}
                return _post(house, f"{ORDERS}/confirmations", wish, f"confirm-{next(keys)}")
            code = result["code"] or "done"
            codes[code] = codes.get(code, 0) + 1
            return None

        done = drive(
            house.address,
            (_place_request(house, rare_order(nth)) for nth in range(bench.scale.buyers)),
            CLIENTS,
            heard=heard,
        )
    lost = bench.scale.buyers - RARE_UNITS
    assert codes == {"done": RARE_UNITS, "short_stock": lost}, f"answers: {codes}"
    with psycopg.connect(url) as connection:
        reserved = connection.execute(
            "SELECT reserved FROM stock_level JOIN product ON product.id = product_id"
            " WHERE sku = 'rare'"
        ).fetchone()
    assert reserved == (RARE_UNITS,), f"{reserved} units are reserved of {RARE_UNITS}"
    must_agree(bench, url)
    rate = bench.scale.buyers / done.seconds
    return Figure("flash_sale_http", rate, "orders/s", theirs, rate / theirs, "100 reserved")


def memory_idle_mb(bench: Bench) -> Figure:
    """Memory of everything that runs, PostgreSQL included, each shared page counted once."""
    with serving() as house:
        bench.said("memory_idle_mb: waiting")
        time.sleep(min(SIGHT_SECONDS, bench.scale.soak_seconds))
        used = sum(_share(process) for process in [*house.processes(), *postgres(house.url)])
    mb = used / 1024**2
    return Figure("memory_idle_mb", mb, "MB", 350, mb / 350, "value ≤ 350")


def soak(bench: Bench) -> Figure:
    """Ten minutes at 70 % of the most: memory and the slowest answers stay as they are.

    The value is by how much the memory of the program grew from the second to the last fifth; the
    slowest hundredth of the answers must not be twice as slow at the end."""
    with serving(bench.copy("soak")) as house:
        most = _place(bench, house).per_second
        parts: list[tuple[float, float]] = []
        for nth in range(5):
            bench.said(f"soak: part {nth + 1} of 5 at {most * 0.7:,.0f} orders/s")
            done = _place(bench, house, seconds=bench.scale.soak_seconds / 5, per_second=most * 0.7)
            parts.append((sum(_share(p) for p in house.processes()), done.percentile(0.99)))
    growth = parts[-1][0] / parts[1][0]
    slower = parts[-1][1] / parts[1][1]
    bench.said(f"soak: p99 {1_000 * parts[1][1]:.0f} ms, then {1_000 * parts[-1][1]:.0f} ms")
    worse = max(growth / 1.1, slower / 2)
    return Figure("soak", growth, "times the memory", 1.1, worse, "value ≤ 1.1, ratio ≤ 1")


FIGURES: Mapping[str, Callable[[Bench], Figure]] = {
    figure.__name__: figure
    for figure in (
        place_http, cpu_ms_per_order, flash_sale_http, lookup_http, track_http, list_cpu_ms,
        memory_idle_mb, soak,
    )
}  # fmt: skip


def _place(
    bench: Bench, house: House, *, seconds: float = 0, per_second: float = float("inf")
) -> Answers:
    first = next(bench.serial) * 1_003_000
    seconds = seconds or bench.scale.seconds
    # Made ready before: who asks works on the same machine as who answers.
    most = int(seconds * min(per_second, READY_PER_SECOND)) + CLIENTS
    orders = [_place_request(house, new_order(first + nth)) for nth in range(most)]
    done = drive(house.address, iter(orders), CLIENTS, seconds=seconds, per_second=per_second,
                 heard=_one_done)  # fmt: skip
    assert set(done.statuses) == {200}, done.statuses
    return done


def _one_done(status: int, body: bytes) -> None:
    assert status == 200, body
    assert body.startswith((b'{"done": 1', b'{"done":1')), body


def _place_request(house: House, new: NewOrder) -> bytes:
    order = {
        "channel": new.channel, "store": new.store, "reference": new.reference, "name": new.name,
        "phone": new.phone, "province": new.province, "city": new.city, "district": new.district,
        "street": new.street,
        "lines": [{"sku": line.sku, "quantity": line.quantity} for line in new.lines],
    }  # fmt: skip
    return _post(house, ORDERS, {"orders": [order]}, str(new.reference))


def _post(house: House, path: str, body: object, key: str) -> bytes:
    sent = json.dumps(body, ensure_ascii=False).encode()
    return house.address.request("POST", path, house.headers(key), sent)


def _read(bench: Bench, house: House, paths: list[str], *, seconds: float = 0) -> Answers:
    def requests() -> Iterator[bytes]:
        ready = [house.address.request("GET", path, house.headers()) for path in paths]
        chance = Random(7)
        while True:
            yield chance.choice(ready)

    done = drive(house.address, requests(), CLIENTS, seconds=seconds or bench.scale.seconds)
    assert set(done.statuses) == {200}, done.statuses
    return done


def _numbers(house: House, wanted: int) -> list[str]:
    with psycopg.connect(house.url) as connection:
        rows = connection.execute(
            "SELECT number FROM customer_order ORDER BY random() LIMIT %s", [wanted]
        ).fetchall()
    return [number for (number,) in rows]


def _orders(house: House, wanted: int) -> list[int]:
    with psycopg.connect(house.url) as connection:
        rows = connection.execute(
            "SELECT id FROM customer_order ORDER BY random() LIMIT %s", [wanted]
        ).fetchall()
    return [id for (id,) in rows]


def _cpu_seconds(house: House) -> float:
    """What web and PostgreSQL have used so far, and what ended below them."""
    return sum(map(_used, [*house.web(), *postgres(house.url)]))


def _used(process: psutil.Process) -> float:
    with suppress(psutil.NoSuchProcess):  # counted among its parent's children from now on
        return sum(process.cpu_times()[:4])  # user, system, and those of children that ended
    return 0.0


def _share(process: psutil.Process) -> float:
    """Bytes of memory, a page that several processes share in parts (PSS)."""
    return float(process.memory_full_info().pss)

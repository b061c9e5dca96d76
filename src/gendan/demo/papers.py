"""Stock work of the demo shop: goods that came and are coming, a count, and goods on their way."""

from dataclasses import dataclass
from datetime import timedelta

from gendan.kernel import clock
from gendan.kernel.actor import Actor
from gendan.kernel.outcome import Outcome
from gendan.process.words import QuarantineReason
from gendan.records.people.models import Staff
from gendan.records.places.models import Warehouse
from gendan.records.products.codes import by_code
from gendan.records.stock import ledger
from gendan.stockroom import counts, levels, receipts, transfers
from gendan.stockroom.units import Units

TEA, RICE, WEAR = "狮峰茶业", "五常稻香合作社", "湖州织造"
COUNTED = ("TEA003", "TEA004", "TEA006")
SHELVED = ("SNK001", "SNK002", "SNK003", "SNK004")


@dataclass(frozen=True, slots=True)
class Places:
    """The codes of the warehouses between which goods go."""

    main: str
    south: str
    back_room: str


def load(at: Places) -> None:
    """Open the papers, as people of the warehouses did in the last hours."""
    first, second, south, shop = (
        _person(f"demo-{name}") for name in ("wang", "zhao", "huang", "shen")
    )
    _receive(first, south, at)
    _count(first, second, at.main)
    _transfer(first, shop, at)
    broken = levels.Care(
        warehouse=at.main, code="PAP006", quantity=2, reason=QuarantineReason.DAMAGED,
        note="外箱进水",
    )  # fmt: skip
    _done(levels.quarantine([broken], by=first))


def _receive(by: Actor, south: Actor, places: Places) -> None:
    """One that came as a whole, one of which a part came, and one that is due tomorrow."""
    now = clock.now()
    notes = [
        _note(places.main, TEA, "SF-1108", {"TEA001": 60, "TEA002": 60, "TEA009": 100}),
        _note(places.main, RICE, "WC-2611", {"RIC001": 80, "RIC002": 40}),
    ]
    whole, part = _made(receipts.expect_goods(notes, by=by, at=now - timedelta(hours=5)))
    at = now - timedelta(hours=3)
    came = {whole: notes[0].lines, part: _units({"RIC001": 80, "RIC002": 36})}
    arrivals = [
        receipts.Arrival(receipt=id, code=line.code, quantity=line.quantity)
        for id, lines in came.items()
        for line in lines
    ]
    _done(receipts.receive(arrivals, by=by, at=at))
    _done(receipts.close_receipt([whole], by=by, at=at + timedelta(minutes=20)))
    due = receipts.NewReceipt(
        warehouse=places.south,
        sender=WEAR,
        reference="HZ-0392",
        lines=_units({"WEA001": 50, "WEA002": 50, "WEA007": 80}),
        due_on=(now + timedelta(days=1)).date(),
    )
    _done(receipts.expect_goods([due], by=south, at=now - timedelta(hours=1)))


def _count(first: Actor, second: Actor, main: str) -> None:
    """One that agrees, and one that waits for somebody who confirms it."""
    at = clock.now() - timedelta(hours=2)
    new = [
        counts.NewCount(warehouse=main, codes=SHELVED, remark="每周循环盘点"),
        counts.NewCount(warehouse=main, codes=COUNTED, remark="茶叶区"),
    ]
    fine, odd = _made(counts.open_count(new, by=first, at=at))
    there = _on_shelf(main, [*SHELVED, *COUNTED])
    found = {code: there[code] for code in SHELVED}
    _done(counts.count(_counted(fine, found), by=first, at=at + timedelta(minutes=15)))
    less = {code: there[code] for code in COUNTED} | {"TEA004": there["TEA004"] - 3}
    _done(counts.count(_counted(odd, less), by=first, at=at + timedelta(minutes=30)))
    again = {"TEA004": less["TEA004"]}
    _done(counts.count(_counted(odd, again), by=second, at=at + timedelta(minutes=50)))


def _transfer(by: Actor, shop: Actor, places: Places) -> None:
    """One in transit, of which the first boxes arrived."""
    at = clock.now() - timedelta(hours=4)
    wanted = transfers.NewTransfer(
        source=places.main, target=places.back_room, remark="周末补货",
        lines=_units({"SNK001": 12, "SNK005": 12, "KIT007": 6}),
    )  # fmt: skip
    (going,) = _made(transfers.plan_transfer([wanted], by=by, at=at))
    _done(transfers.send_transfer([going], by=by, at=at + timedelta(minutes=40)))
    came = transfers.Arrived(transfer=going, code="SNK001", quantity=12)
    _done(transfers.receive_transfer([came], by=shop, at=at + timedelta(hours=3)))


def _note(main: str, sender: str, reference: str, lines: dict[str, int]) -> receipts.NewReceipt:
    return receipts.NewReceipt(
        warehouse=main, sender=sender, reference=reference, lines=_units(lines)
    )


def _units(lines: dict[str, int]) -> tuple[Units, ...]:
    return tuple(Units(code=code, quantity=quantity) for code, quantity in lines.items())


def _counted(paper: int, found: dict[str, int]) -> list[counts.Counted]:
    return [
        counts.Counted(count=paper, code=code, quantity=quantity)
        for code, quantity in found.items()
    ]


def _on_shelf(main: str, codes: list[str]) -> dict[str, int]:
    """What lies there before the day's first order is picked."""
    place = Warehouse.objects.get(code=main).pk
    spots = {code: (article.product, place) for code, article in by_code(codes).items()}
    found = ledger.lock_levels(set(spots.values()))
    return {code: found[spot].on_hand for code, spot in spots.items()}


def _person(username: str) -> Actor:
    return Staff.objects.get(username=username).actor()


def _made(outcome: Outcome) -> list[int]:
    _done(outcome)
    return list(outcome.made.values())


def _done(outcome: Outcome) -> None:
    assert not outcome.refused, dict(outcome.refused)

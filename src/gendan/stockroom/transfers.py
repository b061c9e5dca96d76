"""Transfers between warehouses: what was sent and has not arrived is in transit, on one paper."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from gendan.kernel import sql
from gendan.kernel.actor import Actor
from gendan.kernel.batch import Batch, Row, When
from gendan.kernel.outcome import Outcome, Refused, refused
from gendan.kernel.refusals import Refusal
from gendan.process.stock import STOCK
from gendan.records.products.codes import Article, by_code
from gendan.records.stock import ledger
from gendan.records.stock.ledger import Movement, Spot
from gendan.records.stock.papers import Transfer
from gendan.stockroom.arrivals import serve_waiting
from gendan.stockroom.taking import reaches, working
from gendan.stockroom.units import WAREHOUSES, Lack, Units, lacking, together, unfit

PLAN_TRANSFER = STOCK.step("plan_transfer")
SEND_TRANSFER = STOCK.step("send_transfer")
RECALL_TRANSFER = STOCK.step("recall_transfer")
RECEIVE_TRANSFER = STOCK.step("receive_transfer")
CLOSE_TRANSFER = STOCK.step("close_transfer")
CANCEL_TRANSFER = STOCK.step("cancel_transfer")
# At which end of a transfer a step is taken; the others at either.
TAKEN_AT = {
    SEND_TRANSFER.name: "source", RECALL_TRANSFER.name: "source",
    RECEIVE_TRANSFER.name: "target", CLOSE_TRANSFER.name: "target",
}  # fmt: skip
TOLD_MAX = 5  # missing articles named in one refusal

OPEN = """
INSERT INTO transfer (number, state, state_since, opened_at, opened_by, remark, source_id,
                      target_id)
SELECT 'DB' || nextval('stock_paper_number'), 'planned', at, at, %s, remark, source_id, target_id
  FROM unnest(%s::timestamptz[], %s::text[], %s::bigint[], %s::bigint[]) WITH ORDINALITY
       AS new (at, remark, source_id, target_id, place)
 ORDER BY place
RETURNING id
"""
LIST = """
INSERT INTO transfer_line (transfer_id, product_id, quantity)
SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::int[])
"""
LINES = """
SELECT line.transfer_id, line.product_id, product.sku, line.quantity, line.sent, line.received
  FROM transfer_line AS line JOIN product ON product.id = line.product_id
 WHERE line.transfer_id = ANY(%s) ORDER BY line.id
"""
SEND = "UPDATE transfer_line SET sent = quantity WHERE transfer_id = ANY(%s)"
RECALL = "UPDATE transfer_line SET sent = 0 WHERE transfer_id = ANY(%s)"
RECEIVE = """
UPDATE transfer_line AS line SET received = received + came.units
  FROM unnest(%s::bigint[], %s::bigint[], %s::int[]) AS came (transfer_id, product_id, units)
 WHERE line.transfer_id = came.transfer_id AND line.product_id = came.product_id
"""
GIVE_UP = "UPDATE transfer_line SET missing = sent - received WHERE transfer_id = ANY(%s)"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTransfer:
    """What one warehouse is to give to another; both are codes."""

    source: str
    target: str
    lines: tuple[Units, ...]
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """So many units with this code that arrived."""

    transfer: int
    code: str
    quantity: int = 1

    @property
    def document(self) -> int:
        """The transfer."""
        return self.transfer


@dataclass(slots=True)
class Line:
    """An article of a transfer. `received` changes as arrivals are matched."""

    product: int
    sku: str
    quantity: int
    sent: int
    received: int


Lines = dict[int, dict[int, Line]]  # by transfer and product


def plan_transfer(new: Sequence[NewTransfer], *, by: Actor, at: When = None) -> Outcome:
    """Write down what is to be moved; items are positions. Whoever works in either may ask."""
    with working(PLAN_TRANSFER, Transfer.table, range(len(new)), by=by, at=at) as batch:
        codes = {code for one in new for code in (one.source, one.target)}
        places = dict(sql.rows(WAREHOUSES, [sorted(codes)]))
        articles = by_code([line.code for one in new for line in one.lines])
        listed: dict[int, dict[int, int]] = {}
        for item in batch.items:
            answer = _unfit(new[item], places, articles, by)
            if isinstance(answer, Refused):
                batch.refuse_each({item: answer})
            else:
                listed[item] = answer
        _open(batch, new, places, listed)
    return batch.outcome


def send_transfer(transfers: Sequence[int], *, by: Actor, at: When = None) -> Outcome:
    """The goods leave: off the books of the one warehouse, in transit. All of it or nothing."""
    with working(SEND_TRANSFER, Transfer.table, transfers, by=by, at=at, among=_source) as batch:
        lines = _lines(batch.ids)
        _refuse_lacking(batch, lines)
        _post_source(batch, lines, sign=-1)
        sql.run(SEND, [batch.ids])
    return batch.outcome


def recall_transfer(
    transfers: Sequence[int], *, by: Actor, reason: str = "", at: When = None
) -> Outcome:
    """They did not go: the goods are where they were. Refused once some of them arrived."""
    with working(RECALL_TRANSFER, Transfer.table, transfers, by=by, at=at, among=_source) as batch:
        lines = _lines(batch.ids)
        arrived = [id for id in batch.ids if any(line.received for line in lines[id].values())]
        batch.refuse(arrived, Refusal.ARRIVED_ALREADY)
        batch.explain(batch.ids, reason.strip())
        ledger.lock_levels(_spots(batch, lines, 0))
        _post_source(batch, lines, sign=1)
        sql.run(RECALL, [batch.ids])
        serve_waiting([line.product for id in batch.ids for line in lines[id].values()])
    return batch.outcome


def receive_transfer(arrived: Sequence[Arrived], *, by: Actor, at: When = None) -> Outcome:
    """Enter what arrived; items are positions. It is on the books of the other warehouse."""
    with working(RECEIVE_TRANSFER, Transfer.table, arrived, by=by, at=at, among=_target) as batch:
        lines = _lines(batch.ids)
        articles = by_code([arrived[item].code for item in batch.items])
        moved: dict[tuple[int, int], int] = {}
        for item in batch.items:
            one = arrived[item]
            article = articles.get(one.code)
            line = lines[one.transfer].get(article.product) if article else None
            answer = unfit(Units(code=one.code, quantity=one.quantity), article)
            answer = answer or _beyond(one, line)
            if answer or line is None:
                batch.refuse_each({item: answer or refused(Refusal.NOT_FOUND)})
                continue
            line.received += one.quantity
            place = one.transfer, line.product
            moved[place] = moved.get(place, 0) + one.quantity
        _post_target(batch, lines, moved)
        serve_waiting([product for _, product in moved])
    return batch.outcome


def close_transfer(
    transfers: Sequence[int], *, by: Actor, reason: str = "", at: When = None
) -> Outcome:
    """Nothing more arrives. What was sent and is missing is given up, for a reason, and stands on
    the paper; without one that is refused."""
    with working(CLOSE_TRANSFER, Transfer.table, transfers, by=by, at=at, among=_target) as batch:
        missing = {
            id: [[line.sku, line.sent, line.received] for line in found.values()
                 if line.sent != line.received]
            for id, found in _lines(batch.ids).items()
        }  # fmt: skip
        if not reason.strip():
            batch.refuse_each(
                {
                    id: refused(Refusal.DIFFERS, "reason", differences=_told(found))
                    for id, found in missing.items()
                    if found
                }
            )
        for id in batch.ids:
            batch.note(id, missing[id])
        batch.explain(batch.ids, reason.strip())
        sql.run(GIVE_UP, [batch.ids])
    return batch.outcome


def cancel_transfer(
    transfers: Sequence[int], *, by: Actor, reason: str = "", at: When = None
) -> Outcome:
    """It is not needed after all."""
    with working(CANCEL_TRANSFER, Transfer.table, transfers, by=by, at=at) as batch:
        batch.explain(batch.ids, reason.strip())
    return batch.outcome


def _source(row: Row) -> Collection[int]:
    return row.warehouses[:1]


def _target(row: Row) -> Collection[int]:
    return row.warehouses[1:]


def _unfit(
    one: NewTransfer, places: Mapping[str, int], articles: Mapping[str, Article], by: Actor
) -> dict[int, int] | Refused:
    for field, code in (("source", one.source), ("target", one.target)):
        if code not in places:
            return refused(Refusal.UNKNOWN_WAREHOUSE, field, given=code)
    if one.source == one.target:
        return refused(Refusal.SAME_WAREHOUSE, "target", given=one.target)
    if not reaches(by, [places[one.source], places[one.target]]):
        return refused(Refusal.UNKNOWN_WAREHOUSE, "source", given=one.source)
    return together(one.lines, articles)


def _open(
    batch: Batch,
    new: Sequence[NewTransfer],
    places: Mapping[str, int],
    listed: Mapping[int, Mapping[int, int]],
) -> None:
    items = batch.items
    moments = {item: batch.at(item) for item in items}
    ends = {item: (places[new[item].source], places[new[item].target]) for item in items}
    rows = [(moments[item], new[item].remark.strip(), *ends[item]) for item in items]
    ids = [id for (id,) in sql.rows(OPEN, [batch.actor.name, *sql.columns(rows, 4)])]
    born = {item: Row(id, 0, "", None, ends[item], 0) for item, id in zip(items, ids, strict=True)}
    batch.born(born, {row.id: moments[item] for item, row in born.items()})
    lines = [
        (row.id, product, units)
        for item, row in born.items()
        for product, units in listed[item].items()
    ]
    sql.run(LIST, sql.columns(lines, 3))


def _lines(transfers: Sequence[int]) -> Lines:
    found: Lines = {id: {} for id in transfers}
    for id, *rest in sql.rows(LINES, [list(transfers)]):
        line = Line(*rest)
        found[id][line.product] = line
    return found


def _spots(batch: Batch, lines: Lines, end: int) -> set[Spot]:
    return {
        (line.product, batch.row(id).warehouses[end])
        for id in batch.ids
        for line in lines[id].values()
    }


def _refuse_lacking(batch: Batch, lines: Lines) -> None:
    spots = _spots(batch, lines, 0)
    ledger.open_levels(spots)
    levels = ledger.lock_levels(spots)
    left = {spot: level.available for spot, level in levels.items()}
    short: dict[int, tuple[Spot, Lack]] = {}
    for id in batch.ids:
        wanted = {
            (line.product, batch.row(id).warehouses[0]): line.quantity
            for line in lines[id].values()
        }
        lacks = [spot for spot, units in wanted.items() if left[spot] < units]
        if lacks:
            spot = lacks[0]
            short[id] = spot, Lack(levels[spot].sku, left[spot], wanted[spot])
        else:
            left.update({spot: left[spot] - units for spot, units in wanted.items()})
    answers = lacking(dict(short.values()))
    batch.refuse_documents({id: answers[spot] for id, (spot, _) in short.items()})


def _post_source(batch: Batch, lines: Lines, *, sign: int) -> None:
    ledger.post(
        [
            _movement(batch, id, line.product, "transfer_out", sign * line.quantity)
            for id in batch.ids
            for line in lines[id].values()
        ],
        actor=batch.actor.name,
    )
    for id in batch.ids:
        batch.note(id, [[line.sku, line.quantity] for line in lines[id].values()])


def _post_target(batch: Batch, lines: Lines, moved: Mapping[tuple[int, int], int]) -> None:
    spots = {(product, batch.row(id).warehouses[1]) for id, product in moved}
    ledger.open_levels(spots)
    ledger.lock_levels(spots)
    ledger.post(
        [
            _movement(batch, id, product, "transfer_in", units)
            for (id, product), units in moved.items()
        ],
        actor=batch.actor.name,
    )
    if moved:
        sql.run(RECEIVE, sql.columns([(*place, units) for place, units in moved.items()], 3))
    for id in batch.ids:
        mine = [(product, units) for (of, product), units in moved.items() if of == id]
        batch.note(id, [[lines[id][product].sku, units] for product, units in mine])


def _movement(batch: Batch, id: int, product: int, kind: str, units: int) -> Movement:
    source, target = batch.row(id).warehouses
    return Movement(
        product=product,
        warehouse=source if kind == "transfer_out" else target,
        kind=kind,
        quantity=units,
        document="transfer",
        document_id=id,
    )


def _beyond(one: Arrived, line: Line | None) -> Refused | None:
    if line is None:
        return refused(Refusal.NOT_ON_PAPER, "code", given=one.code)
    total = line.received + one.quantity
    if total <= line.sent:
        return None
    return refused(
        Refusal.MORE_THAN_SENT, "quantity", sku=line.sku, expected=line.sent, given=total
    )


def _told(missing: Sequence[Sequence[object]]) -> str:
    told = [f"{sku} {received}/{sent}" for sku, sent, received in missing[:TOLD_MAX]]
    return "、".join(told) + ("…" if len(missing) > TOLD_MAX else "")

"""Receiving: what the delivery note announces, what came, and what is to be said of both."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from gendan.kernel import sql
from gendan.kernel.actor import Actor
from gendan.kernel.batch import Batch, Row, When
from gendan.kernel.outcome import Outcome, Refused, refused
from gendan.kernel.refusals import Refusal
from gendan.process.stock import STOCK
from gendan.records.products.codes import Article, by_code
from gendan.records.stock import ledger
from gendan.records.stock.ledger import Movement, Spot
from gendan.records.stock.papers import Receipt
from gendan.stockroom.arrivals import serve_waiting
from gendan.stockroom.taking import working
from gendan.stockroom.units import Lack, Units, lacking, together, unfit, warehouses

EXPECT_GOODS = STOCK.step("expect_goods")
RECEIVE = STOCK.step("receive")
REVERSE_RECEIVE = STOCK.step("reverse_receive")
CLOSE_RECEIPT = STOCK.step("close_receipt")
CANCEL_RECEIPT = STOCK.step("cancel_receipt")
TOLD_MAX = 5  # differing articles named in one refusal

# One note of one sender is entered once, whoever else is entering it at this moment.
OPEN = """
INSERT INTO receipt (number, state, state_since, opened_at, opened_by, remark, warehouse_id,
                     sender, reference, due_on)
SELECT 'DH' || nextval('stock_paper_number'), 'expected', at, at, %s, remark, warehouse_id,
       sender, reference, due_on
  FROM unnest(%s::timestamptz[], %s::text[], %s::bigint[], %s::text[], %s::text[], %s::date[])
       AS new (at, remark, warehouse_id, sender, reference, due_on)
ON CONFLICT (warehouse_id, sender, reference) WHERE NOT state = 'cancelled' DO NOTHING
RETURNING warehouse_id, sender, reference, id
"""
ANNOUNCE = """
INSERT INTO receipt_line (receipt_id, product_id, expected)
SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::int[])
"""
LINES = """
SELECT line.receipt_id, line.product_id, product.sku, line.expected, line.received
  FROM receipt_line AS line JOIN product ON product.id = line.product_id
 WHERE line.receipt_id = ANY(%s) ORDER BY line.id
"""
ADD = """
INSERT INTO receipt_line (receipt_id, product_id, expected, received)
SELECT receipt_id, product_id, 0, units
  FROM unnest(%s::bigint[], %s::bigint[], %s::int[]) AS came (receipt_id, product_id, units)
ON CONFLICT (receipt_id, product_id)
DO UPDATE SET received = receipt_line.received + excluded.received
"""
TAKE = """
UPDATE receipt_line AS line SET received = received - took.units
  FROM unnest(%s::bigint[], %s::bigint[], %s::int[]) AS took (receipt_id, product_id, units)
 WHERE line.receipt_id = took.receipt_id AND line.product_id = took.product_id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReceipt:
    """A delivery note: who sends what to which warehouse (a code), and by when."""

    warehouse: str
    sender: str
    reference: str
    lines: tuple[Units, ...]
    due_on: date | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """So many units with this code that came; `beyond`: also what the note does not say."""

    receipt: int
    code: str
    quantity: int = 1
    beyond: bool = False

    @property
    def document(self) -> int:
        """The receipt."""
        return self.receipt


@dataclass(slots=True)
class Line:
    """An article of a receipt. `received` changes as arrivals are matched."""

    sku: str
    expected: int
    received: int


Lines = dict[int, dict[int, Line]]  # by receipt and product
Moved = dict[tuple[int, int], int]  # units by receipt and product


def expect_goods(new: Sequence[NewReceipt], *, by: Actor, at: When = None) -> Outcome:
    """Write down what is announced; items are positions. A note that is here already is refused."""
    with working(EXPECT_GOODS, Receipt.table, range(len(new)), by=by, at=at) as batch:
        places = warehouses([one.warehouse for one in new], by)
        articles = by_code([line.code for one in new for line in one.lines])
        announced: dict[int, dict[int, int]] = {}
        seen: set[tuple[str, str, str]] = set()
        for item in batch.items:
            one = new[item]
            note = (one.warehouse, one.sender.strip(), one.reference.strip())
            answer = _unfit(one, places, articles)
            if isinstance(answer, Refused):
                batch.refuse_each({item: answer})
            elif note in seen:
                batch.refuse([item], Refusal.REPEATED_IN_BATCH)
            else:
                announced[item] = answer
                seen.add(note)
        _open(batch, new, places, announced)
    return batch.outcome


def receive(arrivals: Sequence[Arrival], *, by: Actor, at: When = None) -> Outcome:
    """Enter what came; items are positions.

    1. More than the note says, or what it does not name, is refused unless it is meant.
    2. The goods are on the books, and the orders that wait for them are served."""
    with working(RECEIVE, Receipt.table, arrivals, by=by, at=at) as batch:
        lines = _lines(batch.ids)
        articles = by_code([arrivals[item].code for item in batch.items])
        moved: Moved = {}
        for item in batch.items:
            arrival = arrivals[item]
            article = articles.get(arrival.code)
            answer = unfit(Units(code=arrival.code, quantity=arrival.quantity), article)
            line = _line(lines[arrival.receipt], article)
            answer = answer or _beyond(arrival, line)
            if answer or not article:
                batch.refuse_each({item: answer or refused(Refusal.NOT_FOUND)})
                continue
            line.received += arrival.quantity
            _count(moved, arrival.receipt, article.product, arrival.quantity)
        ledger.open_levels(_spots(batch, moved))
        ledger.lock_levels(_spots(batch, moved))
        _post(batch, moved, lines, "receipt", ADD)
        serve_waiting([product for _, product in moved])
    return batch.outcome


def reverse_receive(arrivals: Sequence[Arrival], *, by: Actor, at: When = None) -> Outcome:
    """Take back what was entered and did not come; items are positions."""
    with working(REVERSE_RECEIVE, Receipt.table, arrivals, by=by, at=at) as batch:
        lines = _lines(batch.ids)
        articles = by_code([arrivals[item].code for item in batch.items])
        asked: dict[int, tuple[Spot, Line]] = {}
        for item in batch.items:
            arrival = arrivals[item]
            article = articles.get(arrival.code)
            answer = unfit(Units(code=arrival.code, quantity=arrival.quantity), article)
            line = lines[arrival.receipt].get(article.product) if article else None
            if answer or not article or not line:
                batch.refuse_each(
                    {item: answer or refused(Refusal.NOT_ON_PAPER, "code", given=arrival.code)}
                )
            elif line.received < arrival.quantity:
                batch.refuse([item], Refusal.NOT_SO_MANY, "quantity", sku=line.sku,
                             expected=line.received, given=arrival.quantity)  # fmt: skip
            else:
                line.received -= arrival.quantity
                spot = article.product, batch.row(arrival.receipt).warehouses[0]
                asked[item] = spot, line
        _take_back(batch, arrivals, asked, lines)
    return batch.outcome


def close_receipt(
    receipts: Sequence[int], *, by: Actor, reason: str = "", at: When = None
) -> Outcome:
    """Nothing more comes. Where that is not what the note says, it is refused without a reason."""
    with working(CLOSE_RECEIPT, Receipt.table, receipts, by=by, at=at) as batch:
        differing = {
            receipt: [
                [line.sku, line.expected, line.received]
                for line in found.values()
                if line.expected != line.received
            ]
            for receipt, found in _lines(batch.ids).items()
        }
        if not reason.strip():
            batch.refuse_each(
                {
                    receipt: refused(Refusal.DIFFERS, "reason", differences=_told(found))
                    for receipt, found in differing.items()
                    if found
                }
            )
        for receipt in batch.ids:
            batch.note(receipt, differing[receipt])
        batch.explain(batch.ids, reason.strip())
    return batch.outcome


def cancel_receipt(
    receipts: Sequence[int], *, by: Actor, reason: str = "", at: When = None
) -> Outcome:
    """These goods will not come."""
    with working(CANCEL_RECEIPT, Receipt.table, receipts, by=by, at=at) as batch:
        batch.explain(batch.ids, reason.strip())
    return batch.outcome


def _unfit(
    one: NewReceipt, places: Mapping[str, int], articles: Mapping[str, Article]
) -> dict[int, int] | Refused:
    if one.warehouse not in places:
        return refused(Refusal.UNKNOWN_WAREHOUSE, "warehouse", given=one.warehouse)
    if not one.sender.strip():
        return refused(Refusal.MISSING, "sender")
    if not one.reference.strip():
        return refused(Refusal.MISSING, "reference")
    return together(one.lines, articles)


def _open(
    batch: Batch,
    new: Sequence[NewReceipt],
    places: Mapping[str, int],
    announced: Mapping[int, Mapping[int, int]],
) -> None:
    moments = {item: batch.at(item) for item in announced}
    rows = [
        (moments[item], one.remark.strip(), places[one.warehouse], one.sender.strip(),
         one.reference.strip(), one.due_on)
        for item in announced
        for one in [new[item]]
    ]  # fmt: skip
    made = {
        (place, sender, reference): id
        for place, sender, reference, id in sql.rows(
            OPEN, [batch.actor.name, *sql.columns(rows, 6)]
        )
    }
    born = {}
    for item in announced:
        note = places[new[item].warehouse], new[item].sender.strip(), new[item].reference.strip()
        if note in made:
            born[item] = Row(made[note], 0, "", None, (note[0],), 0)
        else:
            batch.refuse([item], Refusal.NOTE_TAKEN, "reference", sender=note[1], given=note[2])
    batch.born(born, {row.id: moments[item] for item, row in born.items()})
    lines = [
        (born[item].id, product, units)
        for item in born
        for product, units in announced[item].items()
    ]
    sql.run(ANNOUNCE, sql.columns(lines, 3))


def _lines(receipts: Sequence[int]) -> Lines:
    found: Lines = {receipt: {} for receipt in receipts}
    for receipt, product, sku, expected, received in sql.rows(LINES, [list(receipts)]):
        found[receipt][product] = Line(sku, expected, received)
    return found


def _line(lines: dict[int, Line], article: Article | None) -> Line:
    if article is None:
        return Line("", 0, 0)
    return lines.setdefault(article.product, Line(article.sku, 0, 0))


def _beyond(arrival: Arrival, line: Line) -> Refused | None:
    total = line.received + arrival.quantity
    if arrival.beyond or total <= line.expected:
        return None
    if not line.expected:
        return refused(Refusal.NOT_ON_NOTE, "code", sku=line.sku, given=arrival.quantity)
    return refused(
        Refusal.MORE_THAN_NOTED, "quantity", sku=line.sku, expected=line.expected, given=total
    )


def _count(moved: Moved, receipt: int, product: int, units: int) -> None:
    moved[receipt, product] = moved.get((receipt, product), 0) + units


def _spots(batch: Batch, moved: Moved) -> set[Spot]:
    return {(product, batch.row(receipt).warehouses[0]) for receipt, product in moved}


def _post(batch: Batch, moved: Moved, lines: Lines, kind: str, statement: str) -> None:
    sign = 1 if kind == "receipt" else -1
    ledger.post(
        [
            Movement(
                product=product,
                warehouse=batch.row(receipt).warehouses[0],
                kind=kind,
                quantity=sign * units,
                document="receipt",
                document_id=receipt,
            )
            for (receipt, product), units in moved.items()
        ],
        actor=batch.actor.name,
    )
    rows = [(receipt, product, units) for (receipt, product), units in moved.items()]
    if rows:
        sql.run(statement, sql.columns(rows, 3))
    for receipt in batch.ids:
        batch.note(
            receipt,
            [
                [lines[receipt][product].sku, units]
                for (of, product), units in moved.items()
                if of == receipt
            ],
        )


def _take_back(
    batch: Batch,
    arrivals: Sequence[Arrival],
    asked: Mapping[int, tuple[Spot, Line]],
    lines: Lines,
) -> None:
    """What is promised to an order meanwhile cannot be taken from the books."""
    levels = ledger.lock_levels({spot for spot, _ in asked.values()})
    left = {spot: level.available for spot, level in levels.items()}
    moved: Moved = {}
    short = {}
    for item, (spot, line) in asked.items():
        units = arrivals[item].quantity
        if left[spot] < units:
            short[item] = spot, Lack(line.sku, left[spot], units)
            continue
        left[spot] -= units
        _count(moved, arrivals[item].receipt, spot[0], units)
    answers = lacking(dict(short.values()))
    batch.refuse_each({item: answers[spot] for item, (spot, _) in short.items()})
    _post(batch, moved, lines, "reverse_receipt", TAKE)


def _told(differing: Sequence[Sequence[object]]) -> str:
    told = [f"{sku} {received}/{expected}" for sku, expected, received in differing[:TOLD_MAX]]
    return "、".join(told) + ("…" if len(differing) > TOLD_MAX else "")

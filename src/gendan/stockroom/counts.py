"""Counting without looking at the books: what differs is counted again by somebody else."""

from collections.abc import Mapping, Sequence
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
from gendan.records.stock.papers import StockCount
from gendan.stockroom.arrivals import serve_waiting
from gendan.stockroom.taking import working
from gendan.stockroom.units import UNITS_MAX, Lack, lacking, warehouses

OPEN_COUNT = STOCK.step("open_count")
COUNT = STOCK.step("count")
RECOUNT = STOCK.step("recount")
CONFIRM_COUNT = STOCK.step("confirm_count")
CANCEL_COUNT = STOCK.step("cancel_count")
LINES_MAX = 2_000  # articles of one count

OPEN = """
INSERT INTO stock_count (number, state, state_since, opened_at, opened_by, remark, warehouse_id)
SELECT 'PD' || nextval('stock_paper_number'), 'counting', at, at, %s, remark, warehouse_id
  FROM unnest(%s::timestamptz[], %s::text[], %s::bigint[]) WITH ORDINALITY
       AS new (at, remark, warehouse_id, place)
 ORDER BY place
RETURNING id
"""
IN_BINS = """
SELECT asked.item, level.product_id
  FROM unnest(%s::int[], %s::bigint[], %s::text[]) AS asked (item, warehouse_id, bins)
  JOIN stock_level AS level ON level.warehouse_id = asked.warehouse_id
  LEFT JOIN bin ON bin.id = level.bin_id
 WHERE starts_with(coalesce(bin.code, ''), asked.bins)
 ORDER BY asked.item, bin.walk NULLS LAST, level.product_id
"""
LIST = """
INSERT INTO stock_count_line (count_id, product_id)
SELECT * FROM unnest(%s::bigint[], %s::bigint[])
"""
LINES = """
SELECT line.count_id, line.id, line.product_id, product.sku, line.round, line.counted, line.shelf,
       line.counted_by, paper.round
  FROM stock_count_line AS line
  JOIN stock_count AS paper ON paper.id = line.count_id
  JOIN product ON product.id = line.product_id
 WHERE line.count_id = ANY(%s) ORDER BY line.id
"""
WRITE = """
UPDATE stock_count_line AS line
   SET round = found.round, counted = found.counted, shelf = found.shelf, counted_by = %s,
       movement = coalesce((SELECT max(moved.id) FROM stock_movement AS moved
                             WHERE moved.product_id = line.product_id
                               AND moved.warehouse_id = paper.warehouse_id), 0)
  FROM unnest(%s::bigint[], %s::int[], %s::int[], %s::int[])
       AS found (id, round, counted, shelf), stock_count AS paper
 WHERE line.id = found.id AND paper.id = line.count_id
"""
REMEMBER = """
INSERT INTO count_entry (actor, line_id, round, counted, shelf, at)
SELECT %s, * FROM unnest(%s::bigint[], %s::int[], %s::int[], %s::int[], %s::timestamptz[])
"""
# Two counts of one article found the same units missing; they are missing once.
CORRECTED = """
SELECT line.count_id, min(product.sku)
  FROM stock_count_line AS line
  JOIN stock_count AS paper ON paper.id = line.count_id
  JOIN product ON product.id = line.product_id
 WHERE line.count_id = ANY(%s) AND line.counted <> line.shelf
   AND EXISTS (SELECT FROM stock_movement AS moved
                WHERE moved.product_id = line.product_id
                  AND moved.warehouse_id = paper.warehouse_id
                  AND moved.id > line.movement AND moved.kind = 'correct')
 GROUP BY line.count_id
"""
NEXT_ROUND = "UPDATE stock_count SET round = round + 1 WHERE id = ANY(%s)"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCount:
    """What is to be counted in a warehouse (a code): the articles with these codes; without any,
    all whose bin begins with `bins`; without that too, all that it keeps."""

    warehouse: str
    codes: tuple[str, ...] = ()
    bins: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """So many units in all of the article with this code lie there."""

    count: int
    code: str
    quantity: int

    @property
    def document(self) -> int:
        """The count."""
        return self.count


@dataclass(slots=True)
class Line:
    """An article to be counted, as far as it is. `wanted` is the round that is being counted."""

    id: int
    product: int
    sku: str
    round: int
    counted: int | None
    shelf: int | None
    counted_by: str
    wanted: int

    @property
    def differs(self) -> bool:
        """Whether the shelf does not hold what the books say."""
        return self.counted != self.shelf

    @property
    def waits(self) -> bool:
        """Whether somebody has still to count it in this round."""
        return self.round == 0 or (self.differs and self.round < self.wanted)

    @property
    def change(self) -> int:
        """What the books lack, or have too many."""
        return (self.counted or 0) - (self.shelf or 0)


Lines = dict[int, dict[int, Line]]  # by count and product


def open_count(new: Sequence[NewCount], *, by: Actor, at: When = None) -> Outcome:
    """Say what is to be counted; items are positions."""
    with working(OPEN_COUNT, StockCount.table, range(len(new)), by=by, at=at) as batch:
        places = warehouses([one.warehouse for one in new], by)
        articles = by_code([code for one in new for code in one.codes])
        found = {item: _unfit(new[item], places, articles) for item in batch.items}
        batch.refuse_each({i: answer for i, answer in found.items() if isinstance(answer, Refused)})
        listed = {i: list(answer) for i, answer in found.items() if not isinstance(answer, Refused)}
        _add_bins(batch, new, places, listed)
        for item, products in list(listed.items()):
            if not products:
                batch.refuse([item], Refusal.MISSING, "codes")
            elif len(products) > LINES_MAX:
                batch.refuse([item], Refusal.TOO_LARGE, "codes", given=len(products))
        _open(batch, new, places, listed)
    return batch.outcome


def count(counted: Sequence[Counted], *, by: Actor, at: When = None) -> Outcome:
    """Enter what lies on the shelf; items are positions.

    Each article is held against the books at this moment: what is picked and not issued is in its
    box, not on the shelf. Once all are counted, those that differ are to be counted by others; once
    that is done, what differs still waits to be confirmed."""
    with working(COUNT, StockCount.table, counted, by=by, at=at) as batch:
        lines = _lines(batch.ids)
        articles = by_code([counted[item].code for item in batch.items])
        asked: dict[int, Line] = {}
        for item in batch.items:
            one = counted[item]
            article = articles.get(one.code)
            line = lines[one.count].get(article.product) if article else None
            answer = _uncounted(one, line, by, {id(known) for known in asked.values()})
            if answer or line is None:
                batch.refuse_each({item: answer or refused(Refusal.NOT_ON_PAPER, "code",
                                                           given=one.code)})  # fmt: skip
            else:
                asked[item] = line
        _enter(batch, counted, asked)
        _go_on(batch, lines)
    return batch.outcome


def recount(counts: Sequence[int], *, by: Actor, at: When = None) -> Outcome:
    """Have what differs counted once more, again by somebody else than the last."""
    with working(RECOUNT, StockCount.table, counts, by=by, at=at) as batch:
        sql.run(NEXT_ROUND, [batch.ids])
    return batch.outcome


def confirm_count(
    counts: Sequence[int], *, by: Actor, reason: str = "", at: When = None
) -> Outcome:
    """Correct the books by what differs, as it was when it was counted.

    Refused to whoever counted it, and where what is missing is promised to orders."""
    with working(CONFIRM_COUNT, StockCount.table, counts, by=by, at=at) as batch:
        lines = _lines(batch.ids)
        for paper in batch.ids:
            mine = [line for line in lines[paper].values() if line.differs
                    and line.counted_by == by.name]  # fmt: skip
            if mine:
                batch.refuse([paper], Refusal.SOMEBODY_ELSE, sku=mine[0].sku)
        _refuse_promised(batch, lines)
        _refuse_corrected(batch, lines)
        batch.explain(batch.ids, reason.strip())
        found = [
            (paper, line) for paper in batch.ids for line in lines[paper].values() if line.differs
        ]
        ledger.post(
            [
                Movement(
                    product=line.product,
                    warehouse=batch.row(paper).warehouses[0],
                    kind="correct",
                    quantity=line.change,
                    document="count",
                    document_id=paper,
                )
                for paper, line in found
            ],
            actor=by.name,
        )
        for paper in batch.ids:
            batch.note(paper, [[line.sku, line.change] for of, line in found if of == paper])
        _settle(batch, batch.ids, lines)
        serve_waiting([line.product for _, line in found if line.change > 0])
    return batch.outcome


def cancel_count(counts: Sequence[int], *, by: Actor, reason: str = "", at: When = None) -> Outcome:
    """Count it another day; the books stay as they are."""
    with working(CANCEL_COUNT, StockCount.table, counts, by=by, at=at) as batch:
        batch.explain(batch.ids, reason.strip())
    return batch.outcome


def _unfit(
    one: NewCount, places: Mapping[str, int], articles: Mapping[str, Article]
) -> dict[int, None] | Refused:
    """The products that are named, in their order; or what is wrong."""
    if one.warehouse not in places:
        return refused(Refusal.UNKNOWN_WAREHOUSE, "warehouse", given=one.warehouse)
    unknown = [code for code in one.codes if code not in articles]
    if unknown:
        return refused(Refusal.UNKNOWN_SKU, "codes", sku=unknown[0])
    return {articles[code].product: None for code in one.codes}


def _add_bins(
    batch: Batch,
    new: Sequence[NewCount],
    places: Mapping[str, int],
    listed: dict[int, list[int]],
) -> None:
    asked = [
        (item, places[new[item].warehouse], new[item].bins.strip())
        for item in batch.items
        if not new[item].codes
    ]
    for item, product in sql.rows(IN_BINS, sql.columns(asked, 3)) if asked else []:
        listed[item].append(product)


def _open(
    batch: Batch,
    new: Sequence[NewCount],
    places: Mapping[str, int],
    listed: Mapping[int, Sequence[int]],
) -> None:
    items = batch.items
    moments = {item: batch.at(item) for item in items}
    rows = [(moments[i], new[i].remark.strip(), places[new[i].warehouse]) for i in items]
    ids = [id for (id,) in sql.rows(OPEN, [batch.actor.name, *sql.columns(rows, 3)])]
    born = {
        item: Row(id, 0, "", None, (places[new[item].warehouse],), 0)
        for item, id in zip(items, ids, strict=True)
    }
    batch.born(born, {row.id: moments[item] for item, row in born.items()})
    lines = [(row.id, product) for item, row in born.items() for product in listed[item]]
    sql.run(LIST, sql.columns(lines, 2))


def _lines(counts: Sequence[int]) -> Lines:
    found: Lines = {paper: {} for paper in counts}
    for paper, *rest in sql.rows(LINES, [list(counts)]):
        line = Line(*rest)
        found[paper][line.product] = line
    return found


def _uncounted(one: Counted, line: Line | None, by: Actor, now: set[int]) -> Refused | None:
    """Why that cannot be entered; `now` are the lines that this batch enters already."""
    if line is None:
        return None
    if one.quantity < 0:
        return refused(Refusal.NEGATIVE, "quantity", given=one.quantity)
    if one.quantity > UNITS_MAX:
        return refused(Refusal.TOO_LARGE, "quantity", given=one.quantity)
    if id(line) in now:
        return refused(Refusal.REPEATED_IN_BATCH)
    if not line.waits or line.round >= line.wanted:
        return refused(Refusal.COUNTED_ALREADY, "code", sku=line.sku)
    if line.counted_by == by.name:
        return refused(Refusal.SOMEBODY_ELSE, "code", sku=line.sku)
    return None


def _enter(batch: Batch, counted: Sequence[Counted], asked: Mapping[int, Line]) -> None:
    spots = {item: _spot(batch, counted[item].count, line) for item, line in asked.items()}
    if not asked:
        return
    levels = ledger.lock_levels(set(spots.values()))
    boxed = ledger.in_boxes(set(spots.values()))
    for item, line in asked.items():
        level = levels.get(spots[item])
        line.round = line.wanted
        line.counted = counted[item].quantity
        line.shelf = (level.on_hand if level else 0) - boxed.get(spots[item], 0)
        line.counted_by = batch.actor.name
    rows = [(line.id, line.round, line.counted, line.shelf) for line in asked.values()]
    sql.run(WRITE, [batch.actor.name, *sql.columns(rows, 4)])
    # How many stands in the entries alone: who counts next is to see the shelf only.
    for paper in {counted[item].count for item in asked}:
        skus = [line.sku for item, line in asked.items() if counted[item].count == paper]
        batch.note(paper, skus)
    moments = [batch.at(counted[item].count) for item in asked]
    sql.run(REMEMBER, [batch.actor.name, *sql.columns(rows, 4), moments])


def _go_on(batch: Batch, lines: Lines) -> None:
    """Where nothing waits to be counted in this round, the paper goes on to what is due next."""
    ended = []
    again = []
    for paper in batch.ids:
        found = lines[paper].values()
        if any(line.waits for line in found):
            continue
        if not any(line.differs for line in found):
            batch.send([paper], "settled")
            ended.append(paper)
        elif next(iter(found)).wanted > 1:
            batch.send([paper], "differing")
        else:
            batch.send([paper], "recounting")
            again.append(paper)
    if again:
        sql.run(NEXT_ROUND, [again])
    _settle(batch, ended, lines)


def _refuse_promised(batch: Batch, lines: Lines) -> None:
    """Lock the levels; what is missing and promised to orders cannot be taken off the books."""
    spots = {
        _spot(batch, paper, line)
        for paper in batch.ids
        for line in lines[paper].values()
        if line.differs
    }
    ledger.open_levels(spots)
    levels = ledger.lock_levels(spots)
    left = {spot: level.available for spot, level in levels.items()}
    short: dict[int, tuple[Spot, Lack]] = {}
    for paper in batch.ids:
        changes = {_spot(batch, paper, line): line.change
                   for line in lines[paper].values() if line.differs}  # fmt: skip
        lacks = [spot for spot, change in changes.items() if left[spot] + change < 0]
        if lacks:
            spot = lacks[0]
            short[paper] = spot, Lack(levels[spot].sku, left[spot], -changes[spot])
        else:
            left.update({spot: left[spot] + change for spot, change in changes.items()})
    answers = lacking(dict(short.values()))
    batch.refuse_documents({paper: answers[spot] for paper, (spot, _) in short.items()})


def _refuse_corrected(batch: Batch, lines: Lines) -> None:
    """Where the books were corrected since it was counted, also by another paper of this batch."""
    found = dict(sql.rows(CORRECTED, [batch.ids]))
    seen: set[Spot] = set()
    for paper in batch.ids:
        for line in lines[paper].values():
            if line.differs and _spot(batch, paper, line) in seen:
                found.setdefault(paper, line.sku)
        if paper not in found:
            seen |= {_spot(batch, paper, line) for line in lines[paper].values() if line.differs}
    batch.refuse_documents(
        {paper: refused(Refusal.CORRECTED_SINCE, sku=sku) for paper, sku in found.items()}
    )


def _settle(batch: Batch, counts: Sequence[int], lines: Lines) -> None:
    """Who asked for these to be counted after a short pick has the answer."""
    spots = {_spot(batch, paper, line) for paper in counts for line in lines[paper].values()}
    ledger.settle_tasks("count", spots, actor=batch.actor.name)


def _spot(batch: Batch, paper: int, line: Line) -> Spot:
    return line.product, batch.row(paper).warehouses[0]

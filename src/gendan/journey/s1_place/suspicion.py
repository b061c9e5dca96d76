"""What speaks against confirming an order just placed: it looks like another, or is unpaid."""

from collections.abc import Callable, Collection, Mapping

from gendan.journey.s1_place.checks import Books, awaits_payment
from gendan.journey.s1_place.writing import Placing
from gendan.kernel import sql
from gendan.kernel.batch import Batch, Row
from gendan.process.definition import DUPLICATE_WINDOW, MINUTE
from gendan.process.words import HoldKind
from gendan.records.orders import holds
from gendan.records.orders.models import CustomerOrder

# Same phone, same goods, placed within the window, the shop's own or the usual one: probably one
# order, sent twice. That the phone of both is there is said twice, for the index of phones holds no
# others.
SUSPECTS = """
SELECT fresh.number, min(earlier.number)
  FROM customer_order AS fresh
 CROSS JOIN (SELECT make_interval(mins => coalesce(
             (SELECT duplicate_minutes FROM shop_settings), %(minutes)s)) AS long) AS time
  JOIN customer_order AS earlier
    ON earlier.phone = fresh.phone AND earlier.goods = fresh.goods AND earlier.id < fresh.id
   AND earlier.placed_at BETWEEN fresh.placed_at - time.long AND fresh.placed_at + time.long
 WHERE fresh.number = ANY(%(numbers)s) AND fresh.phone <> '' AND fresh.fulfilment <> 'carry'
   AND earlier.phone <> ''
   AND earlier.status <> 'cancelled'
 GROUP BY fresh.number
"""


def ask(numbers: Collection[str]) -> Callable[[], dict[str, str]]:
    """Ask which of these orders look like another; call what this gives for the number of that one,
    by theirs. One statement."""
    usual = DUPLICATE_WINDOW // MINUTE
    found = sql.ask(SUSPECTS, {"numbers": list(numbers), "minutes": usual})
    return lambda: dict(found())


def hold_back(
    batch: Batch, placed: Mapping[int, Placing], books: Books, suspects: Mapping[str, str]
) -> None:
    """Hold what looks like a duplicate, and what awaits payment. One statement."""
    unpaid = {id for id, made in placed.items() if awaits_payment(made.new, books)}
    opened = [
        holds.New(id, HoldKind.DUPLICATE, made.at, reason=suspects[made.number])
        for id, made in placed.items()
        if made.number in suspects
    ] + [holds.New(id, HoldKind.AWAITING_PAYMENT, placed[id].at) for id in unpaid]
    holds.open_holds(opened, actor=batch.actor.name)
    batch.follow(
        "hold",
        CustomerOrder,
        [
            Row(
                new.order,
                new.order,
                "review",
                placed[new.order].store,
                (),
                placed[new.order].calendar,
            )
            for new in opened
        ],
    )

"""Orders in pages: the newest, or the most urgent; and how many are where."""

from collections.abc import Sequence

from gendan.insight import personal, scope, words
from gendan.insight.conditions import Condition, among
from gendan.insight.orders.counts import ORDERS, counts
from gendan.insight.orders.filters import IS_LATE, OrderFilters, conditions, narrows
from gendan.insight.orders.many import many
from gendan.insight.orders.parts import CLOCKS, DEADLINE
from gendan.insight.pages import Listing, Sorting, exceeds, page
from gendan.kernel.actor import Actor
from gendan.kit.rest.identity import Caller
from gendan.kit.rest.pages import Page
from gendan.process.definition import PROCESS

# An order of several clocks stands where the earliest is due. With a WHERE inside, PostgreSQL would
# sort all clocks instead of merging two indexes.
URGENT = """(
    SELECT id AS order_id, due_at AS due, 0::bigint AS box FROM customer_order
     UNION ALL
    SELECT order_id, due_at, id FROM shipment
) AS d JOIN customer_order AS o ON o.id = d.order_id"""
RUNNING = Condition("d.due IS NOT NULL")
# The planner takes an equation for rare and would read every clock; of this it expects a half.
EARLIEST = Condition("""coalesce(d.box = (
    SELECT box FROM (SELECT o.due_at AS due, 0::bigint AS box WHERE o.due_at IS NOT NULL
                      UNION ALL
                     SELECT due_at, id FROM shipment
                      WHERE order_id = o.id AND due_at IS NOT NULL) AS clocks
     ORDER BY due, box LIMIT 1), false)""")

# As a row of its own: `json_build_object` would look up the type of everything in each row.
ROW = f"""(SELECT row_to_json(told) FROM (SELECT
    o.number, o.events AS version, {words.STATUS} -> o.status AS status, o.status_since,
    {words.PAYMENT_STATUS} -> o.payment_status AS payment_status, channel.code AS channel,
    o.reference, store.code AS store, o.fulfilment, o.province, o.city, o.currency,
    o.total::text, o.paid::text, o.refunded::text, o.placed_at, o.promised_by, o.priority,
    {", ".join(f"{said} AS {name}" for name, said in DEADLINE.items())},
    ARRAY(SELECT kind FROM hold WHERE hold.order_id = o.id AND released_at IS NULL
           ORDER BY hold.id) AS held,
    clock.boxes AS shipments) AS told)"""  # noqa: S608

LISTING = Listing(
    "o",
    ROW,
    f"JOIN channel ON channel.id = o.channel_id JOIN store ON store.id = o.store_id"
    f" CROSS JOIN LATERAL ({CLOCKS}, coalesce(json_agg(json_build_object("
    "'number', s.number, 'state', s.state) ORDER BY s.ordinal), '[]') AS boxes"
    " FROM shipment AS s WHERE s.order_id = o.id) AS clock",
    person="json_build_object('consignee', o.consignee, 'phone', o.phone)",
)
SORTINGS = {
    "newest": Sorting(
        "customer_order AS o",
        ("o.placed_at", "o.number"),
        ("timestamptz", "text"),
        descending=True,
    ),
    "deadline": Sorting(URGENT, ("d.due", "o.number"), ("timestamptz", "text")),
}
# Of few orders each is looked at for its earliest clock.
GATHERED = Sorting(
    """customer_order AS o CROSS JOIN LATERAL (
    SELECT due, box FROM (SELECT o.due_at AS due, 0::bigint AS box
                           UNION ALL
                          SELECT due_at, id FROM shipment WHERE order_id = o.id) AS clocks
     WHERE due IS NOT NULL ORDER BY due, box LIMIT 1) AS d""",
    SORTINGS["deadline"].columns,
    SORTINGS["deadline"].types,
)
# What is late by any clock is so by its earliest that runs; the walk ends where none is.
LATE_ONES = (Condition("d.due < now()"), Condition(IS_LATE))
# Where nothing narrows the orders to few, the clocks are walked from the most urgent on. The
# planner would begin with the orders of a status: it does not know that open ones have the clocks.
WALKED = Sorting(
    URGENT.replace(
        "JOIN customer_order AS o ON o.id = d.order_id",
        "CROSS JOIN LATERAL (SELECT * FROM customer_order WHERE id = d.order_id OFFSET 0) AS o",
    ),
    SORTINGS["deadline"].columns,
    SORTINGS["deadline"].types,
)


def orders(asked: OrderFilters, caller: Caller, place: Sequence[str] | None) -> Page:
    """A page of the orders within the caller's reach: one statement, and one more each minute."""
    sorting, where = _which(asked, caller)
    shown = personal.shown_each(personal.ORDER, caller)
    return page(LISTING, sorting, where, place, asked.limit, shown)


def more_orders(asked: OrderFilters, caller: Caller, most: int) -> bool:
    """Whether a list of orders has more than `most` on all its pages: one statement."""
    return exceeds(*_which(asked, caller), most)


def river(actor: Actor) -> list[dict[str, object]]:
    """How many orders are in each status, how many of them late or at risk: one statement."""
    found = counts(actor, [ORDERS])
    return [
        {
            "status": words.coded(state.code, state.label),
            "orders": there.number,
            "late": there.late,
            "at_risk": there.at_risk,
        }
        for state in PROCESS.document("order").states
        if state.code not in PROCESS.document("order").ends
        for there in (found.of("order", [state.code]),)
    ]


def _which(asked: OrderFilters, caller: Caller) -> tuple[Sorting, list[Condition]]:
    within = scope.of_orders(caller.actor)
    if asked.sort != "deadline":
        return SORTINGS[asked.sort], [within, *conditions(asked)]
    where = [within]
    if asked.late:
        where += LATE_ONES
        asked = asked.model_copy(update={"late": None})
    where += conditions(asked)
    if asked.status:
        of_statuses = among("o.status", asked.status).text
        if not many(f"SELECT FROM customer_order AS o WHERE {of_statuses}"):
            return GATHERED, where
    walks = not within.values and not narrows(asked)
    return WALKED if walks else SORTINGS["deadline"], [*where, RUNNING, EARLIEST]

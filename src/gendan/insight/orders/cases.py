"""Shortage cases that are open: what is missing, and by when the customer hears of it."""

from collections.abc import Sequence

from gendan.insight import personal, scope
from gendan.insight.orders.parts import CASE
from gendan.insight.pages import Listing, Sorting, page
from gendan.kit.rest.identity import Caller
from gendan.kit.rest.pages import Page, Paged

SORTING = Sorting(
    "shortage_case AS c JOIN customer_order AS o ON o.id = c.order_id AND c.closed_at IS NULL",
    ("c.decide_by", "o.number"),
    ("timestamptz", "text"),
)
LISTING = Listing(
    "c",
    f"json_build_object('order', c.order_number, 'store', c.store_code, {CASE})",
    columns="c.*, o.number AS order_number,"
    " (SELECT code FROM store WHERE store.id = o.store_id) AS store_code",
    person="json_build_object('contacts', c.contacts)",
)


def open_cases(asked: Paged, caller: Caller, place: Sequence[str] | None) -> Page:
    """A page of the open cases within the caller's reach, the first to be decided first."""
    return page(
        LISTING,
        SORTING,
        [scope.of_orders(caller.actor)],
        place,
        asked.limit,
        personal.shown_each(personal.ORDER, caller),
    )

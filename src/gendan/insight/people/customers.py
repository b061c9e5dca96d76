"""Customers in pages, found by whatever somebody knows of them."""

from collections.abc import Iterator, Sequence

from pydantic import Field

from gendan.insight import personal, scope
from gendan.insight.conditions import Condition
from gendan.insight.named import named
from gendan.insight.pages import Listing, Sorting, page
from gendan.kit.rest.bodies import Short
from gendan.kit.rest.identity import Caller
from gendan.kit.rest.pages import Page, Paged
from gendan.records.parties.contacts import as_kept

SORTING = Sorting("customer AS c", ("c.id",), ("bigint",), descending=True)
LISTING = Listing(
    "c",
    """json_build_object('reference', c.reference, 'language', c.language,
    'created_at', c.created_at, 'orders', (SELECT count(*) FROM (SELECT FROM customer_order AS o
                WHERE o.customer_id = c.id LIMIT 1000) AS known))""",
    person="json_build_object('name', c.name, 'phone', c.phone, 'email', c.email)",
)


class CustomerSearch(Paged):
    """Which customers. Who they are never stands in an address, so this is a body."""

    phone: Short | None = Field(None, description="However it is written.")
    reference: Short | None = Field(None, description="The channel's number, as orders bring it.")
    name: Short | None = Field(
        None, description="A part of it: one letter begins it, two begin or end it."
    )
    initials: Short | None = Field(None, description="Of the syllables, from the first on: `wxm`.")


def customers(asked: CustomerSearch, caller: Caller, place: Sequence[str] | None) -> Page:
    """A page of customers, the newest first: one statement."""
    where = [scope.of_customers(caller.actor), *conditions(asked)]
    return page(
        LISTING, SORTING, where, place, asked.limit, personal.shown_each(personal.CUSTOMER, caller)
    )


def conditions(asked: CustomerSearch) -> Iterator[Condition]:
    """What was asked for, filter by filter."""
    if asked.phone is not None:
        yield Condition("c.phone = %(phone)s", {"phone": as_kept(asked.phone)})
    if asked.reference is not None:
        yield Condition("c.reference = %(reference)s", {"reference": asked.reference})
    yield from named("c", asked.name, asked.initials)

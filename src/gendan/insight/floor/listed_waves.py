"""Open waves in pages, with the shipments of each and their slots."""

from collections.abc import Sequence

from gendan.insight import scope
from gendan.insight.conditions import Condition
from gendan.insight.pages import Listing, Sorting, page
from gendan.kit.rest.identity import Caller
from gendan.kit.rest.pages import Page, Paged

SORTING = Sorting("wave", ("wave.id",), ("bigint",))
OPEN = "EXISTS (SELECT FROM wave_shipment WHERE wave_id = wave.id AND left_at IS NULL)"
# A wave may hold shipments of stores that are out of somebody's reach: those are not told.
INSIDE = """ FROM wave_shipment AS part JOIN shipment AS s ON s.id = part.shipment_id
    JOIN customer_order AS o ON o.id = s.order_id WHERE part.wave_id = wave.id AND {within}"""
TOLD = """json_build_object('wave', wave.number,
    'warehouse', (SELECT code FROM warehouse WHERE id = wave.warehouse_id),
    'picker', (SELECT username FROM staff WHERE id = wave.picker_id),
    'made_at', wave.made_at, 'made_by', wave.made_by,
    'shipments', (SELECT json_agg(json_build_object('shipment', s.number, 'slot', part.slot,
        'state', s.state, 'left_at', part.left_at) ORDER BY part.slot){inside}))"""


def listed_waves(asked: Paged, caller: Caller, place: Sequence[str] | None) -> Page:
    """A page of the open waves within the caller's reach, the oldest first: one statement."""
    within = scope.of_shipments(caller.actor)
    inside = INSIDE.format(within=within.text)
    where = [Condition(OPEN), Condition(f"EXISTS (SELECT{inside})", within.values)]
    listing = Listing("wave", TOLD.format(inside=inside))
    return page(listing, SORTING, where, place, asked.limit)

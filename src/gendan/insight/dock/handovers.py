"""Handover lists as they were written: who took what, when, and who gave it."""

from dataclasses import dataclass
from datetime import datetime

from gendan.insight.conditions import Condition, all_of
from gendan.kernel import sql
from gendan.kernel.actor import Actor
from gendan.process.definition import PROCESS
from gendan.process.model import Text

LATEST = 20  # lists shown beneath the dock

LISTS = """
SELECT h.id, h.number, carrier.name, coalesce(nullif(carrier.name_en, ''), carrier.name),
       w.name, coalesce(nullif(w.name_en, ''), w.name), coalesce(driver.name, h.taken_by), h.at,
       coalesce(given.name, h.actor),
       (SELECT count(*) FROM handover_parcel AS p WHERE p.handover_id = h.id),
       (SELECT min(id) FROM proof WHERE proof.handover_id = h.id)
  FROM handover AS h
  JOIN carrier ON carrier.id = h.carrier_id
  JOIN warehouse AS w ON w.id = h.warehouse_id
  LEFT JOIN staff AS driver ON driver.id = h.driver_id
  LEFT JOIN staff AS given ON given.id = h.staff_id
 WHERE <<where>>
 ORDER BY h.at DESC, h.id DESC LIMIT %(most)s
"""
PARCELS = """
SELECT p.ordinal, s.number, o.number, waybill.number, s.state
  FROM handover_parcel AS p
  JOIN shipment AS s ON s.id = p.shipment_id
  JOIN customer_order AS o ON o.id = s.order_id
  JOIN waybill ON waybill.id = p.waybill_id
 WHERE p.handover_id = %s ORDER BY p.ordinal
"""


@dataclass(frozen=True, slots=True)
class Listed:
    """A handover list. `proof`: the signature, where one was given."""

    id: int
    number: str
    carrier_name: str
    carrier_name_en: str
    warehouse_name: str
    warehouse_name_en: str
    taken_by: str
    at: datetime
    given_by: str
    parcels: int
    proof: int | None

    @property
    def carrier(self) -> Text:
        """Who took it."""
        return Text(self.carrier_name, self.carrier_name_en)

    @property
    def warehouse(self) -> Text:
        """From where."""
        return Text(self.warehouse_name, self.warehouse_name_en)


@dataclass(frozen=True, slots=True)
class OnList:
    """A parcel on a list, and what has become of it."""

    ordinal: int
    shipment: str
    order: str
    waybill: str
    state: str

    @property
    def now(self) -> Text:
        """Its state in words."""
        return PROCESS.document("shipment").state(self.state).label


def latest(actor: Actor) -> list[Listed]:
    """The latest lists of the warehouses within reach. One statement."""
    return _lists(_within(actor), LATEST)


def one(number: str, actor: Actor) -> tuple[Listed, list[OnList]] | None:
    """A list with its parcels; nothing where it is out of reach. Two statements."""
    named = Condition("h.number = %(number)s", {"number": number})
    found = _lists(all_of([_within(actor), named]), 1)
    if not found:
        return None
    return found[0], [OnList(*row) for row in sql.rows(PARCELS, [found[0].id])]


def _lists(where: Condition, most: int) -> list[Listed]:
    text = LISTS.replace("<<where>>", where.text)
    return [Listed(*row) for row in sql.rows(text, {**where.values, "most": most})]


def _within(actor: Actor) -> Condition:
    if actor.warehouses is None:
        return Condition("true")
    warehouses = {"my_warehouses": sorted(actor.warehouses)}
    return Condition("h.warehouse_id = ANY(%(my_warehouses)s::bigint[])", warehouses)

"""Handover lists 交接单: what a carrier took away at once, numbered, and never changed again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from gendan.kernel import sql

WRITE = """
WITH made AS (
    INSERT INTO handover (number, carrier_id, warehouse_id, driver_id, taken_by, at, actor,
                          staff_id)
    SELECT 'JJ' || nextval('handover_number'), %(carrier)s, warehouse_id, %(driver)s, %(taken_by)s,
           %(at)s, %(actor)s, %(staff)s
      FROM unnest(%(warehouses)s::bigint[]) AS asked (warehouse_id)
    RETURNING id, number, warehouse_id
), listed AS (
    INSERT INTO handover_parcel (handover_id, shipment_id, waybill_id, ordinal)
    SELECT made.id, asked.shipment_id, asked.waybill_id,
           row_number() OVER (PARTITION BY made.id ORDER BY asked.place)
      FROM unnest(%(shipments)s::bigint[], %(waybills)s::bigint[])
           WITH ORDINALITY AS asked (shipment_id, waybill_id, place)
      JOIN shipment AS s ON s.id = asked.shipment_id
      JOIN made ON made.warehouse_id = s.warehouse_id
)
SELECT id, number, warehouse_id FROM made ORDER BY id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """Who took it: for the carrier somebody by name (`taken_by`), for us a driver (id)."""

    carrier: int
    taken_by: str = ""
    driver: int | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """A handover list: its id, and the number by which the world names it."""

    id: int
    number: str


def write(
    taken: Taken,
    parcels: Sequence[tuple[int, int, int]],
    *,
    at: datetime,
    actor: str,
    staff: int | None,
) -> dict[int, Written]:
    """A list for each warehouse, of its parcels (shipment, waybill, warehouse) as they were
    scanned. By warehouse. One statement."""
    rows = sql.rows(
        WRITE,
        {
            "carrier": taken.carrier,
            "driver": taken.driver,
            "taken_by": taken.taken_by,
            "at": at,
            "actor": actor,
            "staff": staff,
            "warehouses": sorted({warehouse for *_, warehouse in parcels}),
            "shipments": [shipment for shipment, *_ in parcels],
            "waybills": [waybill for _, waybill, _ in parcels],
        },
    )  # fmt: skip
    return {warehouse: Written(id, number) for id, number, warehouse in rows}

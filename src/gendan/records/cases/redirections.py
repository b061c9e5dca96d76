"""Parcels that go to another address while they are on their way: written in sets."""

from dataclasses import dataclass

from gendan.kernel import sql
from gendan.kernel.batch import Batch

# To where a parcel (s) of an order (o) is to go in the end.
GOES = """
 CROSS JOIN LATERAL (
       SELECT * FROM (
           SELECT 1 AS nth, id, consignee, phone, division_id, province, city, district, street
             FROM redirection WHERE shipment_id = s.id
            UNION ALL
           SELECT 2, o.id, o.consignee, o.phone, o.division_id, o.province, o.city, o.district,
                  o.street) AS known
        ORDER BY nth, id DESC LIMIT 1) AS goes
"""

# What is left empty stays as it is: the person, and of the region what is above what is given.
REDIRECT = f"""
INSERT INTO redirection (shipment_id, at, actor, consignee, phone, division_id, province, city,
                         district, street)
SELECT s.id, asked.at, %(actor)s, coalesce(nullif(%(consignee)s, ''), goes.consignee),
       coalesce(nullif(%(phone)s, ''), goes.phone),
       CASE WHEN %(same_district)s THEN goes.division_id ELSE %(division)s END,
       CASE WHEN %(same_province)s THEN goes.province ELSE %(province)s END,
       CASE WHEN %(same_city)s THEN goes.city ELSE %(city)s END,
       CASE WHEN %(same_district)s THEN goes.district ELSE %(district)s END, %(street)s
  FROM unnest(%(ids)s::bigint[], %(ats)s::timestamptz[]) AS asked (id, at)
  JOIN shipment AS s USING (id)
  JOIN customer_order AS o ON o.id = s.order_id
{GOES}"""  # noqa: S608


OF_ORDER = """
SELECT DISTINCT ON (s.ordinal) s.number, r.consignee, r.phone, r.province, r.city, r.district,
       r.street
  FROM redirection AS r JOIN shipment AS s ON s.id = r.shipment_id
 WHERE s.order_id = %s ORDER BY s.ordinal, r.id DESC
"""


@dataclass(frozen=True, slots=True)
class Goes:
    """Where a parcel goes now, in full."""

    shipment: str  # its number
    consignee: str
    phone: str  # E.164
    province: str
    city: str
    district: str
    street: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """Where parcels go. Without a person it is for whom it was; without a region in the same, and
    with a part of one in what was above that part."""

    street: str
    consignee: str = ""
    phone: str = ""  # E.164
    division: str | None = None
    province: str = ""
    city: str = ""
    district: str = ""


def redirect(batch: Batch, to: Elsewhere) -> None:
    """Write down that the parcels of the batch go there. One statement."""
    same_province = not (to.division or to.province)
    same_city = same_province and not to.city
    sql.run(
        REDIRECT,
        {
            "ids": batch.ids,
            "ats": [batch.at(id) for id in batch.ids],
            "actor": batch.actor.name,
            "consignee": to.consignee,
            "phone": to.phone,
            "same_province": same_province,
            "same_city": same_city,
            "same_district": same_city and not to.district,
            "division": to.division,
            "province": to.province,
            "city": to.city,
            "district": to.district,
            "street": to.street,
        },
    )


def of_order(order: int) -> list[Goes]:
    """Where the parcels of an order go that were redirected. One statement."""
    return [Goes(*row) for row in sql.rows(OF_ORDER, [order])]

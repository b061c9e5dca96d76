"""Who calls: a customer by their phone, where they have things sent, and what they ordered last."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from gendan.insight import scope, words
from gendan.kernel import sql
from gendan.kernel.actor import Actor

ORDERS = 5  # told of
LATEST = 20  # orders whose addresses are looked at
ADDRESSES = 4  # told of

# An address of master data has only the code of its district.
KNOWN = """
SELECT c.id, c.name, c.phone,
       (SELECT coalesce(json_agg(told ORDER BY told.nth, told.id DESC), '[]') FROM (
            SELECT DISTINCT ON (consignee, phone, division, street) * FROM (
                SELECT 'address' AS kept, a.id, CASE WHEN a.is_usual THEN 0 ELSE 1 END AS nth,
                       a.consignee, a.phone, a.division_id AS division,
                       coalesce(top.name, up.name, d.name, '') AS province,
                       CASE WHEN d.level = 2 THEN d.name WHEN up.level = 2 THEN up.name
                            WHEN coalesce(up.name, d.name) LIKE '%%市'
                            THEN coalesce(up.name, d.name) ELSE '' END AS city,
                       CASE WHEN d.level = 3 THEN d.name ELSE '' END AS district, a.street
                  FROM address AS a
                  LEFT JOIN division AS d ON d.code = a.division_id
                  LEFT JOIN division AS up ON up.code = d.parent_id
                  LEFT JOIN division AS top ON top.code = up.parent_id
                 WHERE a.customer_id = c.id
                UNION ALL
                SELECT 'order', latest.* FROM (
                    SELECT o.id, 2, o.consignee, o.phone, o.division_id, o.province, o.city,
                           o.district, o.street
                      FROM customer_order AS o
                     WHERE o.customer_id = c.id AND <<orders>>
                     ORDER BY o.placed_at DESC, o.id DESC LIMIT %(latest)s) AS latest
                 WHERE latest.street <> ''
            ) AS every
            ORDER BY consignee, phone, division, street, nth, id DESC
       ) AS told),
       (SELECT coalesce(json_agg(told), '[]') FROM (
            SELECT o.id, o.number, <<status>> -> o.status AS status, o.placed_at,
                   o.total::text AS total, o.currency
              FROM customer_order AS o
             WHERE o.customer_id = c.id AND <<orders>>
             ORDER BY o.placed_at DESC, o.id DESC LIMIT %(orders)s) AS told)
  FROM customer AS c
 WHERE c.phone = %(phone)s AND <<within>>
"""


@dataclass(frozen=True, slots=True)
class Known:
    """A customer. Addresses, the usual one first, and orders, the latest first, are as JSON."""

    id: int
    name: str
    phone: str
    addresses: list[Mapping[str, object]]
    orders: list[Mapping[str, object]]

    @property
    def latest(self) -> int | None:
        """Their latest order within reach; somebody of master data may have none."""
        return cast("int", self.orders[0]["id"]) if self.orders else None

    def address(self, kept: str, id: int) -> Mapping[str, object] | None:
        """One of the addresses, by where it is kept."""
        found = (one for one in self.addresses if (one["kept"], one["id"]) == (kept, id))
        return next(found, None)


def known(phone: str, actor: Actor) -> Known | None:
    """The customer with this phone (E.164), if within reach; everything in full. One
    statement."""
    customers, orders = scope.of_customers(actor), scope.of_orders(actor)
    statement = (
        KNOWN.replace("<<within>>", customers.text)
        .replace("<<orders>>", orders.text)
        .replace("<<status>>", words.STATUS)
    )
    asked = {"phone": phone, "latest": LATEST, "orders": ORDERS}
    rows = sql.rows(statement, {**asked, **customers.values, **orders.values})
    if not rows:
        return None
    id, name, number, addresses, latest = rows[0]
    told = cast("list[Mapping[str, object]]", addresses)
    return Known(id, name, number, told[:ADDRESSES], latest)

"""Who asked to see whose data in full: told to nobody without leaving a trace."""

from dataclasses import dataclass

from gendan.kernel import sql

# Noted and told in one statement: neither without the other.
DISCLOSE = """
WITH asked AS (
    SELECT id, consignee, phone, province, city, district, street, remark
      FROM customer_order WHERE id = %(order)s
), noted AS (
    INSERT INTO disclosure (order_id, staff_id) SELECT id, %(staff)s FROM asked RETURNING order_id
)
SELECT consignee, phone, province, city, district, street, remark
  FROM asked JOIN noted ON noted.order_id = asked.id
"""


@dataclass(frozen=True, slots=True)
class Person:
    """For whom an order is, in full."""

    consignee: str
    phone: str  # E.164
    province: str
    city: str
    district: str
    street: str
    remark: str


def disclose(order: int, staff: int) -> Person:
    """Tell for whom the order is, and note who asked. One statement."""
    (row,) = sql.rows(DISCLOSE, {"order": order, "staff": staff})
    return Person(*row)

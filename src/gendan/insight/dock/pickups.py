"""Goods that wait in the store for their customers: who was told, and what was not fetched."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from gendan.insight import scope
from gendan.kernel import masking, sql
from gendan.kernel.actor import Actor
from gendan.process.model import Text
from gendan.process.words import Fulfilment, HoldKind

MOST = 300

WAITING = """
SELECT s.number, o.number, store.name, coalesce(nullif(store.name_en, ''), store.name),
       coalesce(nullif(o.consignee, ''), customer.name, ''),
       coalesce(nullif(o.phone, ''), customer.phone, ''),
       (SELECT coalesce(sum(quantity), 0) FROM shipment_line WHERE shipment_id = s.id)::int,
       s.state_since, s.due_at, s.at_risk_at, code.told_at, coalesce(code.told, 0),
       ARRAY(SELECT hold.kind FROM hold WHERE hold.order_id = o.id AND released_at IS NULL
              ORDER BY hold.kind),
       o.total - o.paid + o.refunded, o.currency
  FROM shipment AS s
  JOIN customer_order AS o ON o.id = s.order_id
  JOIN store ON store.id = o.store_id
  LEFT JOIN customer ON customer.id = o.customer_id
  LEFT JOIN pickup_code AS code ON code.shipment_id = s.id
 WHERE s.state = 'issued' AND o.fulfilment = %(pickup)s AND <<where>>
 ORDER BY s.due_at NULLS LAST, s.id LIMIT %(most)s
"""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A pickup. The customer is shown masked: the code says who they are."""

    number: str
    order: str
    store_name: str
    store_name_en: str
    person: str
    phone: str
    units: int
    since: datetime
    due_at: datetime | None
    at_risk_at: datetime | None
    told_at: datetime | None
    told: int
    held: list[str]
    owed: object
    currency: str

    @property
    def store(self) -> Text:
        """Where it waits."""
        return Text(self.store_name, self.store_name_en)

    @property
    def masked(self) -> str:
        """Whose it is, as far as the desk needs to know."""
        shown = (masking.mask_name(self.person), masking.mask_phone(self.phone))
        return " · ".join(part for part in shown if part)

    @property
    def holds(self) -> list[Text]:
        """Why it must wait, in words."""
        return [HoldKind.of(kind).label for kind in self.held]

    @property
    def late(self) -> bool:
        """Whether nobody came in time, once somebody was told."""
        return self.told_at is not None and self.due_at is not None and self.due_at < timezone.now()

    @property
    def at_risk(self) -> bool:
        """Whether the time is nearly over."""
        now = timezone.now()
        return not self.late and self.at_risk_at is not None and self.at_risk_at <= now


def pickups(actor: Actor) -> list[Waiting]:
    """Within the actor's reach, the most urgent first. One statement."""
    where = scope.of_shipments(actor)
    text = WAITING.replace("<<where>>", where.text or "true")
    values = {"pickup": Fulfilment.PICKUP.value, "most": MOST, **where.values}
    return [Waiting(*row) for row in sql.rows(text, values)]

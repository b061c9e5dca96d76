"""Where a driver of ours has to go: what they took along and have not handed over yet."""

from dataclasses import dataclass
from datetime import datetime

from gendan.insight import scope
from gendan.kernel import masking, sql
from gendan.kernel.actor import Actor
from gendan.process.words import CarrierCode, CarrierKind

MOST = 200
DONE_WITHIN = "12 hours"  # what was handed over today stands beneath

# To where the parcel was redirected, if it was. Where somebody was not met comes last; the others
# street by street.
STOPS = """
SELECT s.number, o.number, h.number, carrier.code, w.number, s.state,
       coalesce(r.consignee, o.consignee), coalesce(r.phone, o.phone),
       coalesce(r.city, o.city), coalesce(r.district, o.district), coalesce(r.street, o.street),
       o.remark,
       (SELECT coalesce(sum(quantity), 0) FROM shipment_line WHERE shipment_id = s.id)::int,
       CASE WHEN o.cash_on_delivery THEN o.total - o.paid + o.refunded ELSE 0 END, o.currency,
       o.promised_by, s.carrier_status, s.carrier_status_at, s.delivered_at,
       coalesce((SELECT event.text FROM carrier_event AS event
                  WHERE event.waybill_id = s.waybill_id
                  ORDER BY event.at DESC, event.id DESC LIMIT 1), '')
  FROM handover AS h
  JOIN handover_parcel AS p ON p.handover_id = h.id
  JOIN shipment AS s ON s.id = p.shipment_id
  JOIN customer_order AS o ON o.id = s.order_id
  JOIN carrier ON carrier.id = h.carrier_id AND carrier.kind = %(own)s
  JOIN waybill AS w ON w.id = s.waybill_id
  LEFT JOIN LATERAL (SELECT * FROM redirection WHERE shipment_id = s.id
                      ORDER BY id DESC LIMIT 1) AS r ON true
 WHERE (h.driver_id = %(driver)s OR %(driver)s::bigint IS NULL) AND h.at > now() - interval '7 days'
   AND (s.state = 'dispatched'
        OR s.state = 'delivered' AND s.delivered_at > now() - %(done)s::interval)
   AND <<where>>
 ORDER BY s.state = 'delivered', s.carrier_status = %(failed)s, o.promised_by NULLS LAST,
          9, 10, 11, s.id
 LIMIT %(most)s
"""


@dataclass(frozen=True, slots=True)
class Stop:
    """A parcel on a van. Name, phone and door are shown once the driver asks for them."""

    number: str
    order: str
    handover: str
    carrier: str
    waybill: str
    state: str
    consignee: str
    phone: str
    city: str
    district: str
    street: str
    remark: str
    units: int
    owed: object
    currency: str
    promised_by: datetime | None
    carrier_status: str
    carrier_status_at: datetime | None
    delivered_at: datetime | None
    said: str

    @property
    def is_done(self) -> bool:
        """Whether it was handed over."""
        return self.state == "delivered"

    @property
    def failed(self) -> bool:
        """Whether nobody was met the last time."""
        return self.carrier_status == CarrierCode.ATTEMPT_FAILED.value

    @property
    def person(self) -> str:
        """For whom it is, masked."""
        return masking.mask_name(self.consignee)

    @property
    def masked_street(self) -> str:
        """Where to, as far as the street."""
        return masking.mask_address(self.street)


def stops(actor: Actor, driver: int | None) -> list[Stop]:
    """What the driver (id) has to take where, in order; of no driver: of all. One statement."""
    where = scope.of_shipments(actor)
    text = STOPS.replace("<<where>>", where.text or "true")
    values = {
        "own": CarrierKind.OWN.value,
        "driver": driver,
        "done": DONE_WITHIN,
        "failed": CarrierCode.ATTEMPT_FAILED.value,
        "most": MOST,
        **where.values,
    }
    return [Stop(*row) for row in sql.rows(text, values)]

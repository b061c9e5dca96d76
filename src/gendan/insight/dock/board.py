"""Issued parcels that wait for a carrier: who is proposed and why, who was chosen, which number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from django.utils import timezone

from gendan.insight import scope
from gendan.kernel import sql
from gendan.kernel.actor import Actor
from gendan.process.model import Text
from gendan.process.words import CarrierKind, Fulfilment, HoldKind
from gendan.records.carriers.tariffs import Parcel, Proposal, propose, tariffs

MOST = 250  # parcels on the board, the most urgent first

# {where}: within whose reach.
WAITING = """
SELECT s.number, o.number, o.province, o.city, coalesce(o.division_id, ''), s.warehouse_id,
       coalesce(s.weight_grams, (SELECT sum(line.quantity * product.weight_grams)::int
                                   FROM shipment_line AS line
                                   JOIN product ON product.id = line.product_id
                                  WHERE line.shipment_id = s.id), 0),
       o.promised_by, s.state_since, s.due_at, s.at_risk_at, s.paused_at,
       coalesce(carrier.code, ''), coalesce(w.number, ''), coalesce(asked.result, ''),
       coalesce(asked.answer, ''),
       ARRAY(SELECT hold.kind FROM hold WHERE hold.order_id = o.id AND released_at IS NULL
              ORDER BY hold.kind)
  FROM shipment AS s
  JOIN customer_order AS o ON o.id = s.order_id
  LEFT JOIN carrier ON carrier.id = s.carrier_id
  LEFT JOIN waybill AS w ON w.id = s.waybill_id
  LEFT JOIN LATERAL (SELECT result, answer FROM booking WHERE booking.shipment_id = s.id
                      ORDER BY booking.id DESC LIMIT 1) AS asked ON true
 WHERE s.state = 'issued' AND o.fulfilment = %(delivery)s AND <<where>>
 ORDER BY s.due_at NULLS LAST, s.id LIMIT %(most)s
"""
CARRIERS = """
SELECT carrier.code, carrier.name, coalesce(nullif(carrier.name_en, ''), carrier.name),
       carrier.kind, carrier.cutoff, account.id IS NOT NULL,
       coalesce((SELECT sum(block.last + 1 - block.next) FROM number_block AS block
                  WHERE block.carrier_id = carrier.id AND block.closed_at IS NULL), 0)::bigint
  FROM carrier LEFT JOIN carrier_account AS account ON account.carrier_id = carrier.id
 ORDER BY carrier.code
"""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A parcel on the board. `asked`, `answer`: what came of asking the carrier for a number."""

    number: str
    order: str
    province: str
    city: str
    division: str
    warehouse: int
    weight_grams: int
    promised_by: datetime | None
    since: datetime
    due_at: datetime | None
    at_risk_at: datetime | None
    paused_at: datetime | None
    carrier: str
    waybill: str
    asked: str
    answer: str
    held: Sequence[str]

    @property
    def late(self) -> bool:
        """Whether the carrier's collection has passed."""
        until = self.paused_at or timezone.now()
        return self.due_at is not None and self.due_at < until

    @property
    def at_risk(self) -> bool:
        """Whether it soon will have."""
        until = self.paused_at or timezone.now()
        return not self.late and self.at_risk_at is not None and self.at_risk_at <= until

    @property
    def holds(self) -> list[Text]:
        """Why it must wait, in words."""
        return [HoldKind.of(kind).label for kind in self.held]

    @property
    def kilograms(self) -> str:
        """Its weight as people say it."""
        return f"{self.weight_grams / 1000:.2f} kg" if self.weight_grams else "–"


@dataclass(frozen=True, slots=True)
class Carrier:
    """A carrier, when it collects, and how numbers are had from it."""

    code: str
    name: str
    name_en: str
    kind: str
    cutoff: time | None
    has_account: bool
    numbers_left: int

    @property
    def called(self) -> Text:
        """Its name."""
        return Text(self.name, self.name_en)

    @property
    def is_ours(self) -> bool:
        """Whether it is our own vans."""
        return self.kind == CarrierKind.OWN.value


@dataclass(frozen=True, slots=True)
class Row:
    """A parcel, and who is proposed for it."""

    parcel: Waiting
    proposal: Proposal | None


@dataclass(frozen=True, slots=True)
class Board:
    """Parcels for which a carrier is to be chosen, and those of each carrier."""

    undecided: list[Row]
    decided: list[tuple[Carrier, list[Row]]]
    carriers: list[Carrier]

    @property
    def is_cut(self) -> bool:
        """Whether more may wait than are on it."""
        return len(self.undecided) + sum(len(rows) for _, rows in self.decided) == MOST


def board(actor: Actor) -> Board:
    """The parcels within the actor's reach. Three statements."""
    known = carriers()
    agreed = tariffs()
    today = timezone.localdate()
    by_carrier: dict[str, list[Row]] = {}
    for parcel in waiting(actor):
        proposal = None
        if not parcel.carrier:
            proposal = propose(_as_known(parcel), agreed, today)
        by_carrier.setdefault(parcel.carrier, []).append(Row(parcel, proposal))
    decided = [(one, by_carrier[one.code]) for one in known if one.code in by_carrier]
    return Board(by_carrier.get("", []), decided, known)


def waiting(actor: Actor) -> list[Waiting]:
    """Issued parcels that a carrier shall take, the most urgent first. One statement."""
    where = scope.of_shipments(actor)
    values = {"delivery": Fulfilment.DELIVERY.value, "most": MOST, **where.values}
    text = WAITING.replace("<<where>>", where.text or "true")
    return [Waiting(*row) for row in sql.rows(text, values)]


def carriers() -> list[Carrier]:
    """All of the house. One statement."""
    return [Carrier(*row) for row in sql.rows(CARRIERS)]


def _as_known(parcel: Waiting) -> Parcel:
    promised = parcel.promised_by and timezone.localtime(parcel.promised_by).date()
    return Parcel(
        warehouse=parcel.warehouse,
        division=parcel.division,
        weight_grams=parcel.weight_grams,
        promised=promised,
    )

"""Another address: at once while nothing is picked, afterwards by asking the warehouse."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any, cast

from gendan.kernel import clock, sql
from gendan.kernel.actor import Actor
from gendan.kernel.batch import Batch, When
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from gendan.kernel.taking import taking
from gendan.process.definition import PROCESS
from gendan.process.words import HoldKind
from gendan.records.orders import holds
from gendan.records.orders.models import CustomerOrder
from gendan.records.parties.contacts import is_phone, normal_phone
from gendan.records.shipments import waybills

CHANGE_ADDRESS = PROCESS.step("change_address")
REQUEST_ADDRESS = PROCESS.step("request_address")
ACCEPT_ADDRESS = PROCESS.step("accept_address")
REFUSE_ADDRESS = PROCESS.step("refuse_address")

FIELDS = ("consignee", "phone", "division_id", "province", "city", "district", "street")

TEXT_MAX = 2_000
DIVISIONS = "SELECT code FROM division WHERE code = ANY(%s)"

# Their carriers are being asked for numbers, and told where the parcels went until now.
BEING_BOOKED = """
SELECT DISTINCT s.order_id FROM booking JOIN shipment AS s ON s.id = booking.shipment_id
 WHERE booking.result = 'asked' AND s.order_id = ANY(%s)
"""
BEFORE = f"SELECT id, {', '.join(FIELDS)} FROM customer_order WHERE id = ANY(%s)"  # noqa: S608

CHANGE = """
UPDATE customer_order AS o
   SET consignee = asked.consignee, phone = asked.phone, division_id = asked.division_id,
       province = asked.province, city = asked.city, district = asked.district,
       street = asked.street
  FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[],
              %s::text[], %s::text[])
       AS asked (id, consignee, phone, division_id, province, city, district, street)
 WHERE o.id = asked.id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAddress:
    """Where one order goes from now on. `version`: what the editor saw, if a person edits."""

    order: int
    consignee: str
    phone: str
    street: str
    division: str | None = None
    province: str = ""
    city: str = ""
    district: str = ""
    version: int | None = None

    @property
    def document(self) -> int:
        """The order."""
        return self.order

    def values(self) -> tuple[str | None, ...]:
        """In the order of `FIELDS`, as they are kept."""
        return (self.consignee, normal_phone(self.phone), self.division, self.province, self.city,
                self.district, self.street)  # fmt: skip


def change_address(new: Sequence[NewAddress], *, by: Actor, at: When = None) -> Outcome:
    """Send orders elsewhere; before and after are kept. Items are positions."""
    with taking(CHANGE_ADDRESS, CustomerOrder, new, by=by, at=at) as batch:
        _refuse_faulty(batch, new)
        before = _before(batch.ids)
        batch.refuse(
            [item for item in batch.items if new[item].values() == before[new[item].order]],
            Refusal.NOTHING_CHANGES,
        )
        _apply(batch, {new[item].order: new[item] for item in batch.items}, before)
    return batch.outcome


def request_address(new: Sequence[NewAddress], *, by: Actor, at: When = None) -> Outcome:
    """Ask the warehouse to send orders elsewhere; they do not leave until it answers."""
    with taking(REQUEST_ADDRESS, CustomerOrder, new, by=by, at=at) as batch:
        _refuse_faulty(batch, new)
        opened = holds.open_holds(
            [
                holds.New(
                    new[item].order,
                    HoldKind.ADDRESS_REQUESTED,
                    batch.at(new[item].order),
                    wanted=asdict(new[item]),
                )
                for item in batch.items
            ],
            actor=by.name,
        )
        batch.refuse_documents(
            dict.fromkeys(set(batch.ids) - opened, refused(Refusal.ALREADY_DONE))
        )
    return batch.outcome


def accept_address(orders: Sequence[int], *, by: Actor, at: When = None) -> Outcome:
    """The new address holds; the parcel needs a new label: a number that it bears is void and
    kept, and who carries it is to be chosen anew."""
    with taking(ACCEPT_ADDRESS, CustomerOrder, orders, by=by, at=at) as batch:
        asked = _asked(batch)
        being = {order for (order,) in sql.rows(BEING_BOOKED, [batch.ids])}
        batch.refuse_each({id: refused(Refusal.NUMBER_ON_ITS_WAY) for id in being})
        before = _before(batch.ids)
        gone = waybills.readdressed(batch.ids, actor=by.name, at=clock.now())
        _apply(batch, {order: asked[order] for order in batch.ids}, before, gone)
        holds.release(batch, batch.ids, HoldKind.ADDRESS_REQUESTED)
    return batch.outcome


def refuse_address(orders: Sequence[int], *, by: Actor, reason: str, at: When = None) -> Outcome:
    """Too late: the parcels go where they were addressed."""
    with taking(REFUSE_ADDRESS, CustomerOrder, orders, by=by, at=at) as batch:
        _asked(batch)
        batch.explain(batch.ids, reason)
        holds.release(batch, batch.ids, HoldKind.ADDRESS_REQUESTED)
    return batch.outcome


def _refuse_faulty(batch: Batch, new: Sequence[NewAddress]) -> None:
    codes = {address.division for address in new if address.division}
    known = {code for (code,) in sql.rows(DIVISIONS, [list(codes)])}
    seen: set[int] = set()
    for item in batch.items:
        address = new[item]
        if address.order in seen:
            batch.refuse([item], Refusal.REPEATED_IN_BATCH)
        elif address.version not in (None, batch.row(address.order).version):
            batch.refuse([item], Refusal.STALE, "version")
        elif not address.consignee.strip():
            batch.refuse([item], Refusal.MISSING, "consignee")
        elif not address.street.strip():
            batch.refuse([item], Refusal.MISSING, "street")
        elif address.division and address.division not in known:
            batch.refuse([item], Refusal.BAD_CHOICE, "division", given=address.division)
        elif too_long := _too_long(address):
            batch.refuse([item], Refusal.TOO_LONG, too_long, given=TEXT_MAX)
        elif not is_phone(address.phone):
            batch.refuse([item], Refusal.BAD_PHONE, "phone", given=address.phone)
        seen.add(address.order)


def _too_long(address: NewAddress) -> str:
    """The field that is; empty: none."""
    texts = ("consignee", "street", "province", "city", "district")
    return next((field for field in texts if len(getattr(address, field)) > TEXT_MAX), "")


def _before(orders: Sequence[int]) -> dict[int, tuple[str | None, ...]]:
    """Where these orders go now, in the order of `FIELDS`. One statement."""
    return {id: tuple(values) for id, *values in sql.rows(BEFORE, [list(orders)])}


def _apply(
    batch: Batch,
    wanted: Mapping[int, NewAddress],
    before: Mapping[int, tuple[str | None, ...]],
    void: Mapping[int, Sequence[str]] = MappingProxyType({}),
) -> None:
    sql.run(
        CHANGE,
        sql.columns([(order, *address.values()) for order, address in wanted.items()], 8),
    )
    for order, address in wanted.items():
        fields = zip(FIELDS, before[order], address.values(), strict=True)
        changed: dict[str, object] = {field: [old, new] for field, old, new in fields if old != new}
        if order in void:
            changed["waybills"] = [void[order], []]
        batch.note(order, changed)


def _asked(batch: Batch) -> dict[int, NewAddress]:
    """By order, the address asked for; refused where nobody asked."""
    asked = holds.held(batch.ids, HoldKind.ADDRESS_REQUESTED)
    none = refused(Refusal.NO_REQUEST)
    batch.refuse_each({id: none for id in batch.ids if id not in asked})
    return {order: NewAddress(**cast("dict[str, Any]", wanted)) for order, wanted in asked.items()}

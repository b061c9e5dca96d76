"""What a carrier's file of deliveries means: which parcels, and what speaks against each row."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from gendan.insight import scope
from gendan.kernel import clock, sql
from gendan.kernel.actor import Actor
from gendan.process.definition import PROCESS
from gendan.process.model import Text

# A number that was replaced is still its parcel's.
FIND = """
WITH RECURSIVE named AS (
    SELECT w.number, w.id FROM waybill AS w WHERE w.number = ANY(%(numbers)s)
    UNION
    SELECT named.number, w.replaced_by_id FROM named JOIN waybill AS w ON w.id = named.id
     WHERE w.replaced_by_id IS NOT NULL
)
SELECT named.number, s.number, o.number, carrier.name, s.state, s.handed_at, carrier.code
  FROM named
  JOIN waybill ON waybill.id = named.id
  JOIN carrier ON carrier.id = waybill.carrier_id
  JOIN shipment AS s ON s.waybill_id = named.id
  JOIN customer_order AS o ON o.id = s.order_id
 WHERE <<where>>
 ORDER BY s.id
"""

UNKNOWN = Text("没有这个运单号。", "There is no such waybill.")
SEVERAL = Text("几个承运商都有这个号，请在单据页上确认。",
               "Several parcels bear this number: confirm them on their pages.")  # fmt: skip
TWICE = Text("文件里出现了两次。", "It is in the file twice.")
FUTURE = Text("签收时间在将来。", "It was delivered in the future.")
EARLY = Text("签收时间早于交给承运商的时间。", "It was delivered before the carrier had it.")
DONE = Text("已经是已签收。", "It is delivered already.")


@dataclass(frozen=True, slots=True)
class Told:
    """A row of the file: its line, the number, when, who signed; or what cannot be read of it."""

    line: int
    waybill: str
    at: datetime | None = None
    received_by: str = ""
    fault: Text | None = None


@dataclass(frozen=True, slots=True)
class Parcel:
    """A parcel under a number. `carrier`: its name; `code`: its code."""

    shipment: str
    order: str
    carrier: str
    state: str
    handed_at: datetime | None
    code: str


@dataclass(frozen=True, slots=True)
class Understood:
    """A row, and the parcel that it is about. `fault`: why nothing will be done about it."""

    told: Told
    shipment: str = ""
    order: str = ""
    carrier: str = ""
    fault: Text | None = None
    is_done: bool = False


def understood(rows: Sequence[Told], actor: Actor) -> list[Understood]:
    """What each row means, within the actor's reach. One statement."""
    parcels = parcels_under([told.waybill for told in rows], actor)
    seen: set[str] = set()
    answers = []
    for told in rows:
        one = _one(told, parcels.get(told.waybill, []))
        if one.fault is None and one.shipment in seen:
            one = replace(one, fault=TWICE)
        seen.add(one.shipment)
        answers.append(one)
    return answers


def parcels_under(numbers: Sequence[str], actor: Actor) -> dict[str, list[Parcel]]:
    """By waybill number, the parcels that travel under it, within the actor's reach. One
    statement."""
    where = scope.of_shipments(actor)
    text = FIND.replace("<<where>>", where.text or "true")
    found: dict[str, list[Parcel]] = {}
    for number, *parcel in sql.rows(text, {"numbers": list(numbers), **where.values}):
        found.setdefault(number, []).append(Parcel(*parcel))
    return found


def _one(told: Told, found: Sequence[Parcel]) -> Understood:
    if told.fault or not found:
        return Understood(told, fault=told.fault or UNKNOWN)
    if len(found) > 1:
        return Understood(told, fault=SEVERAL)
    (parcel,) = found
    state = parcel.state
    fault, done = None, False
    if state == "delivered":
        fault, done = DONE, True
    elif state not in PROCESS.step("deliver").source:
        label = PROCESS.document("shipment").state(state).label
        fault = Text(f"现在是“{label.zh}”。", f"It is “{label.en}” now.")
    elif told.at is not None and told.at > clock.now():
        fault = FUTURE
    elif told.at is not None and parcel.handed_at and told.at < parcel.handed_at:
        fault = EARLY
    return Understood(told, parcel.shipment, parcel.order, parcel.carrier, fault, done)

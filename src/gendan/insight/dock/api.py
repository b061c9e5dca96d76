"""The dock over the API, to be read: handover lists, proposed carriers, whose a number may be."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import BaseModel, Field

from gendan.insight.dock import handovers as lists
from gendan.insight.dock.board import board
from gendan.kit.rest import pages
from gendan.kit.rest.bodies import Body, Code
from gendan.kit.rest.identity import require_read
from gendan.records.carriers.recognising import candidates, patterns

router = Router(tags=["查询 · Reading"])


class HandoverTold(BaseModel):
    """A handover list."""

    number: str
    carrier: str
    warehouse: str
    taken_by: str
    given_by: str
    at: datetime
    parcels: int


class Handovers(BaseModel):
    """The latest."""

    items: list[HandoverTold]


class ProposalTold(BaseModel):
    """A parcel without a carrier, and who is proposed. Nothing: no tariff fits."""

    shipment: str
    carrier: str | None
    price: Decimal | None
    days: int | None
    reason: dict[str, str] | None


class Proposals(BaseModel):
    """Of issued parcels, the most urgent first."""

    items: list[ProposalTold]


class CandidateTold(BaseModel):
    """A carrier whose number it may be. `checked`: its check digit is right; null: it has none."""

    carrier: str
    checked: bool | None


class Candidates(BaseModel):
    """The likeliest first."""

    items: list[CandidateTold]


class AskedNumber(Body):
    """A waybill number."""

    number: Annotated[Code, Field(description="As it stands on the label.")]


@router.get("/handovers", operation_id="list_handovers", response=Handovers,
            summary="交接单 · Handover lists")  # fmt: skip
def list_handovers(request: HttpRequest) -> dict[str, object]:
    """The latest handover lists of the warehouses within your reach.

    您范围内的仓库最近的交接单。"""
    who = require_read(request, "orders")
    return {
        "items": [
            {
                "number": one.number, "carrier": one.carrier_name,
                "warehouse": one.warehouse_name, "taken_by": one.taken_by,
                "given_by": one.given_by, "at": one.at, "parcels": one.parcels,
            }
            for one in lists.latest(who.actor)
        ]
    }  # fmt: skip


@router.get("/shipments/carrier-proposals", operation_id="list_carrier_proposals",
            response=Proposals, summary="建议的承运商 · Proposed carriers")  # fmt: skip
def list_carrier_proposals(request: HttpRequest) -> dict[str, object]:
    """For each issued parcel without a carrier, the one that the tariffs propose, and why.

    每件还没定承运商的包裹，按资费建议哪家、为什么。"""
    who = require_read(request, "orders")
    items = []
    for row in board(who.actor).undecided:
        proposed = row.proposal
        reason = proposed and {"zh": proposed.reason.zh, "en": proposed.reason.en}
        items.append(
            {
                "shipment": row.parcel.number, "carrier": proposed and proposed.carrier,
                "price": proposed and proposed.price, "days": proposed and proposed.days,
                "reason": reason,
            }
        )  # fmt: skip
    return {"items": items}


@router.get("/waybill-candidates", operation_id="list_waybill_candidates", response=Candidates,
            summary="运单号像谁的 · Whose a number may be")  # fmt: skip
def list_waybill_candidates(request: HttpRequest, asked: Query[AskedNumber]) -> dict[str, object]:
    """Whose a waybill number may be, by the patterns of the house and their check digits.

    按本店的运单号规则和校验位，这个号可能是谁的。"""
    pages.known_only(request, AskedNumber)
    found = candidates(asked.number.strip(), patterns())
    return {"items": [{"carrier": one.carrier, "checked": one.checked} for one in found]}

"""Who calls. What is shown of them is masked, as everywhere at a desk; what the seller takes into
the receipt is shown in full, and that is written down."""

from collections.abc import Mapping
from typing import Literal

from django.urls import reverse

from gendan.desks.entry.asking import asked
from gendan.desks.one_order.disclosure import MOST
from gendan.insight import personal
from gendan.insight.selling import known
from gendan.insight.selling.known import Known
from gendan.kernel import masking
from gendan.kit.rest.bodies import Body, Short
from gendan.kit.rest.identity import Caller
from gendan.kit.rest.problems import Kind, Problem
from gendan.kit.words import said
from gendan.process.model import Text
from gendan.records.orders.disclosures import disclose
from gendan.records.parties.contacts import normal_phone

FIELDS = ("consignee", "phone", "division", "province", "city", "district", "street")


class Called(Body):
    """Whose telephone it is."""

    phone: Short


class Taken(Body):
    """What the seller takes over: the person, with one of their addresses or none."""

    phone: Short
    kept: Literal["address", "order", ""] = ""
    id: int = 0


@asked(Called)
def entry_customer(body: Called, caller: Caller) -> object:
    """The customer with this phone, their addresses and latest orders. One statement."""
    try:
        phone = normal_phone(body.phone)
    except ValueError:
        return {"whole": False, "customer": None}
    found = known.known(phone, caller.actor)
    return {"whole": True, "customer": found and _shown(found)}


@asked(Taken, most=("disclosure", MOST))
def entry_address(body: Taken, caller: Caller) -> object:
    """Name and address in full, to be placed with the order; noted on the order they are from, or
    else the latest one. Two statements."""
    try:
        found = known.known(normal_phone(body.phone), caller.actor)
    except ValueError:
        found = None
    address = found.address(body.kept, body.id) if found and body.kept else {}
    if found is None or address is None:
        raise Problem(Kind.NOT_FOUND)
    from_order = body.id if body.kept == "order" else found.latest
    if from_order and caller.actor.staff:
        disclose(from_order, caller.actor.staff)
    return {"name": found.name, **{field: address.get(field) or "" for field in FIELDS}}


def _shown(found: Known) -> dict[str, object]:
    return {
        "name": masking.mask_name(found.name),
        "phone": masking.mask_phone(found.phone),
        "addresses": [_masked(address) for address in found.addresses],
        "orders": [_order(order) for order in found.orders],
    }


def _masked(address: Mapping[str, object]) -> object:
    return masking.masked({**address}, personal.ORDER.rules)


def _order(order: Mapping[str, object]) -> dict[str, object]:
    status = order["status"]
    assert isinstance(status, dict), "a code with its words"
    return {
        "number": order["number"],
        "status": said(Text(status["zh"], status["en"])),
        "day": str(order["placed_at"])[: len("2026-01-01")],
        "total": order["total"],
        "currency": order["currency"],
        "href": reverse("order", args=[order["number"]]),
    }

"""What a customer may do with their order now: asked of the process, never decided here."""

from dataclasses import dataclass
from functools import cache

from gendan.kernel.actor import Actor
from gendan.portal.steps import Told
from gendan.process.definition import PROCESS
from gendan.process.model import Role
from gendan.process.words import Fulfilment, HoldKind

CUSTOMER = Actor("customer", Role.CUSTOMER)
ASKED = {
    "request_cancel": HoldKind.CANCEL_REQUESTED.value,
    "request_address": HoldKind.ADDRESS_REQUESTED.value,
}


@dataclass(frozen=True, slots=True)
class May:
    """Steps by name; empty where there is none now. `received`: boxes that may be confirmed."""

    choose: bool
    cancel: str
    address: str
    received: tuple[str, ...]
    tell: bool
    messages: bool


def may(told: Told) -> May:
    """What the process gives a customer from where the order is."""
    open_now = _open("order", told["status"])
    arriving = [
        box["number"] for box in told["boxes"] if "deliver" in _open("shipment", box["state"])
    ]
    case = told["case"]
    undecided = bool(case) and not case["decision"] and not case["expired"]
    is_sent = told["fulfilment"] == Fulfilment.DELIVERY.value
    return May(
        choose=undecided and "decide_shortage" in open_now,
        cancel=_either("cancel", "request_cancel", open_now, told),
        address=_either("change_address", "request_address", open_now, told) if is_sent else "",
        received=tuple(arriving),
        tell="record_feedback" in open_now,
        messages="choose_messages" in open_now and bool(told["email"] or told["sms"]),
    )


@cache
def _open(document: str, state: str) -> frozenset[str]:
    """The names of the steps that a customer may take from there."""
    steps = PROCESS.steps_from(document, state)
    return frozenset(step.name for step in steps if step.called and CUSTOMER.may(step))


def _either(at_once: str, asking: str, open_now: frozenset[str], told: Told) -> str:
    """The step at once, or else the one that asks the warehouse, unless it was asked already."""
    if at_once in open_now:
        return at_once
    return asking if asking in open_now and ASKED[asking] not in told["holds"] else ""

"""Which steps somebody looking at an order is offered: what the process allows and the order calls
for; and which of them is the one to take now."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from gendan.desks.one_order.telling import Action
from gendan.desks.queues import usual_step
from gendan.journey.anytime.holds import BY_HAND
from gendan.process.words import HoldKind

# Steps that answer a hold, and which.
ANSWERS = {
    "release": BY_HAND,
    "accept_cancel": (HoldKind.CANCEL_REQUESTED,),
    "refuse_cancel": (HoldKind.CANCEL_REQUESTED,),
    "accept_address": (HoldKind.ADDRESS_REQUESTED,),
    "refuse_address": (HoldKind.ADDRESS_REQUESTED,),
}
OF_A_CASE = frozenset({"record_contact", "decide_shortage"})
OF_AN_EXCEPTION = frozenset({"take_exception", "arrange", "pursue", "close_exception"})

GONE = frozenset({"returned", "lost"})  # parcels that will bring nothing any more

Told = Mapping[str, Any]


def called_for(actions: Iterable[Action], told: Told, *, asks: bool) -> list[Action]:
    """Those of the actions for which there is what they answer: a hold, an open shortage case, a
    clock that runs, goods that are owed, a customer who asks. The others would only be refused."""
    return [
        action
        for action in actions
        if _is_called_for(action, told) and (asks or action.step.name != "answer_feedback")
    ]


def main_step(told: Told, box: Told | None, actions: Sequence[Action]) -> Action | None:
    """The usual step of the document as it is; of an order where the work is with a box, that of
    its first box."""
    documents = [("shipment", each["number"], each["state"]["code"])
                 for each in ([box] if box else told["shipments"])]  # fmt: skip
    if box is None:
        documents.insert(0, ("order", told["number"], told["status"]["code"]))
    wanted = [(usual_step(document, state), number) for document, number, state in documents]
    facts = {"to_refund": _is_to_refund(told), "held": bool(told["holds"])}
    for fact in (fact for fact, is_so in facts.items() if is_so):
        wanted.insert(0, (usual_step("order", fact=fact), told["number"]))
    astray = [each["number"] for each in ([box] if box else told["shipments"]) if each["exception"]]
    wanted[:0] = [(usual_step("shipment", fact="exception"), number) for number in astray]
    free = {(one.step.name, one.number): one for one in actions if not one.held_by}
    return next((free[each] for each in wanted if each in free), None)


def _is_called_for(action: Action, told: Told) -> bool:
    """Whether there is what the step answers on the order itself."""
    name = action.step.name
    if name in ANSWERS:
        kinds = {hold["kind"]["code"] for hold in told["holds"]}
        return any(kind.value in kinds for kind in ANSWERS[name])
    if name in OF_A_CASE:
        case = told["shortage_case"]
        return case is not None and case["closed_at"] is None
    if name in OF_AN_EXCEPTION:
        return any(each["exception"] for each in told["shipments"]
                   if each["number"] == action.number)  # fmt: skip
    if action.step.document == "shipment" and name in OF_A_PARCEL:
        (box,) = (each for each in told["shipments"] if each["number"] == action.number)
        return OF_A_PARCEL[name](box)
    if name == "reserve_again":
        return any(line["waiting"] or line["short"] for line in told["lines"])
    if name in ("pause", "resume"):
        (box,) = (each for each in told["shipments"] if each["number"] == action.number)
        return bool(box["paused_at"]) is (name == "resume")
    return True


def _is_to_refund(told: Told) -> bool:
    has_ended = told["status"]["code"] in ("closed", "cancelled")
    gone = [box["sent_again"] for box in told["shipments"] if box["state"]["code"] in GONE]
    is_made_good = bool(gone) and all(gone)
    return has_ended and not is_made_good and Decimal(told["paid"]) > Decimal(told["refunded"])


def _may_be_sent_again(box: Told) -> bool:
    is_amiss = bool(box["exception"]) or box["state"]["code"] in GONE
    return is_amiss and not box["sent_again"]


def _may_be_claimed(box: Told) -> bool:
    is_amiss = bool(box["exception"]) or box["state"]["code"] in {*GONE, "coming_back"}
    return is_amiss and not _is_claimed(box)


def _is_claimed(box: Told) -> bool:
    return box["claim"] is not None and box["claim"]["granted"] is None


# Steps of parcels that went astray, and of which parcel each is asked for.
OF_A_PARCEL: Mapping[str, Callable[[Told], bool]] = {
    "send_again": _may_be_sent_again,
    "claim": _may_be_claimed,
    "settle_claim": _is_claimed,
}

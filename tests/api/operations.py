"""How each operation of the API that takes a step is called: the shortest honest request."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from gendan.journey.s1_place.new_orders import NewLine
from gendan.records.dock import pickup_codes
from gendan.records.orders import numbers as orders
from gendan.records.orders.models import CustomerOrder
from gendan.records.shipments import numbers as shipments
from gendan.records.shipments.models import Shipment
from tests import world
from tests.calls import colleague
from tests.journey import every, facts

Ids = list[int]
UNKNOWN = "00000000"


@dataclass(frozen=True)
class Operation:
    """Where it is, on which documents it can be taken, and the body that names them.

    `items` is the list in the body; `item` makes one of its entries for a document's number (and
    id), `rest` is what stands beside the list."""

    path: str
    build: Callable[[int], Ids]
    items: str
    item: Callable[[str, int], Any] = lambda number, _: number
    rest: Callable[[], dict[str, Any]] = dict

    def body(self, numbers: Sequence[str], ids: Ids) -> dict[str, Any]:
        """The request for these documents; those without an id are unknown."""
        known = [*ids, *[0] * (len(numbers) - len(ids))]
        pairs = zip(numbers, known, strict=True)
        return {self.items: [self.item(n, id) for n, id in pairs], **self.rest()}


def numbers(document: str, ids: Ids) -> list[str]:
    """The number of each, in their order."""
    found = (orders if document == "order" else shipments).numbers(ids)
    return [found[id] for id in ids]


def on_orders(path: str, build: Callable[[int], Ids], **rest: Any) -> Operation:
    return Operation(f"/orders/{path}", build, "orders", rest=lambda: rest)


def on_boxes(path: str, build: Callable[[int], Ids], **rest: Any) -> Operation:
    return Operation(f"/shipments/{path}", build, "shipments", rest=lambda: rest)


def order_to_place(**rest: Any) -> dict[str, Any]:
    """An order as another system sends it."""
    number = next(world.serial)
    return {
        "channel": "web",
        "store": "S1",
        "reference": f"api-{number}",
        "name": "王小明",
        "phone": f"137{number:08d}",
        "province": "浙江省",
        "city": "杭州市",
        "district": "西湖区",
        "street": "文三路 1 号 2 单元 301",
        "lines": [{"sku": "tea", "quantity": 1}],
    } | rest


def parcel(number: str, _: int) -> dict[str, Any]:
    waybill = f"SF{next(world.serial):012d}"
    return {"shipment": number, "carrier": "sf", "number": waybill}


def payment(number: str, _: int) -> dict[str, Any]:
    reference = f"pay-{next(world.serial)}"
    return {"order": number, "amount": "0.01", "method": "cash", "reference": reference}


def version(order: int) -> int:
    """As the ETag says it."""
    return CustomerOrder.objects.filter(id=order).values_list("events", flat=True).first() or 0


def code(id: int) -> str:
    """What the customer was told; nothing where nobody was."""
    kept = pickup_codes.kept([id])
    return pickup_codes.code(id, kept[id].nonce) if kept else "000000"


ADDRESS = {"consignee": "李雷", "phone": "13900000000", "street": "新路 1 号"}


def address(number: str, id: int) -> dict[str, Any]:
    return {"order": number, "version": version(id), **ADDRESS}


def edit(number: str, id: int) -> dict[str, Any]:
    return {
        "order": number, "version": version(id), "lines": [{"line": 1, "quantity": 1}],
    }  # fmt: skip


def event(_: str, id: int) -> dict[str, Any]:
    waybill = Shipment.objects.filter(id=id).values_list("waybill__number", flat=True).first()
    return {
        "carrier": "sf", "number": waybill or "none", "key": f"k{id}", "scheme": "kuaidi100",
        "code": "0", "at": "2026-11-27T10:00:00+08:00",
    }  # fmt: skip


TWO = {"lines": (NewLine(sku="tea", quantity=2), NewLine(sku="cup", quantity=1))}

OPERATIONS: dict[str, Operation] = {
    "place": Operation(
        "/orders", every.NOTHING, "orders",
        lambda number, _: order_to_place(**({"store": "none"} if number == UNKNOWN else {})),
    ),
    "confirm": on_orders("confirmations", world.placed, whole_only=True),
    "record_contact": on_orders("contacts", every.SHORT, note="电话"),
    "decide_shortage": Operation(
        "/orders/shortage-decisions", every.SHORT, "choices",
        lambda number, _: {
            "order": number, "decision": "substitute", "note": "电话",
            "substitutes": [{"line": 1, "sku": "twin"}],
        },
    ),
    "reserve_again": on_orders("reservations", every.ARRIVED),
    "reject": on_orders("rejections", world.placed, reason="地址不配送"),
    "acknowledge": on_boxes("acknowledgements", world.to_pick),
    "plan_wave": on_boxes("waves", world.to_pick),
    "give_wave": on_boxes("wave-pickers", every.IN_WAVE),
    "leave_wave": on_boxes("wave-departures", every.IN_WAVE),
    "start_pick": on_boxes("pick-starts", world.to_pick),
    "stop_pick": on_boxes("pick-stops", every.PICKED),
    "reassign": Operation(
        "/shipments/reassignments", world.picking, "shipments",
        rest=lambda: {"to": "li"} if colleague() else {},
    ),
    "pick": Operation(
        "/shipments/picks", world.picking, "scans",
        lambda number, _: {"shipment": number, "code": "tea", "bin": "A-1"},
    ),
    "undo_pick": Operation(
        "/shipments/pick-reversals", every.PICKED, "scans",
        lambda number, _: {"shipment": number, "code": "tea"},
    ),
    "pick_listed": on_boxes("listed-picks", world.picking),
    "report_short": Operation(
        "/shipments/shorts", world.picking, "shorts",
        lambda number, _: {
            "shipment": number, "code": "tea", "quantity": 1, "reason": "damaged",
        },
    ),
    "pack": Operation(
        "/shipments/packs", every.PICKED, "boxes",
        lambda number, _: {"shipment": number, "weight_grams": 900},
    ),
    "unpack": on_boxes("unpacks", world.packed),
    "issue": on_boxes("issues", world.packed),
    "reverse_issue": on_boxes("issue-reversals", world.issued),
    "choose_carrier": Operation(
        "/shipments/carrier-choices", world.issued, "parcels",
        lambda number, _: {"shipment": number, "carrier": "sf", "reason": "浙江次日达"},
    ),
    "assign_waybill": Operation("/shipments/waybills", world.issued, "parcels", parcel),
    "draw_waybill": on_boxes("waybills-from-blocks", every.CHOSEN),
    "book_waybill": on_boxes("waybill-bookings", every.BOOKABLE),
    "hand_to_carrier": on_boxes("handovers", every.LABELLED, carrier="sf", taken_by="张师傅"),
    "dispatch": Operation("/shipments/dispatches", world.issued, "parcels", parcel),
    "replace_waybill": Operation(
        "/shipments/waybill-replacements", world.dispatched, "parcels", parcel
    ),
    "record_carrier_event": Operation("/carrier-events", world.dispatched, "events", event),
    "deliver": on_boxes("deliveries", world.dispatched, received_by="王小明"),
    "deliver_each": Operation(
        "/shipments/proven-deliveries", world.dispatched, "parcels",
        lambda number, _: {
            "shipment": number, "received_by": "王小明",
            "proofs": [{"kind": "photo", "image": facts.DOT}],
        },
    ),
    "make_ready": on_boxes("pickup-notices", every.PICKUPS),
    "collect_by_code": Operation(
        "/shipments/collections-by-code", every.READY_PICKUPS, "pickups",
        lambda number, id: {"shipment": number, "pickup_code": code(id)},
    ),
    "collect": on_boxes("collections", every.PICKUPS, received_by="王小明"),
    "undo_deliver": on_boxes("delivery-reversals", world.delivered, reason="记错"),
    "come_back": on_boxes("turn-backs", world.dispatched, reason="refused"),
    "receive_back": Operation(
        "/shipments/returns", world.coming_back, "parcels",
        lambda number, _: {"shipment": number, "scrapped": [{"sku": "tea", "quantity": 1}]},
    ),
    "lose": on_boxes("losses", world.dispatched, reason="承运商认赔"),
    "open_exception": on_boxes("exceptions", world.dispatched, kind="failed", note="电话不通"),
    "take_exception": on_boxes("exception-owners", every.ASTRAY),
    "arrange": on_boxes(
        "exception-arrangements", every.ASTRAY, action="pickup", note="到网点取"
    ),
    "redirect": on_boxes("redirections", world.dispatched, street="新路 1 号", note="改到公司"),
    "send_again": on_boxes("replacements", every.ASTRAY_PAID),
    "claim": on_boxes("claims", every.ASTRAY, amount="9.00"),
    "settle_claim": on_boxes("claim-outcomes", every.CLAIMED, granted="8.00"),
    "pursue": on_boxes("exception-pursuits", every.ASTRAY, action="intercept"),
    "close_exception": on_boxes("exception-outcomes", every.ASTRAY, outcome="false_alarm"),
    "cancel": on_orders("cancellations", world.confirmed),
    "request_cancel": on_orders("cancellation-requests", every.PROCESSING),
    "accept_cancel": on_orders("cancellation-acceptances", every.UNWANTED),
    "refuse_cancel": on_orders("cancellation-refusals", every.UNWANTED, reason="来不及"),
    "withdraw": on_boxes("withdrawals", every.PICKED, reason="箱子坏了"),
    "edit": Operation(
        "/orders/edits", partial(world.confirmed, quantity=2), "edits", edit
    ),
    "change_address": Operation(
        "/orders/address-changes", world.confirmed, "addresses", address
    ),
    "request_address": Operation(
        "/orders/address-requests", every.PROCESSING, "addresses", address
    ),
    "accept_address": on_orders("address-acceptances", every.MOVING),
    "refuse_address": on_orders("address-refusals", every.MOVING, reason="来不及"),
    "split": Operation(
        "/shipments/splits", partial(world.packed, **TWO), "parts",
        lambda number, _: {"shipment": number, "units": [{"line": 2, "quantity": 1}]},
    ),
    "hold": on_orders("holds", world.placed, reason="核实地址", blocks=["dispatch"]),
    "release": on_orders("hold-releases", every.HELD, kind="manual"),
    "record_payment": Operation("/orders/payments", world.placed, "payments", payment),
    "record_refund": Operation(
        "/orders/refunds", every.PAID,
        "payments", payment,
    ),
    "record_feedback": Operation(
        "/orders/feedback", world.placed, "feedback",
        lambda number, _: {"order": number, "kind": "problem", "words": "有裂纹"},
    ),
    "answer_feedback": on_orders("feedback-answers", every.ASKING, answer="今天补发"),
    "choose_messages": Operation(
        "/orders/message-choices", world.placed, "choices",
        lambda number, _: {"order": number, "email": True, "sms": False},
    ),
    "pause": on_boxes("pauses", world.to_pick, reason="goods"),
    "resume": on_boxes("resumptions", every.PAUSED),
}  # fmt: skip

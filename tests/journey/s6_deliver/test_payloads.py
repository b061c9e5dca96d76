"""Messages that carriers really sent, in random order and twice, end in the same state."""

import json
import random
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.db import transaction

from gendan.journey.s5_dispatch.commands import Parcel, dispatch
from gendan.journey.s6_deliver.feed import follow_proposals
from gendan.journey.s6_deliver.sources import kuaidi100
from gendan.records.parties.models import Carrier
from gendan.records.shipments.models import CarrierEvent
from tests import world
from tests.cast import LIN
from tests.intake.files import SHARED
from tests.journey.facts import box
from tests.journey.following import push, say, source, tell

PAYLOADS = SHARED / "payloads"
CARRIERS = ("kuaidi100", "aftership", "sf_express")  # the other folders are of shops
ANSWERS = ("headers.json", "expected_reply.json", "expected_responses.json")
PARCELS = (("sf", "933346116516"), ("usps", "0000000000000000"), ("sf", "SF7444400031887"))
Send = Callable[[], object]

pytestmark = pytest.mark.skipif(
    not PAYLOADS.is_dir(), reason=f"THERE ARE NO REAL MESSAGES: {PAYLOADS} is absent"
)


def files() -> list[Path]:
    return sorted(
        path
        for folder in CARRIERS
        for path in (PAYLOADS / folder).iterdir()
        if path.name not in ANSWERS
    )


def routes(path: Path) -> list[dict[str, Any]]:
    """顺丰's events: JSON, or the attributes of XML."""
    text = path.read_text("utf-8")
    if path.suffix == ".json":
        found: list[dict[str, Any]] = json.loads(text)["Body"]["WaybillRoute"]
        return found
    tree = ET.fromstring(text)
    return [dict(one.attrib) for one in tree.iter("WaybillRoute")]


def relayed(one: dict[str, Any]) -> dict[str, object]:
    """One of them as a program hands it on."""
    at = datetime.strptime(one["acceptTime"], "%Y-%m-%d %H:%M:%S").replace(tzinfo=kuaidi100.ZONE)
    return {
        "carrier": "sf", "number": one["mailno"], "key": one["id"], "at": at.isoformat(),
        "scheme": "shunfeng", "code": one["opCode"], "text": one["remark"],
        "place": one["acceptAddress"],
    }  # fmt: skip


def messages() -> Iterator[Send]:
    """Every message, and those that must have gone before it: a push tells all that was told."""
    kuaidi, after = source("kuaidi100"), source("aftership", usps="usps")
    own = source("webhook")
    for path in files():
        text = path.read_text("utf-8")
        if path.parent.name == "kuaidi100":
            whole = json.loads(text)
            events = whole["lastResult"]["data"]
            for first in range(1, len(events)):
                earlier = {**whole["lastResult"], "state": "0", "data": events[first:]}
                yield partial(push, kuaidi, {**whole, "lastResult": earlier})
            yield partial(push, kuaidi, whole)
        elif path.parent.name == "aftership":
            yield partial(tell, after, json.loads(text))
        else:
            yield from (partial(say, own, {"events": [relayed(one)]}) for one in routes(path))


def ended(seed: int) -> tuple[object, ...]:
    """What is kept when all of it came in that order, each twice."""
    boxes = world.issued(len(PARCELS))
    parcels = [
        Parcel(shipment=id, carrier=carrier, number=number)
        for id, (carrier, number) in zip(boxes, PARCELS, strict=True)
    ]
    world.all_done(dispatch(parcels, by=LIN))
    promised = [box(id).due_at for id in boxes]
    sends = list(messages()) * 2
    random.Random(seed).shuffle(sends)
    answers = {str(send()) for send in sends}
    follow_proposals(world.orders_of(boxes))
    kept = CarrierEvent.objects.order_by("waybill__number", "at", "key").values_list(
        "waybill__number", "key", "at", "code", "their_code", "text", "place"
    )
    rows = [box(id) for id in boxes]
    states = [
        (row.state, row.carrier_status, row.carrier_status_at, row.due_at == due)
        for row, due in zip(rows, promised, strict=True)
    ]
    return tuple(kept), tuple(states), tuple(sorted(answers))


def test_every_message_in_random_order_and_twice_ends_in_the_same_state(shop: None) -> None:
    Carrier.objects.create(code="usps", name="USPS")
    assert {path.parent.name for path in files()} == set(CARRIERS)
    found = set()
    for seed in range(6):
        with transaction.atomic():
            found.add(ended(seed))
            transaction.set_rollback(True)
    ((kept, states, answers),) = found
    numbers = [number for number, *_ in kept]
    assert [numbers.count(number) for _, number in PARCELS] == [8, 1, 2]
    assert [(state, status, in_time) for state, status, _, in_time in states] == [
        ("dispatched", "out_for_delivery", True), ("dispatched", "in_transit", True),
        ("dispatched", "in_transit", True),
    ]  # fmt: skip
    assert answers == tuple(
        sorted(
            map(
                str,
                [
                    (
                        200,
                        json.loads((PAYLOADS / "kuaidi100/expected_reply.json").read_text())[
                            "expected_reply"
                        ],
                    ),
                    (200, {"kept": 1}),
                    (200, {"kept": 1, "refused": []}),
                ],
            )
        )
    )

"""Two hundred wrong scans at the dock, drawn by seed: none of them leaves it."""

import json
import random
import uuid
from collections import Counter
from collections.abc import Callable, Sequence

import pytest
from django.test import Client

from gendan.journey.anytime.cancel import accept_cancel, request_cancel
from gendan.journey.anytime.holds import hold
from gendan.journey.s3_pick.waves import plan_wave
from gendan.journey.s5_dispatch.choosing import Choice, choose_carrier
from gendan.journey.s5_dispatch.commands import Parcel, replace_waybill
from gendan.journey.s5_dispatch.handing import Trolley, hand_to_carrier
from gendan.records.dock.models import Handover, HandoverParcel
from gendan.records.people.models import Staff
from gendan.records.picking.models import Wave
from gendan.records.places.models import Warehouse
from gendan.records.shipments.models import Shipment
from tests import world
from tests.cast import ADA, LIN, MEI, SAM
from tests.desks.labels import labelled
from tests.desks.people import SignIn
from tests.journey.facts import pickups

WRONG = 200
EACH = 3  # boxes of a kind
Kind = Callable[[], Sequence[str]]


def numbers(boxes: Sequence[int]) -> list[str]:
    """Of shipments."""
    return list(Shipment.objects.filter(id__in=boxes).values_list("number", flat=True))


def either(boxes: list[int]) -> list[str]:
    """What may be scanned of boxes under numbers of the carrier at the dock."""
    return labelled(boxes) + numbers(boxes)


def of_another_carrier() -> list[str]:
    chosen = world.issued(EACH)
    choices = [Choice(shipment=id, carrier="van") for id in chosen]
    world.all_done(choose_carrier(choices, by=LIN))
    return labelled(world.issued(EACH), "van") + numbers(chosen)


def on_another_list() -> list[str]:
    boxes = world.issued(EACH)
    found = either(boxes)
    world.all_done(hand_to_carrier(boxes, Trolley(carrier="sf", taken_by="张师傅"), by=LIN))
    return found


def replaced() -> list[str]:
    """Labels that are still on their boxes; the new ones would be right."""
    boxes = world.issued(EACH)
    old = labelled(boxes)
    labelled(boxes, mark="NEW")
    sent = world.issued(EACH)
    old += labelled(sent)
    world.all_done(hand_to_carrier(sent, Trolley(carrier="sf", taken_by="张师傅"), by=LIN))
    again = [Parcel(shipment=id, carrier="sf", number=f"SFAGAIN{id}") for id in sent]
    world.all_done(replace_waybill(again, by=LIN))
    return old


def to_be_cancelled() -> list[str]:
    boxes = world.issued(EACH)
    found = either(boxes)
    world.all_done(request_cancel(world.orders_of(boxes), by=ADA))
    return found


def cancelled() -> list[str]:
    boxes = world.issued(EACH)
    found = either(boxes)
    orders = world.orders_of(boxes)
    world.all_done(request_cancel(orders, by=ADA))
    world.all_done(accept_cancel(orders, by=MEI))
    return found


def held() -> list[str]:
    boxes = world.issued(EACH)
    found = either(boxes)
    world.all_done(hold(world.orders_of(boxes), by=SAM, reason="核实"))
    return found


def not_issued() -> list[str]:
    return numbers(world.to_pick(EACH) + world.picking(EACH) + world.packed(EACH))


def without_a_number() -> list[str]:
    return numbers(world.issued(EACH))


def to_be_collected() -> list[str]:
    return numbers(pickups(EACH))


def of_another_warehouse() -> list[str]:
    world.receive("rare", EACH, "W2")
    return either(world.issued(EACH, "rare"))


def papers_of_ours() -> list[str]:
    """Codes that stand about in the house and are no parcel's."""
    world.all_done(plan_wave(world.to_pick(EACH), by=MEI))
    orders = world.orders_of(world.issued(EACH))
    found = Shipment.objects.filter(order__in=orders)
    notes = list(found.values_list("goods_issue_number", flat=True))
    return [
        *Wave.objects.values_list("number", flat=True),
        *found.values_list("order__number", flat=True),
        *notes,
        *world.GTINS.values(),
        *world.PRICES,
    ]


def unknown() -> list[str]:
    return ["SF", "0", "*", "%", "' OR true --", "x" * 500, "https://gendan.example/go/1"]


KINDS: dict[Kind, set[str]] = {
    of_another_carrier: {"other_carrier"},
    on_another_list: {"wrong_state"},
    replaced: {"void_label"},
    to_be_cancelled: {"held"},
    cancelled: {"wrong_state", "void_label"},
    held: {"held"},
    not_issued: {"wrong_state"},
    without_a_number: {"no_waybill_yet"},
    to_be_collected: {"not_for_delivery"},
    of_another_warehouse: {"unknown_parcel"},
    papers_of_ours: {"unknown_parcel"},
    unknown: {"unknown_parcel"},
}


def misread(chance: random.Random, code: str) -> str:
    """One sign of a right number read wrong."""
    place = chance.randrange(len(code))
    return code[:place] + chance.choice("XYZ?") + code[place + 1 :]


def scanned(client: Client, code: str) -> dict[str, str]:
    answer = client.post("/dock/sf/scan", {"code": code}, content_type="application/json")
    (found,) = json.loads(answer.content)["results"]
    assert isinstance(found, dict)
    return found


def handed(client: Client, codes: Sequence[str]) -> dict[str, object]:
    """What comes of having all of them signed for, as the page would."""
    answer = client.post(
        "/api/v1/shipments/handovers",
        {"shipments": list(codes), "carrier": "sf", "taken_by": "李师傅"},
        content_type="application/json",
        headers={"Idempotency-Key": str(uuid.uuid4())},
    )
    told: dict[str, object] = json.loads(answer.content)
    return told


@pytest.mark.parametrize("seed", [5])
def test_of_two_hundred_wrong_scans_none_leaves_the_dock(signed_in: SignIn, seed: int) -> None:
    codes = {kind: kind() for kind in KINDS}
    good = world.issued(EACH)
    right = labelled(good)
    person = Staff.objects.get(username="logistics")
    person.warehouses.set([Warehouse.objects.get(code="W1")])
    before = dict(Shipment.objects.values_list("id", "state"))
    lists = Handover.objects.count()
    client = signed_in("logistics")
    chance = random.Random(seed)
    tried: Counter[Kind] = Counter()
    trolley: list[str] = []  # what somebody who hears no refusal would have signed for
    for _ in range(WRONG):
        kind = chance.choice([*KINDS, misread])
        if kind is misread:
            code, expected = misread(chance, chance.choice(right)), {"unknown_parcel"}
        else:
            code, expected = chance.choice(codes[kind]), KINDS[kind]
        found = scanned(client, code)
        assert (found["status"], found["code"] in expected) == ("refused", True), (
            kind,
            code,
            found,
        )
        assert found["message"]
        assert found["remedy"]
        trolley.append(found["shipment"] or code.strip()[:40])
        tried[kind] += 1
    assert len(tried) == len(KINDS) + 1
    assert dict(Shipment.objects.values_list("id", "state")) == before
    assert [scanned(client, code)["status"] for code in right] == ["done"] * EACH
    # Deaf, and everything is signed for at once: the server lets go of what is right alone.
    told = handed(client, [*dict.fromkeys(trolley), *numbers(good)])
    assert told["done"] == EACH
    gone = {id for id, state in Shipment.objects.values_list("id", "state") if before[id] != state}
    assert gone == set(good)
    assert Handover.objects.count() == lists + 1
    on_list = HandoverParcel.objects.filter(handover=Handover.objects.latest("id"))
    assert set(on_list.values_list("shipment_id", flat=True)) == set(good)

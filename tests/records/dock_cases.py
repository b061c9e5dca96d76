"""What the database refuses of carriers, handovers, proofs and pickup codes.

A case is a name, what is built before, one plain statement, and the rule it breaks."""

from collections.abc import Callable

from gendan.journey.s5_dispatch.booking import book_waybill
from gendan.journey.s5_dispatch.choosing import Choice, choose_carrier
from gendan.journey.s5_dispatch.commands import assign_waybill
from gendan.journey.s5_dispatch.handing import Trolley, hand_to_carrier
from gendan.journey.s6_deliver.pickups import make_ready
from gendan.records.carriers.models import CarrierAccount, NumberBlock, NumberPattern, Tariff
from gendan.records.parties.models import Carrier
from tests import world
from tests.cast import LIN, SAM
from tests.journey.facts import pickups, signature

Case = tuple[str, Callable[[], object], str, str]


def nothing() -> None:
    """The shop is enough."""


def agreed() -> None:
    carrier = Carrier.objects.get(code="sf")
    Tariff.objects.create(carrier=carrier, first_price=12)
    NumberPattern.objects.create(carrier=carrier, pattern="SF.*")
    CarrierAccount.objects.create(carrier=carrier, adapter="json", url="http://127.0.0.1:9/")


def blocks() -> None:
    world.block("sf", first=1, last=9)


def drawn() -> None:
    blocks()
    NumberBlock.objects.update(next=5)


def booked() -> None:
    agreed()
    (box,) = world.issued()
    world.all_done(choose_carrier([Choice(shipment=box, carrier="sf")], by=LIN))
    world.all_done(book_waybill([box], by=LIN))


def handed() -> None:
    boxes = world.issued(2)
    world.all_done(assign_waybill(world.parcels(boxes), by=LIN))
    trolley = Trolley(carrier="sf", taken_by="张师傅", signature=signature())
    world.all_done(hand_to_carrier(boxes, trolley, by=LIN))


def ready() -> None:
    world.all_done(make_ready(pickups(), by=SAM))


PROOF = "INSERT INTO proof (kind, {of}, media, content, actor) SELECT '{kind}', {id}, '{media}',"
PROOF += " {content}, 'lin' FROM handover"


def proof(kind: str = "photo", of: str = "handover_id", id: str = "id", media: str = "image/png",
          content: str = "'x'") -> str:  # fmt: skip
    return PROOF.format(kind=kind, of=of, id=id, media=media, content=content)


DOCK_CASES: list[Case] = [
    ("a carrier of an unknown kind", nothing,
     "UPDATE carrier SET kind = 'moon'", "carrier_kind_is_known"),
    ("a number on a box that is not issued", world.packed,
     ("WITH made AS (INSERT INTO waybill (carrier_id, number, recorded_at, recorded_by)"
     " SELECT min(id), 'SF1', now(), 'lin' FROM carrier RETURNING id)"
     " UPDATE shipment SET waybill_id = made.id FROM made"),
     "shipment_bears_a_waybill_once_issued"),
    ("two tariffs of one region", agreed,
     ("INSERT INTO tariff (carrier_id, first_grams, first_price, step_grams, step_price, days)"
     " SELECT carrier_id, 1, 1, 1, 1, 1 FROM tariff"), "tariff_once"),
    ("a tariff by no weight", agreed, "UPDATE tariff SET step_grams = 0", "tariff_is_payable"),
    ("a pattern twice", agreed,
     ("INSERT INTO number_pattern (carrier_id, pattern, check_kind, example)"
     " SELECT carrier_id, pattern, '', '' FROM number_pattern"), "number_pattern_once"),
    ("a pattern with an unknown check", agreed,
     "UPDATE number_pattern SET check_kind = 'moon'", "number_pattern_check_is_known"),
    ("an account without an address", agreed,
     "UPDATE carrier_account SET url = ''", "carrier_account_has_an_address"),
    ("a block that ends before it begins", blocks,
     "UPDATE number_block SET last = 0", "number_block_is_a_range"),
    ("more numbers than the block has", blocks,
     "UPDATE number_block SET next = 11", "number_block_is_a_range"),
    ("a block with an unknown check", blocks,
     "UPDATE number_block SET check_kind = 'moon'", "number_block_check_is_known"),
    ("a number that goes out twice", drawn,
     "UPDATE number_block SET next = 1", "numbers that went out do not come back"),
    ("a number in two blocks", blocks,
     ("INSERT INTO number_block (carrier_id, prefix, suffix, digits, check_kind, first, last, next)"
     " SELECT carrier_id, prefix, suffix, digits, '', 9, 20, 9 FROM number_block"),
     "two blocks hold the same number"),
    ("two open bookings of a box", booked,
     ("INSERT INTO booking (shipment_id, carrier_id, asked_at, asked_by)"
     " SELECT shipment_id, carrier_id, now(), 'lin' FROM booking"), "booking_open_once"),
    ("a booking that became a moon", booked,
     "UPDATE booking SET result = 'moon', answered_at = now()", "booking_result_is_known"),
    ("a booking that ended without a word", booked,
     "UPDATE booking SET result = 'given'", "booking_ends_with_an_answer"),
    ("two lists of one number", handed,
     ("INSERT INTO handover (number, carrier_id, warehouse_id, at, actor)"
     " SELECT number, carrier_id, warehouse_id, at, actor FROM handover"), "handover_number"),
    ("a list rewritten", handed,
     "UPDATE handover SET taken_by = '别人'", "handover is append-only"),
    ("a list torn", handed, "DELETE FROM handover", "handover is append-only"),
    ("a parcel struck off a list", handed,
     "DELETE FROM handover_parcel", "handover_parcel is append-only"),
    ("two parcels in one place of a list", handed,
     ("INSERT INTO handover_parcel (handover_id, shipment_id, waybill_id, ordinal)"
     " SELECT handover_id, shipment_id + 1, waybill_id, 1 FROM handover_parcel"
     " WHERE ordinal = 2"), "handover_place_once"),
    ("another signature", handed, "UPDATE proof SET content = 'x'", "proof is append-only"),
    ("a proof of an unknown kind", handed, proof(kind="moon"), "proof_kind_is_known"),
    ("a proof of nothing", handed,
     proof(of="shipment_id", id="NULL::bigint"), "proof_is_of_one_thing"),
    ("a proof that is no picture", handed, proof(media="text/html"), "proof_is_a_picture"),
    ("a proof like a house", handed,
     proof(content="decode(repeat('00', 500001), 'hex')"), "proof_is_not_too_large"),
    ("a code without a seed", ready,
     "UPDATE pickup_code SET nonce = ''", "pickup_code_has_a_seed"),
    ("less than no wrong codes", ready,
     "UPDATE pickup_code SET misses = -1", "pickup_code_counts_misses"),
]  # fmt: skip

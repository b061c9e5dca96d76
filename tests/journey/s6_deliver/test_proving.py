"""Deliveries with their own moments and proofs."""

from datetime import timedelta

from django.utils import timezone

from gendan.journey.s6_deliver.proving import Arrival, deliver_each
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from gendan.records.dock.models import Proof
from gendan.records.shipments.models import Shipment
from tests import world
from tests.cast import LIN
from tests.journey.facts import box, everything, signature


def handed(count: int) -> list[int]:
    """Dispatched yesterday."""
    boxes = world.dispatched(count)
    Shipment.objects.filter(id__in=boxes).update(handed_at=timezone.now() - timedelta(days=1))
    return boxes


def test_each_arrives_at_its_moment_with_its_proof(shop: None) -> None:
    first, second = handed(2)
    at = timezone.now() - timedelta(hours=2)
    arrivals = [
        Arrival(shipment=first, at=at, received_by="王小明", pictures=(signature(),)),
        Arrival(shipment=second),
    ]
    assert deliver_each(arrivals, by=LIN) == Outcome(done=(0, 1))
    assert (box(first).delivered_at, box(first).received_by) == (at, "王小明")
    assert box(second).received_by == ""
    assert Proof.objects.get().shipment_id == first
    world.books_agree()


def test_it_refuses_moments_that_cannot_be(shop: None) -> None:
    early, late, good = handed(3)
    before, after = timezone.now() - timedelta(days=2), timezone.now() + timedelta(hours=1)
    (here,) = world.issued()
    arrivals = [
        Arrival(shipment=early, at=before),
        Arrival(shipment=late, at=after),
        Arrival(shipment=here),
        Arrival(shipment=good),
        Arrival(shipment=good),
    ]
    assert deliver_each(arrivals, by=LIN) == Outcome(
        (3,),
        {
            0: refused(Refusal.BEFORE_HANDED, "at", given=before.isoformat()),
            1: refused(Refusal.IN_FUTURE, "at", given=after.isoformat()),
            2: refused(Refusal.WRONG_STATE, state="shipment.issued"),
            4: refused(Refusal.REPEATED_IN_BATCH),
        },
    )


def test_twice_is_once(shop: None) -> None:
    boxes = handed(1)
    arrivals = [Arrival(shipment=boxes[0], pictures=(signature(),))]
    world.all_done(deliver_each(arrivals, by=LIN))
    before = everything()
    assert deliver_each(arrivals, by=LIN).reasons() == {0: Refusal.ALREADY_DONE}
    assert everything() == before

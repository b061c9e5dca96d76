"""Who takes a case of a parcel astray is in charge of it."""

from gendan.journey.s6_deliver.astray import take_exception
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from tests import world
from tests.cast import ADA, LIN
from tests.journey import every
from tests.journey.facts import astray, news


def test_take_exception_puts_somebody_in_charge_and_tells_nobody(shop: None) -> None:
    (id,) = every.ASTRAY(1)
    with news() as came:
        assert take_exception([id], by=LIN) == Outcome(done=(id,))
    assert ([entry[2] for entry in came.journal], came.told) == (["take_exception"], set())
    assert astray(id).owner == "lin"


def test_take_exception_refuses_parcels_with_which_all_is_well(shop: None) -> None:
    (id,) = every.ASTRAY(1)
    (well,) = every.DISPATCHED(1)
    none = refused(Refusal.NO_OPEN_EXCEPTION)
    assert take_exception([id, well], by=LIN) == Outcome((id,), {well: none})


def test_take_exception_twice_leaves_it_with_whoever_took_it_last(shop: None) -> None:
    (id,) = every.ASTRAY(1)
    for actor in (LIN, LIN, ADA):
        world.all_done(take_exception([id], by=actor))
    assert astray(id).owner == "ada"

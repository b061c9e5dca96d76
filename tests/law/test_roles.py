"""Every role × every step: allowed exactly when the process says so; denied means no change."""

import pytest
from django.core.exceptions import PermissionDenied

from gendan.journey.s1_place.commands import place
from gendan.kernel.journal import JournalEntry
from gendan.process.definition import PROCESS
from gendan.process.model import Role, Step
from tests import world
from tests.calls import CALLS
from tests.cast import CAST

CALLED = [step for step in PROCESS.steps if step.called and step.source]


@pytest.mark.parametrize("step", CALLED, ids=lambda step: step.name)
def test_a_step_is_allowed_to_its_roles_only(shop: None, step: Step) -> None:
    builders = world.SHIPMENTS if step.document == "shipment" else world.ORDERS
    ids = builders[step.source[0]](1)
    written = JournalEntry.objects.count()
    for role in Role:
        if role in step.by:
            assert CAST[role].may(step)
            CALLS[step.name]([], CAST[role])
        else:
            with pytest.raises(PermissionDenied):
                CALLS[step.name](ids, CAST[role])
    assert JournalEntry.objects.count() == written


@pytest.mark.parametrize("role", Role)
def test_placing_is_allowed_to_its_roles_only(shop: None, role: Role) -> None:
    if role in PROCESS.step("place").by:
        assert place([world.new()], by=CAST[role]).done == (0,)
    else:
        with pytest.raises(PermissionDenied):
            place([world.new()], by=CAST[role])
        assert not JournalEntry.objects.exists()

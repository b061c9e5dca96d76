"""The form of a step: where it is taken, what it asks for, and for which documents."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from django.urls import reverse

from gendan.desks.steps.inputs import OVERRIDE, Asked, Input, asked
from gendan.kernel.actor import Actor
from gendan.kit.rest.commands import BODIES
from gendan.process.definition import PROCESS
from gendan.process.model import Step

# They have a screen of their own: what is bought, what is scanned, what a carrier said.
ELSEWHERE = frozenset({"place", "pick", "undo_pick", "record_carrier_event"})
OVERRIDE_INPUT = Input(OVERRIDE, "long", required=True, most=2_000)
HARM = frozenset({"reject", "cancel", "request_cancel", "withdraw", "lose", "record_refund"})


@dataclass(frozen=True, slots=True)
class StepForm:
    """How a step is taken from a desk."""

    step: Step
    href: str
    asked: Asked

    def plain_for(self, actor: Actor) -> bool:
        """Whether there is nothing to fill in for them: the button alone does it."""
        return not self.asked.inputs and not actor.owes_reason(self.step)

    def inputs_for(self, actor: Actor) -> tuple[Input, ...]:
        """What is to be filled in for each document, or for all. Of whoever overrides, the step's
        own reason is asked in any case: it says why."""
        owes = actor.owes_reason(self.step)
        return tuple(
            replace(field, required=field.required or (owes and field == self._reason))
            for field in self.asked.inputs
        )

    def override_for(self, actor: Actor) -> Input | None:
        """Where they say, beside the step's own inputs, why they override; if they have to."""
        wanted = actor.owes_reason(self.step) and self._reason is None
        return OVERRIDE_INPUT if wanted else None

    @property
    def _reason(self) -> Input | None:
        """The step's own reason in words, for all documents."""
        return next((one for one in self.asked.inputs if _is_reason(self.asked, one)), None)

    @property
    def harm(self) -> bool:
        """Whether it takes something away from the customer or the house."""
        return self.step.name in HARM


@cache
def form_of(name: str) -> StepForm | None:
    """The form of a step, or nothing when it is taken elsewhere or asks for more than a form."""
    step = next((step for step in PROCESS.steps if step.name == name), None)
    if step is None or name in ELSEWHERE or name not in BODIES:
        return None
    form = StepForm(step, reverse(f"api:{name}"), asked(BODIES[name]))
    return form if form.asked.complete and form.asked.documents else None


def _is_reason(asked: Asked, one: Input) -> bool:
    return one.name == "reason" and one.kind in ("text", "long") and not asked.items


def offered(names: Sequence[str], actor: Actor) -> list[StepForm]:
    """The forms of those of the steps that the actor may take."""
    forms = [form for name in names if (form := form_of(name))]
    return [form for form in forms if actor.may(form.step)]

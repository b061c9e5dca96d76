"""What moves a document on that is late: the step that its manager is offered in its row."""

from dataclasses import dataclass

from gendan.desks.one_order.telling import Action
from gendan.desks.queues import usual_step
from gendan.desks.steps.forms import form_of
from gendan.insight.managing.clocks import Urgent
from gendan.journey.anytime.holds import BY_HAND
from gendan.kernel.actor import Actor
from gendan.kernel.taking import HOLDABLE
from gendan.process.definition import PROCESS

# Done with the goods in hand, or knowing where they are; whoever sits at a desk looks first.
NOT_FROM_AFAR = frozenset({"start_pick", "pack", "deliver"})
RELEASABLE = frozenset(kind.value for kind in BY_HAND)


@dataclass(frozen=True, slots=True)
class MovingOn:
    """The step, and the hold that it answers where one keeps the document."""

    action: Action
    hold: str = ""

    @property
    def told(self) -> dict[str, object]:
        """What the button wants to know of the order: the hold to release."""
        return {"holds": [{"kind": {"code": self.hold}}] if self.hold else []}


def moving_on(document: Urgent, actor: Actor) -> MovingOn | None:
    """The usual step of the document, or the release of what holds it; nothing where neither is
    done from a desk."""
    step = usual_step(document.document, document.state.code)
    if document.holds and (not step or step in HOLDABLE):
        hold = next((kind for kind in document.holds if kind in RELEASABLE), "")
        return _offered("release", document.order, actor, hold) if hold else None
    return _offered(step, document.number, actor) if step and step not in NOT_FROM_AFAR else None


def _offered(step: str, number: str, actor: Actor, hold: str = "") -> MovingOn | None:
    form = form_of(step)
    if form is None or not actor.may(form.step):
        return None
    return MovingOn(Action(PROCESS.step(step), number, form, ()), hold)

"""What customers say, over the API: recorded by whoever heard it, answered by whoever knows."""

from collections.abc import Sequence
from functools import partial

from ninja import Router
from pydantic import Field

from gendan.journey.anytime import feedback
from gendan.journey.anytime.feedback import NewFeedback, Ways
from gendan.kernel.actor import Actor
from gendan.kernel.outcome import Outcome, Refused, refused
from gendan.kernel.refusals import Refusal
from gendan.kit.rest.bodies import MOST, Body, OrderNumber, Words
from gendan.kit.rest.commands import Orders, StepBody, command
from gendan.kit.rest.naming import of_items
from gendan.process.words import FeedbackKind, ProofKind
from gendan.records.cases.feedback import Shown
from gendan.records.dock import pictures
from gendan.records.dock.models import PROOF_MAX
from gendan.records.orders import numbers

router = Router(tags=["随时 · At any time"])
ORDERS = ["12345674", "12345687"]
PICTURES_MAX = 3
ENCODED_MAX = PROOF_MAX * 4 // 3 + 100


class FeedbackGiven(Body):
    """What the customer of one order says."""

    order: OrderNumber
    kind: FeedbackKind
    words: Words = Field("", description="In their words; empty only for `not_arrived`.")
    pictures: list[str] = Field([], max_length=PICTURES_MAX, description="JPEG or PNG, in base64.")


class GivenFeedback(StepBody):
    """What customers say."""

    feedback: list[FeedbackGiven] = Field(min_length=1, max_length=MOST)

    def named(self) -> Sequence[str]:
        """The orders."""
        return [one.order for one in self.feedback]


class OrdersToAnswer(Orders):
    """Orders whose customers are told something."""

    answer: Words


class WaysChosen(Body):
    """How the customer of one order wants to hear what they need not know."""

    order: OrderNumber
    email: bool
    sms: bool


class ChosenWays(StepBody):
    """How customers want to hear of their orders."""

    choices: list[WaysChosen] = Field(min_length=1, max_length=MOST)

    def named(self) -> Sequence[str]:
        """The orders."""
        return [one.order for one in self.choices]


@command(
    router,
    "record_feedback",
    "/orders/feedback",
    example={"feedback": [{"order": ORDERS[0], "kind": "problem", "words": "杯口有裂纹"}]},
)
def record_feedback(body: GivenFeedback, by: Actor) -> Outcome:
    """Keep what customers say until they are answered."""
    shown, faults = _shown(body.feedback)

    def said(position: int, order: int) -> NewFeedback:
        one = body.feedback[position]
        return NewFeedback(order=order, kind=one.kind, words=one.words, pictures=shown[position])

    named = [number if place not in faults else "" for place, number in enumerate(body.named())]
    outcome = of_items(named, numbers.ids, said, partial(feedback.record_feedback, by=by))
    return Outcome(outcome.done, {**outcome.refused, **faults})


@command(
    router,
    "answer_feedback",
    "/orders/feedback-answers",
    example={"orders": ORDERS, "answer": "今天补发，运费我们出。"},
)
def answer_feedback(body: OrdersToAnswer, by: Actor) -> Outcome:
    """Tell the customers."""
    return body.take(partial(feedback.answer_feedback, by=by, answer=body.answer))


@command(
    router,
    "choose_messages",
    "/orders/message-choices",
    example={"choices": [{"order": ORDERS[0], "email": True, "sms": False}]},
)
def choose_messages(body: ChosenWays, by: Actor) -> Outcome:
    """Which messages need not come."""

    def ways(position: int, order: int) -> Ways:
        one = body.choices[position]
        return Ways(order=order, email=one.email, sms=one.sms)

    return of_items(body.named(), numbers.ids, ways, partial(feedback.choose_messages, by=by))


def _shown(
    given: Sequence[FeedbackGiven],
) -> tuple[dict[int, tuple[Shown, ...]], dict[int, Refused]]:
    """By position, the pictures; or that one of them is none."""
    shown: dict[int, tuple[Shown, ...]] = {}
    faults: dict[int, Refused] = {}
    for place, one in enumerate(given):
        try:
            read = [pictures.read(picture, ProofKind.PHOTO.value) for picture in one.pictures]
            shown[place] = tuple(Shown(picture.media, picture.content) for picture in read)
        except pictures.NoPicture:
            faults[place] = refused(Refusal.BAD_PICTURE, "pictures", given=PROOF_MAX // 1000)
    return shown, faults

"""What customers say of their orders, what they are told, and how they want to hear of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from gendan.kernel.actor import Actor
from gendan.kernel.batch import Batch, When
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from gendan.kernel.taking import taking
from gendan.process.deadlines import add_working
from gendan.process.definition import FEEDBACK_WINDOW, PROCESS
from gendan.process.words import FeedbackKind
from gendan.records.cases import feedback
from gendan.records.cases.feedback import Shown
from gendan.records.cases.models import WORDS_MAX
from gendan.records.orders.models import CustomerOrder

RECORD_FEEDBACK = PROCESS.step("record_feedback")
ANSWER_FEEDBACK = PROCESS.step("answer_feedback")
CHOOSE_MESSAGES = PROCESS.step("choose_messages")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFeedback:
    """What the customer of one order says, and shows."""

    order: int
    kind: FeedbackKind
    words: str = ""
    pictures: tuple[Shown, ...] = ()

    @property
    def document(self) -> int:
        """The order."""
        return self.order


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """How the customer of one order wants to hear what they need not know."""

    order: int
    email: bool
    sms: bool

    @property
    def document(self) -> int:
        """The order."""
        return self.order


def record_feedback(new: Sequence[NewFeedback], *, by: Actor, at: When = None) -> Outcome:
    """Keep what customers say; a clock runs until they are answered. Items are positions.

    Words are needed but where the kind says it all: it did not arrive."""
    with taking(RECORD_FEEDBACK, CustomerOrder, new, by=by, at=at) as batch:
        seen: set[int] = set()
        for item in batch.items:
            one = new[item]
            if one.order in seen:
                batch.refuse([item], Refusal.REPEATED_IN_BATCH)
            elif one.kind is not FeedbackKind.NOT_ARRIVED and not one.words.strip():
                batch.refuse([item], Refusal.MISSING, "words")
            elif len(one.words) > WORDS_MAX:
                batch.refuse([item], Refusal.TOO_LONG, "words", given=WORDS_MAX)
            seen.add(one.order)
        opened = [_new(batch, new[item]) for item in batch.items]
        for kept in opened:
            batch.explain([kept.order], kept.kind)
        feedback.open_feedback(opened, actor=by.name)
    return batch.outcome


def answer_feedback(orders: Sequence[int], *, by: Actor, answer: str, at: When = None) -> Outcome:
    """Tell the customers; whatever waits on their orders is answered with that."""
    with taking(ANSWER_FEEDBACK, CustomerOrder, orders, by=by, at=at) as batch:
        if not answer.strip():
            batch.refuse(batch.items, Refusal.MISSING, "answer")
        elif len(answer) > WORDS_MAX:
            batch.refuse(batch.items, Refusal.TOO_LONG, "answer", given=WORDS_MAX)
        waits = feedback.unanswered(batch.ids)
        none = refused(Refusal.NO_REQUEST)
        batch.refuse_documents({id: none for id in batch.ids if id not in waits})
        batch.explain(batch.ids, answer)
        feedback.answer(batch, batch.ids, answer)
    return batch.outcome


def choose_messages(chosen: Sequence[Ways], *, by: Actor, at: When = None) -> Outcome:
    """From now on nobody is told in a way they do not want, but of what they must know."""
    with taking(CHOOSE_MESSAGES, CustomerOrder, chosen, by=by, at=at) as batch:
        latest = {chosen[item].order: chosen[item] for item in batch.items}
        for order, ways in latest.items():
            batch.note(order, {"email": ways.email, "sms": ways.sms})
        silent = [
            (order, way)
            for order, ways in latest.items()
            for way, wanted in (("email", ways.email), ("sms", ways.sms))
            if not wanted
        ]
        feedback.choose_ways(list(latest), silent)
    return batch.outcome


def _new(batch: Batch, said: NewFeedback) -> feedback.New:
    at = batch.at(said.order)
    calendar = batch.calendar(batch.row(said.order).calendar, at)
    due = add_working(at, FEEDBACK_WINDOW, calendar)
    return feedback.New(said.order, said.kind.value, said.words, at, due, said.pictures)

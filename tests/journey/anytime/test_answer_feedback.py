"""An answer: whatever waits on an order is answered with it, and the customer is told."""

from gendan.journey.anytime.feedback import NewFeedback, answer_feedback, record_feedback
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from gendan.process.words import FeedbackKind
from gendan.records.cases.models import Feedback
from tests import world
from tests.cast import ADA, ZOE
from tests.journey.facts import news


def test_answer_feedback_answers_all_that_waits(shop: None) -> None:
    (id,) = world.placed()
    for words in ("第一次", "第二次"):
        world.all_done(
            record_feedback([NewFeedback(order=id, kind=FeedbackKind.OTHER, words=words)], by=ZOE)
        )
    with news() as came:
        assert answer_feedback([id], by=ADA, answer="今天补发") == Outcome(done=(id,))
    assert {(key, who) for key, _, _, who, _ in came.told} == {("answer_feedback", "customer")}
    rows = Feedback.objects.filter(order=id)
    assert {(row.answered_by, row.answer) for row in rows} == {("ada", "今天补发")}


def test_answer_feedback_refuses_where_nobody_asked_and_answers_the_rest(shop: None) -> None:
    id, silent = world.placed(2)
    asked = [NewFeedback(order=id, kind=FeedbackKind.NOT_ARRIVED)]
    world.all_done(record_feedback(asked, by=ZOE))
    assert answer_feedback([id], by=ADA, answer=" ").reasons() == {id: Refusal.MISSING}
    assert answer_feedback([id, silent], by=ADA, answer="在查") == Outcome(
        (id,), {silent: refused(Refusal.NO_REQUEST)}
    )


def test_answer_feedback_twice_has_nothing_left_to_answer(shop: None) -> None:
    (id,) = world.placed()
    asked = [NewFeedback(order=id, kind=FeedbackKind.NOT_ARRIVED)]
    world.all_done(record_feedback(asked, by=ZOE))
    world.all_done(answer_feedback([id], by=ADA, answer="在查"))
    assert answer_feedback([id], by=ADA, answer="再说").reasons() == {id: Refusal.NO_REQUEST}
    assert Feedback.objects.get(order=id).answer == "在查"

"""Feedback: what a customer says is kept with its pictures, and a clock runs."""

from datetime import timedelta

from gendan.journey.anytime.feedback import NewFeedback, record_feedback
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from gendan.kernel.repeat import once
from gendan.process.words import FeedbackKind
from gendan.records.cases.feedback import Shown
from gendan.records.cases.models import Feedback, FeedbackPicture
from tests import world
from tests.cast import ZOE
from tests.journey.facts import news, order, reason, signature


def said(order: int, kind: FeedbackKind, words: str = "", **rest: object) -> NewFeedback:
    return NewFeedback(order=order, kind=kind, words=words, **rest)  # type: ignore[arg-type]


def test_record_feedback_starts_a_clock_and_tells_customer_service(shop: None) -> None:
    (id,) = world.orders_of(world.delivered())
    before = order(id).status
    shown = (Shown("image/png", signature().content),) * 2
    with news() as came:
        asked = [said(id, FeedbackKind.PROBLEM, "杯口有裂纹", pictures=shown)]
        assert record_feedback(asked, by=ZOE) == Outcome(done=(0,))
    assert [entry[2] for entry in came.journal] == ["record_feedback"]
    assert {(key, who) for key, _, _, who, _ in came.told} == {("record_feedback", "service")}
    assert reason(id, "record_feedback") == "problem"
    assert order(id).status == before
    (row,) = Feedback.objects.filter(order=id)
    assert (row.kind, row.words, row.opened_by) == ("problem", "杯口有裂纹", "zoe")
    assert row.due_at - row.opened_at >= timedelta(hours=2)
    assert FeedbackPicture.objects.filter(feedback=row).count() == 2


def test_record_feedback_refuses_what_says_nothing_and_keeps_the_rest(shop: None) -> None:
    first, second, third = world.placed(3)
    given = [
        said(first, FeedbackKind.RETURN, " "),
        said(second, FeedbackKind.NOT_ARRIVED),
        said(second, FeedbackKind.OTHER, "还有"),
        said(third, FeedbackKind.OTHER, "字" * 2_001),
    ]
    assert record_feedback(given, by=ZOE) == Outcome(
        (1,),
        {
            0: refused(Refusal.MISSING, "words"),
            2: refused(Refusal.REPEATED_IN_BATCH),
            3: refused(Refusal.TOO_LONG, "words", given=2_000),
        },
    )


def test_record_feedback_twice_is_kept_twice_but_the_same_request_once(shop: None) -> None:
    (id,) = world.placed()
    asked = [said(id, FeedbackKind.OTHER, "还没到")]
    for key in ("one", "one", "other"):
        assert once(ZOE, key, record_feedback, asked, by=ZOE) == Outcome(done=(0,))
    assert Feedback.objects.filter(order=id).count() == 2

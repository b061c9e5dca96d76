"""What customers say is kept until it is answered; how they want to hear of it is theirs."""

from datetime import timedelta

from gendan.journey.anytime.feedback import (
    NewFeedback,
    Ways,
    answer_feedback,
    choose_messages,
    record_feedback,
)
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from gendan.process.words import FeedbackKind
from gendan.records.cases.feedback import Shown
from gendan.records.cases.models import Feedback, FeedbackPicture, SilentWay
from tests import world
from tests.cast import ADA, ZOE
from tests.journey.facts import changed, news, order, reason, signature


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


def test_answer_feedback_answers_all_that_waits_once(shop: None) -> None:
    id, silent = world.placed(2)
    for words in ("第一次", "第二次"):
        world.all_done(record_feedback([said(id, FeedbackKind.OTHER, words)], by=ZOE))
    assert answer_feedback([id], by=ADA, answer=" ").reasons() == {id: Refusal.MISSING}
    with news() as came:
        outcome = answer_feedback([id, silent], by=ADA, answer="今天补发")
    assert outcome == Outcome((id,), {silent: refused(Refusal.NO_REQUEST)})
    assert {(key, who) for key, _, _, who, _ in came.told} == {("answer_feedback", "customer")}
    rows = Feedback.objects.filter(order=id)
    assert {(row.answered_by, row.answer) for row in rows} == {("ada", "今天补发")}
    assert answer_feedback([id], by=ADA, answer="再说").reasons() == {id: Refusal.NO_REQUEST}


def test_choose_messages_holds_until_they_choose_anew(shop: None) -> None:
    (id,) = world.placed()
    for email, sms, silent in ((False, False, ["email", "sms"]), (True, False, ["sms"]),
                               (True, True, [])):  # fmt: skip
        world.all_done(choose_messages([Ways(order=id, email=email, sms=sms)], by=ZOE))
        found = SilentWay.objects.filter(order=id).order_by("way")
        assert list(found.values_list("way", flat=True)) == silent
    assert changed(id, "choose_messages") is not None

"""What the database refuses of what customers said, and of how they want to be told."""

from gendan.journey.anytime.feedback import NewFeedback, Ways, choose_messages, record_feedback
from gendan.process.words import FeedbackKind
from gendan.records.cases.feedback import Shown
from tests import world
from tests.cast import ZOE
from tests.journey import facts


def said() -> None:
    """A customer complains, with a picture, and wants no short messages."""
    (order,) = world.placed()
    shown = (Shown("image/png", facts.signature().content),)
    new = NewFeedback(order=order, kind=FeedbackKind.PROBLEM, words="有裂纹", pictures=shown)
    world.all_done(record_feedback([new], by=ZOE))
    world.all_done(choose_messages([Ways(order=order, email=True, sms=False)], by=ZOE))


FEEDBACK_CASES = [
    ("feedback of no kind", said, "UPDATE feedback SET kind = 'moon'", "feedback_kind_is_known"),
    ("an answer without words", said,
     "UPDATE feedback SET answered_at = now()", "feedback_is_answered_in_words"),
    ("a picture of no kind", said,
     ("INSERT INTO feedback_picture (feedback_id, media, content)"
      " SELECT id, 'text/html', '' FROM feedback"), "feedback_picture_is_of_a_known_kind"),
    ("a picture painted over", said,
     "UPDATE feedback_picture SET content = ''", "feedback_picture is append-only"),
    ("pictures torn up", said, "TRUNCATE feedback_picture", "feedback_picture is append-only"),
    ("a way that is silent twice", said,
     "INSERT INTO silent_way (order_id, way) SELECT order_id, way FROM silent_way",
     "silent_way_once"),
    ("pigeons that are silent", said,
     "UPDATE silent_way SET way = 'pigeon'", "silent_way_is_known"),
]  # fmt: skip

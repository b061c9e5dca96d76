"""What a customer says stands on the order page and waits in a queue; their link is there."""

from gendan.journey.anytime.feedback import NewFeedback, record_feedback
from gendan.process.definition import DESK
from gendan.process.words import FeedbackKind
from gendan.records.cases.feedback import Shown
from gendan.records.cases.models import FeedbackPicture
from gendan.records.orders import links
from gendan.records.orders.numbers import numbers
from gendan.records.people.models import DEPARTMENTS
from tests import world
from tests.cast import ZOE
from tests.desks.people import SignIn
from tests.journey.facts import signature


def test_who_speaks_with_customers_sees_what_they_say_and_their_link(signed_in: SignIn) -> None:
    (order,) = world.orders_of(world.delivered())
    name = numbers([order])[order]
    shown = (Shown("image/png", signature().content),)
    asked = [NewFeedback(order=order, kind=FeedbackKind.PROBLEM, words="有裂纹", pictures=shown)]
    world.all_done(record_feedback(asked, by=ZOE))
    photo = f"/orders/{name}/photos/{FeedbackPicture.objects.get().pk}"
    for role in DEPARTMENTS:
        client = signed_in(role.value)
        page = client.get(f"/orders/{name}").content.decode()
        assert "有裂纹" in page
        assert (links.link(order) in page) == (role in DESK), role
        assert (client.get(photo).status_code == 200) == (photo in page)
    assert signed_in("service").get(photo).content == signature().content
    queue = signed_in("service").get("/desks/service/feedback").content.decode()
    assert name in queue

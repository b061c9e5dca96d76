"""What the order page tells of the customer: what they said, their photos, and their own link."""

from collections.abc import Sequence

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from gendan.desks.callers import caller_of
from gendan.insight import personal
from gendan.insight.orders import feedback
from gendan.kernel.actor import Actor
from gendan.process.definition import DESK
from gendan.process.words import FeedbackKind
from gendan.records.orders import links, numbers


def of_customer(number: str, actor: Actor, found: Sequence[feedback.Said]) -> dict[str, object]:
    """For the template: whose phone rings gets the link to read out or to send. One statement."""
    link = links.link(numbers.ids([number])[number]) if actor.role in DESK else ""
    said = [(FeedbackKind.of(one.kind).label, one) for one in found]
    return {"customer_link": link, "said": said, "sees_photos": actor.role in personal.NEED}


@require_GET
@login_required
def photo(request: HttpRequest, number: str, picture: int) -> HttpResponse:
    """A picture that the customer of an order within reach sent, to whoever speaks with them."""
    actor = caller_of(request).actor
    found = feedback.picture(number, picture, actor) if actor.role in personal.NEED else None
    if found is None:
        raise Http404(picture)
    answer = HttpResponse(found[1], content_type=found[0])
    answer["Cache-Control"] = "private, max-age=3600"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer

"""Who sits at a desk, as whoever takes steps and reads: looked up once for a request."""

from django.http import HttpRequest

from gendan.kit.rest.identity import Caller
from gendan.records.integrations.models import READS
from gendan.records.people.models import Staff


def caller_of(request: HttpRequest) -> Caller:
    """The signed-in person; only below a view that asks for sign-in. Two statements, once."""
    known: Caller | None = getattr(request, "caller", None)
    if known is None:
        person = request.user
        assert isinstance(person, Staff), "somebody is signed in"
        known = Caller(person.actor(), frozenset(READS), personal_data=True)
        request.caller = known  # type: ignore[attr-defined]
    return known

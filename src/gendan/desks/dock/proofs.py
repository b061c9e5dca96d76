"""Pictures that prove a hand-over, shown to whoever may see whose goods they were."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_GET

from gendan.desks.callers import caller_of
from gendan.insight import personal
from gendan.insight.dock.proofs import picture


@require_GET
@login_required
def proof(request: HttpRequest, id: int) -> HttpResponse:
    """A picture within reach. One statement."""
    caller = caller_of(request)
    if caller.actor.role not in personal.NEED:
        raise PermissionDenied("proof")
    found = picture(id, caller.actor)
    if found is None:
        raise Http404(id)
    media, content = found
    answer = HttpResponse(content, content_type=media)
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


urlpatterns: list[URLPattern] = [path("proofs/<int:id>", proof, name="proof")]

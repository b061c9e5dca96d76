"""The shop's logo, at an address of its own: it stands on the desks, at the door and on the
customer's page."""

from csp.constants import NONE
from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from gendan.records.shop.models import ONLY, ShopSettings

A_YEAR = 365 * 24 * 60 * 60  # another logo has another address


@require_safe
@cache_control(public=True, max_age=A_YEAR, immutable=True)
@csp_replace({"default-src": [NONE], "sandbox": True})  # type: ignore[arg-type]
def logo(request: HttpRequest, digest: str) -> HttpResponse:  # noqa: ARG001
    """The picture, for everybody. Nothing in it may run."""
    found = ShopSettings.objects.filter(pk=ONLY, logo_digest=digest).exclude(logo=None).first()
    if found is None:
        raise Http404
    assert found.logo is not None, "it was asked for"
    answer = HttpResponse(bytes(found.logo), content_type=found.logo_type)
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


urlpatterns = [path("logo/<slug:digest>", logo, name="logo")]

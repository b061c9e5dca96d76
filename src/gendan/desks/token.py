"""A fresh token against forgery, for a page that was open when its person signed in anew elsewhere.

It also says who that is: a page of one person takes no steps for another."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, JsonResponse
from django.middleware.csrf import get_token
from django.urls import URLPattern, path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET


@require_GET
@never_cache
@login_required
def token(request: HttpRequest) -> JsonResponse:
    """The token of the session as it is now, and whose session it is."""
    return JsonResponse({"token": get_token(request), "person": str(request.user.pk)})


urlpatterns: list[URLPattern] = [path("token", token, name="token")]

"""The addresses to which sources of carrier events send: `/carrier-events/<key>`.

In the address stands whom we gave it to, and nothing of any parcel.
"""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from gendan.journey.s6_deliver.sources.adapter import Push
from gendan.journey.s6_deliver.sources.receiving import NOBODY, believed, received
from gendan.kit.rest import pace
from gendan.kit.rest.problems import Problem, told

LARGEST = 512 * 1024  # bytes of a message
PER_MINUTE = 3_000  # messages of one source, for each web process


@csrf_exempt
@require_POST
def carrier_events(request: HttpRequest, key: str) -> HttpResponse:
    """Take a message. Its signature is all that lets it in."""
    length = request.META.get("CONTENT_LENGTH") or ""
    if not length.isdigit():
        return JsonResponse({"result": False}, status=HTTPStatus.LENGTH_REQUIRED)
    if int(length) > LARGEST:
        return JsonResponse({"result": False}, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    headers = {name.lower(): value for name, value in request.headers.items()}
    try:
        push = Push(request.body, headers)
        source = believed(key, push)
        if source is None:
            pace.count_failure(request)
        else:
            pace.count(request, "source", str(source.id), PER_MINUTE)
    except Problem as problem:
        return told(request, problem)
    reply = received(source, push) if source else NOBODY
    return JsonResponse(reply.body, status=reply.status)


urlpatterns: list[URLPattern] = [
    path("carrier-events/<slug:key>", carrier_events, name="carrier_events"),
]

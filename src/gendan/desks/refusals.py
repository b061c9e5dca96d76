"""Pages for what was refused: no rights, a forged form, nothing there."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's call
    """A form that did not come from a page of ours, or from one that is too old."""
    return render(request, "desks/forged.html", status=403)

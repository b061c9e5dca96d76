"""A session ends when nothing was done in it for a while; doing something moves the end on.

Django would write the session at every request for that; here it is written every few minutes.
"""

import time
from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

SEEN = "seen"
EVERY = 5 * 60  # seconds


def noticed(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[..., object]:
    """Note that the session is in use, at most every five minutes."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            now = int(time.time())
            if now - request.session.get(SEEN, 0) > EVERY:
                request.session[SEEN] = now
                session = UserSession.objects.filter(session_key=request.session.session_key)
                session.update(last_seen_at=timezone.now())
        return get_response(request)

    return answer

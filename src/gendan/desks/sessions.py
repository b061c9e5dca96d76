"""Sessions of people, as others may see and end them."""

from collections.abc import Sequence

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session


def sessions_of(person: int) -> list[UserSession]:
    """The sessions in which this person is signed in, the newest first."""
    return list(
        UserSession.objects.filter(
            user_id=person,
            session_key__in=Session.objects.values("session_key"),
        ).order_by("-created_at")
    )


def end_sessions(people: Sequence[int]) -> int:
    """Sign these people out everywhere; how many sessions that were."""
    theirs = UserSession.objects.filter(user_id__in=people)
    ended, _ = Session.objects.filter(session_key__in=theirs.values("session_key")).delete()
    theirs.delete()
    return ended

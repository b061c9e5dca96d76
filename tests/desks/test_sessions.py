"""Sessions end: by oneself, by a manager, by leaving the house, and by being away too long."""

from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from gendan.desks.idle import SEEN
from gendan.desks.sessions import end_sessions, sessions_of
from gendan.records.people.models import Staff
from tests.desks.people import SignIn, confirm


def is_in(client: Client) -> bool:
    return client.get("/me").status_code == 200


def test_i_see_my_sessions_and_end_the_others(signed_in: SignIn) -> None:
    here, there, somebody = signed_in("sales"), signed_in("sales"), signed_in("service")
    assert here.get("/accounts/sessions/").content.decode().count('class="mono">127.0.0.1<') == 2
    here.post("/accounts/sessions/")
    assert (is_in(here), is_in(there), is_in(somebody)) == (True, False, True)


def test_signing_out_ends_the_session_itself(signed_in: SignIn) -> None:
    client = signed_in("sales")
    key = client.session.session_key
    client.post("/accounts/logout/")
    assert not Session.objects.filter(session_key=key).exists()


def test_a_manager_ends_somebodys_sessions(signed_in: SignIn) -> None:
    boss, client = signed_in("manager"), signed_in("sales")
    person = Staff.objects.get(username="sales")
    confirm(boss)
    page = boss.get(f"/admin/people/staff/{person.pk}/change/").content.decode()
    assert "127.0.0.1" in page
    boss.post("/admin/people/staff/", {"action": "sign_out", "_selected_action": [person.pk]})
    assert (is_in(boss), is_in(client)) == (True, False)
    assert sessions_of(person.pk) == []


def test_who_leaves_is_out_at_once_whoever_writes_it_down(signed_in: SignIn) -> None:
    client = signed_in("sales")
    Staff.objects.filter(username="sales").update(is_active=False)  # as psql would
    assert not is_in(client)
    again = client.post("/accounts/login/", {"login": "sales", "password": "whatever it was"})
    assert again.status_code == 200
    assert end_sessions([Staff.objects.get(username="sales").pk]) == 1


def test_another_department_counts_at_the_next_page(signed_in: SignIn) -> None:
    client = signed_in("manager")
    assert client.get("/admin/").status_code == 200
    Staff.objects.filter(username="manager").update(department="sales")
    assert client.get("/admin/").status_code == 403


def test_a_session_lives_while_it_is_used_and_ends_after_eight_hours(signed_in: SignIn) -> None:
    client = signed_in("sales")
    client.get("/me")
    stored = Session.objects.get(session_key=client.session.session_key)
    stored.expire_date = timezone.now() + timedelta(minutes=1)
    stored.save()
    client.get("/me")  # seen a moment ago: nothing is written
    stored.refresh_from_db()
    assert stored.expire_date < timezone.now() + timedelta(minutes=2)
    session = client.session
    session[SEEN] = 0
    session.save()
    UserSession.objects.update(last_seen_at=timezone.now() - timedelta(hours=1))
    client.get("/me")
    stored.refresh_from_db()
    assert stored.expire_date > timezone.now() + timedelta(hours=7, minutes=59)
    assert UserSession.objects.get().last_seen_at > timezone.now() - timedelta(minutes=1)
    stored.expire_date = timezone.now() - timedelta(seconds=1)
    stored.save()
    assert not is_in(client)

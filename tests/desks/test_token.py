"""An open page gets the token of the session as it is now; nobody else gets one."""

from django.test import Client

from gendan.records.people.models import Staff
from tests.desks.people import SignIn

LANGUAGE = {"language": "en"}


def test_a_page_of_an_older_session_goes_on_with_a_fresh_token(signed_in: SignIn) -> None:
    mine = signed_in("sales")
    mine.handler.enforce_csrf_checks = True
    stale = mine.get("/token").json()["token"]
    mine.cookies.pop("csrftoken")  # as signing in does
    assert mine.post("/language", LANGUAGE, HTTP_X_CSRFTOKEN=stale).status_code == 403
    answer = mine.get("/token")
    fresh = answer.json()
    assert fresh["person"] == str(Staff.objects.get(username="sales").pk)
    assert "no-store" in answer["Cache-Control"]
    assert mine.post("/language", LANGUAGE, HTTP_X_CSRFTOKEN=fresh["token"]).status_code == 302


def test_without_a_session_there_is_none(house: None) -> None:
    answer = Client().get("/token")
    assert answer["Location"] == "/accounts/login/?next=/token"
    assert Client().post("/token").status_code == 405

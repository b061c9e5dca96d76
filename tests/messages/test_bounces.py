"""Letters that come back after a provider took them: told by it alone, seen on the order."""

import base64
import hashlib
import hmac
import json
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from gendan.kernel.notices import Notice
from gendan.messages.routes import EVENT_SECRETS, NAME_AND_PASSWORD, MailRoute
from tests import world
from tests.desks.people import SignIn
from tests.messages.conftest import signed_in
from tests.messages.providers import KEY, PROVIDERS, Headers

__all__ = ["signed_in"]  # a fixture
RECEIPTS = {
    "postmark": "883953f4-6105-42a2-a16a-77a8eac79483",
    "mailgun": "<20130503192659.13651.20287@mg.example.com>",
}
# As the providers' own pages print them.
# https://postmarkapp.com/developer/webhooks/bounce-webhook
POSTMARK = {
    "RecordType": "Bounce", "MessageStream": "outbound", "ID": 4323372036854775807,
    "Type": "HardBounce", "TypeCode": 1, "Name": "Hard bounce", "Tag": "Test",
    "MessageID": "883953f4-6105-42a2-a16a-77a8eac79483", "Metadata": {}, "ServerID": 23,
    "Description": "The server was unable to deliver your message to zoe@example.com.",
    "Details": "Test bounce details", "Email": "zoe@example.com", "From": "sender@example.com",
    "BouncedAt": "2019-11-05T16:33:54.9070259Z", "DumpAvailable": True, "Inactive": True,
    "CanActivate": True, "Subject": "Test subject",
}  # fmt: skip
# https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/webhook-payloads
MAILGUN = {
    "severity": "permanent", "tags": ["my_tag_1"], "reason": "suppress-bounce",
    "delivery-status": {"attempt-no": 1, "message": "", "code": 605, "session-seconds": 0,
                        "description": "Not delivering to previously bounced address"},
    "recipient-domain": "example.com", "id": "G9Bn5sl1TC6nu79C8C0bwg", "campaigns": [],
    "user-variables": {}, "log-level": "error", "timestamp": 1521233195.375624,
    "message": {"headers": {"to": "Zoe <zoe@example.com>", "from": "Bob <bob@mg.example.com>",
                            "message-id": "20130503192659.13651.20287@mg.example.com",
                            "subject": "Test permanent_fail webhook"},
                "attachments": [], "size": 111},
    "recipient": "zoe@example.com", "event": "failed",
}  # fmt: skip


def by(settings: Settings, provider: str) -> None:
    """Letters go by that provider, which has been given our address."""
    settings.MAIL_ROUTE = MailRoute(kind=provider, sender="orders@example.com")
    settings.MAIL_EVENTS_SECRET = KEY
    name = EVENT_SECRETS.get(provider, NAME_AND_PASSWORD)
    settings.ANYMAIL = {name: KEY}


def told(provider: str, *, key: str = KEY, **changed: Any) -> int:
    """The provider says so, proving by that key who it is; the status of our answer."""
    if provider == "postmark":
        proof = "Basic " + base64.b64encode(key.encode()).decode()
        return Client(HTTP_AUTHORIZATION=proof).post(
            "/mail-events", POSTMARK | changed, "application/json"
        ).status_code  # fmt: skip
    stamp, token = "1529006854", "a8ce0edb2dd8301dee6c2405235584e45aa91d1e9f979f3de0"
    signature = hmac.new(key.encode(), f"{stamp}{token}".encode(), hashlib.sha256).hexdigest()
    body = {"signature": {"timestamp": stamp, "token": token, "signature": signature},
            "event-data": MAILGUN | changed}  # fmt: skip
    return Client().post("/mail-events", json.dumps(body), "application/json").status_code


def taken(provider: str, receipt: str = "") -> int:
    """A letter that the provider took, with its receipt, as the drain writes it down; its order."""
    (order,) = world.placed(email="zoe@example.com")
    Notice.objects.filter(order_id=order, recipient="customer").update(
        state="sent", channel="email", gateway=provider, outcome=receipt or RECEIPTS[provider],
        address="z**@example.com", settled_at=timezone.now(),
    )  # fmt: skip
    return order


def became(order: int) -> tuple[str, str, datetime | None]:
    notice = Notice.objects.get(order_id=order, recipient="customer")
    return notice.state, notice.outcome, notice.settled_at


@pytest.mark.parametrize("provider", RECEIPTS)
def test_a_letter_that_came_back_stands_on_its_order_and_is_sent_again(
    signed_in: SignIn, settings: Settings, provider: str
) -> None:
    by(settings, provider)
    order, other = taken(provider), world.placed()[0]
    assert told(provider) == 200
    state, words, when = became(order)
    assert state == "refused"
    assert words.startswith("bounced: ")
    assert "zoe@" not in words
    assert became(other)[0] == "due"
    assert told(provider) == 200  # twice is once
    assert became(order) == (state, words, when)
    number = world.CustomerOrder.objects.get(pk=order).number
    shown = signed_in("service").get(f"/orders/{number}").content.decode()
    assert words.replace("'", "&#x27;") in shown
    assert f'data-number="{number}" data-key="place"' in shown


def test_a_complaint_counts_and_what_is_only_late_does_not(shop: None, settings: Settings) -> None:
    by(settings, "postmark")
    order = taken("postmark")
    assert told("postmark", Type="Transient", TypeCode=2) == 200
    assert became(order)[0] == "sent"
    assert told("postmark", MessageID="of somebody else") == 200
    assert became(order)[0] == "sent"
    assert told("postmark", RecordType="SpamComplaint", Type="SpamComplaint") == 200
    assert became(order)[:1] == ("refused",)
    assert became(order)[1].startswith("complained")


@pytest.mark.parametrize("provider", RECEIPTS)
def test_nobody_else_is_believed(shop: None, settings: Settings, provider: str) -> None:
    by(settings, provider)
    order = taken(provider)
    assert told(provider, key="another:key") == 400
    settings.MAIL_EVENTS_SECRET = ""
    assert told(provider) == 404
    settings.MAIL_ROUTE = MailRoute()
    assert told(provider) == 404
    assert became(order)[0] == "sent"


@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_provider_is_believed_by_its_proof_and_by_no_other(
    shop: None, settings: Settings, provider: str
) -> None:
    settings.PUBLIC_URL = "https://orders.example.com"
    theirs = PROVIDERS[provider]
    by(settings, provider)
    settings.ANYMAIL = {EVENT_SECRETS.get(provider, NAME_AND_PASSWORD): theirs.key}
    order = taken(provider, theirs.receipt)

    def says(headers: Headers) -> int:
        client = Client()
        answer = client.post("/mail-events", theirs.body(), theirs.kind, headers=dict(headers))
        return answer.status_code

    assert says({}) == 400
    assert says(theirs.proof(theirs.body(), "another:key")) == 400
    assert became(order)[0] == "sent"
    assert says(theirs.proof(theirs.body(), theirs.key)) == 200
    state, words, _ = became(order)
    assert state == "refused"
    assert words.startswith("bounced")
    assert "zoe@" not in words

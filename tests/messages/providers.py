"""What each mail provider says of a letter that came back, as its own pages print it, and how it
proves that it is the provider. Names and addresses are changed."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

Headers = Mapping[str, str]
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
KEY = "a key:with which"  # pragma: allowlist secret
URL = "https://orders.example.com/mail-events"  # as it was entered there
OURS = ec.generate_private_key(ec.SECP256R1())  # in the place of SendGrid's
PUBLIC = base64.b64encode(
    OURS.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
).decode()


@dataclass(frozen=True)
class Provider:
    """`says` is the payload; `receipt` what it answered when it took the letter; `proof` the
    headers over the body and under a key; `key` what the operator enters."""

    receipt: str
    says: Any
    proof: Callable[[bytes, str], Headers]
    key: str = KEY
    as_form: str = ""  # the field in which the payload stands, where it comes as a form

    def body(self) -> bytes:
        """As it comes over the wire."""
        text = json.dumps(self.says)
        return (urlencode({self.as_form: text}) if self.as_form else text).encode()

    @property
    def kind(self) -> str:
        """Of the body."""
        return FORM if self.as_form else JSON


def by_name(_: bytes, key: str) -> Headers:
    """A name and a password."""
    return {"authorization": "Basic " + base64.b64encode(key.encode()).decode()}


def signed(header: str) -> Callable[[bytes, str], Headers]:
    """HMAC-SHA256 over the body, in that header."""
    return lambda body, key: {header: hmac.new(key.encode(), body, hashlib.sha256).hexdigest()}


def by_mandrill(body: bytes, key: str) -> Headers:
    """HMAC-SHA1 over the address and the fields of the form."""
    (value,) = [json.dumps(PROVIDERS["mandrill"].says)]
    text = f"{URL}mandrill_events{value}"
    digest = hmac.new(key.encode(), text.encode(), hashlib.sha1).digest()
    return {"x-mandrill-signature": base64.b64encode(digest).decode()}


def by_sendgrid(body: bytes, key: str) -> Headers:
    """ECDSA over a time and the body; another key is nobody's."""
    signer = OURS if key == PUBLIC else ec.generate_private_key(ec.SECP256R1())
    stamp = "1600112492"
    signature = signer.sign(stamp.encode() + body, ec.ECDSA(hashes.SHA256()))
    return {
        "x-twilio-email-event-webhook-signature": base64.b64encode(signature).decode(),
        "x-twilio-email-event-webhook-timestamp": stamp,
    }


PROVIDERS = {
    # https://developers.brevo.com/docs/transactional-webhooks
    "brevo": Provider("<201798300811.5787683@relay.example.com>", {
        "event": "hard_bounce", "email": "zoe@example.com", "id": 26224, "ts": 1598634509,
        "date": "2020-10-09 00:00:00", "message-id": "<201798300811.5787683@relay.example.com>",
        "ts_event": 1598034509, "ts_epoch": 1598034509000, "subject": "Subject line",
        "tag": '["transactionalTag"]', "sending_ip": "185.41.28.109",
        "reason": "server is down", "tags": ["transactionalTag"],
    }, by_name),
    # https://developers.mailersend.com/api/v1/webhooks.html
    "mailersend": Provider("62f114f8165fe0d8db0288e5", {
        "type": "activity.hard_bounced", "created_at": "2022-08-08T14:02:46.178000Z",
        "webhook_id": "7z3m5jgrogdpyo6n", "url": URL,
        "data": {
            "object": "activity", "id": "62f11ef6b2e5c4e1c30b8e32", "type": "hard_bounced",
            "created_at": "2022-08-08T14:02:46.178000Z",
            "email": {
                "object": "email", "id": "62f11efd4f2d5bd5a10a1b9f", "from": "a@example.com",
                "subject": "Test subject", "status": "rejected", "tags": None,
                "message": {"object": "message", "id": "62f114f8165fe0d8db0288e5"},
                "recipient": {"object": "recipient", "email": "zoe@example.com"},
            },
            "morph": {"object": "recipient_bounce", "id": "62f11f01",
                      "reason": "Host or domain name not found"},
            "template_id": "0z76k5jg0o3yeg2d",
        },
    }, signed("signature")),
    # https://docs.mailtrap.io/email-api-smtp/advanced/webhooks
    "mailtrap": Provider("1df37d17-0286-4d8b-8edf-bc4ec5be86e6", {"events": [{
        "event": "bounce", "email": "zoe@example.com", "category": "Orders",
        "message_id": "1df37d17-0286-4d8b-8edf-bc4ec5be86e6",
        "event_id": "bede7236-2284-43d6-a953-1fdcafd0fdbc", "timestamp": 1732718551,
        "bounce_category": "badmailbox", "response_code": 555,
        "response": "bounced (550 5.1.1 The email account that you tried to reach is not here)",
        "custom_variables": {}, "sending_stream": "transactional",
    }]}, signed("mailtrap-signature")),
    # https://mailchimp.com/developer/transactional/docs/webhooks/
    "mandrill": Provider("abc123abc123abc123abc123", [{
        "event": "hard_bounce", "_id": "abc123abc123abc123abc123", "ts": 1461095211,
        "msg": {
            "ts": 1461095211, "subject": "Webhook Test", "email": "zoe@example.com", "tags": [],
            "state": "bounced", "diag": "smtp;550 5.1.1 No such user", "metadata": {},
            "bounce_description": "bad_mailbox", "bgtools_code": 10, "sender": "a@example.com",
            "_id": "abc123abc123abc123abc123",
        },
    }], by_mandrill, as_form="mandrill_events"),
    # https://resend.com/docs/dashboard/webhooks/event-types
    "resend": Provider("56761188-7520-42d8-8898-ff6fc54ce618", {
        "type": "email.bounced", "created_at": "2024-11-22T23:41:12.126Z",
        "data": {
            "email_id": "56761188-7520-42d8-8898-ff6fc54ce618", "from": "a@example.com",
            "created_at": "2024-11-22T23:41:11.894719+00:00", "to": ["zoe@example.com"],
            "subject": "Sending this example",
            "bounce": {"type": "Permanent", "subType": "Suppressed",
                       "message": "The recipient's email provider sent a hard bounce message."},
        },
    }, by_name),
    # https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event
    "sendgrid": Provider("3c2f4df8-c6dd-4cd2-9b91-6582b81a0349", [{
        "email": "zoe@example.com", "event": "bounce", "reason": "500 unknown recipient",
        "anymail_id": "3c2f4df8-c6dd-4cd2-9b91-6582b81a0349", "sg_event_id": "6g4ZI7SA",
        "sg_message_id": "14c5d75ce93.dfd.64b469.filter0001.16648.5515E0B88.0",
        "smtp-id": "<14c5d75ce93.dfd.64b469@ismtpd-555>", "status": "5.0.0",
        "timestamp": 1461095246, "tls": 1, "type": "bounce",
    }], by_sendgrid, key=PUBLIC),
    # https://developers.sparkpost.com/api/webhooks/
    "sparkpost": Provider("65832150921904138", [{"msys": {"message_event": {
        "type": "bounce", "bounce_class": "10", "campaign_id": "", "error_code": "550",
        "event_id": "84320004715329757", "raw_rcpt_to": "zoe@example.com",
        "raw_reason": "MAIL REFUSED - IP (203.0.113.1) is in black list",
        "reason": "550 5.1.1 No such user", "rcpt_to": "zoe@example.com",
        "timestamp": "1460989507", "transmission_id": "65832150921904138",
    }}}], by_name),
}  # fmt: skip

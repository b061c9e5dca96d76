"""By what messages leave the house, as the operator wrote it. Plain Python, read by settings."""

from dataclasses import dataclass, field
from urllib.parse import parse_qs, unquote, urlsplit

OUTBOX = "outbox"
CHANNELS = ("email", "sms")
SMS_GATEWAYS = ("aliyun", "tencent", "http")
TLS_PORTS = {"starttls": 587, "ssl": 465, "": 25}
# The name under which anymail looks for each provider's key.
# https://anymail.dev/en/stable/esps/
PROVIDERS = {
    "brevo": "BREVO_API_KEY",
    "mailersend": "MAILERSEND_API_TOKEN",
    "mailgun": "MAILGUN_API_KEY",
    "mailtrap": "MAILTRAP_API_TOKEN",
    "mandrill": "MANDRILL_API_KEY",
    "postmark": "POSTMARK_SERVER_TOKEN",
    "resend": "RESEND_API_KEY",
    "sendgrid": "SENDGRID_API_KEY",
    "sparkpost": "SPARKPOST_API_KEY",
}

# And under which name for what proves that a message is the provider's: a key with which it signs,
# of those that sign; of the others a name and a password, written `name:password`.
EVENT_SECRETS = {
    "mailersend": "MAILERSEND_SIGNING_SECRET",
    "mailgun": "MAILGUN_WEBHOOK_SIGNING_KEY",
    "mailtrap": "MAILTRAP_TRACKING_SECRET",
    "mandrill": "MANDRILL_WEBHOOK_KEY",
    "sendgrid": "SENDGRID_TRACKING_WEBHOOK_VERIFICATION_KEY",
}
NAME_AND_PASSWORD = "WEBHOOK_SECRET"  # noqa: S105 # pragma: allowlist secret


class BadRoute(ValueError):
    """A route that cannot be read; the message completes “NAME=value …”."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailRoute:
    """`kind` is outbox, smtp or the name of a provider that anymail knows."""

    kind: str = OUTBOX
    host: str = ""
    port: int = 0
    user: str = ""
    password: str = field(default="", repr=False)
    tls: str = ""  # "starttls", "ssl" or nothing
    sender: str = "Gendan <gendan@localhost>"

    @property
    def backend(self) -> str:
        """Django's name for it."""
        if self.kind == OUTBOX:
            return "django.core.mail.backends.filebased.EmailBackend"
        if self.kind == "smtp":
            return "django.core.mail.backends.smtp.EmailBackend"
        return f"anymail.backends.{self.kind}.EmailBackend"


@dataclass(frozen=True, slots=True, kw_only=True)
class SmsRoute:
    """`kind` is outbox, aliyun, tencent or http; `key` and `secret` open its door."""

    kind: str = OUTBOX
    url: str = ""  # empty: the gateway's own
    key: str = ""
    secret: str = field(default="", repr=False)
    sign: str = ""  # 短信签名, under which the texts were registered
    app: str = ""  # 腾讯云's SdkAppId


def mail_route(text: str) -> MailRoute:
    """Read `outbox`, `smtp://user:$PASSWORD@host:port?tls=starttls` or `anymail:provider`."""
    if text == OUTBOX:
        return MailRoute()
    kind, _, rest = text.partition(":")
    if kind == "anymail":
        if rest not in PROVIDERS:
            raise BadRoute(f"names none of the providers {', '.join(PROVIDERS)}")
        return MailRoute(kind=rest)
    parts = urlsplit(text)
    if parts.scheme != "smtp" or not parts.hostname:
        raise BadRoute("is neither outbox nor smtp://host nor anymail:provider")
    tls = parse_qs(parts.query).get("tls", [""])[0]
    if tls not in TLS_PORTS:
        raise BadRoute("asks for a tls that is neither starttls nor ssl")
    try:
        port = parts.port
    except ValueError:
        raise BadRoute("names a port that is no number") from None
    return MailRoute(
        kind="smtp", host=parts.hostname, port=port or TLS_PORTS[tls], tls=tls,
        user=unquote(parts.username or ""), password=unquote(parts.password or ""),
    )  # fmt: skip


def some_channels(text: str) -> tuple[str, ...]:
    """Read `email,sms`: how customers are told, the first possible way first."""
    found = tuple(word.strip().lower() for word in text.split(",") if word.strip())
    if not found or len(set(found)) < len(found) or set(found) - set(CHANNELS):
        raise BadRoute(f"does not name each of {', '.join(CHANNELS)} once at most")
    return found

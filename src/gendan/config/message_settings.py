"""Django's settings for messages: by what they leave the house, and how customers are told."""

from dataclasses import replace

from gendan.config import env
from gendan.messages.routes import (
    EVENT_SECRETS,
    NAME_AND_PASSWORD,
    PROVIDERS,
    MailRoute,
    SmsRoute,
)

_given = env.current()

MAIL_ROUTE: MailRoute = replace(_given.mail, sender=_given.mail_from)
SMS_ROUTE: SmsRoute = SmsRoute(
    kind=_given.sms, url=_given.sms_url, key=_given.sms_key, secret=_given.sms_secret,
    sign=_given.sms_sign, app=_given.sms_app,
)  # fmt: skip
CUSTOMER_CHANNELS = _given.customer_channels

# What Django and allauth write themselves, such as links to set a password, goes the same way.
EMAIL_BACKEND = MAIL_ROUTE.backend
EMAIL_HOST, EMAIL_PORT = MAIL_ROUTE.host, MAIL_ROUTE.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL_ROUTE.user, MAIL_ROUTE.password
EMAIL_USE_TLS, EMAIL_USE_SSL = MAIL_ROUTE.tls == "starttls", MAIL_ROUTE.tls == "ssl"
EMAIL_TIMEOUT = 10
EMAIL_FILE_PATH = _given.home / "outbox"
DEFAULT_FROM_EMAIL = SERVER_EMAIL = _given.mail_from
ANYMAIL = {PROVIDERS[MAIL_ROUTE.kind]: _given.mail_key} if MAIL_ROUTE.kind in PROVIDERS else {}
MAIL_EVENTS_SECRET = _given.mail_events_secret
if ANYMAIL and MAIL_EVENTS_SECRET:
    ANYMAIL[EVENT_SECRETS.get(MAIL_ROUTE.kind, NAME_AND_PASSWORD)] = MAIL_EVENTS_SECRET

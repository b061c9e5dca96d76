"""What a mail provider says of a letter after it took it: that it came back, or was unwelcome.

It says so by a message to us, which it signs, or for which it shows a name and password: django-
anymail knows each provider's way. The notice is then refused like one that nobody took: it stands
so on its order, where it can be sent again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from gendan.kernel import sql
from gendan.kernel.masking import mask_text
from gendan.messages.settling import OUTCOME_MAX

if TYPE_CHECKING:  # it is loaded only where a provider is used
    from anymail.signals import AnymailTrackingEvent

# https://anymail.dev/en/stable/sending/tracking/
VIEWS = {
    "brevo": "BrevoTrackingWebhookView",
    "mailersend": "MailerSendTrackingWebhookView",
    "mailgun": "MailgunTrackingWebhookView",
    "mailtrap": "MailtrapTrackingWebhookView",
    "mandrill": "MandrillCombinedWebhookView",
    "postmark": "PostmarkTrackingWebhookView",
    "resend": "ResendTrackingWebhookView",
    "sendgrid": "SendGridTrackingWebhookView",
    "sparkpost": "SparkPostTrackingWebhookView",
}
ADDRESS = "/mail-events"
# It will not arrive any more, or must not be sent again. What is only late is no news.
OVER = ("bounced", "rejected", "failed", "complained")

# The provider's receipt was kept as the outcome; one that was sent again has another by now.
REFUSE = """
UPDATE notice AS n SET state = 'refused', outcome = said.words, settled_at = %s
  FROM unnest(%s::text[], %s::text[]) AS said (receipt, words)
 WHERE n.channel = 'email' AND n.state = 'sent' AND n.outcome <> ''
   AND n.outcome = said.receipt AND n.gateway = %s
"""


@dataclass(frozen=True, slots=True)
class Bounce:
    """One letter, by the provider's receipt, and what became of it in the provider's words."""

    receipt: str
    words: str


@csrf_exempt
@require_http_methods(["HEAD", "POST"])
def mail_events(request: HttpRequest) -> HttpResponse:
    """Take the provider's message; 400 for whoever else it may be, 404 where none is expected."""
    provider = settings.MAIL_ROUTE.kind
    if provider not in VIEWS or not settings.MAIL_EVENTS_SECRET:
        raise Http404
    if request.method == "POST":
        module = import_module(f"anymail.webhooks.{provider}")
        view = getattr(module, VIEWS[provider])(**_given(provider))
        view.run_validators(request)
        came_back(_over(view.parse_events(request)), provider)
    return HttpResponse()


def came_back(bounces: Iterable[Bounce], provider: str) -> int:
    """Those letters did not arrive; how many notices that was news of. One statement."""
    words = {bounce.receipt: bounce.words for bounce in bounces}
    given = [timezone.now(), list(words), list(words.values()), provider]
    return sql.run(REFUSE, given) if words else 0


def _given(provider: str) -> dict[str, str]:
    """What the provider's way needs to know besides: Mandrill signs the address that was entered
    there, which a proxy before us may have changed."""
    url = f"{settings.PUBLIC_URL.rstrip('/')}{ADDRESS}"
    return {"webhook_url": url} if provider == "mandrill" else {}


def _over(events: "Iterable[AnymailTrackingEvent]") -> list[Bounce]:
    return [
        Bounce(event.message_id, _words(event))
        for event in events if event.event_type in OVER and event.message_id
    ]  # fmt: skip


def _words(event: "AnymailTrackingEvent") -> str:
    """Of whom they speak is nobody's business."""
    said = event.description or event.mta_response or event.reject_reason or ""
    return mask_text(f"{event.event_type}: {said}".rstrip(": "))[:OUTCOME_MAX]


urlpatterns: list[URLPattern] = [path(ADDRESS.lstrip("/"), mail_events, name="mail_events")]

"""/outbox: every message that would have gone out, while no mail server or gateway is named."""

from csp.constants import NONE, UNSAFE_INLINE
from csp.decorators import csp_replace
from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from gendan.desks.rights import is_manager
from gendan.kernel.notices import Notice
from gendan.kit.bounded import Bounded
from gendan.kit.words import words
from gendan.messages.routes import OUTBOX
from gendan.process.definition import PROCESS
from gendan.records.orders import numbers

ON_A_PAGE = 20


class Wanted(forms.Form):
    """Which messages to show."""

    order = forms.CharField(required=False, max_length=32, label=words("订单号", "Order number"))
    channel = forms.ChoiceField(
        required=False,
        label=words("渠道", "Channel"),
        choices=[
            ("", words("全部", "All")),
            ("email", words("邮件", "E-mail")),
            ("sms", words("短信", "SMS")),
        ],
    )


@require_GET
@login_required
def outbox(request: HttpRequest) -> HttpResponse:
    """The messages, newest first; managers only."""
    _managers_only(request)
    form = Wanted(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    found = _messages(wanted.get("order", "").strip(), wanted.get("channel", ""))
    page = Bounded(found, ON_A_PAGE).get_page(request.GET.get("page"))
    orders = numbers.numbers({message.order_id for message in page})
    return render(
        request,
        "desks/outbox.html",
        {
            "form": form,
            "page": page,
            "messages_out": [
                (message, orders[message.order_id], PROCESS.step(message.key).label)
                for message in page
            ],
            "sends": [route.kind for route in (settings.MAIL_ROUTE, settings.SMS_ROUTE)
                      if route.kind != OUTBOX],
        },
    )  # fmt: skip


@require_GET
@login_required
@csp_replace(  # type: ignore[arg-type]
    {"default-src": [NONE], "style-src": [UNSAFE_INLINE], "sandbox": True, "script-src": [NONE]}
)
def outbox_letter(request: HttpRequest, notice: int) -> HttpResponse:
    """One e-mail as its reader would see it; managers only."""
    _managers_only(request)
    return HttpResponse(get_object_or_404(Notice, id=notice, gateway=OUTBOX).html)


def _managers_only(request: HttpRequest) -> None:
    if not is_manager(request.user):
        raise PermissionDenied("outbox")


def _messages(order: str, channel: str) -> QuerySet[Notice]:
    found = Notice.objects.filter(gateway=OUTBOX).order_by("-id")
    if order:
        found = found.filter(order_id=numbers.ids([order]).get(order, 0))
    return found.filter(channel=channel) if channel else found

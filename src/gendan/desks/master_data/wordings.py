"""What customers and departments are told, in the shop's own words: read, changed, tried out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from allauth.account.decorators import reauthentication_required
from csp.constants import NONE, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.conf import settings
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator

from gendan.desks.callers import caller_of
from gendan.desks.master_data.base import Record
from gendan.desks.master_data.wording_form import WordingForm
from gendan.insight.scope import of_orders
from gendan.kernel import clock, sql
from gendan.kernel.actor import Actor
from gendan.kit.words import said, words
from gendan.messages import trials
from gendan.messages.gateways.sms import WANTS_TEMPLATES
from gendan.messages.judging import own_words
from gendan.messages.language import Misworded
from gendan.messages.lengths import parts
from gendan.messages.models import Wording
from gendan.messages.names import NAMES
from gendan.messages.render import Rendered
from gendan.messages.voice import Own, over
from gendan.messages.words import DEPARTMENT, standard_texts, standard_words
from gendan.process.definition import PROCESS
from gendan.process.model import Role, Text

LANGUAGES = {"zh-hans": Text("中文", "Chinese"), "en": Text("英文", "English")}
DEPARTMENTS = Text("各部门", "Departments")
SAVED = Text("已保存，从下一条消息起生效。", "Saved. From the next message on, these words hold.")
STANDARD = Text("已恢复标准文字。", "Back to the standard text.")
NO_ORDER = Text("没有这张订单，或不归您管。", "There is no such order within your reach.")
NO_EMAIL = Text("您的员工资料里没有邮箱。", "Your record has no e-mail address.")
NO_PHONE = Text("填写您的手机号。", "Enter your phone number.")
TRIED = Text("测试已发给 {to}。", "A test was sent to {to}.")
NOT_SENT = Text("测试没有发出：{why}", "The test was not sent: {why}")
TOO_MANY = Text("一小时最多测试 20 次，请稍后再试。", "At most 20 tests an hour; try again later.")

ORDER = """
SELECT o.id, o.number,
       (SELECT max(s.id) FROM shipment AS s WHERE s.order_id = o.id AND s.state <> 'cancelled')
  FROM customer_order AS o
 WHERE {reach} AND CASE WHEN %(number)s <> '' THEN o.number = %(number)s
       ELSE NOT %(sent)s OR EXISTS (SELECT FROM shipment WHERE shipment.order_id = o.id
                                       AND shipment.waybill_id IS NOT NULL) END
 ORDER BY o.id DESC LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One text in the list: of what, in which language, whether it is the shop's own."""

    key: str
    language: str
    label: Text
    in_language: Text
    own: bool
    broken: bool
    subject: str


@dataclass(frozen=True, slots=True)
class Seen:
    """How it looks: with the facts of which order."""

    number: str
    email: Rendered | None
    sms: Rendered | None
    sms_parts: int


@admin.register(Wording)
class Wordings(Record):
    """A row of this table is what differs from our words; all texts are shown all the same."""

    def get_urls(self) -> list[URLPattern]:
        """Beside the list and the history, one page for each text."""
        wrap = self.admin_site.admin_view
        return [
            path("text/<slug:key>/<slug:language>/", wrap(self.text_view), name="wording_text"),
            path(
                "text/<slug:key>/<slug:language>/letter/",
                wrap(self.letter_view),
                name="wording_letter",
            ),
            *super().get_urls(),
        ]

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Never: there are as many texts as there are steps."""
        return False

    def has_delete_permission(self, request: HttpRequest, record: Wording | None = None) -> bool:  # noqa: ARG002
        """Never: what went back to the standard keeps its history."""
        return False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """Every text in both languages, and the latest tests."""
        sought = request.GET.get("q", "").strip()
        context = {
            **self.admin_site.each_context(request),
            "title": words("消息文字", "Message texts"),
            "opts": self.opts,
            "rows": _rows(sought),
            "sought": sought,
            "trials": _trials(),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "desks/wordings/list.html", context)

    def change_view(
        self,
        request: HttpRequest,  # noqa: ARG002 - Django's signature
        object_id: str,
        form_url: str = "",  # noqa: ARG002
        extra_context: dict[str, object] | None = None,  # noqa: ARG002
    ) -> HttpResponse:
        """A row has the page of its text."""
        record = Wording.objects.filter(pk=object_id).first() if object_id.isdigit() else None
        if record is None:
            raise Http404
        return redirect("admin:wording_text", record.key, record.language)

    @method_decorator(reauthentication_required)
    def text_view(self, request: HttpRequest, key: str, language: str) -> HttpResponse:
        """One text: change it, look at it, try it, or go back to the standard."""
        standard = _standard(key, language)
        record = Wording.objects.filter(key=key, language=language).first()
        now = {part: getattr(record, part, "") or text for part, text in standard.items()}
        wanted = request.POST.get("do", "")
        form = WordingForm(request.POST if wanted else None, standard, language, initial=now)
        seen = None
        if wanted == "standard":
            _keep(key, language, dict.fromkeys(standard, ""))
            messages.success(request, said(STANDARD))
            return redirect("admin:wording_text", key, language)
        if wanted and form.is_valid():
            own = own_words({part: form.cleaned_data[part] for part in standard}, standard)
            if wanted == "save":
                _keep(key, language, own)
                messages.success(request, said(SAVED))
                return redirect("admin:wording_text", key, language)
            seen = self._look(request, form, key, language, Own(**own))
        context = {
            **self.admin_site.each_context(request),
            "title": f"{said(_label(key))} · {said(LANGUAGES[language])}",
            "opts": self.opts,
            "record": record,
            "form": form,
            "seen": seen,
            "is_own": bool(record and (record.subject or record.body or record.sms)),
            "standard": [(form.fields[part].label, text) for part, text in standard.items()],
            "known": [(name, fact.what) for name, fact in NAMES.items()],
            "parts": _most_parts(form, now),
            "registered": settings.SMS_ROUTE.kind in WANTS_TEMPLATES and "sms" in standard,
            "letter": reverse("admin:wording_letter", args=[key, language]),
            "to": getattr(request.user, "email", ""),
        }
        return TemplateResponse(request, "desks/wordings/text.html", context)

    @method_decorator(reauthentication_required)
    @method_decorator(
        csp_replace(
            {"default-src": [NONE], "style-src": [UNSAFE_INLINE], "sandbox": True,
             "script-src": [NONE]}
        )
    )  # fmt: skip
    def letter_view(self, request: HttpRequest, key: str, language: str) -> HttpResponse:
        """The e-mail as its reader would see it, in words that are perhaps not kept yet."""
        standard = _standard(key, language)
        form = WordingForm(request.POST, standard, language)
        found = _order(caller_of(request).actor, key, request.POST.get("order", ""))
        if request.method != "POST" or not form.is_valid() or found is None:
            raise Http404
        own = own_words({part: form.cleaned_data[part] for part in standard}, standard)
        order, _, box = found
        return HttpResponse(trials.spoken(key, "email", language, Own(**own), order, box).html)

    def _look(
        self, request: HttpRequest, form: WordingForm, key: str, language: str, own: Own
    ) -> Seen | None:
        by = caller_of(request).actor
        found = _order(by, key, form.cleaned_data["order"])
        if found is None:
            form.add_error("order", said(NO_ORDER))
            return None
        order, number, box = found
        email = trials.spoken(key, "email", language, own, order, box)
        told = key != DEPARTMENT
        sms = trials.spoken(key, "sms", language, own, order, box) if told else None
        wanted = request.POST["do"]
        if told and wanted == "try_email" and sms:
            to = getattr(request.user, "email", "")
            _try(request, form, key, "email", language, email, order, to, by)
        elif told and wanted == "try_sms" and sms:
            _try(request, form, key, "sms", language, sms, order, form.cleaned_data["phone"], by)
        count = parts(sms.text, settings.SMS_ROUTE.sign) if sms else 0
        return Seen(number, email, sms, count)


def _try(
    request: HttpRequest,
    form: WordingForm,
    key: str,
    channel: str,
    language: str,
    rendered: Rendered,
    order: int,
    to: str,
    by: Actor,
) -> None:
    if not to:
        email = channel == "email"
        form.add_error(None if email else "phone", said(NO_EMAIL if email else NO_PHONE))
        return
    try:
        trial = trials.try_out(key, channel, language, rendered, order, to, by)
    except trials.TooMany:
        form.add_error(None, said(TOO_MANY))
        return
    if trial.answer == "sent":
        messages.success(request, said(TRIED).format(to=trial.address))
    else:
        messages.error(request, said(NOT_SENT).format(why=trial.outcome or trial.answer))


def _standard(key: str, language: str) -> Mapping[str, str]:
    found = standard_texts().get((key, language))
    if found is None:
        raise Http404
    return found


def _label(key: str) -> Text:
    return DEPARTMENTS if key == DEPARTMENT else PROCESS.step(key).label


def _keep(key: str, language: str, own: Mapping[str, str]) -> None:
    """What differs from ours; a text that never differed leaves no row."""
    if any(own.values()) or Wording.objects.filter(key=key, language=language).exists():
        Wording.objects.update_or_create(key=key, language=language, defaults=own)


def _most_parts(form: WordingForm, now: Mapping[str, str]) -> int:
    """Of how many parts the SMS may come to be; nothing where there is none, or none to judge."""
    if "sms" not in form.fields or (form.is_bound and "sms" not in form.cleaned_data):
        return 0
    text = form.cleaned_data["sms"] if form.is_bound else now["sms"]
    try:
        return form.parts_of(text or now["sms"])
    except Misworded:
        return 0


def _rows(sought: str) -> Sequence[Row]:
    kept = {(one.key, one.language): one for one in Wording.objects.all()}
    rows = []
    for (key, language), texts in standard_texts().items():
        one = kept.get((key, language))
        own = Own(one.subject, one.body, one.sms) if one else Own()
        subject = own.subject or texts["subject"]
        label = _label(key)
        everything = " ".join((key, label.zh, label.en, subject, own.body or texts["body"]))
        if sought.lower() in everything.lower():
            rows.append(Row(key, language, label, LANGUAGES[language], own != Own(),
                            not _usable(key, language, own), subject))  # fmt: skip
    return rows


def _usable(key: str, language: str, own: Own) -> bool:
    recipient = DEPARTMENT if key == DEPARTMENT else Role.CUSTOMER.value
    try:
        over(standard_words(key, recipient, language), own)
    except Misworded:
        return False
    return True


def _trials() -> Sequence[tuple[object, Text]]:
    found = trials.trials_since(clock.now() - timedelta(days=7))
    return [(trial, _label(trial.key)) for trial in found]


def _order(actor: Actor, key: str, number: str) -> tuple[int, str, int | None] | None:
    """That order, or the latest, if it is within reach: id, number, newest shipment."""
    reach = of_orders(actor)
    sent = trials.step_of(key).document == "shipment"  # the latest of which there is all to say
    given = {"number": number.strip(), "sent": sent, **reach.values}
    rows = sql.rows(ORDER.format(reach=reach.text), given)
    if not rows:
        return None
    id, found, box = rows[0]
    return id, found, box

"""Who tells us what carriers say: accounts at 快递100 and AfterShip, and programs that sign.

Secrets go in and never come out; one that was made here is shown once, to be copied over there.
"""

from collections.abc import Callable, Mapping

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from standardwebhooks import Webhook

from gendan.desks.master_data.base import Guarded, Related, Rows
from gendan.journey.s6_deliver.sources import alarms
from gendan.kernel import clock
from gendan.kernel.history import history_model
from gendan.kernel.outward.addresses import BadAddress, taken_apart
from gendan.kernel.sealing import sealed
from gendan.kit.words import said, words
from gendan.process.model import Text
from gendan.process.words import SourceKind
from gendan.records.carriers.companies import called_by
from gendan.records.following import noting
from gendan.records.following.models import (
    KUAIDI100,
    OPENS,
    SIGNS,
    EventSource,
    FollowedCarrier,
    new_salt,
)
from gendan.webhooks.secrets import new_secret

IS_SET = Text("已设置，不再显示；要更换就输入新的。",
              "Set and not shown again; type a new one to replace it.")  # fmt: skip
SIGNED_WITH = Text(
    "快递100：留空，自动生成。AfterShip：从它的 Webhook 设置复制。签名推送：留空，生成后显示一次。",
    "Kuaidi100: leave it empty, one is made. AfterShip: copy it from its webhook settings. "
    "Signed webhook: leave it empty; the one that is made is shown once.",
)
SHOWN_ONCE = Text("签名密钥（只显示这一次）：{secret}",
                  "The signing secret, shown this once: {secret}")  # fmt: skip
ONLY_KUAIDI100 = Text("只有快递100需要。", "Only for Kuaidi100.")
WANTED = Text("快递100需要授权 key 和客户编号（customer）。",
              "Kuaidi100 wants its key and the customer number.")  # fmt: skip
COPY_IT = Text("从 AfterShip 的 Webhook 设置里复制密钥。",
               "Copy the secret from AfterShip's webhook settings.")  # fmt: skip
NO_SECRET = Text("签名密钥要像 whsec_ 加 base64 那样。", "It must look like whsec_ and base64.")
NO_CODE = Text("填写对方给这个承运商的编码。", "Enter what the source calls this carrier.")
AFTERWARDS = Text("保存后显示。", "It is shown once this is saved.")
FILLED_IN = Text("常用承运商可留空，自动填写。", "May stay empty for usual carriers.")

# How a secret is made where none is typed. AfterShip makes its own.
MADE: Mapping[str, Callable[[], str]] = {
    SourceKind.KUAIDI100.value: new_salt,
    SourceKind.WEBHOOK.value: new_secret,
}


def _typed_once(zh: str, en: str) -> forms.CharField:
    widget = forms.PasswordInput({"autocomplete": "new-password", "class": "vTextField"})
    return forms.CharField(label=words(zh, en), required=False, max_length=500, widget=widget)


class SourceForm(forms.ModelForm):
    """A source. What it lacks for its kind is asked for."""

    kind = forms.ChoiceField(
        label=words("类别", "kind"),
        choices=[(kind.value, words(kind.label.zh, kind.label.en)) for kind in SourceKind],
    )
    authorization = _typed_once("授权 key", "key")
    signing_secret = _typed_once("签名密钥", "signing secret")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        source = self.instance
        self.fields["signing_secret"].help_text = said(IS_SET if source.secret else SIGNED_WITH)
        self.fields["authorization"].help_text = said(IS_SET if source.api_key else ONLY_KUAIDI100)
        self.fields["account"].help_text = said(ONLY_KUAIDI100)
        self.fields["url"].help_text = f"{said(ONLY_KUAIDI100)} {KUAIDI100}"

    def clean_url(self) -> str:
        """An address that can be one; whether it may be called is judged at each call."""
        url: str = self.cleaned_data["url"]
        try:
            if url:
                taken_apart(url)
        except BadAddress as refusal:
            raise ValidationError(said(refusal.words)) from refusal
        return url

    def clean(self) -> dict[str, object]:
        """What a source of its kind needs, sealed."""
        given: dict[str, object] = super().clean() or self.cleaned_data
        kind, source = str(given.get("kind")), self.instance
        if kind == SourceKind.KUAIDI100.value:
            given["url"] = given.get("url") or KUAIDI100
            if not (given.get("authorization") or source.api_key) or not given.get("account"):
                self.add_error("authorization", said(WANTED))
        secret = str(given.get("signing_secret") or "")
        kept = source.secret and "kind" not in self.changed_data
        if not secret and not kept and kind not in MADE:
            self.add_error("signing_secret", said(COPY_IT))
        if secret and kind == SourceKind.WEBHOOK.value and not _can_sign(secret):
            self.add_error("signing_secret", said(NO_SECRET))
        if not self.errors:
            self._seal(kind, secret, str(given.get("authorization") or ""))
        return given

    def _seal(self, kind: str, secret: str, key: str) -> None:
        """Take over what was typed. A source of another kind signs in another way: a secret of the
        old kind is worth nothing."""
        source = self.instance
        self.made = ""
        if not secret and (not source.secret or "kind" in self.changed_data) and kind in MADE:
            secret = self.made = MADE[kind]()
        if secret:
            source.secret = sealed(secret, SIGNS)
        if key:
            source.api_key = sealed(key, OPENS)
        if secret or key:
            source.entered_at = clock.now()


class FollowedForm(forms.ModelForm):
    """A carrier, and what the source calls it."""

    code = forms.CharField(label=words("对方的公司编码", "what the source calls it"),
                           required=False, max_length=100)  # fmt: skip

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["code"].help_text = said(FILLED_IN)

    def clean(self) -> dict[str, object]:
        """What is left empty is looked up."""
        given: dict[str, object] = super().clean() or self.cleaned_data
        carrier = given.get("carrier")
        if carrier is not None and not given.get("code"):
            kind = str(self.data.get("kind", ""))
            given["code"] = called_by(kind, str(getattr(carrier, "code", "")))
            if not given["code"]:
                self.add_error("code", said(NO_CODE))
        return given


class FollowedCarriers(Rows):
    """Of whom it tells us."""

    model = FollowedCarrier
    form = FollowedForm
    fields = ("carrier", "code")
    extra = 1


@admin.register(EventSource)
class EventSources(Guarded):
    """Who tells us what carriers say."""

    form = SourceForm
    inlines = (FollowedCarriers,)
    related = (Related(history_model(FollowedCarrier), "source_id"),)
    list_display = ("name", "called_kind", "active", "push_to")
    search_fields = ("name",)
    ordering = ("name",)
    fields = ("name", "kind", "push_to", "signing_secret", "account", "authorization", "url",
              "active")  # fmt: skip
    readonly_fields = ("push_to",)

    @admin.display(description=words("类别", "kind"), ordering="kind")
    def called_kind(self, source: EventSource) -> str:
        """In words."""
        return said(SourceKind.of(source.kind).label)

    @admin.display(description=words("推送到", "it sends to"))
    def push_to(self, source: EventSource) -> str:
        """The address that is entered over there, once there is one."""
        return source.push_to if source.pk else said(AFTERWARDS)

    def save_related(
        self, request: HttpRequest, form: SourceForm, formsets: object, change: bool
    ) -> None:
        """Once its carriers are known too it is asked, also again for what it refused."""
        super().save_related(request, form, formsets, change)
        source: EventSource = form.instance
        alarms.silence([source.name, str(form.initial.get("name", ""))])
        if source.active and source.kind == SourceKind.KUAIDI100.value:
            noting.begin(source.pk)
        if form.made and source.kind == SourceKind.WEBHOOK.value:
            messages.success(request, said(SHOWN_ONCE).format(secret=form.made))

    def delete_model(self, request: HttpRequest, source: EventSource) -> None:
        """Nobody needs to look after it any more."""
        alarms.silence([source.name])
        super().delete_model(request, source)

    def delete_queryset(self, request: HttpRequest, chosen: QuerySet[EventSource]) -> None:
        """The same for several."""
        alarms.silence(list(chosen.values_list("name", flat=True)))
        super().delete_queryset(request, chosen)


def _can_sign(secret: str) -> bool:
    try:
        Webhook(secret)
    except (ValueError, RuntimeError):
        return False
    return secret.startswith("whsec_")

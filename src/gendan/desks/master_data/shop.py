"""The shop's own rules, on one page: its name and looks, how customers reach it and are told."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from gendan.desks.master_data.base import Guarded
from gendan.desks.master_data.logos import BadLogo, Logo, judged
from gendan.kit.colours import contrast
from gendan.kit.words import said, words
from gendan.process.definition import PROCESS
from gendan.process.model import Role, Text
from gendan.records.shop.models import ONLY, ShopSettings

TOLD = [(step.name, words(step.label.zh, step.label.en))
        for step in PROCESS.steps if Role.CUSTOMER in step.tell]  # fmt: skip
WAYS = (
    ("", words("按系统设置", "as the operator set it")),
    ("email,sms", words("先邮件，没有邮箱发短信", "e-mail, without an address SMS")),
    ("sms,email", words("先短信，没有手机发邮件", "SMS, without a phone e-mail")),
    ("email", words("只发邮件", "e-mail only")),
    ("sms", words("只发短信", "SMS only")),
)
WHITE = "#ffffff"
CONTRAST = 4.5  # WCAG 2.2, 1.4.3: white letters stand on the colour
PALE = Text(
    "白字在这个颜色上看不清（{ratio}:1，至少要 4.5:1）；选深一些的。",
    "White letters cannot be read on it ({ratio}:1 instead of 4.5:1); choose a darker one.",
)


class ShopForm(forms.ModelForm):
    """All of it."""

    ways = forms.ChoiceField(
        label=words("怎样通知顾客", "How customers are told"), choices=WAYS, required=False
    )
    untold_email = forms.MultipleChoiceField(
        label=words("这些步骤不发邮件", "No e-mail of these steps"),
        choices=TOLD, required=False, widget=forms.CheckboxSelectMultiple({"class": "choices"}),
    )  # fmt: skip
    untold_sms = forms.MultipleChoiceField(
        label=words("这些步骤不发短信", "No SMS of these steps"),
        choices=TOLD, required=False, widget=forms.CheckboxSelectMultiple({"class": "choices"}),
    )  # fmt: skip
    upload = forms.FileField(
        label=words("标志", "Logo"),
        required=False,
        help_text=words("PNG 或 SVG，最多 100 KB", "PNG or SVG, at most 100 KB"),
        widget=forms.FileInput({"accept": "image/png,image/svg+xml"}),
    )
    no_logo = forms.BooleanField(label=words("去掉标志", "Without a logo"), required=False)

    class Meta:
        model = ShopSettings
        fields = ("name", "name_en", "colour", "phone", "email", "ways", "untold_email",
                  "untold_sms", "quiet_from", "quiet_until", "duplicate_minutes")  # fmt: skip
        widgets = {"colour": forms.TextInput({"type": "color"})}
        help_texts = {
            "name": words(
                "页面左上角、浏览器标签、邮件抬头和顾客查单页",
                "Top left, in tabs, above e-mails and on customers' page",
            ),
            "colour": words(
                "邮件抬头和顾客查单页的底色，上面是白字",
                "Behind the white name above e-mails and customers' page",
            ),
            "phone": words(
                "写在邮件末尾，模板里叫 shop_phone", "Below e-mails; in texts shop_phone"
            ),
            "email": words(
                "写在邮件末尾，顾客回信到这里，模板里叫 shop_email",
                "Below e-mails, and where answers go; in texts shop_email",
            ),
            "quiet_until": words(
                "这段时间不发短信，缺货协商除外", "No SMS meanwhile, save news of a shortage"
            ),
            "duplicate_minutes": words(
                "同一手机、同样商品在这么多分钟内再下单，挂起等人看",
                "The same phone and goods again within so many minutes: held for somebody to look",
            ),
        }

    def clean_colour(self) -> str:
        """Dark enough for white letters."""
        colour: str = self.cleaned_data["colour"].lower()
        if len(colour) == 7 and (ratio := contrast(colour, WHITE)) < CONTRAST:
            raise ValidationError(said(PALE).format(ratio=f"{ratio:.1f}"))
        return colour

    def clean_upload(self) -> Logo | None:
        """A picture that may be shown."""
        given = self.cleaned_data["upload"]
        try:
            return judged(given.read()) if given else None
        except BadLogo as error:
            raise ValidationError(said(error.text)) from error

    def clean(self) -> dict[str, object]:
        """It is quiet over midnight."""
        given = super().clean() or {}
        begin, end = given.get("quiet_from"), given.get("quiet_until")
        if begin and end and begin <= end:
            self.add_error("quiet_from", words(
                "要晚于早上的时间，如 21:00 到 08:00。",
                "It begins in the evening and ends in the morning, such as 21:00 to 08:00.",
            ))  # fmt: skip
        return given


@admin.register(ShopSettings)
class Shop(Guarded):
    """One row: what nobody decided yet is as it is by itself."""

    form = ShopForm
    fieldsets = (
        (words("店铺", "The shop"), {"fields": ("name", "name_en", "upload", "no_logo", "colour")}),
        (words("顾客怎样找到我们", "How customers reach us"), {"fields": ("phone", "email")}),
        (words("怎样通知顾客", "How customers are told"),
         {"fields": ("ways", "untold_email", "untold_sms", "quiet_from", "quiet_until")}),
        (words("订单", "Orders"), {"fields": ("duplicate_minutes",)}),
    )  # fmt: skip

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Never: there is one."""
        return False

    def has_delete_permission(
        self,
        request: HttpRequest,  # noqa: ARG002
        record: ShopSettings | None = None,  # noqa: ARG002
    ) -> bool:
        """Never: its history would end."""
        return False

    def changelist_view(
        self,
        request: HttpRequest,  # noqa: ARG002 - Django's signature
        extra_context: dict[str, object] | None = None,  # noqa: ARG002
    ) -> HttpResponse:
        """There is one page."""
        return redirect(reverse("admin:shop_shopsettings_change", args=[ONLY]))

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> ShopSettings | None:
        """The row, or what holds while there is none."""
        found = super().get_object(request, object_id, from_field)
        return found or (ShopSettings() if object_id == str(ONLY) else None)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """Of what somebody decided; before that there is nothing to look back at."""
        if not ShopSettings.objects.exists():
            return self.changelist_view(request)
        return super().history_view(request, object_id, extra_context)

    def save_model(
        self, request: HttpRequest, record: ShopSettings, form: forms.Form, change: bool
    ) -> None:
        """With the logo that came, or without."""
        logo: Logo | None = form.cleaned_data["upload"]
        if logo:
            record.logo, record.logo_type = logo.content, logo.kind
            record.logo_digest = logo.digest
        elif form.cleaned_data["no_logo"]:
            record.logo, record.logo_type, record.logo_digest = None, "", ""
        super().save_model(request, record, form, change)

"""By what people are told: robots in chat groups, and the texts that a gateway has registered.

What makes a robot speak goes in and never comes out: it is sealed when it is entered.
"""

import re

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest

from gendan.desks.master_data.base import Guarded, Record
from gendan.desks.master_data.departments import OfDepartment, department_field, department_name
from gendan.kernel import clock
from gendan.kernel.outward.addresses import BadAddress, taken_apart
from gendan.kernel.sealing import Unreadable
from gendan.kit.words import said, words
from gendan.messages import robots
from gendan.messages.models import Robot, SmsTemplate
from gendan.messages.names import NAMES
from gendan.process.definition import PROCESS
from gendan.process.model import Role, Text

KINDS = {
    "wecom": Text("企业微信", "WeCom"),
    "dingtalk": Text("钉钉", "DingTalk"),
    "feishu": Text("飞书", "Feishu"),
}
LANGUAGES = (("zh-hans", words("中文", "Chinese")), ("en", words("英文", "English")))
TOLD = [step for step in PROCESS.steps if Role.CUSTOMER in step.tell]
IS_SET = Text("已设置（{host}），不再显示；要更换就输入新的。",
              "Set ({host}) and not shown again; type a new one to replace it.")  # fmt: skip
SIGNS = Text(
    "已设置，不再显示；要更换就输入新的。换地址时一并输入。",
    "Set and not shown again; type a new one to replace it, and with a new address.",
)
COPIED = Text("从群机器人设置里复制，其中的密钥会加密保存。",
              "Copy it from the robot's settings; the key in it is kept sealed.")  # fmt: skip
OPTIONAL = Text("钉钉选“加签”、飞书选“签名校验”时填写。",
                "For DingTalk and Feishu, when the robot is set to check signatures.")  # fmt: skip
UNKNOWN = Text("没有变量 {names}。可用：{known}。", "No such fact: {names}. There are {known}.")


def _typed_once(zh: str, en: str) -> forms.CharField:
    widget = forms.PasswordInput({"autocomplete": "new-password", "class": "vTextField"})
    return forms.CharField(label=words(zh, en), required=False, max_length=2_000, widget=widget)


class RobotForm(forms.ModelForm):
    """A robot. A new address brings its own signing secret, or none."""

    kind = forms.ChoiceField(
        label=words("类别", "Kind"),
        choices=[(kind, words(text.zh, text.en)) for kind, text in KINDS.items()],
    )
    department = department_field()
    address = _typed_once("Webhook 地址", "Webhook address")
    signing_secret = _typed_once("加签密钥", "Signing secret")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        robot = self.instance
        told = said(IS_SET).format(host=_host(robot)) if robot.pk else said(COPIED)
        self.fields["address"].help_text = told
        self.fields["signing_secret"].help_text = said(SIGNS if robot.secret else OPTIONAL)

    def clean_address(self) -> str:
        """Where the house may send something, and nowhere else."""
        address: str = self.cleaned_data["address"]
        if not address and not self.instance.pk:
            raise ValidationError(words("填写机器人的地址。", "Enter the robot's address."))
        try:
            if address:
                robots.judge(address)
        except BadAddress as refusal:
            raise ValidationError(said(refusal.words)) from refusal
        return address


@admin.register(Robot)
class Robots(Guarded):
    """Who says in a chat group what a department is told."""

    form = RobotForm
    list_display = ("name", "group", department_name, "store", "warehouse", "failures", "active")
    list_filter = (OfDepartment, "active")
    list_select_related = ("store", "warehouse")
    search_fields = ("name",)
    ordering = ("name",)
    fields = ("name", "kind", "address", "signing_secret", "department", "store", "warehouse",
              "active")  # fmt: skip

    @admin.display(description=words("群", "group"))
    def group(self, robot: Robot) -> str:
        """Of what kind, and on which host."""
        return f"{said(KINDS[robot.kind])} · {_host(robot)}"

    def save_model(
        self, request: HttpRequest, record: Robot, form: forms.Form, change: bool
    ) -> None:
        """Seal what was typed. Only what is on the page is written: a worker may be posting."""
        written = set(form.changed_data) - {"address", "signing_secret"}
        if _entered(record, form.cleaned_data["address"], form.cleaned_data["signing_secret"]):
            written |= {"url", "secret", "entered_at", "next_at", "failures"}
        if not change:
            super().save_model(request, record, form, change)
        elif written:
            record.save(update_fields=written)
            robots.silence([form.initial["name"]])

    def delete_model(self, request: HttpRequest, record: Robot) -> None:
        """Nobody needs to look after it any more."""
        robots.silence([record.name])
        super().delete_model(request, record)

    def delete_queryset(self, request: HttpRequest, chosen: QuerySet[Robot]) -> None:
        """The same for several."""
        robots.silence(list(chosen.values_list("name", flat=True)))
        super().delete_queryset(request, chosen)


class TemplateForm(forms.ModelForm):
    """A registered text: of which step, and which facts it wants in which order."""

    key = forms.ChoiceField(
        label=words("步骤", "step"),
        choices=[(step.name, words(step.label.zh, step.label.en)) for step in TOLD],
    )
    language = forms.ChoiceField(label=words("语言", "language"), choices=LANGUAGES)
    parameters = forms.CharField(
        label=words("变量", "facts"),
        required=False,
        help_text=words("按模板里的顺序，如 order, carrier, waybill",
                        "In the order of the text, such as order, carrier, waybill"),
    )  # fmt: skip

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> object:
        """The names of the facts as one types them."""
        found = super().get_initial_for_field(field, field_name)
        return ", ".join(found or ()) if field_name == "parameters" else found

    def clean_parameters(self) -> list[str]:
        """Facts that there are: of others a customer would read nothing."""
        names = re.findall(r"[^\s,，、]+", self.cleaned_data["parameters"])
        if unknown := [name for name in names if name not in NAMES]:
            given = {"names": ", ".join(unknown), "known": ", ".join(NAMES)}
            raise ValidationError(said(UNKNOWN).format(**given))
        return names


@admin.register(SmsTemplate)
class SmsTemplates(Record):
    """Under which id 阿里云 or 腾讯云 know the text of a step."""

    form = TemplateForm
    list_display = ("step", "language", "template", "facts")
    list_filter = ("language",)
    search_fields = ("key", "template")
    ordering = ("key", "language")
    fields = ("key", "language", "template", "parameters")

    @admin.display(description=words("步骤", "step"), ordering="key")
    def step(self, template: SmsTemplate) -> str:
        """The step in words."""
        return said(PROCESS.step(template.key).label)

    @admin.display(description=words("变量", "facts"))
    def facts(self, template: SmsTemplate) -> str:
        """In their order."""
        return ", ".join(template.parameters)


def _entered(robot: Robot, address: str, secret: str) -> bool:
    """Take over what was typed, if anything was; the robot may speak at once then."""
    if address:
        robot.url = robots.seal(address)
    if address or secret:
        robot.secret = robots.seal(secret)
        robot.entered_at = robot.next_at = clock.now()
        robot.failures = 0
    return bool(address or secret)


def _host(robot: Robot) -> str:
    """Where it speaks; the rest of the address is nobody's business."""
    try:
        return taken_apart(robots.opened(robot.url)).host
    except (BadAddress, Unreadable):
        return "–"

"""What is agreed with carriers: what they take, what their numbers look like, how one asks them."""

import re

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from gendan.desks.master_data.base import Guarded, Record, Sheet
from gendan.kernel.outward.addresses import BadAddress, taken_apart
from gendan.kernel.sealing import sealed
from gendan.kit.words import said, words
from gendan.process.model import Text
from gendan.process.words import CarrierKind, CheckKind
from gendan.records.carriers.models import (
    ACCOUNT,
    CarrierAccount,
    NumberBlock,
    NumberPattern,
    Tariff,
)
from gendan.records.parties.models import Carrier

NO_CHECK = ("", words("没有", "none"))
CHECKS = [NO_CHECK, *((kind.value, words(kind.label.zh, kind.label.en)) for kind in CheckKind)]
IS_SET = Text("已设置，不再显示；要更换就输入新的。",
              "Set and not shown again; type a new one to replace it.")  # fmt: skip


def check_field() -> forms.ChoiceField:
    """How the check digit is reckoned."""
    return forms.ChoiceField(label=words("校验位", "check digit"), choices=CHECKS, required=False)


class CarrierForm(forms.ModelForm):
    """A carrier, and whose vehicles its are."""

    kind = forms.ChoiceField(
        label=words("类别", "kind"),
        choices=[(kind.value, words(kind.label.zh, kind.label.en)) for kind in CarrierKind],
    )


@admin.register(Carrier)
class Carriers(Record):
    """Who carries parcels."""

    form = CarrierForm
    list_display = ("code", "name", "name_en", "called_kind", "cutoff")
    search_fields = ("code", "name", "name_en")
    ordering = ("code",)

    @admin.display(description=words("类别", "kind"), ordering="kind")
    def called_kind(self, carrier: Carrier) -> str:
        """In words."""
        return said(CarrierKind.of(carrier.kind).label)


@admin.register(Tariff)
class Tariffs(Record):
    """The rules by which a carrier is proposed."""

    list_display = ("carrier", "division", "warehouse", "first_grams", "first_price", "step_grams",
                    "step_price", "most_grams", "days")  # fmt: skip
    list_filter = ("carrier", "warehouse")
    list_select_related = ("carrier", "division", "warehouse")
    search_fields = ("carrier__name", "carrier__code", "division__name")
    ordering = ("carrier", "division")
    autocomplete_fields = ("division",)


class PatternForm(forms.ModelForm):
    """A pattern; one that is none, or that does not fit its own example, is refused."""

    check_kind = check_field()

    def clean_pattern(self) -> str:
        """A regular expression."""
        pattern: str = self.cleaned_data["pattern"]
        try:
            re.compile(pattern)
        except re.error as error:
            fault = words("这不是正则表达式。", "This is no regular expression.")
            raise ValidationError(fault) from error
        return pattern

    def clean(self) -> dict[str, object]:
        """The example has to fit."""
        given: dict[str, object] = super().clean() or self.cleaned_data
        pattern, example = given.get("pattern"), given.get("example")
        if pattern and example and not re.fullmatch(str(pattern), str(example), re.IGNORECASE):
            fault = words("例子不符合这个规则。", "The example does not fit the pattern.")
            raise ValidationError({"example": fault})
        return given


@admin.register(NumberPattern)
class NumberPatterns(Record):
    """What carriers' numbers look like."""

    form = PatternForm
    list_display = ("carrier", "pattern", "called_check", "example")
    list_filter = ("carrier",)
    list_select_related = ("carrier",)
    search_fields = ("carrier__name", "carrier__code", "pattern")
    ordering = ("carrier", "id")

    @admin.display(description=words("校验位", "check digit"))
    def called_check(self, pattern: NumberPattern) -> str:
        """In words."""
        return said(CheckKind.of(pattern.check_kind).label) if pattern.check_kind else "–"


class BlockForm(forms.ModelForm):
    """A block of numbers. What has gone out of it stays gone."""

    check_kind = check_field()

    def clean(self) -> dict[str, object]:
        """The last is no smaller than the first, and both have room in their places."""
        given: dict[str, object] = super().clean() or self.cleaned_data
        first, last, digits = (given.get(name) for name in ("first", "last", "digits"))
        if isinstance(first, int) and isinstance(last, int) and last < first:
            raise ValidationError({"last": words("末号小于首号。", "Smaller than the first.")})
        if isinstance(last, int) and isinstance(digits, int) and len(str(last)) > digits:
            raise ValidationError({"digits": words("位数不够。", "Too few places.")})
        return given


@admin.register(NumberBlock)
class NumberBlocks(Sheet):
    """Numbers that carriers gave in advance."""

    form = BlockForm
    list_display = ("carrier", "prefix", "first", "last", "suffix", "still_there", "closed_at")
    list_filter = ("carrier",)
    list_select_related = ("carrier",)
    search_fields = ("carrier__name", "carrier__code", "prefix")
    ordering = ("carrier", "first")
    fields = ("carrier", "prefix", "digits", "check_kind", "suffix", "first", "last", "closed_at")

    @admin.display(description=words("剩余", "left"))
    def still_there(self, block: NumberBlock) -> int:
        """How many."""
        return block.left

    def get_readonly_fields(
        self,
        request: HttpRequest,  # noqa: ARG002 - Django's signature
        block: NumberBlock | None = None,
    ) -> tuple[str, ...]:
        """Once it is there it may only be closed."""
        shut = ("carrier", "prefix", "digits", "check_kind", "suffix", "first", "last")
        return shut if block else ()

    def has_delete_permission(
        self,
        request: HttpRequest,  # noqa: ARG002 - Django's signature
        block: NumberBlock | None = None,  # noqa: ARG002
    ) -> bool:
        """Never: numbers went out of it."""
        return False

    def save_model(
        self, request: HttpRequest, block: NumberBlock, form: forms.Form, change: bool
    ) -> None:
        """A new block begins with its first number."""
        if change:
            block.save(update_fields=["closed_at"])
        else:
            block.next = block.first
            super().save_model(request, block, form, change)


class AccountForm(forms.ModelForm):
    """An account: the key goes in and never comes out."""

    adapter = forms.ChoiceField(
        label=words("接口", "interface"),
        choices=[("json", words("Gendan JSON", "Gendan JSON"))],
    )
    secret = forms.CharField(
        label=words("密钥", "key"),
        required=False,
        max_length=500,
        widget=forms.PasswordInput({"autocomplete": "new-password", "class": "vTextField"}),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if self.instance.key:
            self.fields["secret"].help_text = said(IS_SET)

    def clean_url(self) -> str:
        """An address that can be one; whether it may be called is judged at each call."""
        url: str = self.cleaned_data["url"]
        try:
            taken_apart(url)
        except BadAddress as refusal:
            raise ValidationError(said(refusal.words)) from refusal
        return url


@admin.register(CarrierAccount)
class CarrierAccounts(Guarded):
    """How carriers' programs are asked for numbers."""

    form = AccountForm
    list_display = ("carrier", "adapter", "url")
    list_select_related = ("carrier",)
    search_fields = ("carrier__name", "carrier__code")
    ordering = ("carrier",)
    fields = ("carrier", "adapter", "url", "secret")

    def save_model(
        self, request: HttpRequest, account: CarrierAccount, form: forms.Form, change: bool
    ) -> None:
        """Seal what was typed."""
        if secret := form.cleaned_data["secret"]:
            account.key = sealed(secret, ACCOUNT)
        super().save_model(request, account, form, change)

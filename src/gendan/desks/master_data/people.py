"""People: department, stores, warehouses, limit; invitations, sessions, second factors."""

from typing import Any

from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import ValidationError
from django.db.models import Field, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.html import format_html_join
from django.utils.timezone import localtime

from gendan.desks.invitation import invite
from gendan.desks.master_data.base import Guarded, Related
from gendan.desks.master_data.departments import OfDepartment, department_field, department_name
from gendan.desks.sessions import end_sessions, sessions_of
from gendan.insight.managing.workload import in_hand
from gendan.kernel.history import history_model
from gendan.kit.words import said, words
from gendan.process.model import Role, Text
from gendan.records.people.models import Staff, StaffStore, StaffWarehouse

ENDED = Text("已结束 {count} 个会话。", "{count} sessions ended.")
REMOVED = Text("已移除 {count} 个验证方式。", "{count} second factors removed.")
ONE = Text("一次只能邀请一位。", "Invite one person at a time.")
GONE = Text("{name} 不在岗，不能邀请。", "{name} does not work here and cannot be invited.")
STILL_HOLDS = Text(
    "{name} 手上还有 {picks} 张在拣的发货单、{sells} 张待销售处理的订单。"
    "到“管理”的“在谁手上”交给别人。",
    "{name} still holds {picks} shipments being picked and {sells} orders that wait for sales."
    " Give them to others, under “Who holds it” on the management desk.",
)


class PersonForm(forms.ModelForm):
    """A person; the house never loses its last manager."""

    department = department_field()

    class Meta:
        model = Staff
        fields = ("username", "name", "department", "stores", "warehouses", "amount_limit",
                  "email", "is_active")  # fmt: skip
        widgets = dict.fromkeys(
            ("stores", "warehouses"), forms.CheckboxSelectMultiple({"class": "choices"})
        )
        help_texts = {
            "username": words(
                "登录时输入；字母、数字和 @ . + - _，至多 150 个",
                "Typed to sign in: letters, digits and @ . + - _, at most 150",
            ),
            "email": words("设置链接和找回密码发到这里", "For set-up links and lost passwords"),
            "stores": words(
                "只看、只做这些门店的订单；一个都不选就是全部门店",
                "They see and handle orders of these alone; of all stores when none is chosen",
            ),
            "warehouses": words(
                "只看、只做这些仓库的发货单；一个都不选就是全部仓库",
                "They see and handle shipments of these alone; of all when none is chosen",
            ),
            "amount_limit": words(
                "一张订单最多退多少；空着就不限",
                "The most to give back for one order; empty: no limit",
            ),
            "is_active": words(
                "离开的人取消勾选：马上在所有设备上退出，做过的事仍记在名下",
                "Untick for who leaves: they are signed out everywhere at once, and what they did"
                " keeps their name",
            ),
        }

    def clean(self) -> dict[str, object]:
        """Somebody must remain who may come to this page."""
        given = super().clean() or {}
        manager = Role.MANAGER.value
        stays = given.get("is_active") and given.get("department") == manager
        others = Staff.objects.filter(department=manager, is_active=True)
        was = self.instance.pk and others.filter(pk=self.instance.pk).exists()
        if was and not stays and not others.exclude(pk=self.instance.pk).exists():
            raise ValidationError(
                words(
                    "这是最后一位管理者；先让别人成为管理者。",
                    "This is the last manager; make somebody else one first.",
                )
            )
        return given


@admin.register(Staff)
class People(Guarded):
    """Who works here. Whoever leaves stays in the books."""

    form = PersonForm
    list_display = ("username", "name", department_name, "amount_limit", "is_active")
    list_filter = (OfDepartment, "is_active", "stores", "warehouses")
    search_fields = ("username", "name", "email")
    ordering = ("username",)
    fieldsets = (
        (words("是谁", "Who"), {"fields": ("name", "username", "email")}),
        (words("做什么、管哪里", "What they do, and where"),
         {"fields": ("department", "stores", "warehouses", "amount_limit")}),
    )  # fmt: skip
    readonly_fields = ("sessions",)
    actions = ("invite_again", "sign_out", "remove_second_factors")
    related = (
        Related(history_model(StaffStore), "staff_id"),
        Related(history_model(StaffWarehouse), "staff_id"),
    )

    def get_fieldsets(self, request: HttpRequest, record: Staff | None = None) -> list[Any]:  # noqa: ARG002
        """Of somebody who is in the books already, also where they are signed in."""
        shown = ("is_active", "sessions") if record else ("is_active",)
        return [*self.fieldsets, (words("在岗", "Working here"), {"fields": shown})]

    def formfield_for_dbfield(
        self, db_field: Field, request: HttpRequest, **kwargs: object
    ) -> forms.Field | None:
        """Stores and warehouses are ticked here and made on pages of their own."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_add_related = False
        return field

    @admin.display(description=words("登录的设备", "signed in"))
    def sessions(self, person: Staff) -> str:
        """Where they are signed in now."""
        found = sessions_of(person.pk) if person.pk else []
        rows = [(f"{localtime(s.last_seen_at):%Y-%m-%d %H:%M}", s.ip, s.user_agent) for s in found]
        return format_html_join("", "<div>{} · {} · {}</div>", rows) or "–"

    def has_delete_permission(self, request: HttpRequest, record: Staff | None = None) -> bool:  # noqa: ARG002
        """Never: who has left is set to not working here, and their deeds keep their name."""
        return False

    def save_model(
        self, request: HttpRequest, record: Staff, form: forms.Form, change: bool
    ) -> None:
        """Somebody new has no password yet; who leaves is signed out at once."""
        if not change:
            record.set_unusable_password()
        super().save_model(request, record, form, change)
        if not record.is_active:
            end_sessions([record.pk])
            picks, sells = in_hand(record.pk)
            if picks or sells:
                told = said(STILL_HOLDS).format(name=record, picks=picks, sells=sells)
                self.message_user(request, told, messages.WARNING)

    def response_add(
        self, request: HttpRequest, record: Staff, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Show the link for somebody new, once."""
        if not record.is_active:
            return super().response_add(request, record, post_url_continue)
        return self._show_link(request, record)

    @admin.action(
        description=words(
            "发一次性设置链接（旧密码作废）", "Make a set-up link (voids the password)"
        )
    )
    def invite_again(self, request: HttpRequest, chosen: QuerySet[Staff]) -> HttpResponse | None:
        """A new link for one person."""
        if chosen.count() != 1:
            self.message_user(request, said(ONE), messages.ERROR)
            return None
        person = chosen.get()
        if not person.is_active:
            self.message_user(request, said(GONE).format(name=person.name), messages.ERROR)
            return None
        return self._show_link(request, person)

    @admin.action(description=words("在所有设备上退出", "Sign out everywhere"))
    def sign_out(self, request: HttpRequest, chosen: QuerySet[Staff]) -> None:
        """End all sessions of these people."""
        count = end_sessions(list(chosen.values_list("pk", flat=True)))
        self.message_user(request, said(ENDED).format(count=count))

    @admin.action(
        description=words("移除两步验证（手机丢失）", "Remove second factors (lost phone)")
    )
    def remove_second_factors(self, request: HttpRequest, chosen: QuerySet[Staff]) -> None:
        """They sign in with the password alone until they set up another; sessions end."""
        ids = list(chosen.values_list("pk", flat=True))
        count, _ = Authenticator.objects.filter(user_id__in=ids).delete()
        end_sessions(ids)
        self.message_user(request, said(REMOVED).format(count=count), messages.WARNING)

    def _show_link(self, request: HttpRequest, person: Staff) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": words("一次性设置链接", "One-time set-up link"),
            "opts": self.opts,
            "person": person,
            "link": invite(person),
        }
        return TemplateResponse(request, "desks/invited.html", context)

"""Customers with their addresses."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from gendan.desks.master_data.base import Record, Related, Rows
from gendan.kernel.history import history_model
from gendan.kit.words import words
from gendan.records.parties.contacts import initials, normal_phone
from gendan.records.parties.models import Address, Customer


class CustomerForm(forms.ModelForm):
    """A customer whose phone is kept in its one form."""

    def clean_phone(self) -> str | None:
        """Written as people write it, kept in E.164."""
        given: str | None = self.cleaned_data["phone"]
        try:
            return normal_phone(given) if given else None
        except ValueError as error:
            raise ValidationError(
                words("电话号码不像真的。", "This does not look like a phone number.")
            ) from error


class Addresses(Rows):
    """Where they have things sent."""

    model = Address
    autocomplete_fields = ("division",)


@admin.register(Customer)
class Customers(Record):
    """Who buys. One who has ordered cannot be removed."""

    form = CustomerForm
    list_display = ("name", "number", "reference", "created_at")
    search_fields = ("name", "initials", "=phone", "=reference")
    ordering = ("-id",)
    fields = ("name", "phone", "email", "reference", "language")
    inlines = (Addresses,)
    related = (Related(history_model(Address), "customer_id"),)

    def get_search_results(
        self,
        request: HttpRequest,  # noqa: ARG002 - Django gives it
        queryset: QuerySet[Customer],
        search_term: str,
    ) -> tuple[QuerySet[Customer], bool]:
        """Each by an index, as the search box finds them: there may be a million."""
        term = search_term.strip()
        if not term:
            return queryset, False
        name = Q(name__contains=term) if len(term) > 2 else Q(name__startswith=term)
        if len(term) == 2:  # a given name
            name |= Q(name__endswith=term)
        initials = Q(initials__startswith=term.lower())
        known = Q(phone=term) | Q(reference=term)
        return queryset.filter(name | initials | known), False

    @admin.display(description=words("电话", "phone"))
    def number(self, customer: Customer) -> str:
        """Masked: a list shows nobody's number in full (GB/T 41833-2022: six digits hidden)."""
        phone = customer.phone or ""
        return f"{phone[:-8]}******{phone[-2:]}" if len(phone) > 8 else phone

    def save_model(
        self, request: HttpRequest, record: Customer, form: forms.Form, change: bool
    ) -> None:
        """Keep the initials by which they are searched with the name."""
        record.initials = initials(record.name)
        super().save_model(request, record, form, change)

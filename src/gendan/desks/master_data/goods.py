"""Products, what may stand in for them, carriers and channels."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from stdnum import ean

from gendan.desks.master_data.base import Record, Related, Rows
from gendan.kernel.history import history_model
from gendan.kit.words import said, words
from gendan.process.model import Text
from gendan.records.parties.contacts import initials
from gendan.records.parties.models import Channel
from gendan.records.products.models import Product, Substitute

LEDGER = Text("库存和台账", "Stock and ledger")


class ProductForm(forms.ModelForm):
    """A product whose bar code adds up."""

    def clean_gtin(self) -> str | None:
        """The last digit of a bar code is computed from the others."""
        gtin: str | None = self.cleaned_data["gtin"]
        if gtin and not ean.is_valid(gtin):
            raise ValidationError(
                words("条码校验位不对，请核对。", "The check digit does not fit; look again.")
            )
        return gtin


class Substitutes(Rows):
    """What may be offered instead."""

    model = Substitute
    fk_name = "product"
    autocomplete_fields = ("substitute",)


@admin.register(Product)
class Products(Record):
    """What is sold. One that orders know cannot be removed; it is taken off sale."""

    form = ProductForm
    list_display = ("sku", "name", "gtin", "price", "currency", "is_sold", "stock")
    list_filter = ("is_sold", "currency")
    search_fields = ("sku", "gtin", "name", "name_en", "initials")
    ordering = ("sku",)
    fields = (
        "sku", "name", "name_en", "gtin", "price", "currency", "weight_grams", "asks_lot",
        "asks_serial", "asks_expiry", "is_sold",
    )  # fmt: skip
    inlines = (Substitutes,)
    related = (Related(history_model(Substitute), "product_id"),)

    @admin.display(description=words("库存", "stock"))
    def stock(self, product: Product) -> str:
        """To its stock and the ledger of it, which only what happens to goods can change."""
        address = f"{reverse('stock')}?{urlencode({'sku': product.sku})}"
        return format_html('<a href="{}">{}</a>', address, said(LEDGER))

    def save_model(
        self, request: HttpRequest, record: Product, form: forms.Form, change: bool
    ) -> None:
        """Keep the initials by which it is searched with the name."""
        record.initials = initials(record.name)
        super().save_model(request, record, form, change)


@admin.register(Channel)
class Channels(Record):
    """Where orders come from."""

    list_display = ("code", "name", "name_en", "kind", "auto_confirm")
    list_filter = ("kind", "auto_confirm")
    search_fields = ("code", "name", "name_en")
    ordering = ("code",)

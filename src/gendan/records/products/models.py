"""Articles and what may stand in for them."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from gendan.kernel.history import remembered


@remembered("product")
class Product(models.Model):
    """One article, as it is priced and counted."""

    sku = models.TextField(unique=True)
    name = models.TextField()
    name_en = models.TextField(blank=True)
    initials = models.TextField(blank=True)  # pinyin, for searching
    gtin = models.TextField(null=True, unique=True)  # GTIN-8, -12, -13 or -14
    price = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    currency = models.CharField(max_length=3, default="CNY")
    weight_grams = models.PositiveIntegerField(default=0)
    is_sold = models.BooleanField(default=True)
    # What whoever picks it has to record of each unit.
    asks_lot = models.BooleanField(default=False, db_default=False)
    asks_serial = models.BooleanField(default=False, db_default=False)
    asks_expiry = models.BooleanField(default=False, db_default=False)

    class Meta:
        db_table = "product"
        constraints = [
            models.CheckConstraint(name="product_sku_is_given", condition=~Q(sku="")),
            models.CheckConstraint(name="product_price_is_not_negative", condition=Q(price__gte=0)),
            models.CheckConstraint(
                name="product_gtin_is_digits",
                condition=Q(gtin=None) | Q(gtin__regex=r"^([0-9]{8}|[0-9]{12,14})$"),
            ),
        ]
        indexes = [
            GinIndex(
                fields=["name", "initials"],
                name="product_by_name",
                opclasses=["gin_trgm_ops", "gin_trgm_ops"],
            ),
            GinIndex(fields=["name_en"], name="product_by_name_en", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return f"{self.sku} {self.name}"


@remembered("substitute")
class Substitute(models.Model):
    """What may be offered instead; the lowest rank first."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="substitutes")
    substitute = models.ForeignKey(Product, models.CASCADE, related_name="+", db_index=False)
    rank = models.SmallIntegerField(default=1)

    class Meta:
        db_table = "substitute"
        constraints = [
            models.UniqueConstraint(fields=["product", "substitute"], name="substitute_once"),
            models.CheckConstraint(
                name="substitute_is_another", condition=~Q(substitute=F("product"))
            ),
        ]

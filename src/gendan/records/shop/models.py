"""What managers decide for the whole shop: one row, or none while nobody has decided anything."""

from datetime import time

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Func, Q, TextField
from django.db.models.functions import Length
from django.db.models.lookups import Exact, LessThanOrEqual

from gendan.kernel.history import remembered
from gendan.process.definition import DUPLICATE_WINDOW, MINUTE

NAMELESS = "跟单 Gendan"  # what pages say until the shop has a name
ONLY = 1  # the row's id
COLOUR = "#1d2733"
LOGO_MAX = 100_000  # bytes
DAY_MINUTES = 24 * 60
KINDS = ("image/png", "image/svg+xml")
WAYS = ("", "email,sms", "sms,email", "email", "sms")  # empty: as the operator said


def _type_of(column: str) -> Func:
    return Func(F(column), function="jsonb_typeof", output_field=TextField())


# A logo's bytes are no news; that it changed is seen by its digest.
@remembered("shop_settings", but=("logo",))
class ShopSettings(models.Model):
    """The shop's own rules."""

    id = models.SmallIntegerField(primary_key=True, default=ONLY, editable=False)
    name = models.CharField(max_length=40, blank=True)
    name_en = models.CharField(max_length=40, blank=True)
    colour = models.CharField(
        max_length=7, default=COLOUR, validators=[RegexValidator(r"^#[0-9a-f]{6}\Z")]
    )
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(max_length=100, blank=True)
    ways = models.CharField(max_length=9, blank=True)  # how customers are told, in this order
    untold_email = models.JSONField(default=list, blank=True)  # steps of which no e-mail tells
    untold_sms = models.JSONField(default=list, blank=True)
    quiet_from = models.TimeField(default=time(21))  # on the shop's clock
    quiet_until = models.TimeField(default=time(8))
    duplicate_minutes = models.IntegerField(
        default=DUPLICATE_WINDOW // MINUTE,
        validators=[MinValueValidator(1), MaxValueValidator(DAY_MINUTES)],
    )
    logo = models.BinaryField(null=True)
    logo_type = models.CharField(max_length=20, blank=True, editable=False)
    logo_digest = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        db_table = "shop_settings"
        constraints = [
            models.CheckConstraint(name="shop_settings_are_one_row", condition=Q(id=ONLY)),
            models.CheckConstraint(
                name="shop_colour_is_a_colour", condition=Q(colour__regex=r"^#[0-9a-f]{6}$")
            ),
            models.CheckConstraint(name="shop_ways_are_known", condition=Q(ways__in=WAYS)),
            models.CheckConstraint(
                name="shop_duplicate_minutes_are_of_a_day",
                condition=Q(duplicate_minutes__gte=1, duplicate_minutes__lte=DAY_MINUTES),
            ),
            models.CheckConstraint(
                name="shop_is_quiet_over_midnight", condition=Q(quiet_from__gt=F("quiet_until"))
            ),
            models.CheckConstraint(
                name="shop_untold_steps_are_lists",
                condition=Exact(_type_of("untold_email"), "array")
                & Exact(_type_of("untold_sms"), "array"),
            ),
            models.CheckConstraint(
                name="shop_logo_is_of_a_known_kind",
                condition=Q(logo=None, logo_type="", logo_digest="")
                | Q(logo__isnull=False, logo_type__in=KINDS, logo_digest__regex="^[0-9a-f]{64}$"),
            ),
            models.CheckConstraint(
                name="shop_logo_is_small", condition=LessThanOrEqual(Length("logo"), LOGO_MAX)
            ),
        ]

    def __str__(self) -> str:
        return self.name or NAMELESS

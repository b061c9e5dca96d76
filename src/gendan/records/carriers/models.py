"""Tariffs, number patterns, number blocks, and the accounts under which numbers are asked for."""

import pgtrigger
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from gendan.kernel.guards import refuse
from gendan.kernel.history import remembered
from gendan.process.words import CheckKind
from gendan.records.parties.models import Carrier
from gendan.records.places.models import Division, Warehouse

NUMBER_MAX = 40  # characters of a waybill number
ACCOUNT = "carrier account"  # for what its key is sealed
DIGITS_MAX = 18  # of a running number: what a bigint holds


@remembered("tariff")
class Tariff(models.Model):
    """What a carrier takes for a parcel to a region, by weight, and how many days it needs.

    Of a carrier's tariffs the one for the smallest region holds; without a region it is the rest
    of the country."""

    carrier = models.ForeignKey(Carrier, models.CASCADE)
    warehouse = models.ForeignKey(Warehouse, models.CASCADE, null=True, blank=True, db_index=False)
    division = models.ForeignKey(Division, models.PROTECT, null=True, blank=True, db_index=False)
    first_grams = models.IntegerField(default=1000, validators=[MinValueValidator(1)])  # 首重
    first_price = models.DecimalField(max_digits=9, decimal_places=2)
    step_grams = models.IntegerField(default=1000, validators=[MinValueValidator(1)])  # 续重
    step_price = models.DecimalField(max_digits=9, decimal_places=2, default=0)
    most_grams = models.IntegerField(null=True, blank=True)  # heavier parcels it does not take
    days = models.SmallIntegerField(default=2)

    class Meta:
        db_table = "tariff"
        constraints = [
            models.UniqueConstraint(
                fields=["carrier", "warehouse", "division"],
                name="tariff_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="tariff_is_payable",
                condition=Q(
                    first_grams__gt=0, step_grams__gt=0, first_price__gte=0, step_price__gte=0,
                    days__gte=0,
                ),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.carrier.name} {self.division.name if self.division else '*'}"


@remembered("number_pattern")
class NumberPattern(models.Model):
    """What a carrier's numbers look like, as a regular expression of the whole number."""

    carrier = models.ForeignKey(Carrier, models.CASCADE)
    pattern = models.TextField()
    check_kind = models.TextField(
        blank=True,
        default="",
        choices=[("", "–"), *((kind.value, kind.label.zh) for kind in CheckKind)],
    )
    example = models.TextField(blank=True)

    class Meta:
        db_table = "number_pattern"
        constraints = [
            models.UniqueConstraint(fields=["carrier", "pattern"], name="number_pattern_once"),
            models.CheckConstraint(
                name="number_pattern_check_is_known",
                condition=Q(check_kind__in=("", *CheckKind.codes())),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.carrier.name} {self.pattern}"


class NumberBlock(models.Model):
    """Numbers that a carrier gave us in advance; each is handed out once.

    A number is `prefix`, the running number in `digits` places, its check digit where there is
    one, and `suffix`."""

    carrier = models.ForeignKey(Carrier, models.PROTECT)
    prefix = models.TextField(blank=True, db_default="", default="")
    suffix = models.TextField(blank=True, db_default="", default="")
    digits = models.SmallIntegerField()
    check_kind = models.TextField(
        blank=True,
        default="",
        choices=[("", "–"), *((kind.value, kind.label.zh) for kind in CheckKind)],
    )
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    next = models.BigIntegerField(editable=False)  # the one that goes out next; last + 1: none left
    closed_at = models.DateTimeField(null=True, blank=True)  # by somebody, before its end

    class Meta:
        db_table = "number_block"
        constraints = [
            models.CheckConstraint(
                name="number_block_is_a_range",
                condition=Q(
                    first__gte=0, last__gte=F("first"), next__gte=F("first"),
                    next__lte=F("last") + 1, digits__gte=1, digits__lte=DIGITS_MAX,
                ),
            ),
            models.CheckConstraint(
                name="number_block_check_is_known",
                condition=Q(check_kind__in=("", *CheckKind.codes())),
            ),
        ]  # fmt: skip
        triggers = [
            refuse(
                "number_block_only_goes_on",
                pgtrigger.UpdateOf("next"),
                "numbers that went out do not come back",
                "NEW.next < OLD.next",
            ),
            pgtrigger.Trigger(
                name="number_blocks_do_not_overlap",
                when=pgtrigger.After,
                operation=pgtrigger.Insert
                | pgtrigger.UpdateOf("first", "last", "prefix", "suffix"),
                func="""
                IF EXISTS (SELECT FROM number_block AS other
                            WHERE other.id <> NEW.id AND other.carrier_id = NEW.carrier_id
                              AND other.prefix = NEW.prefix AND other.suffix = NEW.suffix
                              AND other.digits = NEW.digits
                              AND other.first <= NEW.last AND NEW.first <= other.last) THEN
                    RAISE EXCEPTION 'two blocks hold the same number'
                          USING ERRCODE = 'check_violation';
                END IF;
                RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.carrier.name} {self.prefix}{self.first:0{self.digits}}{self.suffix}"

    @property
    def left(self) -> int:
        """How many are still there."""
        return 0 if self.closed_at else self.last + 1 - self.next


# Its key is no news; that it is another one nobody reads from a history.
@remembered("carrier_account", but=("key",))
class CarrierAccount(models.Model):
    """How a carrier is asked for numbers: over which adapter, where, and with which key."""

    carrier = models.OneToOneField(Carrier, models.CASCADE)
    adapter = models.TextField()
    url = models.TextField()
    key = models.TextField(db_default="", default="", editable=False)  # sealed

    class Meta:
        db_table = "carrier_account"
        constraints = [
            models.CheckConstraint(name="carrier_account_has_an_address", condition=~Q(url=""))
        ]

    def __str__(self) -> str:
        return self.carrier.name

"""Which files somebody uploaded to have orders placed, how far that is, and what came of it.

The rows themselves, which are about customers, lie in files and not here.
"""

from datetime import timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from gendan.process.model import Text
from gendan.records.orders.models import CustomerOrder
from gendan.records.people.models import Staff

TRYING, TRIED, IMPORTING, DONE, FAILED = STATES = (
    "trying", "tried", "importing", "done", "failed",
)  # fmt: skip
LABELS = {
    TRYING: Text("试算中", "Trying"),
    TRIED: Text("待导入", "To import"),
    IMPORTING: Text("导入中", "Importing"),
    DONE: Text("已导入", "Imported"),
    FAILED: Text("用不了", "Unusable"),
}
AT_WORK = (TRYING, IMPORTING)
QUIET = timedelta(minutes=5)  # without a sign of life somebody may send the job again


class ImportFile(models.Model):
    """What somebody uploaded at once: one file, or the two that a marketplace gives."""

    staff = models.ForeignKey(Staff, models.PROTECT, db_index=False)
    at = models.DateTimeField(db_default=Now())
    names = ArrayField(models.TextField())  # as the person calls the files
    size = models.BigIntegerField()  # bytes, all together
    source = models.TextField()
    channel = models.TextField(db_default="")  # codes, where the file does not say them
    store = models.TextField(db_default="")
    create_products = models.BooleanField(db_default=False)
    stores = ArrayField(models.BigIntegerField(), default=list)  # ids: whose orders these are
    state = models.TextField(db_default=TRYING)
    bytes_read = models.BigIntegerField(db_default=0)
    orders_read = models.IntegerField(db_default=0)
    moved_at = models.DateTimeField(db_default=Now())  # the last sign of life
    figures = models.JSONField(default=dict)
    removed_at = models.DateTimeField(null=True)  # the files, not this row

    class Meta:
        db_table = "import_file"
        constraints = [
            models.CheckConstraint(
                name="import_file_state_is_known", condition=Q(state__in=STATES)
            ),
            models.CheckConstraint(
                name="import_file_is_read_once",
                condition=Q(bytes_read__gte=0, bytes_read__lte=F("size")),
            ),
            models.CheckConstraint(name="import_file_has_a_name", condition=~Q(names=[])),
        ]
        indexes = [models.Index(fields=["staff", "-id"], name="import_file_of_a_person")]

    @property
    def label(self) -> Text:
        """The state in words."""
        return LABELS[self.state]

    @property
    def is_at_work(self) -> bool:
        """Whether a job does something with it, or is about to."""
        return self.state in AT_WORK

    @property
    def is_quiet(self) -> bool:
        """Whether nothing was heard of the job for a while."""
        return self.is_at_work and self.moved_at < timezone.now() - QUIET


class ImportOrder(models.Model):
    """An order that was placed from a file; written in the transaction that placed it."""

    pk = models.CompositePrimaryKey("file_id", "order_id")
    file = models.ForeignKey(ImportFile, models.CASCADE, db_index=False)
    order = models.ForeignKey(CustomerOrder, models.PROTECT, db_index=False)

    class Meta:
        db_table = "import_order"

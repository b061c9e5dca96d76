"""What was printed, by whom and when, and the templates that a shop has changed."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from gendan.desks.papers.kinds import NAMES, paper
from gendan.kernel.guards import append_only
from gendan.kernel.history import remembered
from gendan.kit.words import said
from gendan.records.people.models import Staff
from gendan.records.shipments.models import Shipment


class Print(models.Model):
    """Somebody had papers of one kind printed, at once. Append-only."""

    id = models.BigAutoField(primary_key=True)
    paper = models.TextField()
    at = models.DateTimeField(db_default=Now())
    actor = models.TextField()
    staff = models.ForeignKey(Staff, models.PROTECT, null=True, db_index=False)

    class Meta:
        db_table = "print"
        constraints = [
            models.CheckConstraint(name="print_paper_is_known", condition=Q(paper__in=NAMES)),
            models.CheckConstraint(name="print_says_who", condition=~Q(actor="")),
        ]
        triggers = append_only("print")


class Printed(models.Model):
    """A shipment of which a paper was printed, and which place it has in the pile. Append-only."""

    id = models.BigAutoField(primary_key=True)
    print = models.ForeignKey(Print, models.PROTECT, db_index=False)
    place = models.SmallIntegerField()
    shipment = models.ForeignKey(Shipment, models.PROTECT, db_index=False)

    class Meta:
        db_table = "printed"
        constraints = [
            models.UniqueConstraint(fields=["print", "place"], name="printed_place_once"),
            models.UniqueConstraint(fields=["shipment", "print"], name="printed_shipment_once"),
            models.CheckConstraint(name="printed_place_is_counted", condition=Q(place__gte=1)),
        ]
        triggers = append_only("printed")


@remembered("paper_template")
class PaperTemplate(models.Model):
    """How the shop has a paper look, in place of how it comes."""

    paper = models.TextField(unique=True)
    text = models.TextField()

    class Meta:
        db_table = "paper_template"
        constraints = [
            models.CheckConstraint(
                name="paper_template_is_of_a_paper", condition=Q(paper__in=NAMES)
            ),
            models.CheckConstraint(name="paper_template_is_given", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return said(paper(self.paper).title)

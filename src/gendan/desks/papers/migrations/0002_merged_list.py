"""A wave is printed as one merged list."""

from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models
from django.db.models import Q

PAPERS = (
    "pick_list",
    "merged_list",
    "box_label",
    "packing_slip",
    "goods_issue_note",
    "label",
    "handover_list",
)
KNOWN = {"print": "print_paper_is_known", "papertemplate": "paper_template_is_of_a_paper"}


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("papers", "0001_initial")]

    operations = [
        step
        for model, name in KNOWN.items()
        for step in (
            migrations.RemoveConstraint(model_name=model, name=name),
            AddConstraintNotValid(
                model_name=model,
                constraint=models.CheckConstraint(name=name, condition=Q(paper__in=PAPERS)),
            ),
            ValidateConstraint(model_name=model, name=name),
        )
    ]

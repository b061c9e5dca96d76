"""What is made in one step is what would be made step by step, and can be taken back."""

from collections.abc import Sequence

import pgtrigger
import pytest
from django.db import connection, models
from django.db.migrations import Migration, operations
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger

from gendan.kernel import sql
from gendan.kernel.at_once import AtOnce

COLUMNS = """
SELECT column_name, data_type, is_nullable, column_default FROM information_schema.columns
 WHERE table_name = %s ORDER BY ordinal_position
"""
CONSTRAINTS = """
SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
 WHERE conrelid = to_regclass(%s) ORDER BY conname
"""
INDEXES = "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s ORDER BY indexname"
TRIGGERS = """
SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger
 WHERE tgrelid = to_regclass(%s) AND NOT tgisinternal ORDER BY tgname
"""
ID = ("id", models.BigAutoField(primary_key=True))
# A shelf may have a neighbour; a jar stands on a shelf that is made before or after it.
ADDED = [
    operations.CreateModel("Jar", [ID, ("name", models.TextField())], {"db_table": "jar"}),
    operations.CreateModel("Shelf", [ID], {"db_table": "shelf"}),
    operations.AddField("jar", "shelf", models.ForeignKey("kernel.Shelf", models.PROTECT)),
    operations.AddField("shelf", "next", models.ForeignKey("self", models.CASCADE, null=True)),
    operations.AddField("jar", "weight", models.IntegerField(db_default=1)),
    operations.AddIndex("jar", models.Index(fields=["name", "weight"], name="jar_by_name")),
    operations.AddConstraint(
        "jar", models.CheckConstraint(condition=models.Q(weight__gt=0), name="jar_weighs")
    ),
    operations.AddConstraint(
        "jar", models.UniqueConstraint(fields=["shelf", "name"], name="jar_once_a_shelf")
    ),
]
FROZEN = pgtrigger.Protect(name="jar_stays", operation=pgtrigger.Delete)


def trigger() -> AddTrigger:
    class Jar(models.Model):
        class Meta:
            app_label, db_table, apps = "kernel", "jar", ProjectState().apps

    return AddTrigger("jar", FROZEN.compile(Jar))


def facts() -> list[object]:
    asked = (COLUMNS, CONSTRAINTS, INDEXES, TRIGGERS)
    return [sql.rows(query, [table]) for table in ("jar", "shelf") for query in asked]


def carried_out(made: Sequence[Operation]) -> tuple[ProjectState, list[object]]:
    """Models and tables as `made` makes them, which is taken back afterwards."""
    migration = Migration("0001_made", "kernel")
    migration.operations = list(made)
    state = ProjectState()
    assert state.apps.get_models() == []  # rendered, as in a migration on its way
    with connection.schema_editor() as editor:
        state = migration.apply(state, editor)
    found = facts()
    with connection.schema_editor() as editor:
        migration.unapply(ProjectState(), editor)
    assert not any(facts())
    return state, found


@pytest.mark.django_db
def test_what_is_made_at_once_is_what_is_made_step_by_step() -> None:
    steps, by_steps = carried_out([*ADDED, trigger()])
    once, at_once = carried_out([AtOnce([*ADDED, trigger()])])
    assert all(by_steps[:4])
    assert at_once == by_steps
    assert once.models == steps.models
    jar = once.apps.get_model("kernel", "jar")
    assert jar._meta.get_field("shelf").related_model is once.apps.get_model("kernel", "shelf")


@pytest.mark.django_db
def test_what_is_there_is_added_to_at_once() -> None:
    steps, by_steps = carried_out([*ADDED, trigger()])
    once, at_once = carried_out([*ADDED[:2], AtOnce([*ADDED[2:], trigger()])])
    assert at_once == by_steps
    assert once.models == steps.models


def test_what_changes_something_is_no_part_of_it() -> None:
    with pytest.raises(AssertionError, match="change what is there"):
        AtOnce([operations.RunSQL("DROP TABLE jar")])

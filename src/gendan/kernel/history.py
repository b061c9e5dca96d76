"""Master data remembers: every change of a row is kept, by whom and when, and nobody can alter it.

Triggers write it, so a change typed into psql is remembered as well. Who did it is known for
changes made on the pages of master data, which say so (`pghistory.context`); elsewhere nothing is
asked and nothing is paid.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

import pghistory
from django.apps import apps
from django.db import models
from pghistory.models import Event

from gendan.kernel.guards import append_only

M = TypeVar("M", bound=type[models.Model])


def remembered(
    table: str, *, but: Sequence[str] = (), births: bool = True, row: bool = True
) -> Callable[[M], M]:
    """Keep each insert, update and delete of a row in the table `<table>_history`.

    `but` names columns left out; without `births` only changes count, for rows that are born in
    bulk. Without `row` a table has no rows of its own to point at, as links have none."""
    trackers: list[pghistory.Tracker] = [pghistory.UpdateEvent(), pghistory.DeleteEvent()]
    if births:
        trackers.append(pghistory.InsertEvent())

    def track(model: M) -> M:
        tracked: M = pghistory.track(
            *trackers,
            exclude=list(but),
            model_name=f"{model.__name__}History",
            obj_field=_pointer() if row else None,
            context_field=pghistory.ContextJSONField(),
            context_id_field=None,  # type: ignore[arg-type]
            append_only=False,
            meta={"db_table": f"{table}_history", "triggers": append_only(f"{table}_history")},
        )(model)
        return tracked

    return track


def history_model(model: type[models.Model]) -> type[Event]:
    """The model of the table in which the changes of another are kept."""
    kept: type[Event] = apps.get_model(model._meta.app_label, f"{model.__name__}History")
    return kept


def _pointer() -> pghistory.ObjForeignKey:
    return pghistory.ObjForeignKey(related_name="history", related_query_name="history")

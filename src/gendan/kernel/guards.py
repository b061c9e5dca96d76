"""Triggers with which the database refuses what nobody may do, whatever program asks.

The test stands in the trigger's WHEN, so what is allowed costs no function call.
"""

import pgtrigger

from gendan.process.model import Process


def refuse(
    name: str, operation: pgtrigger.Operation, sentence: str, when: str = ""
) -> pgtrigger.Trigger:
    """Refuse the operation on a row for which `when` (SQL over OLD and NEW) holds."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=operation,
        condition=pgtrigger.Condition(when) if when else None,
        func=_raise(sentence),
    )


def append_only(name: str) -> list[pgtrigger.Trigger]:
    """Rows are written once: no UPDATE, DELETE or TRUNCATE."""
    sentence = f"{name} is append-only"
    return [
        refuse(f"{name}_is_append_only", pgtrigger.Update | pgtrigger.Delete, sentence),
        pgtrigger.Trigger(
            name=f"{name}_is_not_truncated",
            level=pgtrigger.Statement,
            when=pgtrigger.Before,
            operation=pgtrigger.Truncate,
            func=_raise(sentence),
        ),
    ]


def moves_by_the_process(
    process: Process, document: str, splits: str = ""
) -> list[pgtrigger.Trigger]:
    """The trip-wire: no statement, however typed, makes a move that the process does not know.

    `splits` names the step that divides a document, if one does: its parts begin where it stood."""
    edges = ", ".join(f"('{was}', '{now}')" for was, now in sorted(process.edges(document)))
    begins = process.births(document) | set(process.step(splits).source if splits else ())
    births = sorted(begins)
    begun = ", ".join(f"'{state}'" for state in births)
    return [
        refuse(
            f"{document}_moves_by_the_process",
            pgtrigger.UpdateOf("state"),
            f"no step moves a {document} like that",
            f"OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN ({edges})",
        ),
        refuse(
            f"{document}_begins_by_the_process",
            pgtrigger.Insert,
            f"no {document} begins like that",
            f"NEW.state NOT IN ({begun})",
        ),
    ]


def _raise(sentence: str) -> str:
    return f"RAISE EXCEPTION '{sentence}' USING ERRCODE = 'check_violation';"

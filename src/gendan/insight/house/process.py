"""The process as other systems want it: states, steps, who may take them, and every coded word."""

from functools import cache

from gendan.insight.words import PAYMENT, coded, of_list
from gendan.process.definition import PROCESS
from gendan.process.model import Document, Step, Text
from gendan.process.papers import ROLES
from gendan.process.render import LISTS
from gendan.process.words import HoldKind

Told = dict[str, object]


@cache
def process() -> Told:
    """All of it; it changes only with the program."""
    return {
        "documents": [_document(document) for document in PROCESS.documents],
        "steps": [_step(step, stage.name) for stage in PROCESS.stages for step in stage.steps],
        "roles": _list({role.value: words for role, words in ROLES.items()}),
        "holds": [coded(kind.value, kind.label) | {"blocks": list(kind.blocks)}
                  for kind in HoldKind],
        "lists": {listed.__name__: _list(of_list(listed)) for listed in LISTS}
        | {"PaymentStatus": _list(PAYMENT)},
    }  # fmt: skip


def _document(document: Document) -> Told:
    return {
        "name": document.name,
        "label": _both(document.label),
        "computed": document.computed,
        "states": [
            {
                **coded(state.code, state.label),
                "owner": state.owner and state.owner.value,
                "is_end": state.code in document.ends,
                "within_minutes": state.within and int(state.within.total_seconds() // 60),
                "until_cutoff": state.until_cutoff,
                "acknowledge_minutes": state.acknowledge
                and int(state.acknowledge.total_seconds() // 60),
            }
            for state in document.states
        ],
    }


def _step(step: Step, stage: str) -> Told:
    return {
        "name": step.name,
        "stage": stage,
        "document": step.document,
        "label": _both(step.label),
        "why": _both(step.why),
        "from": list(step.source),
        "to": step.target,
        "otherwise": list(step.otherwise),
        "follows": list(step.follows),
        "by": [role.value for role in step.by],
        "overridden_by": [role.value for role in step.by if step.overridden_by(role)],
        "accountable": step.accountable.value,
        "tell": [role.value for role in step.tell],
        "repeatable": step.each_time,
        "then": step.then or None,
    }


def _list(words: dict[str, Text]) -> list[dict[str, str]]:
    return [coded(code, said) for code, said in words.items()]


def _both(words: Text) -> dict[str, str]:
    return {"zh": words.zh, "en": words.en}

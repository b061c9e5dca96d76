"""The process as columns of parallel arrays, so that statements can be held against it."""

from gendan.process.definition import PROCESS
from gendan.process.model import Step

# In these arrays the empty word stands for “was not there before”.
SPLIT = PROCESS.step("split")


def _moves(step: Step) -> list[tuple[str, str]]:
    """Every (was, now) that a step on a document of its own kind may write."""
    if not step.source:
        return [("", step.target or "")]
    ends = [*([step.target] if step.target else []), *step.otherwise]
    moves = [(was, now) for was in step.source for now in ends]
    if step.target is None:
        moves += [(was, was) for was in step.source]
    if step is SPLIT:
        moves += [("", was) for was in step.source]
    return moves


def _columns(rows: list[tuple[object, ...]]) -> list[list[object]]:
    return [list(column) for column in zip(*rows, strict=True)]


def order_steps() -> dict[str, object]:
    """`%(steps)s` and `%(was)s`: from which status an order may take which step."""
    steps, was = _columns(
        [(s.name, source) for s in PROCESS.of("order") for source in s.source or ("",)]
    )
    return {"steps": steps, "was": was}


def shipment_moves() -> dict[str, object]:
    """`%(steps)s`, `%(was)s`, `%(now)s`: every move of a shipment that the process knows."""
    steps, was, now = _columns([(s.name, *m) for s in PROCESS.of("shipment") for m in _moves(s)])
    return {"steps": steps, "was": was, "now": now}


def tellings() -> dict[str, object]:
    """`%(documents)s`, `%(steps)s`, `%(roles)s`, `%(each)s`: who hears of which step."""
    documents, steps, roles, each = _columns(
        [(s.document, s.name, role.value, s.each_time) for s in PROCESS.steps for role in s.tell]
    )
    return {"documents": documents, "steps": steps, "roles": roles, "each": each}


def order_births() -> list[str]:
    """The steps with which an order's journal may begin."""
    return [step.name for step in PROCESS.of("order") if not step.source]

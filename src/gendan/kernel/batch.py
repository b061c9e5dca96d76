"""What a command works on: the items that may still take the step, and those refused."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Protocol

from gendan.kernel import clock
from gendan.kernel.actor import Actor
from gendan.kernel.outcome import Outcome, Refused, refused
from gendan.kernel.refusals import Refusal
from gendan.process.deadlines import Calendar, Promise, promise
from gendan.process.definition import PROCESS
from gendan.process.model import Step

When = datetime | Mapping[int, datetime] | None


@dataclass(frozen=True, slots=True)
class Row:
    """A document as it was locked, or born, with what the mechanism needs to know of it."""

    id: int
    order: int
    state: str  # empty: born in this transaction
    store: int | None
    warehouses: tuple[int, ...]
    calendar: int
    version: int = 0  # of its order: the number of journal entries so far
    due_at: datetime | None = None
    status: str = ""  # of its order


@dataclass(frozen=True)
class Table:
    """How the mechanism handles one kind of document. The nouns hand these statements over.

    `lock` gives the columns of `Row` for ids, in lock order; `held` the orders (of ids) on which
    a step is blocked, and the kind of hold; `move` sets states and clocks; `refresh` recomputes
    orders and gives (order, journal entries before, status)."""

    document: str
    lock: str
    held: str
    refresh: str
    move: str = ""


class Handled(Protocol):
    """A model that says how the mechanism handles its rows."""

    table: Table


class Item(Protocol):
    """A quantity asked of one document: so many units of a line."""

    @property
    def document(self) -> int:
        """The id of the document."""


@dataclass(frozen=True)
class Consequence:
    """Documents that another step moves, or brings into being, as an effect of this one."""

    step: Step
    table: Table
    rows: list[Row]
    targets: dict[int, str]


class Batch:
    """The items that may still take the step, and the ones that were refused.

    An item is named by its id, or by its position where the command was given quantities."""

    def __init__(self, step: Step, table: Table, actor: Actor, at: When) -> None:
        self.step = step
        self.table = table
        self.actor = actor
        self.made: dict[int, int] = {}
        self.consequences: list[Consequence] = []
        self.targets: dict[int, str] = {}
        self.reasons: dict[int, str] = {}
        self.changed: dict[int, object] = {}
        self.afterwards: list[tuple[str, list[object]]] = []
        self._at = clock.now() if at is None else at
        self._documents: dict[int, int] = {}
        self._rows: dict[int, Row] = {}
        self._refused: dict[int, Refused] = {}
        self._moments: dict[int, datetime] = {}
        self._calendars: Callable[[], Mapping[int, Calendar]] = dict
        self._calendars_since = datetime.max.replace(tzinfo=UTC)
        self._promises: dict[tuple[str, str, int, datetime], Promise] = {}

    @property
    def computed(self) -> bool:
        """Whether the state of these documents follows from their parts."""
        return PROCESS.document(self.table.document).computed

    @property
    def items(self) -> list[int]:
        """The items that still take the step: ids, or positions."""
        return list(self._documents)

    @property
    def asked(self) -> list[int]:
        """The documents of which something is asked, in id order."""
        return sorted(set(self._documents.values()))

    @property
    def ids(self) -> list[int]:
        """The documents that still take the step, in lock order."""
        wanted = set(self._documents.values())
        return [id for id in self._rows if id in wanted]

    @property
    def rows(self) -> list[Row]:
        """The locked rows of the documents that still take the step."""
        return [self._rows[id] for id in self.ids]

    @property
    def orders(self) -> list[int]:
        """The orders of the documents that still take the step."""
        return list(dict.fromkeys(row.order for row in self.rows))

    @property
    def outcome(self) -> Outcome:
        """The answer as it stands."""
        return Outcome(tuple(self._documents), dict(self._refused), dict(self.made))

    def row(self, document: int) -> Row:
        """The document as it was locked."""
        return self._rows[document]

    def at(self, document: int) -> datetime:
        """When the step happens to that document."""
        return self._at if isinstance(self._at, datetime) else self._at[document]

    def moment(self, order: int) -> datetime:
        """When the step happens to that order: the last time it happens to a document of it."""
        if isinstance(self._at, datetime):
            return self._at
        if not self._moments:
            for row in self.rows:
                last = self._moments.get(row.order, self._at[row.id])
                self._moments[row.order] = max(last, self._at[row.id])
        return self._moments[order]

    def ask(self, documents: Mapping[int, int]) -> None:
        """Item by item, the document it wants something of."""
        self._documents = dict(documents)

    def found(self, rows: Iterable[Row]) -> None:
        """Keep the rows that were locked, or born."""
        self._rows.update((row.id, row) for row in rows)

    def born(self, rows: Mapping[int, Row], at: Mapping[int, datetime]) -> None:
        """Item by item, the document that this step brought into being, and when (by document)."""
        self._documents = {item: row.id for item, row in rows.items()}
        self._at = dict(at)
        self.made.update(self._documents)
        self.found(rows.values())

    def refuse(
        self, items: Iterable[int], reason: Refusal, field: str = "", **values: object
    ) -> None:
        """Leave these items alone, each for the same reason."""
        self.refuse_each(dict.fromkeys(items, refused(reason, field, **values)))

    def refuse_each(self, reasons: Mapping[int, Refused]) -> None:
        """Leave these items alone, each for its own reason."""
        for item, answer in reasons.items():
            if item in self._documents:
                del self._documents[item]
                self._refused[item] = answer

    def drop(self, items: Iterable[int]) -> None:
        """Take these out without a word: the command answers for them itself."""
        for item in items:
            self._documents.pop(item, None)

    def refuse_documents(self, reasons: Mapping[int, Refused]) -> None:
        """Leave every item of these documents alone."""
        self.refuse_each(
            {i: reasons[document] for i, document in self._documents.items() if document in reasons}
        )

    def send(self, documents: Iterable[int], target: str) -> None:
        """Let these end up in another of the step's states than the usual one."""
        assert target in self.step.otherwise, f"{self.step.name} does not lead to {target}"
        self.targets.update(dict.fromkeys(documents, target))

    def explain(self, documents: Iterable[int], reason: str) -> None:
        """Write this reason into the journal beside the step."""
        self.reasons.update(dict.fromkeys(documents, reason))

    def note(self, document: int, changed: object) -> None:
        """Write what changed, before and after, into the journal beside the step."""
        self.changed[document] = changed

    def after_moving(self, statement: str, *parameters: object) -> None:
        """Run this once the documents have moved: it would be untrue in the state they leave."""
        self.afterwards.append((statement, list(parameters)))

    def follow(
        self, step: str, model: type[Handled], rows: Iterable[Row], target: str = ""
    ) -> None:
        """Let another step happen to these documents as an effect of this one.

        A row without a state was born in this transaction, in `target` or the step's own."""
        taken = PROCESS.step(step)
        rows = list(rows)
        targets = {row.id: target or taken.target or row.state for row in rows}
        if rows:
            self.consequences.append(Consequence(taken, model.table, rows, targets))

    def target(self, row: Row) -> str:
        """The state in which the step leaves this document."""
        return self.targets.get(row.id, self.step.target or row.state)

    def promise(self, document: str, state: str, calendar: int, since: datetime) -> Promise:
        """What is promised to a document that enters `state` then."""
        asked = (document, state, calendar, since)
        if asked not in self._promises:
            rests = PROCESS.document(document).state(state)
            self._promises[asked] = promise(rests, since, self.calendar(calendar, since))
        return self._promises[asked]

    def calendar(self, id: int, since: datetime) -> Calendar:
        """That calendar, as it is from `since` on; all are read at once, the first time one is
        asked for, and again only for a time before the step itself."""
        if since < self._calendars_since:
            earliest = self._at if isinstance(self._at, datetime) else min(self._at.values())
            self.ask_calendars(min(since, earliest))
        return self._calendars()[id]

    def ask_calendars(self, since: datetime) -> None:
        """Ask for the calendars before one is needed: where statements flow, nobody waits then."""
        self._calendars_since = since
        self._calendars = cache(clock.ask_calendars(since.astimezone(UTC).date()))

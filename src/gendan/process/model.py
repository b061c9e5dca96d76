"""The vocabulary in which the process is written down. Plain Python; it knows no Django."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from functools import cached_property


class Role(StrEnum):
    """Who acts: one department, one role; customers, carriers and the system act too."""

    SALES = "sales"
    WAREHOUSE = "warehouse"
    LOGISTICS = "logistics"
    SERVICE = "service"
    AFTERSALES = "aftersales"
    MANAGER = "manager"
    CUSTOMER = "customer"
    CARRIER = "carrier"
    SYSTEM = "system"


@dataclass(frozen=True)
class Text:
    """The same words in both languages of the interface."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        """English for `en…`, Chinese for everything else."""
        return self.en if language.startswith("en") else self.zh


@dataclass(frozen=True, kw_only=True)
class State:
    """A place where a document can rest, and whose clock runs there."""

    code: str
    label: Text
    owner: Role | None = None  # the department that holds the document; None: nobody waits
    within: timedelta | None = None  # promised working time until the next step
    until_cutoff: bool = False  # the promise is the carrier's next cut-off instead
    acknowledge: timedelta | None = None  # working time until somebody says "seen"


@dataclass(frozen=True, kw_only=True)
class Document:
    """A kind of document. The states of a `computed` one follow from its parts (domain §4)."""

    name: str
    label: Text
    states: tuple[State, ...]
    ends: frozenset[str]
    computed: bool = False

    def codes(self) -> tuple[str, ...]:
        """Every state, in the order of the journey."""
        return tuple(state.code for state in self.states)

    def state(self, code: str) -> State:
        """The state of that code; `StopIteration` cannot escape: unknown codes are a `KeyError`."""
        for state in self.states:
            if state.code == code:
                return state
        raise KeyError(code)


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing a role may do to a batch of documents of one kind."""

    name: str
    document: str
    source: tuple[str, ...] = ()  # empty: the step creates the document
    target: str | None = None  # None: the document stays (or its state is computed)
    otherwise: tuple[str, ...] = ()  # other states in which a document may end up, by its facts
    follows: tuple[str, ...] = ()  # not called by anybody: a consequence of these steps
    by: tuple[Role, ...]  # RACI: responsible
    accountable: Role  # RACI
    tell: tuple[Role, ...] = ()  # RACI: informed, by a notice each
    each_time: bool = False  # may rightly happen, and be told, more than once to one document
    sections: tuple[str, ...]  # of the process as the business wrote it down (domain §1)
    then: str = ""  # the step that the system tries next, by itself, in a job
    anyones: bool = False  # managers take it in their own right, not in a department's place
    label: Text  # the words on the button
    why: Text  # the sentence in the manual

    @property
    def called(self) -> bool:
        """Whether somebody takes this step; else it is a consequence of another."""
        return not self.follows

    def overridden_by(self, role: Role) -> bool:
        """Whether that role takes the step in the place of the department whose work it is.

        What brings a document into being is nobody's work yet."""
        is_own = self.anyones or not self.source or self.accountable is Role.MANAGER
        return role is Role.MANAGER and role in self.by and not is_own


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One package under `gendan.journey`, and the steps that are taken there."""

    name: str
    title: Text
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Process:
    """Every stage in order. Refuses to exist with a hole in it: `ValueError` names each."""

    documents: tuple[Document, ...]
    stages: tuple[Stage, ...]
    sections: tuple[str, ...]
    steps: tuple[Step, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "steps", tuple(s for stage in self.stages for s in stage.steps))
        if problems := list(self._problems()):
            raise ValueError("; ".join(problems))

    def step(self, name: str) -> Step:
        """The step of that name; `KeyError` when there is none."""
        return self._by_name[name]

    def document(self, name: str) -> Document:
        """The kind of document of that name; `KeyError` when there is none."""
        for document in self.documents:
            if document.name == name:
                return document
        raise KeyError(name)

    def of(self, document: str) -> tuple[Step, ...]:
        """The steps that documents of this kind take."""
        return tuple(step for step in self.steps if step.document == document)

    def steps_from(self, document: str, state: str) -> tuple[Step, ...]:
        """What may be done to a document in this state."""
        return self._by_source.get((document, state), ())

    def births(self, document: str) -> set[str]:
        """The states in which a document may come into being."""
        return {s.target for s in self.of(document) if not s.source and s.target}

    def makes(self, step: Step) -> str:
        """The kind of document that the step brings into being, itself or as its consequence."""
        births = (each for each in self.steps if not each.source and step.name in each.follows)
        return next((each.document for each in births), step.document)

    def edges(self, document: str) -> set[tuple[str, str]]:
        """Every change of state that some step makes."""
        return {edge for step in self.of(document) for edge in moves(step)}

    @cached_property
    def _by_name(self) -> Mapping[str, Step]:
        return {step.name: step for step in self.steps}

    @cached_property
    def _by_source(self) -> Mapping[tuple[str, str], tuple[Step, ...]]:
        """By document and state: asked at every look at an order."""
        sources = {(step.document, state) for step in self.steps for state in step.source}
        return {
            (document, state): tuple(step for step in self.of(document) if state in step.source)
            for document, state in sources
        }

    def _problems(self) -> Iterator[str]:
        names = [step.name for step in self.steps]
        for name in sorted({name for name in names if names.count(name) > 1}):
            yield f"step {name!r} is declared twice"
        for step in self.steps:
            yield from self._problems_of_step(step)
        for section in self.sections:
            if not any(section in step.sections for step in self.steps):
                yield f"no step does what § {section} asks"
        for document in self.documents:
            yield from self._problems_of_document(document)

    def _problems_of_step(self, step: Step) -> Iterator[str]:
        if step.document not in [document.name for document in self.documents]:
            yield f"step {step.name!r} is taken with {step.document!r}, which does not exist"
            return
        document = self.document(step.document)
        named = {*step.source, *step.otherwise, *([step.target] if step.target else [])}
        for state in sorted(named - set(document.codes())):
            yield f"step {step.name!r} names {state!r}, which no {document.name} knows"
        for section in sorted(set(step.sections) - set(self.sections)):
            yield f"step {step.name!r} belongs to § {section}, which does not exist"
        if step.then and step.then not in [other.name for other in self.steps]:
            yield f"after {step.name!r} comes {step.then!r}, which does not exist"
        if not step.by and step.called:
            yield f"nobody may take step {step.name!r}"
        for words in (step.label, step.why):
            if not words.zh or not words.en:
                yield f"step {step.name!r} lacks words in a language"
        for cause in step.follows:
            if cause not in [other.name for other in self.steps]:
                yield f"step {step.name!r} follows {cause!r}, which does not exist"

    def _problems_of_document(self, document: Document) -> Iterator[str]:
        for state in document.states:
            if state.code not in document.ends and not self.steps_from(document.name, state.code):
                yield f"{document.name} is stuck in {state.code!r}"
            if state.owner is None and state.within is not None:
                yield f"the clock of {document.name} {state.code!r} runs for nobody"
        if document.computed:
            return
        reached = self._reachable(document.name)
        for state in document.states:
            if state.code not in reached:
                yield f"{document.name} can never reach {state.code!r}"

    def _reachable(self, document: str) -> set[str]:
        reached = self.births(document)
        frontier = list(reached)
        while frontier:
            state = frontier.pop()
            for source, target in self.edges(document):
                if source == state and target not in reached:
                    reached.add(target)
                    frontier.append(target)
        return reached


def moves(step: Step) -> set[tuple[str, str]]:
    """The changes of state that this step can make: its sources times its targets."""
    targets = [*([step.target] if step.target else []), *step.otherwise]
    return {(source, target) for source in step.source for target in targets}

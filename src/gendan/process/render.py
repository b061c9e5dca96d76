"""The papers people read about the process, made from the process: nothing is typed twice.

Markdown with Mermaid diagrams. Each page says everything in Chinese, then in English. `gendan docs`
writes them; a test compares what is in the repository with what comes out here.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Protocol

from gendan.process.definition import PROCESS
from gendan.process.model import Document, Role, State, Step, Text, moves
from gendan.process.papers import CONDITIONS, OPEN_UNITS, ROLES, SECTIONS, WORDS
from gendan.process.words import (
    CarrierCode,
    ChannelKind,
    Coded,
    ComeBackReason,
    Decision,
    Fulfilment,
    HoldKind,
    PauseReason,
    PaymentMethod,
    ShortReason,
)

ZH, EN = "zh-hans", "en"
LISTS: Mapping[type[Coded], Text] = {
    Fulfilment: Text("交付方式", "How goods reach the customer"),
    ChannelKind: Text("渠道种类", "Kinds of channel"),
    ShortReason: Text("报缺原因", "Reasons for a short pick"),
    Decision: Text("缺货时客户的选择", "Choices when goods are short"),
    PauseReason: Text("暂停计时的原因", "Reasons for which a clock stands still"),
    ComeBackReason: Text("退回的原因", "Why a parcel comes back"),
    PaymentMethod: Text("收款方式", "Ways of paying"),
    CarrierCode: Text("物流状态", "What a carrier says"),
}


class Explained(Protocol):
    """A refusal, as far as its page is concerned."""

    @property
    def code(self) -> str:
        """Its stable name."""

    @property
    def text(self) -> Text:
        """What is wrong."""

    @property
    def remedy(self) -> Text:
        """What to do about it."""


def process_page() -> str:
    """The states of orders and shipments, the way between them, and every coded word."""
    return _page(Text("流程", "The process"), "src/gendan/process/definition.py", _process)


def raci_page() -> str:
    """Who takes each step, who answers for it, who is told."""
    return _page(Text("职责分工", "Who does what"), "src/gendan/process/definition.py", _raci)


def manual_page() -> str:
    """The operations manual, stage by stage and step by step."""
    return _page(Text("操作手册", "Operations manual"), "src/gendan/process/definition.py", _manual)


def refusals_page(refusals: Sequence[Explained]) -> str:
    """Every reason for which something is left alone, and what to do about it."""

    def body(language: str) -> list[str]:
        heads = [WORDS[word].in_language(language) for word in ("code", "message", "remedy")]
        rows = [
            [f"`{r.code}`", r.text.in_language(language), r.remedy.in_language(language)]
            for r in refusals
        ]
        return [WORDS["refusals"].in_language(language), "", *_table(heads, rows)]

    return _page(Text("为什么做不了", "Why not"), "src/gendan/kernel/refusals.py", body)


def shipment_diagram(language: str) -> list[str]:
    """A Mermaid state diagram: every state of a shipment, every step that moves one."""
    law = PROCESS.document("shipment")
    lines = ["stateDiagram-v2"]
    lines += [f'    state "{s.label.in_language(language)}" as {s.code}' for s in law.states]
    arrows: dict[tuple[str, str], list[str]] = {}
    for step in PROCESS.of("shipment"):
        births = {("[*]", step.target)} if step.target and not step.source else set()
        for was, now in sorted(births | moves(step)):
            arrows.setdefault((was, now), []).append(step.label.in_language(language))
    lines += [f"    {was} --> {now} : {' / '.join(steps)}" for (was, now), steps in arrows.items()]
    lines += [f"    {code} --> [*]" for code in law.codes() if code in law.ends]
    return lines


def roles(of: Iterable[Role], language: str) -> str:
    """The departments and people, named and joined as the language does."""
    return listed((ROLES[role].in_language(language) for role in of), language)


def listed(words: Iterable[str], language: str) -> str:
    """The words one after the other, divided as the language does."""
    return (", " if language == EN else "、").join(words)


def duration(time: timedelta, language: str) -> str:
    """Working time in the largest unit that leaves no fraction: hours or minutes."""
    minutes = int(time.total_seconds() // 60)
    if minutes % 60:
        return f"{minutes} min" if language == EN else f"{minutes} 分钟"
    return f"{minutes // 60} h" if language == EN else f"{minutes // 60} 小时"


def promised(state: State, language: str) -> str:
    """What is promised to a document in that state; empty where no clock runs."""
    said = []
    if state.until_cutoff:
        said.append(WORDS["cutoff"].in_language(language))
    if state.within:
        said.append(duration(state.within, language))
    if state.acknowledge:
        answer = WORDS["seen within"].in_language(language)
        said.append(answer.format(duration(state.acknowledge, language)))
    return ("; " if language == EN else "；").join(said)


def _page(title: Text, source: str, body: Callable[[str], list[str]]) -> str:
    note = f"<!-- 由 make docs 从 {source} 写成 · Written by `make docs` from {source}. -->"
    return "\n".join(
        [
            f"# {title.zh} · {title.en}",
            "",
            note,
            "",
            "[中文](#中文) · [English](#english)",
            "",
            "## 中文",
            "",
            *body(ZH),
            "",
            "## English",
            "",
            *body(EN),
            "",
        ]
    )


def _process(language: str) -> list[str]:
    word = {name: text.in_language(language) for name, text in WORDS.items()}
    lines = [f"### {word['way of a shipment']}", ""]
    lines += ["```mermaid", *shipment_diagram(language), "```", "", word["diagram note"], ""]
    for document in PROCESS.documents:
        lines += [f"### {document.label.in_language(language)}", "", *_states(document, language)]
        lines += ["", word["clock note"], ""]
    lines += [f"### {word['status of an order']}", "", OPEN_UNITS.in_language(language), ""]
    lines += _order_statuses(language)
    lines += ["", f"### {word['asked']}", "", *_sections(language)]
    lines += ["", f"### {word['holds']}", "", *_holds(language)]
    for coded, title in LISTS.items():
        rows = [[f"`{member.value}`", member.label.in_language(language)] for member in coded]
        lines += ["", f"### {title.in_language(language)}", ""]
        lines += _table([word["code"], word["meaning"]], rows)
    return lines


def _states(document: Document, language: str) -> list[str]:
    heads = ("code", "state", "held by", "clock", "ends")
    return _table(
        [WORDS[head].in_language(language) for head in heads],
        [
            [
                f"`{state.code}`",
                state.label.in_language(language),
                roles([state.owner] if state.owner else [], language) or "–",
                promised(state, language) or "–",
                "✓" if state.code in document.ends else "",
            ]
            for state in document.states
        ],
    )


def _order_statuses(language: str) -> list[str]:
    law = PROCESS.document("order")
    heads = [WORDS[head].in_language(language) for head in ("condition", "code", "state")]
    rows = [
        [str(place), says.in_language(language), f"`{code}`",
         law.state(code).label.in_language(language)]
        for place, (code, says) in enumerate(CONDITIONS.items(), start=1)
    ]  # fmt: skip
    return _table(["#", *heads], rows)


def _sections(language: str) -> list[str]:
    heads = [WORDS[head].in_language(language) for head in ("section", "must happen", "steps")]
    rows = []
    for section in PROCESS.sections:
        steps = [step for step in PROCESS.steps if section in step.sections]
        named = [f"{step.label.in_language(language)} `{step.name}`" for step in steps]
        asked = SECTIONS[section].in_language(language)
        rows.append([f"§ {section}", asked, listed(named, language)])
    return _table(heads, rows)


def _holds(language: str) -> list[str]:
    heads = [WORDS[head].in_language(language) for head in ("code", "meaning", "blocks")]
    rows = [
        [f"`{kind.value}`", kind.label.in_language(language), _labels(kind.blocks, language)]
        for kind in HoldKind
    ]
    return _table(heads, rows)


def _raci(language: str) -> list[str]:
    lines = [WORDS["raci note"].in_language(language)]
    for stage in PROCESS.stages:
        lines += ["", f"### {stage.title.in_language(language)}", ""]
        heads = [WORDS["step"].in_language(language), "§"]
        heads += [ROLES[role].in_language(language) for role in Role]
        rows = [
            [
                f"{step.label.in_language(language)} `{step.name}`",
                " ".join(step.sections),
                *(letters(step, role) for role in Role),
            ]
            for step in stage.steps
        ]
        lines += _table(heads, rows)
    return lines


def letters(step: Step, role: Role) -> str:
    """R: takes the step. A: answers for it. O: overrides, and says why. I: is told."""
    overrides = step.overridden_by(role)
    held = {
        "R": role in step.by and not overrides,
        "A": role is step.accountable,
        "O": overrides,
        "I": role in step.tell,
    }
    return " ".join(letter for letter, is_so in held.items() if is_so)


def _manual(language: str) -> list[str]:
    lines = [WORDS["manual note"].in_language(language)]
    for place, stage in enumerate(PROCESS.stages, start=1):
        lines += ["", f"### {place}. {stage.title.in_language(language)}"]
        for number, step in enumerate(stage.steps, start=1):
            label = step.label.in_language(language)
            lines += ["", f"#### {place}.{number} {label} `{step.name}`", ""]
            lines += [f"> {step.why.in_language(language)}", "", *_paragraph(step, language)]
    return lines


def _paragraph(step: Step, language: str) -> list[str]:
    word = {name: text.in_language(language) for name, text in WORDS.items()}
    blocking = [kind.label.in_language(language) for kind in HoldKind if step.name in kind.blocks]
    facts = {
        "section": "§ " + ", ".join(step.sections),
        "who": roles((role for role in step.by if not step.overridden_by(role)), language),
        "overrides": roles((role for role in step.by if step.overridden_by(role)), language),
        "accountable": roles([step.accountable], language),
        "told": roles(step.tell, language) or word["nobody"],
        "caused by": _labels(step.follows, language),
        "when": _where_from(step, language),
        "afterwards": _where_to(step, language),
        "clock": _clocks(step, language),
        "blocked by": listed(blocking, language),
        "goes on": _labels([step.then] if step.then else [], language),
        "again": word["yes"] if step.each_time else word["once"],
    }
    return _table(["", ""], [[word[name], fact] for name, fact in facts.items() if fact])


def _where_from(step: Step, language: str) -> str:
    document = PROCESS.document(step.document)
    label = document.label.in_language(language)
    if not step.source:
        return WORDS["creates"].in_language(language).format(label)
    states = [document.state(code).label.in_language(language) for code in step.source]
    return label + (": " if language == EN else "：") + listed(states, language)


def _where_to(step: Step, language: str) -> str:
    document = PROCESS.document(step.document)
    codes = [*([step.target] if step.target else []), *step.otherwise]
    named = [document.state(code).label.in_language(language) for code in codes]
    if step.target is None and document.computed:
        return WORDS["computed"].in_language(language)
    if step.target is None:
        named.insert(0, WORDS["stays"].in_language(language))
    return WORDS["or"].in_language(language).join(named)


def _clocks(step: Step, language: str) -> str:
    """The clocks that run while the step is waited for."""
    document = PROCESS.document(step.document)
    said = [
        f"{state.label.in_language(language)} {promised(state, language)}"
        for state in map(document.state, step.source)
        if promised(state, language)
    ]
    return "<br>".join(said)


def _labels(steps: Iterable[str], language: str) -> str:
    named = [f"{PROCESS.step(step).label.in_language(language)} `{step}`" for step in steps]
    return listed(named, language)


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    return [
        _row(heads),
        "|" + "---|" * len(heads),
        *(_row(row) for row in rows),
    ]


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"

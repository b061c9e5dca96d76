"""The papers say what the process says: every step, every state, every role, in both languages."""

import re
from dataclasses import dataclass
from datetime import timedelta

import pytest

from gendan.process import render
from gendan.process.definition import PROCESS
from gendan.process.model import Role, State, Text, moves
from gendan.process.papers import CONDITIONS, ROLES, SECTIONS
from gendan.process.words import HoldKind
from gendan.records.orders.progress import STATUS

LANGUAGES = (render.ZH, render.EN)


@dataclass(frozen=True)
class Odd:
    code: str
    text: Text
    remedy: Text


def halves(page: str) -> dict[str, str]:
    """By language, its part of the page."""
    chinese, english = page.split("\n## English\n")
    return {render.ZH: chinese, render.EN: english}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_diagram_draws_every_move_and_no_other(language: str) -> None:
    drawn = {}
    for line in render.shipment_diagram(language):
        if arrow := re.fullmatch(r"    (\S+) --> (\S+)(?: : (.+))?", line):
            drawn[arrow[1], arrow[2]] = arrow[3]
    meant: dict[tuple[str, str], str | None] = {
        (code, "[*]"): None for code in PROCESS.document("shipment").ends
    }
    for step in PROCESS.of("shipment"):
        births = {("[*]", step.target)} if not step.source else set()
        for was, now in births | moves(step):
            label = step.label.in_language(language)
            before = meant.get((was, str(now)))
            meant[was, str(now)] = f"{before} / {label}" if before else label
    assert drawn == meant


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_manual_has_a_paragraph_for_every_step(language: str) -> None:
    manual = halves(render.manual_page())[language]
    paragraphs = re.findall(r"^#### \d+\.\d+ (.+) `(\w+)`\n\n> (.+)\n", manual, re.MULTILINE)
    assert paragraphs == [
        (step.label.in_language(language), step.name, step.why.in_language(language))
        for step in PROCESS.steps
    ]


def test_a_paragraph_says_who_is_told_and_by_when() -> None:
    paragraphs = halves(render.manual_page())[render.EN].split("#### ")
    start = next(paragraph for paragraph in paragraphs if "`start_pick`" in paragraph[:40])
    assert "| Who | Warehouse |" in start
    assert "| May override, saying why | Management |" in start
    assert "| Accountable | Warehouse |" in start
    assert "| Told | nobody |" in start
    assert "| When | Shipment: To pick |" in start
    assert "| Afterwards | Picking |" in start
    assert "| Clock | To pick 2 h; answered within 15 min |" in start
    assert "| Not while held for | " in start


def test_the_letters_of_a_step_are_those_of_its_roles() -> None:
    decide = PROCESS.step("decide_shortage")
    assert {role: letters for role in Role if (letters := render.letters(decide, role))} == {
        Role.SALES: "R A I",
        Role.WAREHOUSE: "I",
        Role.SERVICE: "R",
        Role.MANAGER: "O",
        Role.CUSTOMER: "R I",
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_step_has_one_row_of_letters_and_one_who_answers(language: str) -> None:
    raci = halves(render.raci_page())[language]
    rows = [line for line in raci.splitlines() if re.match(r"\| .+ `\w+` \| ", line)]
    assert [row.split("`")[1] for row in rows] == [step.name for step in PROCESS.steps]
    assert all(len(re.findall(r"\bA\b", row.split("|", 2)[2])) == 1 for row in rows)


def test_the_status_table_stands_in_the_order_in_which_the_database_tests() -> None:
    tested = re.findall(r"(?:THEN|ELSE) '(\w+)'\n", STATUS)
    assert list(CONDITIONS) == tested
    assert set(CONDITIONS) == set(PROCESS.document("order").codes())


def test_every_role_and_section_has_words() -> None:
    assert set(ROLES) == set(Role)
    assert tuple(SECTIONS) == PROCESS.sections


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_process_page_names_every_hold_with_what_it_blocks(language: str) -> None:
    page = halves(render.process_page())[language]
    holds = page.partition({render.ZH: "### 挂起", render.EN: "### Holds"}[language])[2]
    for kind in HoldKind:
        row = next(line for line in holds.splitlines() if line.startswith(f"| `{kind.value}` | "))
        assert all(f"`{step}`" in row for step in kind.blocks)


def test_a_promise_is_said_in_hours_and_minutes() -> None:
    law = PROCESS.document("shipment")
    assert render.promised(law.state("to_pick"), render.ZH) == "2 小时；15 分钟内先有回应"
    assert render.promised(law.state("packed"), render.EN) == "before the carrier's next cut-off"
    assert render.promised(law.state("returned"), render.ZH) == ""
    odd = State(code="x", label=law.label, owner=Role.SALES, within=timedelta(minutes=90))
    assert render.promised(odd, render.EN) == "90 min"


def test_a_bar_in_a_cell_does_not_break_its_table() -> None:
    odd = Odd("odd", Text("甲|乙", "a|b"), Text("丙", "c"))
    page = halves(render.refusals_page([odd]))
    assert page[render.EN].rstrip().endswith("| `odd` | a\\|b | c |")

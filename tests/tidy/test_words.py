"""One thing, one word: refused words stay out of the source, and the process's words are listed."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import gendan
from gendan.process.model import Text
from gendan.process.papers import ROLES
from gendan.process.stock import LAWS

SOURCE = Path(gendan.__file__).parent
GLOSSARY = (SOURCE.parents[1] / "GLOSSARY.md").read_text(encoding="utf-8")
KNOWN, _, REFUSED = GLOSSARY.partition("## Refused words")
IN_NAMES, _, IN_TEXTS = REFUSED.partition("| 不用 |")
FILES = sorted(SOURCE.rglob("*.py"))


def refused_names() -> set[str]:
    """The words in backquotes in the first column of the first table."""
    rows = re.findall(r"^\| (`.+?) \|", IN_NAMES, re.MULTILINE)
    return {word for row in rows for word in re.findall(r"`(\w+)`", row)}


def refused_texts() -> set[str]:
    """The words in the first column of the second table."""
    rows = re.findall(r"^\| ([^-|]+) \| [^|]+ \|$", IN_TEXTS, re.MULTILINE)
    return {word for row in rows for word in row.split("、")}


def names(tree: ast.Module) -> Iterator[str]:
    """Every name that the module gives to something."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.attr


def words(name: str) -> set[str]:
    """The words a name is made of."""
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)}


def test_the_glossary_refuses_some_words() -> None:
    assert {"consignment", "fulfillment", "qty", "utils"} <= refused_names()
    assert {"买家", "会员", "物流单号"} <= refused_texts()


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_no_name_uses_a_refused_word(path: Path) -> None:
    given = {path.stem, *names(ast.parse(path.read_text(encoding="utf-8")))}
    used = {name: words(name) & refused_names() for name in given}
    assert {name: found for name, found in used.items() if found} == {}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_no_text_for_people_uses_a_refused_word(path: Path) -> None:
    if path.is_relative_to(SOURCE / "intake" / "sources"):
        pytest.skip("the words of other systems")
    said = [
        node.value
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    assert [text for text in said for word in refused_texts() if word in text] == []


def listed() -> Iterator[tuple[str, Text]]:
    for law in LAWS:
        for document in law.documents:
            yield from ((state.code, state.label) for state in document.states)
        yield from ((step.name, step.label) for step in law.steps)
    yield from ((role.value, label) for role, label in ROLES.items())


@pytest.mark.parametrize(("code", "label"), list(listed()))
def test_the_glossary_lists_every_state_step_and_role(code: str, label: Text) -> None:
    assert f"| {label.zh} | {label.en} | `{code}` |" in KNOWN


def test_a_name_is_taken_apart_into_its_words() -> None:
    assert words("takeHTTPInfo_qty") == {"take", "http", "info", "qty"}

"""The house rules that a program can see: sizes, shapes of commands, one place for state."""

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from inspect import signature
from pathlib import Path

import pytest

import gendan
from gendan.kernel.outcome import Outcome
from gendan.process.definition import PROCESS

ROOT = Path(gendan.__file__).parent
SOURCES = sorted(path for path in ROOT.rglob("*.py") if "migrations" not in path.parts)
FILE_MAX, FUNCTION_MAX = 400, 50
REFUSED_CLASSES = re.compile(r"(Manager|Service|Handler|Helper|Processor)$")
REFUSED_MODULES = {"utils", "helpers", "common", "core", "services", "signals"}
DATA = {"definition.py", "refusals.py"}  # one paragraph a member; not a line of control flow


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_is_read_at_a_sitting(path: Path) -> None:
    text = path.read_text()
    tree = ast.parse(text)
    assert len(text.splitlines()) <= FILE_MAX or path.name in DATA
    assert ast.get_docstring(tree) or not tree.body, "says why it exists"
    assert path.stem not in REFUSED_MODULES
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            assert not REFUSED_CLASSES.search(node.name), "a verb is a function, a noun a table"
    for function in functions(tree):
        length = (function.end_lineno or 0) - function.lineno + 1
        assert length <= FUNCTION_MAX, f"{function.name} has {length} lines"


def test_state_changes_in_one_place() -> None:
    written = re.compile(r"\bSET\s+(state|status)\s*=")
    found = set()
    for path in SOURCES:
        where = path.relative_to(ROOT).as_posix()
        text = path.read_text()
        assigned = [
            target.attr
            for node in ast.walk(ast.parse(text))
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Attribute)
        ]
        if written.search(text) or {"state", "status"} & set(assigned):
            found.add(where)
    found = {name for name in found if name.startswith(("kernel/", "records/", "journey/"))}
    assert found == {
        "records/orders/progress.py",
        "records/shipments/moves.py",
        "records/stock/moves.py",
    }


def test_there_are_no_signals_and_no_save_overrides() -> None:
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ClassDef) and path.name == "models.py":
                names = {f.name for f in node.body if isinstance(f, ast.FunctionDef)}
                assert not names & {"save", "delete"}, node.name
        assert "django.db.models.signals" not in path.read_text(), path
        assert "@receiver" not in path.read_text(), path


def test_no_statement_is_run_in_a_loop() -> None:
    """A set is moved by one statement; the kernel alone walks a command's few afterthoughts."""
    allowed = {("kernel/taking.py", "_carry_out"), ("insight/verify/examination.py", "_snapshot")}
    for path in SOURCES:
        where = path.relative_to(ROOT).as_posix()
        if not where.startswith(("kernel/", "records/", "journey/", "insight/")):
            continue
        for function in functions(ast.parse(path.read_text())):
            loops = [n for n in ast.walk(function) if isinstance(n, ast.For | ast.While)]
            calls = [ast.unparse(c.func) for loop in loops for stmt in loop.body
                     for c in ast.walk(stmt) if isinstance(c, ast.Call)]  # fmt: skip
            run = {call for call in calls if call in {"sql.run", "sql.rows", "cursor.execute"}}
            assert not run or (where, function.name) in allowed, f"{where}: {function.name}"


def commands() -> Iterator[tuple[str, object]]:
    """Every function of the journey that is named after a step and gives an outcome."""
    names = {step.name for step in PROCESS.steps if step.called} | {"decide", "pick_listed"}
    for path in sorted((ROOT / "journey").rglob("*.py")):
        if path.stem.startswith("api"):  # a face: it takes bodies, and calls the command
            continue
        module = import_module(
            ".".join(("gendan", *path.relative_to(ROOT).with_suffix("").parts)).removesuffix(
                ".__init__"
            )
        )
        for name, value in vars(module).items():
            if name in names and getattr(value, "__module__", "") == module.__name__:
                yield name, value


def test_every_step_has_one_command_of_the_same_shape() -> None:
    found = dict(commands())
    called = {step.name for step in PROCESS.steps if step.called}
    assert set(found) - {"decide", "pick_listed"} == called - {"decide_shortage"}
    for name, command in found.items():
        parameters = list(signature(command).parameters.values())  # type: ignore[arg-type]
        assert parameters[0].kind is parameters[0].POSITIONAL_OR_KEYWORD, name
        assert parameters[0].name.endswith("s") or parameters[0].name in {"new", "chosen"}, name
        assert all(parameter.kind is parameter.KEYWORD_ONLY for parameter in parameters[1:]), name
        assert "by" in {parameter.name for parameter in parameters}, name
        assert signature(command).return_annotation is Outcome, name  # type: ignore[arg-type]

"""What holds for every command alike: its cost, its repetition, and its failure midway.

The cost is kept in `docs/generated/statements.md`; `WRITE_DOCS=1` writes that page anew.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from gendan.kernel.repeat import once
from gendan.process.definition import PROCESS
from tests import world
from tests.cast import SAM
from tests.journey.every import BUILDS, COMMANDS, Build, Prepare
from tests.journey.facts import everything

PAGE = Path(__file__).parents[2] / "docs" / "generated" / "statements.md"
HEAD = """\
# Statements of each command

However many documents a command is given, it sends the database the same number of statements.
This page is made and compared by the tests; `WRITE_DOCS=1 make test ARGS=tests/journey` writes it
anew. Opening and closing the transaction is not counted.

| command | statements for 1 | statements for 1,000 |
|---|---:|---:|
"""
ANSWERS = ("repeat",)  # where `once` keeps what it answered


class Interrupted(DatabaseError):
    """The connection broke, the disk was full, somebody pulled the plug."""


class Statements:
    """Counts what is sent to the database, and breaks off before the one that is told."""

    def __init__(self, last: int | None = None) -> None:
        self.count = 0
        self.last = last

    def __call__(self, execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        if not sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            if self.count == self.last:
                raise Interrupted(sql)
            self.count += 1
        return execute(sql, params, many, context)


@contextmanager
def undone() -> Iterator[None]:
    """Whatever the block does is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def cost(prepare: Prepare, ids: list[int]) -> int:
    """The number of statements that the command sends, and that it does all it is asked."""
    with undone():
        call = prepare(ids)
        statements = Statements()
        with connection.execute_wrapper(statements):
            outcome = call()
        assert len(world.all_done(outcome).done) == len(ids)
    return statements.count


def costs(build: Build, before: int | list[int]) -> dict[str, int]:
    """By command, its statements on documents of that kind, and on those that are made of them."""
    with undone():
        ids = build.step(before)
        found = {
            name: cost(prepare, ids) for name, (its, prepare) in COMMANDS.items() if its is build
        }
        for further in BUILDS:
            if further.of is build:
                found |= costs(further, ids)
    return found


def all_costs(size: int) -> dict[str, int]:
    """By command, its statements for so many documents."""
    first = [costs(build, size) for build in BUILDS if build.of is None]
    return {name: count for found in first for name, count in found.items()}


@pytest.mark.slow
@pytest.mark.scale
def test_a_command_for_many_costs_as_many_statements_as_for_one(shop: None) -> None:
    one, thousand = all_costs(1), all_costs(1_000)
    assert one == thousand
    page = HEAD + "".join(f"| {name} | {one[name]} | {thousand[name]} |\n" for name in COMMANDS)
    if os.environ.get("WRITE_DOCS"):
        PAGE.write_text(page, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page


CALLED = [
    (stage.name, step.name) for stage in PROCESS.stages for step in stage.steps if step.called
]


def test_every_step_is_here() -> None:
    assert {name.split(",")[0] for name in COMMANDS} == {step for _, step in CALLED}


@pytest.mark.parametrize(("stage", "step"), CALLED)
def test_every_step_has_a_file_with_what_it_does_what_it_refuses_and_its_repetition(
    stage: str, step: str
) -> None:
    text = (Path(__file__).parent / stage / f"test_{step}.py").read_text(encoding="utf-8")
    tests = re.findall(r"^def test_(\w+)", text, re.MULTILINE)
    assert any("refuses" in name or "is_refused" in name for name in tests)
    assert any("twice" in name for name in tests)
    assert len(tests) >= 3


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_repeated_with_its_key_answers_alike_and_does_nothing(
    shop: None, name: str
) -> None:
    build, prepare = COMMANDS[name]
    call = prepare(build(2))
    first = once(SAM, "key", call.command, call.given, **call.rest)
    after = everything(but=ANSWERS)
    again = once(SAM, "key", call.command, call.given, **call.rest)
    assert again == first
    assert len(world.all_done(first).done) == 2
    assert everything(but=ANSWERS) == after


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_that_fails_at_any_statement_leaves_no_trace(shop: None, name: str) -> None:
    build, prepare = COMMANDS[name]
    call = prepare(build(2))
    before = everything()
    with undone(), connection.execute_wrapper(statements := Statements()):
        call()
    assert statements.count > 3
    for last in range(statements.count):
        with (
            connection.execute_wrapper(Statements(last)),
            pytest.raises(Interrupted),
            transaction.atomic(),
        ):
            call()
        assert everything() == before, f"statement {last}"


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_that_the_database_refuses_leaves_no_trace(shop: None, name: str) -> None:
    """The journal comes last but for the notices: everything else is written by then."""
    build, prepare = COMMANDS[name]
    call = prepare(build(2))
    with connection.cursor() as cursor:
        cursor.execute("""
            CREATE FUNCTION out_of_space() RETURNS trigger LANGUAGE plpgsql
                AS $$ BEGIN RAISE EXCEPTION 'no space left' USING ERRCODE = '53100'; END $$;
            CREATE TRIGGER full_disk BEFORE INSERT ON journal
                FOR EACH STATEMENT EXECUTE FUNCTION out_of_space();
        """)
    before = everything()
    with pytest.raises(DatabaseError, match="no space left"):
        call()
    assert everything() == before

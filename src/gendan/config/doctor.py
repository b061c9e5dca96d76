"""The examinations of `gendan doctor`, one after the other, each saying what it found in sentences.

To add one, write a function that yields what is wrong and add a line to EXAMINATIONS.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module

import click

from gendan.config.complaints import sentences
from gendan.embedded import Trouble


@dataclass(frozen=True)
class Examination:
    """One thing to look at. `where` names a function `() -> Iterable[Trouble]` as module:name.

    It is left out when the one named in `after` found something wrong.
    """

    name: str
    where: str
    after: str = ""

    def look(self) -> Iterable[Trouble]:
        """Import and run the function."""
        module, _, name = self.where.partition(":")
        examine: Callable[[], Iterable[Trouble]] = getattr(import_module(module), name)
        return examine()


EXAMINATIONS = [
    Examination("Python", "gendan.config.examinations:python"),
    Examination("Settings", "gendan.config.examinations:settings"),
    Examination("Names of settings", "gendan.config.examinations:spelling"),
    Examination("Public address", "gendan.config.examinations:public_address", after="Settings"),
    Examination("Home directory", "gendan.config.examinations:home", after="Settings"),
    Examination("Disk space", "gendan.config.examinations:disk", after="Settings"),
    Examination("Secret key", "gendan.config.examinations:secret_key", after="Settings"),
    Examination("Database", "gendan.config.examinations:database_answers", after="Settings"),
    Examination("Migrations", "gendan.config.examinations:migrations", after="Database"),
    Examination("Worker", "gendan.config.examinations:worker", after="Migrations"),
    Examination("Alarms", "gendan.config.examinations:alarms", after="Migrations"),
    Examination("Traces", "gendan.config.otel:troubles", after="Settings"),
]


def report() -> int:
    """Run every examination and print what it found; returns 1 when something is wrong."""
    sick: set[str] = set()
    for examination in EXAMINATIONS:
        if examination.after in sick:
            sick.add(examination.name)
            click.echo(f"  –  {examination.name}: not looked at, because of {examination.after}")
            continue
        try:
            wrong = [(trouble.problem, trouble.remedy) for trouble in examination.look()]
        except Exception as error:  # noqa: BLE001 - a doctor does not faint
            wrong = [(" ".join(sentences(error)), "")]
        click.echo(f"  {'✗' if wrong else '✓'}  {examination.name}")
        for problem, remedy in wrong:
            sick.add(examination.name)
            click.echo(f"       {problem}")
            if remedy:
                click.echo(f"       → {remedy}")
    click.echo("Something needs attention." if sick else "All is well.")
    return 1 if sick else 0

"""What is wrong with a file, or with a row of it: said in both languages, with the remedy."""

from dataclasses import dataclass

from gendan.process.model import Text


@dataclass(frozen=True, slots=True)
class Fault:
    """One bad row: which line and column, what stands there, what is wrong, what to do."""

    file: str
    line: int
    column: str  # as the file calls it; empty: the row as a whole
    value: str
    problem: Text
    remedy: Text


class BadFile(Exception):
    """The file as a whole cannot be used; nothing of it was imported."""

    def __init__(self, problem: Text, remedy: Text) -> None:
        super().__init__(problem.en)
        self.problem = problem
        self.remedy = remedy


class BadRow(Exception):
    """A row cannot be used."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.problem.en)
        self.fault = fault


class BadOrder(Exception):
    """An order cannot be read, because of these rows."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(faults[0].problem.en)
        self.faults = faults


def bad_file(zh: str, en: str, zh_remedy: str, en_remedy: str) -> BadFile:
    """A `BadFile` in both languages."""
    return BadFile(Text(zh, en), Text(zh_remedy, en_remedy))

"""Our own template, made from the mapping that reads it: CSV, or a workbook with a guide."""

import csv
from pathlib import Path

import xlsxwriter

from gendan.intake.faults import bad_file
from gendan.intake.source import load
from gendan.process.model import Text

GUIDE = Text("说明", "Guide")
ORDERS = Text("订单", "Orders")
HEADS = (
    Text("列", "Column"),
    Text("必填", "Needed"),
    Text("含义", "Meaning"),
    Text("例", "Example"),
)
YES = Text("是", "yes")


def write(path: Path, language: str) -> None:
    """Write an empty template. `BadFile` unless the name ends in .csv or .xlsx."""
    if path.suffix.lower() == ".csv":
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerow(columns(language))
    elif path.suffix.lower() == ".xlsx":
        _workbook(path, language)
    else:
        raise bad_file(
            f"模板文件名 {path.name} 要以 .csv 或 .xlsx 结尾。",
            f"The template's name {path.name} must end in .csv or .xlsx.",
            "换一个文件名。",
            "Give it another name.",
        )


def columns(language: str) -> list[str]:
    """The names of the template's columns."""
    return [names[language.startswith("en")] for names in load("gendan").columns.values()]


def _workbook(path: Path, language: str) -> None:
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(path, options) as book:
        head, text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
        orders = book.add_worksheet(ORDERS.in_language(language))
        orders.set_column(0, len(columns(language)) - 1, 16, text)
        orders.write_row(0, 0, columns(language), head)
        orders.freeze_panes(1, 0)
        guide = book.add_worksheet(GUIDE.in_language(language))
        guide.set_column(0, 3, 24)
        guide.write_row(0, 0, [words.in_language(language) for words in HEADS], head)
        for line, row in enumerate(guide_rows(language), start=1):
            guide.write_row(line, 0, row)


def guide_rows(language: str) -> list[tuple[str, str, str, str]]:
    """Each column with whether it is needed, what it means, and an example."""
    source = load("gendan")
    rows: list[tuple[str, str, str, str]] = []
    for name, field in zip(columns(language), source.columns, strict=True):
        told = source.table("help")[field]
        assert isinstance(told, dict), f"{field} is explained"
        needed = YES.in_language(language) if field in source.needed else ""
        meaning = Text(told["zh"], told["en"]).in_language(language)
        rows.append((name, needed, meaning, told["example"]))
    return rows

"""The figures for people, as a table, and for programs, as `bench.json`."""

import json
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.figures import Figure


def as_table(figures: Sequence[Figure]) -> Table:
    """One line a figure."""
    table = Table()
    table.add_column("figure", no_wrap=True)
    for heading in ("value", "limit", "ratio"):
        table.add_column(heading, justify="right")
    table.add_column("unit")
    table.add_column("wanted")
    for figure in figures:
        table.add_row(
            figure.name,
            _number(figure.value),
            _number(figure.limit),
            f"{figure.ratio:.2f}",
            figure.unit,
            figure.wanted,
        )
    return table


def write(figures: Sequence[Figure], path: Path) -> None:
    """Replace the file by the figures of this run."""
    rows = [
        {
            "name": figure.name,
            "value": round(figure.value, 3),
            "unit": figure.unit,
            "limit": round(figure.limit, 3),
            "ratio": round(figure.ratio, 3),
        }
        for figure in figures
    ]
    path.write_text(json.dumps(rows, indent=2) + "\n")


def show(figures: Sequence[Figure], path: Path) -> None:
    """Print the table, and where the file is."""
    Console().print(as_table(figures))
    Console().print(f"Written to {path}", soft_wrap=True)


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:,.2f}"

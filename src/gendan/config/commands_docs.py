"""`gendan docs`: writes the pages that are made from the process, so that they cannot be wrong."""

from pathlib import Path

import click

from gendan.config import api
from gendan.kernel.refusals import Refusal
from gendan.process import render, render_stock

GENERATED = Path("docs/generated")


def pages() -> dict[str, str]:
    """By file name, the page as it must be now."""
    return {
        "process.md": render.process_page(),
        "raci.md": render.raci_page(),
        "manual.md": render.manual_page(),
        "stock.md": render_stock.stock_page(),
        "refusals.md": render.refusals_page(list(Refusal)),
        "openapi.json": api.reference(),
    }


@click.command()
@click.option(
    "--into",
    default=GENERATED,
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Directory to write to.",
)
def docs(into: Path) -> None:
    """Write process, responsibilities, manual and refusals, in both languages, and the API."""
    into.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (into / name).write_text(text, encoding="utf-8")
        click.echo(f"{into / name}")

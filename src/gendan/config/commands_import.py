"""`gendan import FILE`: orders from files into the books, and what became of every row."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import click
from django.conf import settings
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from gendan.config import env
from gendan.intake import display
from gendan.intake import errors as bad_rows
from gendan.intake import template as templates
from gendan.intake.faults import BadFile
from gendan.intake.run import Wish, run
from gendan.intake.source import FILES, Source, load
from gendan.process.model import Text

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW_FILE = click.Path(dir_okay=False, path_type=Path)
SOME_BAD = 2  # the exit status when everything went in but some rows


@click.command("import")
@click.argument("files", nargs=-1, type=FILE)
@click.option(
    "--source",
    "name",
    default="gendan",
    show_default=True,
    help=f"Where the file comes from: {', '.join(FILES)}, or a .toml mapping.",
)
@click.option("--dry-run", is_flag=True, help="Check everything and write nothing.")
@click.option("--replay", is_flag=True, help="Walk each order to where its real life ended.")
@click.option(
    "--errors", "errors_file", type=NEW_FILE, help="Where bad rows go; by default beside the file."
)
@click.option("--report", "report_file", type=NEW_FILE, help="Write the figures there as JSON.")
@click.option(
    "--acknowledge",
    type=NEW_FILE,
    help="Write each command of a replay there once it is committed, a line of JSON each.",
)
@click.option(
    "--create-products/--no-create-products",
    default=None,
    help="Make articles that are not known yet. By default as the source says.",
)
@click.option("--channel", help="Another channel than the source's own.")
@click.option("--store", help="Another store than the source's own.")
@click.option("--template", type=NEW_FILE, help="Write an empty template (.csv or .xlsx) instead.")
def import_(
    files: tuple[Path, ...],
    name: str,
    dry_run: bool,
    replay: bool,
    errors_file: Path | None,
    report_file: Path | None,
    acknowledge: Path | None,
    create_products: bool | None,
    channel: str | None,
    store: str | None,
    template: Path | None,
) -> None:
    """Import orders from files. Importing the same file twice changes nothing.

    Ends with status 0 when every row went in, 2 when some are bad, 1 when the file cannot be used
    or a replay ended elsewhere than the file."""
    try:
        if template:
            templates.write(template, settings.LANGUAGE_CODE)
            click.echo(f"{template}")
            return
        if not files:
            raise click.UsageError("Name the file to import.")
        source = _source(name, channel, store)
        wish = Wish(
            files=files,
            source=source,
            dry_run=dry_run,
            replay=replay,
            create_products=source.create_products if create_products is None else create_products,
        )
        raise SystemExit(_import(wish, errors_file, report_file, acknowledge))
    except BadFile as bad:
        for text in (bad.problem, bad.remedy):
            click.echo(f"gendan: {_say(text)}", err=True)
        raise SystemExit(1) from bad


def _source(name: str, channel: str | None, store: str | None) -> Source:
    source = load(name)
    if not source.house:
        named = {"channel": channel, "store": store}
        given = {field: code for field, code in named.items() if code}
        return replace(source, defaults={**source.defaults, **given})
    house = source.house
    house = replace(house, channel=channel or house.channel, store=store or house.store)
    return replace(source, house=house)


def _import(
    wish: Wish, errors_file: Path | None, report_file: Path | None, acknowledge: Path | None
) -> int:
    spare = env.current().home / "imports"
    with (
        bad_rows.errors(wish.files, errors_file, spare, settings.LANGUAGE_CODE) as errors,
        _acknowledging(acknowledge) as told,
        _progress(wish.files) as advance,
    ):
        report = run(wish, errors, advance=advance, acknowledge=told)
    if report_file:
        report.write(report_file)
    display.show(report, errors, settings.LANGUAGE_CODE)
    if not (report.adds_up and report.ends_agree):
        return 1
    return SOME_BAD if report.bad_rows else 0


@contextmanager
def _acknowledging(path: Path | None) -> Iterator[Callable[[str, Sequence[int]], None]]:
    if path is None:
        yield lambda _step, _documents: None
        return
    with path.open("a", encoding="utf-8") as file:

        def told(step: str, documents: Sequence[int]) -> None:
            file.write(json.dumps({"step": step, "documents": list(documents)}) + "\n")
            file.flush()

        yield told


@contextmanager
def _progress(files: Sequence[Path]) -> Iterator[Callable[[int], None]]:
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
    )
    with bar:
        names = "、".join(file.name for file in files)
        task = bar.add_task(names, total=sum(file.stat().st_size for file in files))
        yield lambda size: bar.advance(task, size)


def _say(text: Text) -> str:
    return text.in_language(settings.LANGUAGE_CODE)

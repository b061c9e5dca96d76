"""`gendan verify`: compute everything anew, and say in sentences what differs."""

import json

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from gendan.insight.verify.examination import Report, UnknownOrder
from gendan.insight.verify.examination import verify as hold_together


@click.command()
@click.option("--order", metavar="NUMBER", help="Look at this order only.")
@click.option("--from", "first", metavar="NUMBER", help="Begin with this order.")
@click.option("--to", "last", metavar="NUMBER", help="End with this order.")
@click.option(
    "--examples",
    type=click.IntRange(min=1, max=1000),
    default=5,
    show_default=True,
    help="How many differences of each kind to print; all are counted.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the report for other programs.")
def verify(
    order: str | None, first: str | None, last: str | None, examples: int, as_json: bool
) -> None:
    """Compute anew whatever can be computed, and say what differs.

    Changes nothing, and disturbs nobody at work. Ends with status 1 when something differs. With
    --order, --from or --to only those orders are looked at, and not the stock as a whole."""
    if order and (first or last):
        raise click.UsageError("Say --order, or --from and --to, but not both.")
    try:
        report = _watched(order or first or "", order or last or "", examples, quiet=as_json)
    except UnknownOrder as unknown:
        raise click.UsageError(f"There is no order {unknown}.") from unknown
    if as_json:
        click.echo(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
    else:
        _say(report)
    raise SystemExit(1 if report.differences else 0)


def _watched(first: str, last: str, examples: int, *, quiet: bool) -> Report:
    """The report, with a progress bar while it is being made."""
    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("orders"),
        TimeRemainingColumn(),
        TextColumn("{task.description}"),
    )
    console = Console(stderr=True, quiet=quiet)
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=None)

        def tell(rule: str, done: int, total: int) -> None:
            progress.update(task, description=rule, completed=done, total=total)

        return hold_together(first=first, last=last, examples=examples, tell=tell)


def _say(report: Report) -> None:
    for finding in report.findings:
        if not finding.found.count:
            continue
        click.echo(f"✗ {finding.check.rule}")
        for difference in finding.found.examples:
            click.echo(f"    {finding.check.tell(difference)}")
        if more := finding.found.count - len(finding.found.examples):
            click.echo(f"    … and {more:,} more.")
    looked = f"{report.orders:,} orders, {len(report.findings)} rules, {report.seconds:.1f} s"
    if report.differences:
        click.echo(f"{report.differences:,} things differ ({looked}).")
    else:
        click.echo(f"All agrees ({looked}).")

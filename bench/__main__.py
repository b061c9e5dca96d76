"""`python -m bench [FIGURE…]`: measure, each figure beside its limit."""

from itertools import count

import click
from rich.console import Console

from bench import figures, kills, over_http, pages, report, told
from bench.databases import databases
from bench.figures import TINY, Bench, Figure, Scale
from gendan.config import database, env

FIGURES = {
    **figures.FIGURES, **over_http.FIGURES, **told.FIGURES, **kills.FIGURES, **pages.FIGURES
}  # fmt: skip


@click.command()
@click.argument("figures", nargs=-1, type=click.Choice(list(FIGURES)))
@click.option(
    "--orders",
    type=click.IntRange(min=20_000),
    default=1_000_000,
    show_default=True,
    envvar="BENCH_ORDERS",
    help="How many stored orders are many.",
)
@click.option("--tiny", is_flag=True, help="Try the program; the figures mean nothing.")
@click.option("--like", default="", help="A migrated database, to copy instead of making tables.")
def main(figures: tuple[str, ...], orders: int, tiny: bool, like: str) -> None:
    """Measure FIGURES (all of them when none is named) in databases that are dropped afterwards."""
    scale = TINY if tiny else Scale(stored=orders)
    chosen = [figure for name, figure in FIGURES.items() if not figures or name in figures]
    console = Console(stderr=True)
    measured: list[Figure] = []
    trouble = ""
    try:
        with databases(database.url()) as ours, console.status("making a house") as status:

            def said(words: str) -> None:
                status.update(words)
                if not console.is_terminal:
                    console.print(words)

            bench = Bench(ours, scale, said, count(1))
            kind = "furnish" if like else "build"
            bench.work(ours.make("base", template=like), kind, 1, scale.few, workers=1)
            for figure in chosen:
                measured.append(figure(bench))
                said(f"{measured[-1].name}: {measured[-1].value:,.2f} {measured[-1].unit}")
    except (AssertionError, RuntimeError) as problem:
        trouble = str(problem)
    if measured:
        path = env.current().home / "bench.json"
        report.write(measured, path)
        report.show(measured, path)
    if trouble:
        raise click.ClickException(trouble)


if __name__ == "__main__":
    main()

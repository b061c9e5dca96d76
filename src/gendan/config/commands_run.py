"""`gendan run`: the shop with all its processes, until told to stop."""

import sys
from functools import partial

import click

from gendan.config.running import whole
from gendan.config.running.whole import Plan


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to serve on.")
@click.option("--port", default=8000, show_default=True, help="Port of the web.")
@click.option("--live-port", default=8001, show_default=True, help="Port of live updates.")
@click.option(
    "--web",
    "workers",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="Web processes: one for each processor that PostgreSQL leaves.",
)
@click.option("--migrate", is_flag=True, help="First make the database ready for this version.")
def run(host: str, port: int, live_port: int, workers: int, migrate: bool) -> None:
    """Serve the shop: the database when it is the embedded one, the web, the worker, live updates.

    What dies is started anew. Ctrl-C, SIGTERM and the end of the terminal stop everything."""
    plan = Plan(host, port, live_port, workers)
    whole.serve(
        plan,
        before=partial(_prepare, migrate=migrate),
        announce=lambda: click.echo(f"Gendan serves at {plan.address} (Ctrl-C stops it)."),
    )


def _prepare(*, migrate: bool) -> None:
    """Make ready; in a house into which nobody can sign in yet, show the way in."""
    from gendan.desks import invitation

    make_ready(migrate=migrate)
    # Only to a person: what is written into a log stays there.
    if sys.stdout.isatty() and (link := invitation.first_link()):
        click.echo(f"The first manager chooses a password here, within 30 minutes: {link}")


def make_ready(*, migrate: bool) -> None:
    """See that the tables are those of this version, and gather the files that browsers load."""
    from django.core.management import call_command

    from gendan.config import examinations

    if migrate:
        call_command("migrate", interactive=False, verbosity=0)
    for trouble in examinations.migrations():
        raise trouble
    call_command("collectstatic", interactive=False, verbosity=0)

"""`gendan backup` and `gendan restore`: everything in one file, and back."""

from pathlib import Path

import click
from django.db import connections
from django.utils import timezone

from gendan.config import database, env
from gendan.config.backup import archive, making, restoring
from gendan.embedded import Trouble

FILE = click.Path(dir_okay=False, path_type=Path)
DIRECTORY = "backups"
MIB = 1024**2


@click.command()
@click.argument("file", type=FILE, required=False)
@click.option(
    "--without-key",
    is_flag=True,
    help="Leave the secret key out; keep it elsewhere: without it sealed secrets cannot be read.",
)
def backup(file: Path | None, without_key: bool) -> None:
    """Write everything into FILE, while people work; by default into GENDAN_HOME/backups.

    It holds customers' names and telephone numbers, and the key that signs sessions: only its owner
    may read it. Copy it to another machine."""
    database.require()
    path = (file or _default()).absolute()
    making.make(path, with_key=not without_key)
    size = path.stat().st_size / MIB
    click.echo(f"Everything is in {path} ({size:,.1f} MiB).")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Even where there is data, which is lost then.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def restore(file: Path, replace: bool, yes: bool) -> None:
    """Bring back what is in FILE, into an empty database. All of it, or nothing."""
    database.require()
    with archive.reading(file) as (about, made):
        restoring.check(about)
        restoring.refuse_use()
        if not restoring.is_empty():
            if not replace:
                raise Trouble(
                    "There is data in this database.",
                    "Give a GENDAN_HOME of its own, or say --replace to lose what is there.",
                )
            if not yes:
                click.confirm(
                    f"Everything in this database is replaced by the state of {about.made_at}. "
                    "Go on?",
                    abort=True,
                )
        connections.close_all()
        restoring.restore(made)
    click.echo(f"Everything is as it was at {about.made_at}, in Gendan {about.version}.")
    click.echo("Now say: gendan migrate, and gendan verify")


def _default() -> Path:
    directory = env.current().home / DIRECTORY
    directory.mkdir(mode=0o700, exist_ok=True)
    return directory / f"gendan-{timezone.localtime():%Y%m%d-%H%M%S}.zip"

"""`gendan db …`: the embedded database by hand. No other command needs these."""

import shutil
import subprocess
from pathlib import Path

import click

from gendan import embedded
from gendan.config import database, env


@click.group()
def db() -> None:
    """Start, stop and look at the embedded database."""


@db.command()
def start() -> None:
    """Start the database and let it stay until it is stopped."""
    _refuse_foreign()
    server = embedded.keep(env.current().home, database.options())
    click.echo(f"PostgreSQL {server.version} is up and stays up: {server.url()}")


@db.command()
def stop() -> None:
    """Stop the database. Programs that use it lose their connections."""
    _refuse_foreign()
    stopped = embedded.stop(env.current().home)
    click.echo("The database is stopped." if stopped else "The database was not running.")


@db.command()
def status() -> None:
    """Say whether the database runs, without starting it."""
    _refuse_foreign()
    said = embedded.status(env.current().home)
    if said is None:
        click.echo("The database is not running; the next command that needs it starts it.")
        return
    click.echo(f"The database is {said.phase}: PostgreSQL {said.version}, process {said.server}.")


@db.command()
@click.option("--superuser", is_flag=True, help="As the role that may do everything.")
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
def shell(superuser: bool, words: tuple[str, ...]) -> None:
    """Open psql on the database; words after `--` are psql's."""
    from gendan.embedded import binaries
    from gendan.embedded.cluster import OWNER, SUPERUSER

    psql: str | Path
    if env.current().database_url:
        address = env.current().database_url
        # The machine's own speaks TLS, which the packaged one does not.
        psql = shutil.which("psql") or binaries.find().program("psql")
    else:
        role = SUPERUSER if superuser else OWNER
        address = database.server().url(user=role)
        psql = binaries.find(env.current().pg_bindir).program("psql")
    # A child and not a replacement of this program, which holds the lease.
    raise SystemExit(subprocess.run([psql, address, *words], check=False).returncode)


def _refuse_foreign() -> None:
    if env.current().database_url:
        raise embedded.Trouble(
            "DATABASE_URL points at a server of its own, which Gendan neither starts nor stops.",
            "Use that server's own tools, or unset DATABASE_URL.",
        )

"""Which database the program uses: the embedded one, or the server DATABASE_URL names."""

from collections.abc import Iterator
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from gendan import embedded
from gendan.config import env
from gendan.embedded.binaries import OLDEST
from gendan.embedded.cluster import DATABASE, OWNER

_server: embedded.Server | None = None


def options() -> embedded.Options:
    """How this process would run the embedded server."""
    given = env.current()
    return embedded.Options(
        bindir=given.pg_bindir,
        account=given.pg_account,
        linger_seconds=given.pg_linger,
        patience_seconds=given.pg_patience,
    )


def server(*, again: bool = False) -> embedded.Server:
    """The embedded server, started if need be; `again` looks anew instead of remembering.

    Raises Trouble when it does not come up.
    """
    global _server  # noqa: PLW0603 - one server per process, as one home per process
    if _server is None or again:
        _server = embedded.ensure_running(env.current().home, options())
    return _server


def again() -> None:
    """See that the embedded server runs: it may have been killed together with its supervisor.

    Does nothing for a server of its own. Raises Trouble when it does not come up."""
    if not env.current().database_url:
        server(again=True)


def url() -> str:
    """Address of the database for other programs, such as psql and pgbench."""
    return env.current().database_url or server().url()


def troubles() -> Iterator[embedded.Trouble]:
    """What keeps the database from being used; nothing when all is well."""
    try:
        with psycopg.connect(url(), connect_timeout=10) as connection:
            number = connection.info.server_version
            encoding = connection.info.parameter_status("server_encoding")
            knows_letters = connection.execute(r"SELECT '订单' ~ '^\w+$'").fetchone() == (True,)
    except embedded.Trouble as trouble:
        yield trouble
        return
    except psycopg.OperationalError as error:
        yield embedded.Trouble(
            f"The database does not answer: {str(error).strip()}",
            "Check DATABASE_URL, and that the server runs and lets this machine in.",
        )
        return
    if number < OLDEST * 10_000:
        yield embedded.Trouble(
            f"The database server is PostgreSQL {number // 10_000}; Gendan needs {OLDEST} or "
            "newer.",
            "Upgrade it, or unset DATABASE_URL to use the embedded one.",
        )
    if encoding != "UTF8" or not knows_letters:
        yield embedded.Trouble(
            "The database was made with a locale that knows no Chinese letters, so searching for "
            "Chinese words would find nothing.",
            "Make it anew: CREATE DATABASE … TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'",
        )


def require() -> None:
    """Raise the first Trouble that keeps the database from being used."""
    for trouble in troubles():
        raise trouble


def django_settings() -> dict[str, Any]:
    """The `default` entry of Django's DATABASES. Starts nothing."""
    address = env.current().database_url
    shared = {
        "ENGINE": "gendan.config.postgres",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
    if not address:
        return shared | {
            "NAME": DATABASE,
            "USER": OWNER,
            "PORT": "5432",
        }
    parts = {k: v for k, v in conninfo_to_dict(address).items() if v is not None}
    own = {
        "NAME": "dbname",
        "USER": "user",
        "PASSWORD": "password",  # pragma: allowlist secret
        "HOST": "host",
        "PORT": "port",
    }
    return (
        shared
        | {django: str(parts.pop(libpq, "")) for django, libpq in own.items()}
        | {"OPTIONS": parts}
    )

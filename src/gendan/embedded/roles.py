"""The role and the database the application uses, made when they are missing.

The application is not a superuser: what the journal's guards forbid stays forbidden to it.
"""

import sys
from pathlib import Path

import psycopg
from psycopg import sql

from gendan.embedded.cluster import DATABASE, OWNER, SUPERUSER


def ensure(socket: Path) -> None:
    """Make role and database if they are missing; harmless when they are there."""
    with _connect(socket, "postgres") as connection:
        owner, database = sql.Identifier(OWNER), sql.Identifier(DATABASE)
        if not connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [OWNER]).rowcount:
            # CREATEDB lets the tests have databases of their own.
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB").format(owner))
            connection.execute(sql.SQL("GRANT pg_monitor TO {}").format(owner))
        found = connection.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE])
        if not found.rowcount:
            connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(database, owner))
    with _connect(socket, DATABASE) as connection:
        # Only a superuser may install this one, so no migration can.
        connection.execute(
            "DO $$ BEGIN"
            " IF EXISTS (SELECT FROM pg_available_extensions WHERE name = 'pg_stat_statements')"
            " THEN CREATE EXTENSION IF NOT EXISTS pg_stat_statements; END IF; END $$"
        )


def _connect(socket: Path, database: str) -> psycopg.Connection:
    return psycopg.connect(
        host=str(socket), port=5432, user=SUPERUSER, dbname=database, autocommit=True
    )


if __name__ == "__main__":
    ensure(Path(sys.argv[1]))

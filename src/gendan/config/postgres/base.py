"""Django's PostgreSQL backend, which finds the embedded server and keeps a pool cheaply.

The embedded server is found, and started if need be, at the first connection: never by an import.
When a connection fails because the server and its supervisor were killed, it is started again. Only
those who share a pool do not wait for that: whoever serves many at once says at once that it is
away, and leaves starting it to the worker.
"""

import select
from typing import Any

import psycopg
from django.db.backends.postgresql import base, operations, schema
from psycopg_pool import ConnectionPool

from gendan.config import database, env


class DatabaseOperations(operations.DatabaseOperations):
    """Django's own, save for how it writes down a statement of ours."""

    def last_executed_query(self, cursor: Any, sql: str, params: Any) -> str:  # noqa: ANN401
        """The statement as it was executed; without its values where the server filled them in."""
        if isinstance(cursor, psycopg.RawCursor):
            return sql
        return super().last_executed_query(cursor, sql, params)


class DatabaseSchemaEditor(schema.DatabaseSchemaEditor):
    """Django's own, save for an index that nothing reads and every new row would pay for."""

    def _create_like_index_sql(self, model: object, field: object) -> None:
        """None beside each unique text: what is sought by its beginning has an index of its own."""


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own, save that it knows where the embedded server is."""

    SchemaEditorClass = DatabaseSchemaEditor
    ops_class = DatabaseOperations

    @property
    def pool(self) -> ConnectionPool[Any] | None:
        """Django's, with a check of our own, for which Django leaves no room."""
        pool: ConnectionPool[Any] | None = super().pool
        if pool is not None:
            pool._check = check
        return pool

    def get_connection_params(self) -> dict[str, Any]:
        """Connection parameters of psycopg, with the directory of the embedded server's socket."""
        parameters: dict[str, Any] = super().get_connection_params()
        if _is_embedded():
            parameters["host"] = str(database.server().socket)
        return parameters

    def get_new_connection(self, conn_params: dict[str, Any]) -> psycopg.Connection[Any]:
        """Connect; without a pool once more, after making sure that the server runs."""
        connection: psycopg.Connection[Any]
        try:
            connection = super().get_new_connection(conn_params)
        except psycopg.OperationalError:
            if self.pool or not _is_embedded():
                raise
            conn_params["host"] = str(database.server(again=True).socket)
            connection = super().get_new_connection(conn_params)
        return connection


def check(connection: psycopg.Connection[Any]) -> None:
    """See that a connection from the pool still stands. Raises `psycopg.OperationalError`.

    To ask the server takes as long as a short answer. One that ends closes the connection or says
    a last word; either can be seen here, and only then it is asked."""
    waiting = select.poll()
    waiting.register(connection.fileno(), select.POLLIN)
    if waiting.poll(0):
        ConnectionPool.check_connection(connection)


def _is_embedded() -> bool:
    return not env.current().database_url

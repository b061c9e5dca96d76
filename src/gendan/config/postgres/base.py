"""Django's PostgreSQL backend, connected to the embedded server.

The server is found, and started if need be, at the first connection: never by an import. When a
connection fails because the server and its supervisor were killed, it is started again. Only those
who share a pool do not wait for that: whoever serves many at once says at once that it is away,
and leaves starting it to the worker.
"""

from typing import Any

import psycopg
from django.db.backends.postgresql import base

from gendan.config import database


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own, save that it knows where the embedded server is."""

    def get_connection_params(self) -> dict[str, Any]:
        """Connection parameters of psycopg, with the directory of the server's socket."""
        return super().get_connection_params() | {"host": str(database.server().socket)}

    def get_new_connection(self, conn_params: dict[str, Any]) -> psycopg.Connection[Any]:
        """Connect; without a pool once more, after making sure that the server runs."""
        connection: psycopg.Connection[Any]
        try:
            connection = super().get_new_connection(conn_params)
        except psycopg.OperationalError:
            if self.pool:
                raise
            conn_params["host"] = str(database.server(again=True).socket)
            connection = super().get_new_connection(conn_params)
        return connection

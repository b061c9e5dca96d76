"""Turns an error into sentences a person can act on."""

import psycopg
from django.core.exceptions import ImproperlyConfigured
from django.db.utils import OperationalError

from gendan.config.env import BadSettings
from gendan.embedded import Trouble


def sentences(error: BaseException) -> list[str]:
    """What to tell the person at the terminal: never a traceback, never nothing."""
    if isinstance(error, BadSettings):
        return error.problems
    if isinstance(error, Trouble):
        return [error.problem, error.remedy]
    if isinstance(error, PermissionError | FileNotFoundError):
        return [str(error)]
    if isinstance(error, OperationalError | psycopg.OperationalError):
        return [
            f"The database does not answer: {str(error).strip()}",
            "“gendan doctor” looks for the cause.",
        ]
    if isinstance(error.__cause__, psycopg.errors.UndefinedTable | psycopg.errors.UndefinedColumn):
        return [
            "The database is not ready for this version of the program.",
            "“gendan migrate” makes it so.",
        ]
    if isinstance(error, ImproperlyConfigured):
        return [str(error)]
    return [
        f"Something unexpected happened ({type(error).__name__}: {error}).",
        "Run the command again as “gendan --debug …” and report what it prints.",
    ]

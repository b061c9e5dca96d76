"""Every setting an operator may give, in one place: name, default, meaning and check.

`docs/guide/configuration.md` is written from this file, so it cannot say anything else.
"""

import os
import zoneinfo
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import TypeVar

import psycopg
from psycopg.conninfo import conninfo_to_dict

T = TypeVar("T")

PREFIX = "GENDAN_"
LANGUAGES = ("zh-hans", "en")
LOG_LEVELS = ("debug", "info", "warning", "error")


class BadSettings(Exception):
    """One or more settings cannot be used. Each entry names the variable and the remedy."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Refused(ValueError):
    """A value that a check does not accept; the message completes “NAME=value …”."""


@dataclass(frozen=True)
class Variable:
    """What is known about one setting beside its type."""

    name: str
    default: str
    meaning: str
    hint: str
    read: Callable[[str], object]
    secret: bool = False


def variable(
    name: str,
    default: str,
    read: Callable[[str], T],
    meaning: str,
    hint: str,
    *,
    secret: bool = False,
) -> T:
    """Declare a setting; a missing or empty variable gets `default`."""
    about = Variable(name, default, meaning, hint, read, secret)
    declared: T = field(metadata={"variable": about})
    return declared


def a_path(text: str) -> Path:
    """A path; `~` is the home directory, a relative one starts where the command is run."""
    return Path(text).expanduser().absolute()


def a_bindir(text: str) -> Path | None:
    """A directory with the program `postgres` in it, or nothing."""
    if not text:
        return None
    path = a_path(text)
    if not (path / "postgres").is_file():
        raise Refused("holds no program “postgres”")
    return path


def a_database(text: str) -> str:
    """An address libpq understands, naming a database, or nothing."""
    if not text:
        return text
    if not text.startswith(("postgresql://", "postgres://")):
        raise Refused("does not begin with postgresql://")
    try:
        parts = conninfo_to_dict(text)
    except psycopg.ProgrammingError:
        # What libpq says of it may quote the password.
        raise Refused("is not an address") from None
    if not parts.get("dbname"):
        raise Refused("names no database")
    if not all(port.isdigit() for port in str(parts.get("port", "5432")).split(",")):
        raise Refused("names a port that is no number")
    return text


def seconds(text: str) -> float:
    """A number of seconds, not negative."""
    try:
        value = float(text)
    except ValueError:
        raise Refused("is not a number") from None
    if not 0 <= value < 86_400:
        raise Refused("is not between 0 and 86,400 seconds")
    return value


def yes_or_no(text: str) -> bool:
    """`1`, `true`, `yes`, `on` or their opposites."""
    known = {"1": True, "true": True, "yes": True, "on": True}
    known |= {"0": False, "false": False, "no": False, "off": False}
    if text.lower() not in known:
        raise Refused("is neither yes nor no")
    return known[text.lower()]


def hosts(text: str) -> tuple[str, ...]:
    """Host names separated by commas; a lone star would accept forged ones."""
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    if "*" in names:
        raise Refused("accepts every host name, so links in messages could be forged")
    if any("/" in name for name in names):
        raise Refused("holds an address instead of a host name")
    return names


def one_of(*words: str) -> Callable[[str], str]:
    """One of the given words, in any case."""

    def read(text: str) -> str:
        if text.lower() not in words:
            raise Refused(f"is none of {', '.join(words)}")
        return text.lower()

    return read


def a_time_zone(text: str) -> str:
    """The name of a time zone."""
    if text not in zoneinfo.available_timezones():
        raise Refused("is not the name of a time zone")
    return text


def a_secret(text: str) -> str:
    """A long secret, or nothing."""
    if text and len(text) < 50:
        raise Refused("is shorter than 50 characters")
    return text


def a_word(text: str) -> str:
    """One word, as account names are."""
    if not text.replace("-", "").replace("_", "").isalnum():
        raise Refused("is not the name of an account")
    return text


@dataclass(frozen=True)
class Environment:
    """The settings, checked."""

    home: Path = variable(
        "GENDAN_HOME",
        "var",
        a_path,
        "Directory of everything Gendan keeps: the database, the secret key, logs and files. "
        "A relative path starts where the command is run.",
        "Give a directory on a local disk that only this user may enter.",
    )
    database_url: str = variable(
        "DATABASE_URL",
        "",
        a_database,
        "Address of a PostgreSQL server (15 or newer) to use instead of the embedded one. "
        "The role must own the database.",
        "Write it like postgresql://user@host:5432/gendan?sslmode=verify-full; the password stands "
        "behind the user after a colon, or in the file ~/.pgpass.",
        secret=True,
    )
    pg_bindir: Path | None = variable(
        "GENDAN_PG_BINDIR",
        "",
        a_bindir,
        "Directory of PostgreSQL's own programs (15 or newer) to run instead of those that come "
        "with Gendan. The data stays in `GENDAN_HOME`.",
        "On Debian it is /usr/lib/postgresql/15/bin.",
    )
    pg_account: str = variable(
        "GENDAN_PG_ACCOUNT",
        "gendan",
        a_word,
        "Account that runs the embedded database when Gendan is started by root. It is made when "
        "it is missing. Any other user runs the database as themselves.",
        "Give the name of a system account without a login shell.",
    )
    pg_linger: float = variable(
        "GENDAN_PG_LINGER",
        "10",
        seconds,
        "Seconds the embedded database stays up after its last user has gone.",
        "Give a number of seconds, such as 10.",
    )
    pg_patience: float = variable(
        "GENDAN_PG_PATIENCE",
        "120",
        seconds,
        "Seconds a command waits for the embedded database to come up; recovery after a crash of "
        "a large, busy database can take minutes.",
        "Give a number of seconds, such as 120.",
    )
    secret_key: str = variable(
        "GENDAN_SECRET_KEY",
        "",
        a_secret,
        "Key that signs sessions and links. When it is not given, one is made at first start and "
        "kept in `GENDAN_HOME/secret.key`. Several machines that serve one shop need the same.",
        "Give at least 50 random characters, or leave it out to have one made.",
        secret=True,
    )
    debug: bool = variable(
        "GENDAN_DEBUG",
        "no",
        yes_or_no,
        "Show details of errors in the browser. For development on this machine only.",
        "Say yes or no.",
    )
    allowed_hosts: tuple[str, ...] = variable(
        "GENDAN_ALLOWED_HOSTS",
        "localhost,127.0.0.1,[::1]",
        hosts,
        "Host names under which the web pages may be reached, separated by commas.",
        "Name each host, such as orders.example.com,localhost",
    )
    language: str = variable(
        "GENDAN_LANGUAGE",
        "zh-hans",
        one_of(*LANGUAGES),
        "Language for people who have not chosen one.",
        "Say zh-hans or en.",
    )
    time_zone: str = variable(
        "GENDAN_TIME_ZONE",
        "Asia/Shanghai",
        a_time_zone,
        "Time zone of the shop: working hours, holidays and dates on documents follow it.",
        "Give a name such as Asia/Shanghai.",
    )
    log_level: str = variable(
        "GENDAN_LOG_LEVEL",
        "info",
        one_of(*LOG_LEVELS),
        "How much is logged.",
        f"Say one of {', '.join(LOG_LEVELS)}.",
    )


def variables() -> dict[str, Variable]:
    """Each setting's description by the name of its field."""
    return {f.name: f.metadata["variable"] for f in fields(Environment)}


def load(given: Mapping[str, str]) -> Environment:
    """Read and check all settings. Raises BadSettings naming every one that is wrong."""
    values: dict[str, object] = {}
    problems = []
    for name, about in variables().items():
        text = given.get(about.name, "").strip() or about.default
        try:
            values[name] = about.read(text)
        except Refused as refusal:
            shown = "…" if about.secret else text
            problems.append(f"{about.name}={shown} {refusal}. {about.hint}")
    if problems:
        raise BadSettings(problems)
    return Environment(**values)  # type: ignore[arg-type]


def unknown(given: Mapping[str, str]) -> list[str]:
    """Names that look like settings of ours but are none, such as misspelt ones."""
    known = {about.name for about in variables().values()}
    return sorted(n for n in given if n.startswith(PREFIX) and n not in known | DEVELOPMENT)


# Read by the tests, not by the program.
DEVELOPMENT = {"GENDAN_TEST_PG"}


@cache
def current() -> Environment:
    """The settings of this process, read once."""
    return load(os.environ)

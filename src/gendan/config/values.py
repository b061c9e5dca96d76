"""How the values of settings are read: each function takes text and gives what it means.

A value that cannot be used is refused with words that complete “NAME=value …”.
"""

import re
import zoneinfo
from collections.abc import Callable
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg.conninfo import conninfo_to_dict


class Refused(ValueError):
    """A value that a check does not accept; the message completes “NAME=value …”."""


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


def an_address(text: str) -> str:
    """The address of a web site: scheme and host, no path; or nothing."""
    if not text:
        return text
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Refused("does not begin with http:// or https:// and a host")
    if parts.username or parts.path.rstrip("/") or parts.query or parts.fragment:
        raise Refused("holds more than scheme, host and port")
    return f"{parts.scheme}://{parts.netloc}"


def an_issuer(text: str) -> str:
    """The https address of an identity provider, or one on this machine; or nothing."""
    if not text:
        return text
    parts = urlsplit(text)
    near = parts.hostname in ("localhost", "127.0.0.1", "::1")
    if not parts.hostname or parts.scheme not in ("https", "http" if near else "https"):
        raise Refused("does not begin with https:// and a host")
    return text.rstrip("/")


def a_number(text: str) -> int:
    """A whole number, not negative."""
    if not text.isascii() or not text.isdigit():
        raise Refused("is not a whole number")
    return int(text)


def some_text(text: str) -> str:
    """Anything."""
    return text


def a_secret(text: str) -> str:
    """A long secret, or nothing."""
    if text and len(text) < 50:
        raise Refused("is shorter than 50 characters")
    return text


def a_token(text: str) -> str:
    """Letters and digits that nobody guesses, or nothing."""
    if text and (len(text) < 20 or not text.replace("-", "").replace("_", "").isalnum()):
        raise Refused("is too short, or holds other signs")
    return text


def a_word(text: str) -> str:
    """One word, as account names are."""
    if not text.replace("-", "").replace("_", "").isalnum():
        raise Refused("is not the name of an account")
    return text


def names_or_networks(text: str) -> tuple[str, ...]:
    """Host names, and networks such as 10.1.0.0/16, separated by commas."""
    entries = tuple(entry.strip().lower() for entry in text.split(",") if entry.strip())
    for entry in entries:
        try:
            ip_network(entry)
        except ValueError:
            if not re.fullmatch(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*", entry):
                raise Refused(f"holds “{entry}”, neither a host name nor a network") from None
    return entries


HERE = ("localhost", "127.0.0.1", "::1")


def is_of_this_machine(address: str) -> bool:
    """Whether nobody elsewhere can reach that address."""
    return urlsplit(address).hostname in HERE

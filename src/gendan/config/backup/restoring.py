"""The way back: a database and a home as they were when the backup was made.

Everything happens in one transaction that only a complete restore commits: one that fails, or is
killed, leaves what was there."""

import io
import os
import re
import shutil
import subprocess
import tempfile
import threading
from typing import IO
from zipfile import ZipFile

from gendan import embedded
from gendan.config import env, health
from gendan.config.backup import archive, programs
from gendan.config.backup.archive import Manifest
from gendan.config.running import instance
from gendan.embedded import Trouble
from gendan.kernel import sql

EMPTY = """
SELECT NOT EXISTS (SELECT FROM pg_tables
                    WHERE schemaname NOT IN ('pg_catalog', 'information_schema'))
"""
OTHERS = """
SELECT count(*) FROM pg_stat_activity
 WHERE datname = current_database() AND usename IS NOT NULL AND pid <> pg_backend_pid()
"""
BEGIN = r"""
BEGIN;
SET LOCAL client_min_messages = warning;
DO $$
DECLARE name text;
BEGIN
  FOR name IN SELECT nspname FROM pg_namespace
               WHERE nspname NOT LIKE 'pg\_%' AND nspname <> 'information_schema'
  LOOP EXECUTE format('DROP SCHEMA %I CASCADE', name);
  END LOOP;
END $$;
CREATE SCHEMA public AUTHORIZATION pg_database_owner;
GRANT USAGE ON SCHEMA public TO PUBLIC;
"""
BLOCK = 1024**2
# Whoever owns a database may make those that its migrations make. Others were put there by a
# superuser, such as the statistics of the server, which the embedded one makes by itself.
EXTENSIONS = {b"pg_trgm", b"plpgsql"}
EXTENSION = re.compile(rb"\d+; \d+ \d+ (?:COMMENT )?(?:- )?EXTENSION (?:- )?(\S+)")


def check(about: Manifest) -> None:
    """Raise Trouble when a newer version made it: this one does not know its tables."""
    unknown = set(about.migrations) - health.known_migrations()
    if unknown:
        raise Trouble(
            f"The backup was made by Gendan {about.version}, which is newer than this one: "
            f"{len(unknown)} changes of its tables are unknown here.",
            "Install that version, or a newer one, and restore with it.",
        )


def refuse_use() -> None:
    """Raise Trouble when anybody uses the database."""
    ((others,),) = sql.rows(OTHERS)
    if others or instance.is_running(env.current().home):
        raise Trouble(
            "The database is in use.", "Stop Gendan, and whatever else is connected, and try again."
        )


def is_empty() -> bool:
    """Whether there is nothing to lose."""
    ((empty,),) = sql.rows(EMPTY)
    return bool(empty)


def restore(made: ZipFile) -> None:
    """Put everything in the place of what is there. Raises Trouble, and changes nothing then."""
    quiet = ("--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--file=-")
    with programs.program(
        "psql", *quiet, connect=True, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL
    ) as psql:
        assert psql.process.stdin
        try:
            psql.process.stdin.write(BEGIN.encode())
            _write_statements(made, psql.process.stdin)
            psql.process.stdin.write(b"COMMIT;\n")
            psql.process.stdin.close()
        except BrokenPipeError:
            psql.process.wait()
            raise psql.trouble() from None
        psql.end()
    _restore_files(made)
    if not env.current().database_url:
        embedded.make_roles_anew(env.current().home)


def _write_statements(made: ZipFile, into: IO[bytes]) -> None:
    """What pg_restore makes of the dump, but for extensions that are not ours to make."""
    entries = io.BytesIO()
    _run(made, entries, "--list")
    with tempfile.NamedTemporaryFile("wb") as chosen:
        chosen.writelines(entry for entry in entries.getvalue().splitlines(True) if _is_ours(entry))
        chosen.flush()
        words = ("--no-owner", "--no-privileges", f"--use-list={chosen.name}", "--file=-")
        _run(made, into, *words)


def _is_ours(entry: bytes) -> bool:
    """Whether a line of the table of contents is to be restored."""
    extension = EXTENSION.match(entry)
    return extension is None or extension[1] in EXTENSIONS


def _run(made: ZipFile, into: IO[bytes], *words: str) -> None:
    """Let pg_restore read the dump, and write what it says."""
    with programs.program(
        "pg_restore", *words, connect=False, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as pg_restore:
        feeding = threading.Thread(target=_feed, args=[made, pg_restore.process.stdin])
        feeding.start()
        try:
            assert pg_restore.process.stdout
            shutil.copyfileobj(pg_restore.process.stdout, into, BLOCK)
        except BrokenPipeError:
            pg_restore.process.kill()
            raise
        finally:
            feeding.join()
        pg_restore.end()


def _feed(made: ZipFile, into: IO[bytes]) -> None:
    try:
        with made.open(archive.DUMP) as dump, into:
            shutil.copyfileobj(dump, into, BLOCK)
    except BrokenPipeError:
        pass  # it ended early, and says why


def _restore_files(made: ZipFile) -> None:
    """The files of the home; one that was there and differs is kept beside."""
    home = env.current().home
    for name in archive.FILES:
        if archive.HOME + name not in made.namelist():
            continue
        path, content = home / name, made.read(archive.HOME + name)
        if path.exists() and path.read_bytes() != content:
            path.replace(path.with_name(f"{name}.before-restore"))
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)

"""A backup brings everything back, or says why not and changes nothing."""

import json
import os
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from gendan.config import database, env, secret
from gendan.config.backup import archive, restoring
from gendan.embedded import Trouble
from gendan.embedded.cluster import SUPERUSER
from tests.config.conftest import Run

SHOP = """
from tests import world
world.shop()
world.dispatched(2)
world.placed(sku="rare")
"""

SUM = "SELECT coalesce(sum(hashtextextended(t::text, 0)), 0) FROM {} AS t"


def content(database: str) -> dict[str, int]:
    """By table, one number that any change of any row changes."""
    with psycopg.connect(database) as connection:
        tables = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        ).fetchall()
        found = {}
        for (table,) in tables:
            row = connection.execute(
                sql.SQL(
                    "SELECT coalesce(sum(hashtextextended(t::text, 0)), 0) FROM {} AS t"
                ).format(sql.Identifier(table))
            ).fetchone()
            assert row
            found[table] = int(row[0])
        return found


@pytest.mark.slow
def test_what_was_backed_up_comes_back_in_another_home(
    run: Run, home: Path, migrated: str, elsewhere: str, tmp_path: Path
) -> None:
    file = tmp_path / "shop.zip"
    made = run("manage", "shell", "-c", SHOP, DATABASE_URL=migrated)
    assert made.returncode == 0, made.stderr
    if not env.current().database_url:  # as the embedded server makes it, and no owner may
        name = str(conninfo_to_dict(migrated)["dbname"])
        with psycopg.connect(database.server().url(name, SUPERUSER)) as superuser:
            superuser.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
    done = run("backup", str(file), DATABASE_URL=migrated)
    assert done.returncode == 0, done.stderr
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert os.listdir(tmp_path) == ["shop.zip"]  # noqa: PTH208 - hidden ones, too
    before, key = content(migrated), secret.read_or_make(home)

    other = tmp_path / "home"
    there = {"GENDAN_HOME": str(other), "DATABASE_URL": elsewhere}
    with psycopg.connect(elsewhere, autocommit=True) as somebody:
        somebody.execute("CREATE TABLE of_mine (n int)")
        refused = run("restore", str(file), "--replace", "--yes", **there)
        assert "The database is in use." in refused.stderr
    assert "There is data in this database." in run("restore", str(file), **there).stderr
    assert content(elsewhere) == {"of_mine": 0}

    done = run("restore", str(file), "--replace", "--yes", **there)
    assert done.returncode == 0, done.stderr
    assert content(elsewhere) == before
    assert len(before) > 40
    assert secret.read_or_make(other) == key
    assert (other / "secret.key.before-restore").exists()
    verified = run("verify", **there)
    assert verified.returncode == 0, verified.stdout

    # What was restored can be backed up; a restore that breaks off leaves what was there.
    assert run("backup", "--without-key", **there).returncode == 0
    (second,) = (other / "backups").iterdir()
    assert "home/secret.key" not in zipfile.ZipFile(second).namelist()
    broken = changed(second, tmp_path / "broken.zip", "database.dump", lambda dump: dump[:-5000])
    failed = run("restore", str(broken), "--replace", "--yes", **there)
    assert failed.returncode == 1
    assert "failed" in failed.stderr
    assert content(elsewhere) == before


def test_what_is_no_backup_or_comes_from_a_newer_version_is_refused(tmp_path: Path) -> None:
    known = json.dumps(
        {
            "format": 1,
            "version": "9.0",
            "postgres": 18,
            "made_at": "2030-01-01T00:00:00+00:00",
            "migrations": [["kernel", "0001_initial"]],
        }
    )
    file = tmp_path / "backup.zip"
    with zipfile.ZipFile(file, "w") as made:
        made.writestr("manifest.json", known)
        made.writestr("database.dump", "dump" * 1000)
    with archive.reading(file) as (about, _):
        restoring.check(about)
    newer = changed(
        file, tmp_path / "newer.zip", "manifest.json", lambda it: it.replace(b"0001", b"9999")
    )
    with archive.reading(newer) as (about, _), pytest.raises(Trouble, match="newer than this one"):
        restoring.check(about)

    content = bytearray(file.read_bytes())
    content[content.index(b"dumpdump") + 9] ^= 1
    file.write_bytes(content)
    with pytest.raises(Trouble, match="damaged"), archive.reading(file):
        pass
    file.write_bytes(content[:1000])
    with pytest.raises(Trouble, match="is no backup of Gendan, or damaged"), archive.reading(file):
        pass


def changed(file: Path, into: Path, name: str, change: Callable[[bytes], bytes]) -> Path:
    """A copy in which one member differs."""
    with zipfile.ZipFile(file) as whole, zipfile.ZipFile(into, "w") as made:
        for member in whole.namelist():
            content = whole.read(member)
            made.writestr(member, change(content) if member == name else content)
    return into

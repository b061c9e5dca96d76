"""A first start makes a database that is private, durable and knows Chinese."""

import os
import stat
from pathlib import Path

import psutil
import psycopg
import pytest

from gendan import embedded
from gendan.embedded import places
from tests.embedded.conftest import Start
from tests.embedded.scene import IMPATIENT, SERVERS, ask, processes_of

SEARCHES_CHINESE = """
import sys
from pathlib import Path
import psycopg
from gendan import embedded
with embedded.running(Path(sys.argv[1])) as server, psycopg.connect(server.url()) as connection:
    connection.execute("CREATE EXTENSION pg_trgm")
    question = "SELECT %s ~ '^\\\\w+$', cardinality(show_trgm(%s))"
    print(*connection.execute(question, ["订单", "零售订单"]).fetchone())
"""


@pytest.mark.parametrize("bindir", SERVERS)
def test_first_start_makes_a_private_durable_database(home: Path, bindir: Path | None) -> None:
    options = embedded.Options(bindir=bindir)
    with embedded.running(home, options) as server:
        settings = {
            name: ask(server, f"SELECT current_setting('{name}')")
            for name in (
                "data_checksums",
                "fsync",
                "full_page_writes",
                "listen_addresses",
                "server_encoding",
                "shared_preload_libraries",
                "synchronous_commit",
                "timezone",
                "unix_socket_permissions",
                "wal_compression",
            )
        }
        settings["wal_compression"] = settings["wal_compression"] != "off"
        role = ask(
            server,
            "SELECT (rolname, rolsuper, rolcreatedb, rolcreaterole)::text FROM pg_roles"
            " WHERE rolname = current_user",
        )
        owner = ask(
            server,
            "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()",
        )
        ours = {process.pid for process in processes_of(server.supervisor)}
        reached = [held for held in psutil.net_connections(kind="inet") if held.pid in ours]
    assert settings == {
        "data_checksums": "on",
        "fsync": "on",
        "full_page_writes": "on",
        "listen_addresses": "",
        "server_encoding": "UTF8",
        "shared_preload_libraries": "pg_stat_statements",
        "synchronous_commit": "on",
        "timezone": "UTC",
        "unix_socket_permissions": "0700",
        "wal_compression": True,
    }
    assert role == "(gendan,f,t,f)"
    assert owner == "gendan"
    assert reached == []
    place = places.existing(home)
    assert place is not None
    assert stat.S_IMODE(place.data.stat().st_mode) == 0o700


@pytest.mark.parametrize("bindir", SERVERS)
def test_a_second_start_finds_the_rows_of_the_first(home: Path, bindir: Path | None) -> None:
    options = embedded.Options(bindir=bindir)
    with embedded.running(home, options) as first, psycopg.connect(first.url()) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    with embedded.running(home, options) as second:
        assert second.process != first.process
        assert ask(second, "SELECT answer FROM kept") == 42


@pytest.mark.parametrize("bindir", SERVERS)
def test_chinese_can_be_searched_though_the_first_start_had_no_locale(
    home: Path, program: Start, bindir: Path | None
) -> None:
    code = SEARCHES_CHINESE
    if bindir is not None:
        call = (
            f"embedded.running(Path(sys.argv[1]), embedded.Options(bindir=Path({str(bindir)!r})))"
        )
        code = code.replace("embedded.running(Path(sys.argv[1]))", call)
    said = program(code, home, LANG="C", LC_ALL="C", TZ="America/Lima").communicate()[0]
    matches, trigrams = said.split()
    assert matches == "True"
    assert int(trigrams) > 0


def test_a_deep_home_gets_its_socket_in_a_short_private_directory(directory: Path) -> None:
    home = directory / ("deep" * 25) / "home"
    with embedded.running(home, IMPATIENT) as server:
        there = server.socket.stat()
        assert len(os.fsencode(server.socket / places.SOCKET_NAME)) < places.SOCKET_PATH_MAX
        assert home not in server.socket.parents
        assert stat.S_IMODE(there.st_mode) == 0o700
        assert there.st_uid == psutil.Process(server.process).uids().real
    assert not server.socket.exists()


def test_a_home_that_cannot_be_made_is_refused_with_a_remedy(directory: Path) -> None:
    (directory / "file").touch()
    with pytest.raises(embedded.Trouble, match="Set GENDAN_HOME to a directory you may write to"):
        embedded.ensure_running(directory / "file" / "home")

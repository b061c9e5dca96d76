"""What cannot work is refused in a sentence that says what to do."""

import os
from pathlib import Path

import psycopg
import pytest

from gendan import embedded
from gendan.embedded import account as accounts
from gendan.embedded import binaries, places
from tests import homes
from tests.embedded.scene import MACHINES_OWN


def test_data_of_another_major_version_is_refused_by_name(home: Path) -> None:
    homes.copy_to(home)
    version = home / "pg" / "data" / "PG_VERSION"
    version.write_text("14\n")
    with pytest.raises(embedded.Trouble) as refused:
        embedded.ensure_running(home)
    assert "was written by PostgreSQL 14, but the programs in" in refused.value.problem
    assert "are PostgreSQL 18." in refused.value.problem
    assert refused.value.remedy.startswith("Set GENDAN_PG_BINDIR to PostgreSQL 14")


@pytest.mark.skipif(not MACHINES_OWN, reason="this machine has no PostgreSQL server of its own")
def test_the_machines_own_server_does_not_open_the_packaged_ones_data(home: Path) -> None:
    homes.copy_to(home)
    with pytest.raises(embedded.Trouble, match="was written by PostgreSQL 18"):
        embedded.ensure_running(home, embedded.Options(bindir=MACHINES_OWN[0]))


def test_a_disk_with_too_little_space_is_refused_with_both_numbers(home: Path) -> None:
    place = places.prepare(home, accounts.choose())
    places.refuse_full_disk(place)
    with pytest.raises(
        embedded.Trouble, match=r"Only [\d.]+ GiB are free .* needs 1048576\.00 GiB"
    ):
        places.refuse_full_disk(place, needed_bytes=2**50)


def test_a_directory_without_the_programs_is_refused(home: Path, directory: Path) -> None:
    with pytest.raises(embedded.Trouble, match="There is no program “postgres” in"):
        embedded.ensure_running(home, embedded.Options(bindir=directory))


def test_programs_too_old_are_refused(directory: Path) -> None:
    for name in ("postgres", "initdb"):
        fake = directory / name
        fake.write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 13.22 (Debian 13.22-0+deb11u1)'\n")
        fake.chmod(0o755)
    with pytest.raises(embedded.Trouble, match=r"is PostgreSQL 13\.22; Gendan needs 15 or newer"):
        binaries.find(directory)


def test_a_server_that_does_not_start_says_why(home: Path) -> None:
    homes.copy_to(home)
    with embedded.running(home) as server:
        superuser = server.url(user="postgres")
        with psycopg.connect(superuser, autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET shared_preload_libraries = 'no_such_library'")
    with pytest.raises(embedded.Trouble, match=r'PostgreSQL does not start: .*"no_such_library"'):
        embedded.ensure_running(home)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can hand a directory to another user")
def test_the_database_of_another_user_is_left_alone(home: Path) -> None:
    homes.copy_to(home)
    os.chown(home / "pg", 65534, 65534)
    with pytest.raises(embedded.Trouble, match=r"belongs to nobody.* Run Gendan as nobody"):
        embedded.ensure_running(home)
    os.chown(home / "pg", 0, 0)
    os.chown(home / "pg" / "data", 65534, 65534)
    with pytest.raises(embedded.Trouble, match="but PostgreSQL would run as gendan"):
        embedded.ensure_running(home)

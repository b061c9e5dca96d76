"""One PostgreSQL for the whole run, of its own, in a directory of its own, gone afterwards.

Every worker of `-n` has a database in it, cloned from one that is migrated. `GENDAN_TEST_PG=system`
runs the machine's own server programs instead of the packaged ones; `DATABASE_URL` uses a server
that runs already. `FUZZ_EXAMPLES=1000` lets Hypothesis try so many examples, others every time;
without it, it tries the same few.
"""

import gc
import os
import shutil
import sys
from collections.abc import Generator, Iterator

import hypothesis
import pytest
from pytest_django.plugin import DjangoDbBlocker

from gendan import embedded
from gendan.embedded import binaries
from tests import homes

FUZZ_EXAMPLES = os.environ.get("FUZZ_EXAMPLES")
IN_CHARGE = "PYTEST_XDIST_WORKER" not in os.environ


def _make_home() -> None:
    """Give the run a home and settings nobody's shell has changed."""
    for name in [n for n in os.environ if n.startswith("GENDAN_") and n != "GENDAN_TEST_PG"]:
        del os.environ[name]
    # Hundreds of programs are started, which would compile everything anew.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    os.environ["GENDAN_HOME"] = str(homes.make_room() / "home")
    os.environ["DJANGO_SETTINGS_MODULE"] = "gendan.config.settings"
    if os.environ.get("GENDAN_TEST_PG") == "system":
        found = binaries.installed_on_machine()
        if not found:
            pytest.exit("GENDAN_TEST_PG=system, but this machine has no PostgreSQL server.", 3)
        os.environ["GENDAN_PG_BINDIR"] = str(found[0])


if IN_CHARGE:
    _make_home()
hypothesis.settings.register_profile("the same every time", deadline=None, derandomize=True)
hypothesis.settings.register_profile(
    "thorough", deadline=None, max_examples=int(FUZZ_EXAMPLES or 1)
)
hypothesis.settings.load_profile("thorough" if FUZZ_EXAMPLES else "the same every time")


# A table to which nobody has written since it was made, or truncated, has no page.
WRITTEN = """
SELECT FROM pg_class
 WHERE relname = ANY(%s) AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0
"""


def pytest_configure(config: pytest.Config) -> None:
    """Start the server, and load the settings so that pytest-django finds them."""
    from django.conf import settings

    from gendan.config import env

    assert settings.configured or settings.DATABASES, "the tests have settings"
    if not env.current().database_url:
        _start_server()
    if IN_CHARGE:
        homes.make_template()


def _start_server() -> None:
    from gendan.config import database, env

    usual = database.options()
    if IN_CHARGE:
        homes.copy_to(env.current().home, usual.bindir)
    hasty = embedded.Options(
        bindir=usual.bindir, account=usual.account, linger_seconds=1.0, settings=homes.HASTY
    )
    embedded.ensure_running(env.current().home, hasty)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing behind: no process, no database, no file."""
    from gendan.config import env

    if IN_CHARGE:
        home = env.current().home
        if env.current().database_url:
            homes.drop(homes.template())
        embedded.release(home)
        embedded.stop(home)
        shutil.rmtree(home.parent)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Thousands of tests and all that they import stay to the end: looking through them again and
    again for garbage finds none."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect()
        gc.freeze()
        gc.enable()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where several work, begin with what takes long, so that nobody waits for it at the end."""
    if not IN_CHARGE:
        items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_modify_db_settings: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[None]:
    """A database for each worker, whether its tests are marked for pytest-django or not."""
    from django.db import connection

    usual = connection.settings_dict["NAME"]
    name = connection.creation._get_test_db_name()
    homes.clone(name)
    connection.close()
    connection.settings_dict["NAME"] = name
    yield
    with django_db_blocker.unblock():
        connection.close()
    connection.settings_dict["NAME"] = usual
    homes.drop(name)  # though threads that have ended may still be connected


@pytest.fixture(autouse=True)
def _swept(request: pytest.FixtureRequest) -> Iterator[None]:
    """Clear away what thousands of documents leave behind; nobody else does it on this server."""
    yield
    if request.node.get_closest_marker("scale"):
        from django.db import connection

        with homes.connect(str(connection.settings_dict["NAME"])) as ours:
            ours.execute("VACUUM")


@pytest.fixture(autouse=True)
def _nobody_is_told_of_what_is_old(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thread aside would not see what is in the test's transaction."""
    monkeypatch.setattr("gendan.insight.remembered.OLD_MOST", 0)


@pytest.fixture
def shop(db: None) -> None:
    """A small shop, gone with the test's transaction."""
    from tests import world

    world.shop()


@pytest.fixture
def open_shop(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A small shop whose changes are committed, for tests with several connections.

    Not pytest-django's `transactional_db`: its flush stumbles over our append-only tables."""
    from tests import world

    with django_db_blocker.unblock():
        _empty()
        world.shop()
        yield
        _empty()


def _empty() -> None:
    """Clear every table of ours, and the jobs; triggers that forbid it step aside meanwhile."""
    from django.apps import apps
    from django.db import connection

    ours = [
        model._meta.db_table
        for config in apps.get_app_configs()
        if config.name.startswith(("gendan.", "procrastinate."))
        for model in config.get_models(include_auto_created=True)
    ]
    assert str(connection.settings_dict["NAME"]).startswith("test_"), "this is somebody's data"
    with connection.cursor() as cursor:
        cursor.execute(WRITTEN, [ours])
        if not cursor.fetchall():  # to truncate what is empty takes as long
            return
        for table in ours:
            cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
        cursor.execute("TRUNCATE " + ", ".join(f'"{table}"' for table in ours) + " CASCADE")
        for table in ours:
            cursor.execute(f'ALTER TABLE "{table}" ENABLE TRIGGER USER')

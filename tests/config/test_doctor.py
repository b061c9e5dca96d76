"""`gendan doctor` finds what is wrong and says what to do."""

from pathlib import Path

import psycopg

from gendan.config import secret
from tests.config.conftest import Run


def test_a_healthy_shop_is_called_healthy(run: Run, migrated: str) -> None:
    address = "https://orders.example.com"
    done = run("doctor", DATABASE_URL=migrated, GENDAN_PUBLIC_URL=address)
    assert done.stdout.endswith("All is well.\n"), done.stdout
    assert "✗" not in done.stdout
    assert done.returncode == 0


def test_work_that_nobody_does_alarms_and_traces_that_nobody_makes_are_found(
    run: Run, migrated: str
) -> None:
    with psycopg.connect(migrated) as connection:
        connection.execute(
            "INSERT INTO notice (key, document, document_id, occurrence, recipient, order_id, "
            "next_at) VALUES ('place', 'order', 1, 0, 'sales', 1, now() - interval '1 hour')"
        )
        connection.execute(
            "INSERT INTO alarm (kind, zh, en) VALUES ('channel_down', '短信停了', 'SMS is down')"
        )
    done = run("doctor", DATABASE_URL=migrated, OTEL_EXPORTER_OTLP_ENDPOINT="http://127.0.0.1:1")
    assert "for more than five minutes, and there is no worker." in done.stdout
    assert "UTC: SMS is down" in done.stdout
    assert "→ Set GENDAN_PUBLIC_URL to where people reach Gendan" in done.stdout
    assert "OTEL_EXPORTER_OTLP_ENDPOINT is set, but what makes traces is not" in done.stdout
    assert done.returncode == 1


def test_missing_tables_are_found(run: Run, elsewhere: str) -> None:
    done = run("doctor", DATABASE_URL=elsewhere)
    assert done.returncode == 1
    assert "✓  Database" in done.stdout
    assert "✗  Migrations" in done.stdout
    assert "→ Say: gendan migrate" in done.stdout


def test_a_misspelt_setting_is_found_with_the_name_that_was_meant(run: Run, elsewhere: str) -> None:
    done = run("doctor", DATABASE_URL=elsewhere, GENDAN_TIMEZONE="Asia/Shanghai")
    assert "GENDAN_TIMEZONE is set, but there is no such setting." in done.stdout
    assert "→ Did you mean GENDAN_TIME_ZONE?" in done.stdout
    assert done.returncode == 1


def test_a_bad_setting_is_found_and_what_follows_from_it_is_not_looked_at(run: Run) -> None:
    done = run("doctor", GENDAN_PG_LINGER="never")
    assert "GENDAN_PG_LINGER=never is not a number." in done.stdout
    assert "Database: not looked at, because of Settings" in done.stdout
    assert done.returncode == 1


def test_an_open_home_and_a_readable_key_are_found(run: Run, home: Path, elsewhere: str) -> None:
    secret.read_or_make(home)
    home.chmod(0o777)
    (home / secret.NAME).chmod(0o644)
    done = run("doctor", DATABASE_URL=elsewhere)
    assert f"→ Say: chmod go-rw {home}" in done.stdout
    assert f"say: chmod 600 {home / secret.NAME}" in done.stdout
    assert done.returncode == 1


def test_a_database_that_does_not_answer_is_found(run: Run, tmp_path: Path) -> None:
    done = run("doctor", DATABASE_URL=f"postgresql://nobody@/none?host={tmp_path}")
    assert "✗  Database" in done.stdout
    assert "The database does not answer" in done.stdout
    assert "Migrations: not looked at, because of Database" in done.stdout
    assert done.returncode == 1


def test_a_database_that_knows_no_chinese_letters_is_found(run: Run, elsewhere: str) -> None:
    name = f"{elsewhere.split('?', maxsplit=1)[0].rsplit('/', 1)[1]}_plain"
    with psycopg.connect(elsewhere, autocommit=True) as connection:
        connection.execute(
            f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'"
            + (" LOCALE_PROVIDER libc" if connection.info.server_version >= 150_000 else "")
        )
        try:
            plain = elsewhere.replace(name.removesuffix("_plain"), name)
            done = run("doctor", DATABASE_URL=plain)
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
    assert "knows no Chinese letters" in done.stdout
    assert done.returncode == 1

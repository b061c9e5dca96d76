"""A setting that cannot be used is refused by name, with what to do; no value is guessed."""

from pathlib import Path

import pytest

from gendan.config import env, reference

PAGE = Path(__file__).parents[2] / "docs" / "guide" / "configuration.md"

BAD = [
    ("DATABASE_URL", "mysql://root@db/gendan"),
    ("DATABASE_URL", "postgresql://user@db:x/gendan"),
    ("DATABASE_URL", "postgresql://user@db"),
    ("GENDAN_ALLOWED_HOSTS", "*"),
    ("GENDAN_ALLOWED_HOSTS", "orders.example.com,https://example.com"),
    ("GENDAN_CUSTOMER_CHANNELS", "email,pigeon"),
    ("GENDAN_CUSTOMER_CHANNELS", "sms,sms"),
    ("GENDAN_DEBUG", "perhaps"),
    ("GENDAN_HSTS_SECONDS", "a year"),
    ("GENDAN_LANGUAGE", "zh-cn"),
    ("GENDAN_LOG_LEVEL", "chatty"),
    ("GENDAN_OIDC_ISSUER", "http://id.example.com"),
    ("GENDAN_MAIL", "mail.example.com"),
    ("GENDAN_MAIL", "smtp://mail.example.com:x"),
    ("GENDAN_MAIL", "smtp://mail.example.com?tls=perhaps"),
    ("GENDAN_MAIL", "anymail:pigeon"),
    ("GENDAN_METRICS_TOKEN", "short"),
    ("GENDAN_PG_ACCOUNT", "two words"),
    ("GENDAN_PG_BINDIR", "/nowhere/bin"),
    ("GENDAN_PG_LINGER", "-1"),
    ("GENDAN_PG_LINGER", "nan"),
    ("GENDAN_PG_PATIENCE", "soon"),
    ("GENDAN_PROXIES", "-1"),
    ("GENDAN_PUBLIC_URL", "orders.example.com"),
    ("GENDAN_PUBLIC_URL", "https://orders.example.com/shop"),
    ("GENDAN_SECOND_FACTOR", "bosses"),
    ("GENDAN_SECRET_KEY", "too short"),
    ("GENDAN_SMS", "pigeon"),
    ("GENDAN_TIME_ZONE", "Asia/Peking"),
    ("GENDAN_WEBHOOK_ALLOW", "https://hooks.internal"),
]


def test_nothing_needs_to_be_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    given = env.load({})
    assert given.home == tmp_path / "var"
    assert given.database_url == ""
    assert given.pg_bindir is None
    assert given.debug is False
    assert given.allowed_hosts == ("localhost", "127.0.0.1", "[::1]")
    assert (given.language, given.time_zone) == ("zh-hans", "Asia/Shanghai")


def test_an_empty_variable_means_the_default() -> None:
    assert env.load({about.name: " " for about in env.variables().values()}) == env.load({})


def test_values_are_read_as_what_they_are() -> None:
    given = env.load(
        {
            "GENDAN_HOME": "/srv/gendan",
            "DATABASE_URL": "postgresql://gendan@db.example.com/orders?sslmode=verify-full",
            "GENDAN_PG_LINGER": "2.5",
            "GENDAN_DEBUG": "Yes",
            "GENDAN_ALLOWED_HOSTS": "orders.example.com, localhost",
            "GENDAN_LANGUAGE": "EN",
        }
    )
    assert given.home == Path("/srv/gendan")
    assert given.database_url.endswith("/orders?sslmode=verify-full")
    assert given.pg_linger == 2.5
    assert given.debug is True
    assert given.allowed_hosts == ("orders.example.com", "localhost")
    assert given.language == "en"


@pytest.mark.parametrize(("name", "value"), BAD)
def test_a_value_that_cannot_be_used_is_refused_with_its_name_and_a_hint(
    name: str, value: str
) -> None:
    about = next(about for about in env.variables().values() if about.name == name)
    with pytest.raises(env.BadSettings) as refused:
        env.load({name: value})
    (problem,) = refused.value.problems
    assert problem.startswith(f"{name}={'…' if about.secret else value} ")
    assert problem.endswith(about.hint)


def test_a_way_for_mail_is_read_as_its_parts() -> None:
    way = env.load({"GENDAN_MAIL": "smtp://shop:p%40ss@[::1]?tls=starttls"}).mail
    assert (way.kind, way.host, way.port, way.tls) == ("smtp", "::1", 587, "starttls")
    assert (way.user, way.password) == ("shop", "p@ss")
    assert "p@ss" not in repr(way)
    shop = {"GENDAN_PUBLIC_URL": "https://orders.example.com", "GENDAN_MAIL": "anymail:postmark"}
    assert env.load(shop).mail.backend == "anymail.backends.postmark.EmailBackend"


@pytest.mark.parametrize(
    "away", [("GENDAN_MAIL", "smtp://mail.example.com"), ("GENDAN_MAIL", "anymail:postmark"),
             ("GENDAN_SMS", "aliyun")]
)  # fmt: skip
def test_no_message_goes_out_with_links_that_lead_nowhere(away: tuple[str, str]) -> None:
    with pytest.raises(env.BadSettings) as refused:
        env.load(dict([away]))
    assert refused.value.problems == [env.NOWHERE]
    env.load({"GENDAN_PUBLIC_URL": "https://orders.example.com", **dict([away])})
    env.load({"GENDAN_MAIL": "smtp://127.0.0.1:1025"})  # a mailbox to try it, here


def test_every_bad_value_is_reported_at_once() -> None:
    with pytest.raises(env.BadSettings) as refused:
        env.load({"GENDAN_DEBUG": "x", "GENDAN_LANGUAGE": "x"})
    assert [problem.split("=")[0] for problem in refused.value.problems] == [
        "GENDAN_DEBUG",
        "GENDAN_LANGUAGE",
    ]


def test_every_check_has_a_value_that_fails_it_here() -> None:
    tried = {name for name, _ in BAD}
    anything_goes = {"GENDAN_HOME"}
    anything_goes |= {f"GENDAN_OIDC_{it}" for it in ("CLAIM", "CLIENT_ID", "CLIENT_SECRET", "NAME")}
    anything_goes |= {"GENDAN_MAIL_FROM", "GENDAN_MAIL_KEY", "GENDAN_MAIL_EVENTS_SECRET"}
    anything_goes |= {f"GENDAN_SMS_{it}" for it in ("APP", "KEY", "SECRET", "SIGN", "URL")}
    assert {about.name for about in env.variables().values()} == tried | anything_goes


def test_a_name_like_ours_that_is_none_is_noticed() -> None:
    assert env.unknown({"GENDAN_HOM": "x", "GENDAN_HOME": "x", "HOME": "x"}) == ["GENDAN_HOM"]


def test_the_page_about_configuration_says_what_the_program_does() -> None:
    assert PAGE.read_text() == reference.render(), "run “make docs”"

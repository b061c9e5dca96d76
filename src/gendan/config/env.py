"""Every setting an operator may give, in one place: name, default, meaning and check.

`docs/guide/configuration.md` is written from this file, so it cannot say anything else.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import TypeVar

from gendan.config.values import (
    HERE,
    Refused,
    a_bindir,
    a_database,
    a_number,
    a_path,
    a_secret,
    a_time_zone,
    a_token,
    a_word,
    an_address,
    an_issuer,
    hosts,
    is_of_this_machine,
    names_or_networks,
    one_of,
    seconds,
    some_text,
    yes_or_no,
)
from gendan.messages import routes

T = TypeVar("T")

PREFIX = "GENDAN_"
LANGUAGES = ("zh-hans", "en")
LOG_LEVELS = ("debug", "info", "warning", "error")


class BadSettings(Exception):
    """One or more settings cannot be used. Each entry names the variable and the remedy."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


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
    public_url: str = variable(
        "GENDAN_PUBLIC_URL",
        "http://127.0.0.1:8000",
        an_address,
        "Address under which people reach the web pages: links in messages begin with it. When it "
        "begins with https://, cookies are sent over https only and http is redirected.",
        "Write it like https://orders.example.com",
    )
    proxies: int = variable(
        "GENDAN_PROXIES",
        "0",
        a_number,
        "How many reverse proxies of yours stand between the browser and Gendan. Only then are the "
        "headers X-Forwarded-For and X-Forwarded-Proto believed; the proxy must set both.",
        "Give a number: 0 without a proxy, 1 behind one nginx.",
    )
    hsts_seconds: int = variable(
        "GENDAN_HSTS_SECONDS",
        "86400",
        a_number,
        "For how many seconds a browser that was here over https refuses plain http (HSTS). "
        "Counts only when the public address begins with https://.",
        "Give a number of seconds: 86400 is a day; 31536000, a year, once all is well.",
    )
    oidc_issuer: str = variable(
        "GENDAN_OIDC_ISSUER",
        "",
        an_issuer,
        "Address of an identity provider (OpenID Connect) with which people may sign in. "
        "docs/guide/people.md explains.",
        "Write the issuer like https://id.example.com/realms/shop, without /.well-known.",
    )
    oidc_client_id: str = variable(
        "GENDAN_OIDC_CLIENT_ID",
        "",
        some_text,
        "Name under which the identity provider knows Gendan.",
        "The provider shows it where the client was registered.",
    )
    oidc_client_secret: str = variable(
        "GENDAN_OIDC_CLIENT_SECRET",
        "",
        some_text,
        "Secret that the identity provider shares with Gendan.",
        "The provider shows it where the client was registered.",
        secret=True,
    )
    oidc_name: str = variable(
        "GENDAN_OIDC_NAME",
        "SSO",
        some_text,
        "What the button on the sign-in page calls the identity provider.",
        "Give a short name, such as 企业账号.",
    )
    oidc_claim: str = variable(
        "GENDAN_OIDC_CLAIM",
        "preferred_username",
        some_text,
        "Claim of the identity provider that is a person's login name here when they come for the "
        "first time. People must not be able to change it themselves over there.",
        "Give the name of a claim, such as preferred_username.",
    )
    second_factor: str = variable(
        "GENDAN_SECOND_FACTOR",
        "nobody",
        one_of("nobody", "managers", "everybody"),
        "Who must have a second factor, an authenticator app or a passkey. Whoever must and has "
        "none gets no further than the page where it is set up.",
        "Say nobody, managers or everybody.",
    )
    metrics_token: str = variable(
        "GENDAN_METRICS_TOKEN",
        "",
        a_token,
        "Secret with which Prometheus may read /metrics from another machine or through a proxy. "
        "Without it only this machine may.",
        "Give at least 20 letters, digits, - or _, such as those of: openssl rand -hex 20",
        secret=True,
    )
    webhook_allow: tuple[str, ...] = variable(
        "GENDAN_WEBHOOK_ALLOW",
        "",
        names_or_networks,
        "Host names and networks inside the house to which webhooks and robots may go, and where "
        "carriers' programs may be asked, also by http, separated by commas. Everywhere else only "
        "https to public addresses is allowed.",
        "Name each, such as hooks.internal,10.1.0.0/16",
    )
    mail: routes.MailRoute = variable(
        "GENDAN_MAIL",
        "outbox",
        routes.mail_route,
        "How e-mail leaves the house: `outbox` keeps it on the page /outbox and sends nothing; "
        "`smtp://user:$PASSWORD@host:587?tls=starttls` (or `tls=ssl`) is a mail server; "
        "`anymail:postmark` and the like are providers. docs/guide/messages.md explains.",
        "Write it like smtp://user:$PASSWORD@mail.example.com:587?tls=starttls",
        secret=True,
    )
    mail_from: str = variable(
        "GENDAN_MAIL_FROM",
        "Gendan <gendan@localhost>",
        some_text,
        "Who writes the e-mails.",
        "Write it like 湖滨店 <orders@example.com>",
    )
    mail_key: str = variable(
        "GENDAN_MAIL_KEY",
        "",
        some_text,
        "Key of the provider in `GENDAN_MAIL`.",
        "The provider shows it under API keys or server tokens.",
        secret=True,
    )
    mail_events_secret: str = variable(
        "GENDAN_MAIL_EVENTS_SECRET",
        "",
        some_text,
        "By what the provider proves that news of letters that came back are its own.",
        "The key with which it signs, or name:password.",
        secret=True,
    )
    customer_channels: tuple[str, ...] = variable(
        "GENDAN_CUSTOMER_CHANNELS",
        "email,sms",
        routes.some_channels,
        "How customers are told: the first of these for which they left an address.",
        "Say email,sms or sms,email or one of them.",
    )
    sms: str = variable(
        "GENDAN_SMS",
        "outbox",
        one_of("outbox", *routes.SMS_GATEWAYS),
        "Who sends short messages: `outbox` keeps them on the page /outbox and sends nothing; "
        "`aliyun` 阿里云, `tencent` 腾讯云, or `http`, a gateway of your own.",
        "Say outbox, aliyun, tencent or http.",
    )
    sms_key: str = variable(
        "GENDAN_SMS_KEY",
        "",
        some_text,
        "The AccessKey ID (阿里云) or SecretId (腾讯云).",
        "The gateway's console shows it.",
    )
    sms_secret: str = variable(
        "GENDAN_SMS_SECRET",
        "",
        some_text,
        "The AccessKey secret, the SecretKey, or the bearer token of a gateway of your own.",
        "The gateway's console shows it.",
        secret=True,
    )
    sms_sign: str = variable(
        "GENDAN_SMS_SIGN",
        "",
        some_text,
        "The registered signature 短信签名, without brackets.",
        "Write it like 湖滨店",
    )
    sms_app: str = variable(
        "GENDAN_SMS_APP",
        "",
        some_text,
        "腾讯云's SdkAppId.",
        "The gateway's console shows it, such as 1400006666.",
    )
    sms_url: str = variable(
        "GENDAN_SMS_URL",
        "",
        some_text,
        "Address of the gateway of your own; for the others only when it is not the usual one.",
        "Write it like https://sms.example.com/messages",
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
        except (Refused, routes.BadRoute) as refusal:
            shown = "…" if about.secret else text
            problems.append(f"{about.name}={shown} {refusal}. {about.hint}")
    if problems:
        raise BadSettings(problems)
    read = Environment(**values)  # type: ignore[arg-type]
    if leads_nowhere(read):
        raise BadSettings([NOWHERE])
    return read


def leads_nowhere(read: Environment) -> bool:
    """Whether messages would go out to the world with links that open nothing there."""
    mail, sms = read.mail, read.sms
    mail_away = mail.kind != routes.OUTBOX and mail.host not in HERE
    sms_away = sms != routes.OUTBOX and not is_of_this_machine(read.sms_url)
    return is_of_this_machine(read.public_url) and (mail_away or sms_away)


def unknown(given: Mapping[str, str]) -> list[str]:
    """Names that look like settings of ours but are none, such as misspelt ones."""
    known = {about.name for about in variables().values()}
    return sorted(n for n in given if n.startswith(PREFIX) and n not in known | DEVELOPMENT)


# Read by the tests, not by the program.
DEVELOPMENT = {"GENDAN_TEST_PG"}

NOWHERE = (
    "GENDAN_PUBLIC_URL names this machine, but messages go out into the world: nobody there could "
    "open a link of theirs. Write the address under which customers reach Gendan."
)


@cache
def current() -> Environment:
    """The settings of this process, read once."""
    return load(os.environ)

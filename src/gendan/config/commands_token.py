"""`gendan token`: let other systems in, see which there are, shut them out."""

import getpass
from datetime import timedelta
from decimal import Decimal

import click

from gendan.kernel import clock
from gendan.process.model import Role, Text
from gendan.records.integrations import tokens
from gendan.records.integrations.models import READS, ROLES, ApiToken

ONCE = Text(
    "这个令牌只显示这一次，请现在存好：",
    "This token is shown this once; keep it now:",
)
NONE = Text("没有在用的同名令牌。", "No token of that name is in use.")
GONE = Text("已撤销；两秒内处处失效。", "Revoked; within two seconds it opens nothing anywhere.")


@click.group()
def token() -> None:
    """Give tokens to other systems, list them, take them back."""


@token.command()
@click.argument("name")
@click.option("--role", required=True, type=click.Choice(ROLES), help="In which role it acts.")
@click.option("--step", "steps", multiple=True, help="A step it may take; all of the role's.")
@click.option("--read", "reads", multiple=True, type=click.Choice(READS), help="What it may read.")
@click.option("--personal-data", is_flag=True, help="Show it names, numbers and addresses.")
@click.option("--store", "stores", multiple=True, help="Code of a store; all of them.")
@click.option("--warehouse", "warehouses", multiple=True, help="Code of a warehouse; all of them.")
@click.option("--days", default=365, show_default=True, help="After how many days it expires.")
@click.option("--per-minute", default=600, show_default=True, help="Requests a minute.")
@click.option("--amount-limit", type=Decimal, help="The most it may give back; no limit.")
def create(
    name: str,
    role: str,
    steps: tuple[str, ...],
    reads: tuple[str, ...],
    stores: tuple[str, ...],
    warehouses: tuple[str, ...],
    days: int,
    *,
    personal_data: bool,
    per_minute: int,
    amount_limit: Decimal | None,
) -> None:
    """Make a token for the system of that NAME, and show it, this once."""
    new = tokens.NewToken(
        name=name,
        role=Role(role),
        steps=frozenset(steps) or None,
        reads=frozenset(reads),
        personal_data=personal_data,
        stores=frozenset(stores) or None,
        warehouses=frozenset(warehouses) or None,
        per_minute=per_minute,
        amount_limit=amount_limit,
        expires_at=clock.now() + timedelta(days=days),
    )
    try:
        made = tokens.create(new, by=_somebody())
    except tokens.BadToken as fault:
        raise click.UsageError(f"{fault.field}: {fault.remedy.zh} · {fault.remedy.en}") from None
    click.echo(_both(ONCE), err=True)
    click.echo(made)


@token.command("list")
def list_() -> None:
    """List the tokens in use: name, role, when it expires, when it was used."""
    for one in ApiToken.objects.filter(revoked_at=None).order_by("name"):
        used = f"{one.last_used_at:%Y-%m-%d %H:%M}" if one.last_used_at else "–"
        click.echo(
            f"{one.name}\t{one.role}\tgd_live_{one.public}_…\t{one.expires_at:%Y-%m-%d}\t{used}"
        )


@token.command()
@click.argument("name")
def revoke(name: str) -> None:
    """Take the token of that NAME back."""
    if not tokens.revoke([name], by=_somebody()):
        raise click.ClickException(_both(NONE))
    click.echo(_both(GONE))


def _somebody() -> str:
    """Who sits at this machine."""
    return f"cli:{getpass.getuser()}"


def _both(words: Text) -> str:
    return f"{words.zh} {words.en}"

"""`gendan people …`: who works here, and the first way in for somebody."""

import click
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from rich.console import Console
from rich.table import Table

from gendan.config import database
from gendan.desks.invitation import invite as make_link
from gendan.embedded import Trouble
from gendan.process.model import Role
from gendan.process.papers import ROLES
from gendan.records.people.models import DEPARTMENTS, Staff


@click.group()
def people() -> None:
    """Who works here, and the first way in for somebody."""
    database.require()


@people.command("list")
def list_() -> None:
    """List everybody with department, limit and whether they can sign in with a password."""
    rows = Table("Login", "Name", "Department", "Refund limit", "Here", "Password")
    for person in Staff.objects.order_by("-is_active", "username"):
        rows.add_row(
            person.username,
            person.name,
            ROLES[Role(person.department)].en,
            "–" if person.amount_limit is None else str(person.amount_limit),
            "yes" if person.is_active else "no",
            "set" if person.has_usable_password() else "–",
        )
    Console().print(rows)


@people.command()
@click.argument("username")
@click.option("--name", help="Name of somebody new.")
@click.option(
    "--department",
    type=click.Choice([role.value for role in DEPARTMENTS]),
    help="Department of somebody new.",
)
def invite(username: str, name: str | None, department: str | None) -> None:
    """Print a one-time set-up link, good for half an hour.

    Somebody new needs --department. For somebody who is here, the old password becomes void and
    their sessions end."""
    person = Staff.objects.filter(username=username).first() or _made(username, name, department)
    if not person.is_active:
        raise Trouble(
            f"{username} does not work here any more.",
            "A manager can change that on the pages of master data.",
        )
    click.echo(make_link(person))


def _made(username: str, name: str | None, department: str | None) -> Staff:
    if not department:
        raise Trouble(
            f"There is no {username} yet.",
            f"Say: gendan people invite {username} --name NAME --department DEPARTMENT",
        )
    try:
        UnicodeUsernameValidator()(username)
    except ValidationError as error:
        raise Trouble(f"{username} is no login name.", " ".join(error.messages)) from None
    person = Staff(username=username, name=name or username, department=department)
    person.set_unusable_password()
    person.save()
    return person

"""The command line: which commands there are, and where each one lives.

A command's module is imported only when the command runs, so that `gendan --help` is quick. To add
one, write a click command in a module of its own and a line in COMMANDS.
"""

import os
import sys
from dataclasses import dataclass
from importlib import import_module

import click


@dataclass(frozen=True)
class Entry:
    """Where a command lives and what it is for. `django` says that its module imports models."""

    where: str
    purpose: str
    django: bool = False


COMMANDS = {
    "backup": Entry(
        "gendan.config.commands_backup:backup", "Write everything into one file.", django=True
    ),
    "carrier": Entry(
        "gendan.config.commands_carrier:carrier", "Answer as a carrier's program, to try things."
    ),
    "db": Entry("gendan.config.commands_db:db", "Start, stop and look at the embedded database."),
    "demo": Entry("gendan.config.commands_demo:demo", "Walk a demo shop's orders to the customer."),
    "docs": Entry(
        "gendan.config.commands_docs:docs", "Write the pages made from the process.", django=True
    ),
    "doctor": Entry("gendan.config.commands_doctor:doctor", "Say what is wrong and what to do."),
    "import": Entry(
        "gendan.config.commands_import:import_", "Bring in orders from files.", django=True
    ),
    "manage": Entry("gendan.config.commands_manage:manage", "Run one of Django's own commands."),
    "migrate": Entry(
        "gendan.config.commands_manage:migrate", "Make the database ready for this version."
    ),
    "people": Entry(
        "gendan.config.commands_people:people",
        "List who works here; invite somebody.",
        django=True,
    ),
    "restore": Entry(
        "gendan.config.commands_backup:restore", "Bring back what a backup holds.", django=True
    ),
    "run": Entry("gendan.config.commands_run:run", "Serve the shop, with all it needs."),
    "setup-data": Entry(
        "gendan.config.commands_setup_data:setup_data",
        "Load divisions, calendars, holidays and carriers.",
        django=True,
    ),
    "token": Entry(
        "gendan.config.commands_token:token",
        "Let other systems in, and shut them out.",
        django=True,
    ),
    "verify": Entry(
        "gendan.config.commands_verify:verify", "Compute all anew; say what differs.", django=True
    ),
    "work": Entry("gendan.config.commands_work:work", "Carry out waiting jobs.", django=True),
}


class Commands(click.Group):
    """A group that imports a command's module when the command is wanted, not before."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Names in the order of the alphabet."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return super().get_command(ctx, cmd_name)
        if entry.django:
            set_up_django()
        module, _, name = entry.where.partition(":")
        command = getattr(import_module(module), name)
        assert isinstance(command, click.Command), f"{entry.where} is no command"
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        rows = [(name, COMMANDS[name].purpose) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="gendan", prog_name="gendan")
@click.option("--debug", is_flag=True, help="Show where in the program an error came from.")
def gendan(debug: bool) -> None:
    """Gendan 跟单 follows every retail order from the moment it is placed to its end."""


def set_up_django() -> None:
    """Load settings and models. Starts no server."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gendan.config.settings")
    django.setup()


def main() -> None:
    """Run the command line. Errors a person can act on are printed as sentences."""
    try:
        gendan(prog_name="gendan")
    except Exception as error:
        if "--debug" in sys.argv[1:2]:
            raise
        from gendan.config import complaints

        sentences = complaints.sentences(error)
        for sentence in sentences:
            click.echo(f"gendan: {sentence}", err=True)
        sys.exit(1)

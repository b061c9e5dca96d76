"""`gendan manage …` and `gendan migrate`: Django's own commands under our roof."""

import click

from gendan.config.cli import set_up_django


@click.command(
    context_settings={"ignore_unknown_options": True, "help_option_names": []},
    add_help_option=False,
)
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
def manage(words: tuple[str, ...]) -> None:
    """Run one of Django's own commands, such as `gendan manage shell`."""
    from django.core.management import ManagementUtility

    set_up_django()
    utility = ManagementUtility(["gendan manage", *(words or ("help",))])
    utility.prog_name = "gendan manage"
    utility.execute()


@click.command()
def migrate() -> None:
    """Make the database ready for this version of the program. Harmless to repeat."""
    from django.core.management import call_command

    from gendan.config import database

    set_up_django()
    database.require()
    call_command("migrate", interactive=False)

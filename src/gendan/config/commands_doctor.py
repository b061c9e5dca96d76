"""`gendan doctor`: says in sentences what is wrong and what to do."""

import click


@click.command()
def doctor() -> None:
    """Say what is wrong and what to do. Ends with status 1 when something is."""
    from gendan.config import doctor as examination

    raise SystemExit(examination.report())

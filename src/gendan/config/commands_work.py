"""`gendan work`: carry out the jobs that steps leave behind, until told to stop."""

import click

from gendan.config.running import worker


@click.command()
@click.option("--once", is_flag=True, help="Stop when no job is left to do.")
@click.option("--concurrency", default=4, show_default=True, help="Jobs at the same time.")
def work(once: bool, concurrency: int) -> None:
    """Try the steps that the process takes by itself, send what is to be sent, and keep house.

    `gendan run` starts it with all the rest; alone it serves a further machine. It ends when the
    database has been away for some seconds: let whatever starts it start it anew."""
    if once:
        worker.work_once(concurrency)
    else:
        worker.work(concurrency)

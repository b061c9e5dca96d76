"""`gendan work`: carry out the jobs that steps leave behind, until told to stop."""

from typing import cast

import click
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from gendan.kernel.later import QUEUE


@click.command()
@click.option("--once", is_flag=True, help="Stop when nothing is left to do.")
@click.option("--concurrency", default=4, show_default=True, help="Jobs at the same time.")
def work(once: bool, concurrency: int) -> None:
    """Try the steps that the process takes by itself: confirm by rule, deliver as carriers say."""
    connector = cast("DjangoConnector", app.connector)
    with app.replace_connector(connector.get_worker_connector()) as worker:
        worker.run_worker(queues=[QUEUE], wait=not once, concurrency=concurrency)

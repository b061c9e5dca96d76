"""`gendan carrier`: a carrier's program to try online numbers with, on this machine alone."""

import signal

import click

from gendan.config.carrier_program import served
from gendan.process.model import Text

STARTED = Text(
    "模拟承运商在 {url}，密钥 {key}。录入承运商账号，并把 127.0.0.1 写进 GENDAN_WEBHOOK_ALLOW。"
    "Ctrl-C 结束。",
    "The carrier's program is at {url}, key {key}. Enter it as the carrier's account, and "
    "127.0.0.1 in GENDAN_WEBHOOK_ALLOW. Ctrl-C ends it.",
)
KEY = "demo-carrier"  # opens nothing but this


@click.command()
@click.option("--port", default=8090, show_default=True, help="Port on 127.0.0.1.")
@click.option("--key", default=KEY, show_default=True, help="What the account has to show.")
@click.option("--prefix", default="SF9", show_default=True, help="What its numbers begin with.")
@click.option("--refuses", default="", help="A province, city or district that it does not serve.")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", help="Language of words.")
def carrier(port: int, key: str, prefix: str, refuses: str, lang: str) -> None:
    """Answer as a carrier's program would, until Ctrl-C: to try numbers over the line."""
    with served(key, port=port, prefix=prefix, refuses=refuses) as program:
        click.echo(STARTED.in_language(lang).format(url=program.url, key=key))
        signal.sigwait({signal.SIGINT, signal.SIGTERM})

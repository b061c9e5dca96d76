"""`gendan carrier`: a carrier's program to try numbers and events with, on this machine alone."""

import signal

import click

from gendan.config.carrier_program import served
from gendan.config.carrier_road import CUSTOMER
from gendan.process.model import Text

STARTED = Text(
    "模拟承运商在 {address}，密钥 {key}。取号：承运商接口账号填 {url}。物流动态：动态来源选"
    "快递100，地址填 {address}，客户编号填 {customer}。Ctrl-C 结束。GENDAN_WEBHOOK_ALLOW 要有 "
    "127.0.0.1。",
    "The carrier's program is at {address}, key {key}. For numbers enter {url} as the carrier's "
    "account. For events enter an event source Kuaidi100 with the address {address} and the "
    "customer number {customer}. Have 127.0.0.1 in GENDAN_WEBHOOK_ALLOW. Ctrl-C ends it.",
)
KEY = "demo-carrier"  # opens nothing but this


@click.command()
@click.option("--port", default=8090, show_default=True, help="Port on 127.0.0.1.")
@click.option("--key", default=KEY, show_default=True, help="What the account has to show.")
@click.option("--prefix", default="SF9", show_default=True, help="What its numbers begin with.")
@click.option("--refuses", default="", help="A province, city or district that it does not serve.")
@click.option("--seconds", default=20.0, show_default=True, help="Between two events of a parcel.")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", help="Language of words.")
def carrier(port: int, key: str, prefix: str, refuses: str, seconds: float, lang: str) -> None:
    """Answer as a carrier's program and as 快递100 would, until Ctrl-C: it gives numbers, and lets
    the parcels that it is asked to follow travel."""
    with served(key, port=port, prefix=prefix, refuses=refuses, seconds=seconds) as program:
        told = {"url": program.url, "address": program.address, "key": key, "customer": CUSTOMER}
        click.echo(STARTED.in_language(lang).format(**told))
        signal.sigwait({signal.SIGINT, signal.SIGTERM})

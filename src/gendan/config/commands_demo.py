"""`gendan demo`: a shop to look at, whose orders travel in front of the reader's eyes."""

import os
import signal
from functools import partial
from pathlib import Path

import click

from gendan.config import env
from gendan.config.carrier_program import HERE, served
from gendan.config.commands_carrier import KEY
from gendan.config.running import instance, whole
from gendan.config.running.processes import Part
from gendan.config.running.whole import Plan

SEED = 20
LOG = "run.log"
WALK = "walk"
SECONDS = 60.0  # between two events of a parcel


@click.command()
@click.option("--lang", type=click.Choice(["zh", "en"]), help="Language of what is shown.")
@click.option("--seed", default=SEED, show_default=True, help="The same seed, the same orders.")
@click.option("--fast", is_flag=True, help="Do not wait for the reader.")
@click.option("--new-password", is_flag=True, help="Give the demo logins a new password; no more.")
@click.option(
    "--picture", type=click.Path(dir_okay=False, path_type=Path), help="Save the screen as SVG."
)
@click.option("--serve", is_flag=True, help="Serve the shop meanwhile, until Ctrl-C.")
@click.option("--port", default=8000, show_default=True, help="Port of the web.")
@click.option("--live-port", default=8001, show_default=True, help="Port of live updates.")
def demo(
    lang: str | None,
    seed: int,
    fast: bool,
    new_password: bool,
    picture: Path | None,
    serve: bool,
    port: int,
    live_port: int,
) -> None:
    """Load a demo shop and walk its orders through the journey.

    The first start makes the shop; later ones keep it and walk a few more orders. Ctrl-C stops at
    once and leaves everything consistent."""
    if serve:
        log = env.current().home / LOG
        _serve(Plan("127.0.0.1", port, live_port, log=log), lang, seed, fast=fast)
        return
    from gendan.config.cli import set_up_django

    set_up_django()
    from gendan.config import demo_show

    demo_show.show(lang, seed, fast=fast, renew=new_password, picture=picture)


def _serve(plan: Plan, lang: str | None, seed: int, *, fast: bool) -> None:
    """With the web, live updates, a carrier's program, and, once the orders have arrived, the
    worker.

    The tales happen in the past few days; a worker would put today's steps in between."""
    _let_in(plan)
    carrier = instance.free_port(plan.host)
    walk = Part(WALK, partial(_walk, plan, lang, seed, carrier, fast=fast), lasting=False)
    program = Part("carrier", partial(_carry, carrier))
    before = partial(_load, lang, seed)
    whole.serve(plan, before=before, beside=[walk, program], worker_after=WALK)
    from gendan.config import demo_show

    demo_show.tell_stopped(lang)


def _let_in(plan: Plan) -> None:
    """The carrier's program is on this machine; it and we find each other there."""
    allowed = os.environ.get("GENDAN_WEBHOOK_ALLOW", "")
    if HERE not in allowed.split(","):
        os.environ["GENDAN_WEBHOOK_ALLOW"] = f"{allowed},{HERE}".strip(",")
    os.environ.setdefault("GENDAN_PUBLIC_URL", plan.address)
    env.current.cache_clear()


def _load(lang: str | None, seed: int) -> None:
    from gendan.config import commands_run, demo_show

    demo_show.load_shop(lang, seed)
    commands_run.make_ready(migrate=False)


def _walk(plan: Plan, lang: str | None, seed: int, carrier: int, *, fast: bool) -> None:
    from gendan.config import demo_show

    signal.signal(signal.SIGTERM, signal.default_int_handler)
    instance.await_answer(plan.host, plan.port)
    demo_show.show_served(lang, seed, carrier, fast=fast, address=plan.address)


def _carry(port: int) -> None:
    # The tales told already that their parcels were collected.
    with served(KEY, port=port, seconds=SECONDS, collects=False):
        signal.pause()

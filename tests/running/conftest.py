"""One started instance for all tests of a module, with a small shop in it."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from gendan import embedded
from tests.running.instances import Hands, Instance


@pytest.fixture(scope="module")
def instance() -> Iterator[Instance]:
    outer = Path(tempfile.mkdtemp(prefix="gendan-run-"))
    outer.chmod(0o711)
    made = Instance(outer / "home")
    try:
        made.before = made.tried()
        made.start("--migrate")
        yield made
        if made.process is not None and made.process.poll() is None:
            made.end()
    finally:
        if made.process is not None and made.process.poll() is None:
            made.process.kill()
        embedded.stop(made.home)
        shutil.rmtree(outer)


@pytest.fixture(scope="module")
def hands(instance: Instance) -> Iterator[Hands]:
    made = Hands(instance.home)
    made.do("world.shop()")
    yield made
    made.end()

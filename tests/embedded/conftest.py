"""Homes of their own for the tests of the embedded server, and programs that use it."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.embedded import scene

Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def directory() -> Iterator[Path]:
    """A directory that other accounts can pass through, whoever runs the tests."""
    made = Path(tempfile.mkdtemp(prefix="gendan-home-"))
    made.chmod(0o711)
    yield made
    shutil.rmtree(made)


@pytest.fixture
def home(directory: Path) -> Iterator[Path]:
    """A home nobody has used; its server is stopped afterwards."""
    yield directory / "home"
    scene.end(directory / "home")


@pytest.fixture
def program() -> Iterator[Start]:
    """Start a Python program that prints lines; killed afterwards if it still runs."""
    started: list[subprocess.Popen[str]] = []

    def start(code: str, *words: object, **changes: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", code, *map(str, words)],
            env=os.environ | changes,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        with process:  # closes its pipes
            process.kill()

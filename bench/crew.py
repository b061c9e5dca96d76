"""Several workers at once: started, made ready, let go at the same moment."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict

from bench.worker import READY, Done, Task


def work(url: str, tasks: Sequence[Task]) -> Done:
    """Each task by a process of its own, on the database of that address.

    Seconds are from the word to the last answer. Raises `RuntimeError` when a worker fails."""
    workers = [_start(url, task) for task in tasks]
    try:
        for worker in workers:
            _hear(worker, READY)
        began = time.perf_counter()
        for worker in workers:
            _say(worker, "go")
        answers = [Done(**json.loads(_hear(worker))) for worker in workers]
        seconds = time.perf_counter() - began
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()
    refused: dict[str, int] = {}
    for answer in answers:
        for reason, count in answer.refused.items():
            refused[reason] = refused.get(reason, 0) + count
    return Done(sum(answer.orders for answer in answers), seconds, refused)


def _start(url: str, task: Task) -> subprocess.Popen[str]:
    worker = subprocess.Popen(
        [sys.executable, "-m", "bench.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"DATABASE_URL": url, "GENDAN_LOG_LEVEL": "warning"},
    )
    _say(worker, json.dumps(asdict(task)))
    return worker


def _say(worker: subprocess.Popen[str], line: str) -> None:
    assert worker.stdin is not None, "a worker listens"
    worker.stdin.write(line + "\n")
    worker.stdin.flush()


def _hear(worker: subprocess.Popen[str], expected: str = "") -> str:
    assert worker.stdout is not None, "a worker answers"
    line = worker.stdout.readline().strip()
    if not line or (expected and line != expected):
        raise RuntimeError(f"a worker failed: {line}")
    return line

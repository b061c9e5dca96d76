"""Make a backup while people work: a picture of one instant."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import gendan
from gendan.config import env, health
from gendan.config.backup import archive, programs
from gendan.config.backup.archive import Manifest
from gendan.kernel import clock, sql


def make(path: Path, *, with_key: bool) -> None:
    """Write everything into one file at `path`. Raises Trouble when that fails."""
    about = Manifest(
        version=gendan.__version__,
        postgres=programs.server_major(),
        made_at=clock.now().isoformat(timespec="seconds"),
        migrations=sorted(sql.rows(health.APPLIED)),
    )
    dumping = ("--format=custom", "--no-owner", "--no-privileges")
    try:
        with programs.program("pg_dump", *dumping, connect=True, stdout=subprocess.PIPE) as pg_dump:
            assert pg_dump.process.stdout
            archive.write(path, about, _files(with_key=with_key), pg_dump.process.stdout)
            pg_dump.end()
        archive.complete(path)
    finally:
        archive.beside(path).unlink(missing_ok=True)


def _files(*, with_key: bool) -> Iterator[Path]:
    for name in archive.FILES:
        path = env.current().home / name
        if path.exists() and (with_key or name != archive.KEY):
            yield path

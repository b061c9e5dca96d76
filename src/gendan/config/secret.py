"""The secret key: made at the first start, readable by its owner only, never in the repository."""

import os
import secrets
from pathlib import Path

from gendan.embedded import places

NAME = "secret.key"
BYTES = 48


def read_or_make(home: Path) -> str:
    """Give the key of `home`, making it when there is none. Safe when two commands start at once.

    Raises OSError when the directory cannot be written, and PermissionError when others may read
    the key.
    """
    path = home / NAME
    if not path.exists():
        _make(path)
    if path.stat().st_mode & 0o077:
        raise PermissionError(
            f"Other users may read the secret key {path}. If nobody has, say: chmod 600 {path}; "
            "if somebody may have, remove it: a new one is made, and everybody signs in again."
        )
    return path.read_text().strip()


def _make(path: Path) -> None:
    places.make_home(path.parent)
    beside = path.with_name(f"{NAME}.{os.getpid()}")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(BYTES) + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        path.hardlink_to(beside)  # fails when another command was first: its key counts
    except FileExistsError:
        pass
    finally:
        beside.unlink()

"""Which operating-system account runs PostgreSQL.

PostgreSQL refuses to run as root, rightly. Started by root it runs as an account of its own without
a login shell; started by anyone else it runs as that person.
"""

import grp
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from gendan.embedded.trouble import Trouble

NAME = "gendan"


class Identity(TypedDict, total=False):
    """Keyword arguments of `subprocess` that say as whom a program runs."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class Account:
    """The account PostgreSQL runs as, and who may speak to it through the socket."""

    name: str
    uid: int
    gid: int
    switches: bool  # true when this process is root and must step down to the account

    @property
    def people(self) -> tuple[str, ...]:
        """Operating-system names that may log in over the socket."""
        me = pwd.getpwuid(os.geteuid()).pw_name
        return (me,) if me == self.name else (me, self.name)

    def step_down(self) -> Identity:
        """Keyword arguments that make `subprocess` run a program as the account."""
        if not self.switches:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def reaches(self, path: Path) -> bool:
        """Say whether the account can enter (or run) `path`, by trying it as the account."""
        tried = subprocess.run(
            ["/bin/sh", "-c", 'test -x "$1"', "sh", str(path)],
            cwd="/",
            check=False,
            **self.step_down(),
        )
        return tried.returncode == 0

    def own(self, path: Path) -> None:
        """Hand a file or directory that this process has just made to the account."""
        if self.switches:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)


def choose(name: str = NAME) -> Account:
    """Find the account for PostgreSQL, making it when root runs this for the first time.

    Raises Trouble when the account is missing and cannot be made.
    """
    if os.geteuid() != 0:
        return _me()
    entry = _find(name) or _make(name)
    if entry.pw_uid == 0:
        raise Trouble(
            f"The account “{name}” is root, and PostgreSQL refuses to run as root.",
            "Name another account in GENDAN_PG_ACCOUNT.",
        )
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid, switches=True)


def _me() -> Account:
    uid = os.geteuid()
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        raise Trouble(
            f"The user number {uid} has no name on this machine, and PostgreSQL needs one.",
            "Add the user to /etc/passwd, or point DATABASE_URL at a PostgreSQL server.",
        ) from None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid, switches=False)


def _find(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def _is_group(name: str) -> bool:
    try:
        return bool(grp.getgrnam(name))
    except KeyError:
        return False


def _make(name: str) -> pwd.struct_passwd:
    """Make a system account without home, password and login shell."""
    nologin = next((p for p in ("/usr/sbin/nologin", "/sbin/nologin") if Path(p).exists()), None)
    shell = nologin or "/bin/false"
    group = ["--gid", name] if _is_group(name) else ["--user-group"]
    ways = (
        # shadow (Debian, Red Hat, SUSE, Arch), then busybox (Alpine)
        ["useradd", "--system", *group, "--no-create-home", "--home-dir", "/nonexistent",
         "--shell", shell, name],
        ["adduser", "-S", "-D", "-H", "-h", "/nonexistent", "-s", shell, name],
    )  # fmt: skip
    said = "neither useradd nor adduser is installed"
    for way in ways:
        program = shutil.which(way[0], path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
        if program is None:
            continue
        done = subprocess.run([program, *way[1:]], capture_output=True, text=True, check=False)
        said = done.stderr.strip()
        # Another command may have made the account in the same moment: what counts is that it is.
        if entry := _find(name):
            return entry
    raise Trouble(
        f"PostgreSQL needs an account of its own, and “{name}” could not be made ({said}).",
        f"Make a system account named “{name}”, name another in GENDAN_PG_ACCOUNT, "
        "or do not run Gendan as root.",
    )

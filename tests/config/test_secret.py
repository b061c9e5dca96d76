"""The secret key is made once, belongs to its owner alone, and is never replaced in silence."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from gendan.config import secret

MAKES = """
import sys
from pathlib import Path
from gendan.config import secret
sys.stdin.readline()
print(secret.read_or_make(Path(sys.argv[1])))
"""


def test_the_key_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    home = tmp_path / "home"
    first = secret.read_or_make(home)
    assert len(first) >= 50
    assert stat.S_IMODE((home / secret.NAME).stat().st_mode) == 0o600
    assert secret.read_or_make(home) == first
    assert [path.name for path in home.iterdir()] == [secret.NAME]


def test_no_two_homes_have_the_same_key(tmp_path: Path) -> None:
    assert secret.read_or_make(tmp_path / "one") != secret.read_or_make(tmp_path / "other")


def test_commands_that_start_at_once_get_the_same_key(tmp_path: Path) -> None:
    home = tmp_path / "home"
    makers = [
        subprocess.Popen(
            [sys.executable, "-c", MAKES, home],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(8)
    ]
    for maker in makers:
        assert maker.stdin is not None
        maker.stdin.write("go\n")
        maker.stdin.flush()
    assert len({maker.communicate()[0] for maker in makers}) == 1


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_key_others_could_read_is_refused_with_a_remedy(tmp_path: Path, mode: int) -> None:
    secret.read_or_make(tmp_path)
    (tmp_path / secret.NAME).chmod(mode)
    with pytest.raises(PermissionError, match=f"say: chmod 600 {tmp_path / secret.NAME}"):
        secret.read_or_make(tmp_path)


def test_the_key_of_the_settings_is_the_one_in_the_home() -> None:
    from django.conf import settings

    assert (
        Path(os.environ["GENDAN_HOME"]) / secret.NAME
    ).read_text().strip() == settings.SECRET_KEY

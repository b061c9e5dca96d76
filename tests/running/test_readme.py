"""The walk over HTTP that the README shows is done as it stands there, with a real `gendan run`."""

import json
import re
import shutil
import subprocess

import pytest

from tests.running.instances import PATIENCE, ROOT, Hands, Instance, settings

pytestmark = pytest.mark.slow
DIVISIONS = "__import__('gendan.config.commands_setup_data', fromlist=['load']).load()"
SHOP = "__import__('gendan.demo.house', fromlist=['load']).load(20)"


def blocks(readme: str, section: str) -> list[str]:
    """What a reader copies from that section."""
    text = (ROOT / readme).read_text()
    (found,) = re.findall(rf"^## {section}\n(.*?)^## ", text, re.MULTILINE | re.DOTALL)
    return re.findall(r"^```sh\n(.*?)^```", found, re.MULTILINE | re.DOTALL)


def test_both_readmes_show_the_same_commands() -> None:
    shown = blocks("README.md", "Over HTTP")
    assert len(shown) == 3
    assert blocks("README.zh-CN.md", "通过 HTTP") == shown


def test_the_walk_ends_with_a_completed_order(instance: Instance) -> None:
    if not shutil.which("curl"):
        pytest.skip("curl is not installed: the walk of the README is NOT tested here")
    hands = Hands(instance.home)
    hands.do(DIVISIONS)
    hands.do(SHOP)
    hands.end()
    walk = "set -eu -o pipefail\n" + "\n".join(blocks("README.md", "Over HTTP"))
    assert walk.count("localhost:8000") == 2
    done = subprocess.run(
        ["bash", "-c", walk.replace("localhost:8000", f"127.0.0.1:{instance.port}")],
        env=settings(instance.home),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    *answers, status = done.stdout.splitlines()
    assert json.loads(f"{{{status}}}")["status"]["code"] == "completed"
    assert sum(answer.startswith('{"done": 1, "refused": 0') for answer in answers) == 8

"""The packages under `journey` are the stages, in order; what follows by itself has a job."""

from pathlib import Path

from procrastinate.contrib.django import app

import gendan.journey
from gendan.process.definition import PROCESS


def test_each_stage_has_its_folder_in_order() -> None:
    folder = Path(gendan.journey.__file__).parent
    packages = sorted(path.name for path in folder.iterdir() if (path / "__init__.py").exists())
    stages = [stage.name for stage in PROCESS.stages]
    assert packages == sorted(stages)
    numbered = [stage for stage in stages if stage != "anytime"]
    assert numbered == sorted(numbered)


def test_each_step_that_the_system_tries_next_has_a_job() -> None:
    expected = {f"system:{step.then}" for step in PROCESS.steps if step.then}
    assert expected == {name for name in app.tasks if name.startswith("system:")}

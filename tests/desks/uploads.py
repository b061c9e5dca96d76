"""What the tests of imports share: files to be uploaded, and a worker who does the jobs."""

import csv
import io
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django.fixtures import Settings

from gendan.desks.imports import work
from gendan.desks.imports.models import ImportFile
from tests.intake.files import HEADER


@pytest.fixture(autouse=True)
def files(settings: Settings, tmp_path: Path) -> Path:
    """Where uploads of a test lie."""
    settings.IMPORT_FILES = tmp_path / "imports"
    return tmp_path / "imports"


def table(lines: Sequence[Sequence[object]], header: Sequence[str] = HEADER) -> bytes:
    written = io.StringIO()
    csv.writer(written).writerows([header, *lines])
    return written.getvalue().encode()


def send(client: Client, *files: bytes, name: str = "订单.csv", **told: object) -> ImportFile:
    """Upload, and be shown the import."""
    uploads = [SimpleUploadedFile(name, content) for content in files]
    answer = client.post("/imports", {"source": "gendan", "files": uploads, **told})
    assert answer.status_code == 302, answer.content.decode()
    return ImportFile.objects.get(pk=answer["Location"].rpartition("/")[2])


def carry_out(is_leaving: Callable[[], bool] = lambda: False) -> None:
    """Do the jobs of imports that wait, as a worker would."""
    for job in ProcrastinateJob.objects.filter(task_name__startswith="imports:").order_by("id"):
        work.carry_out(job.args["file"], job.task_name.removeprefix("imports:"), is_leaving)


def tried(client: Client, *files: bytes, **told: object) -> ImportFile:
    file = send(client, *files, **told)  # type: ignore[arg-type]
    carry_out()
    file.refresh_from_db()
    return file


def imported(client: Client, file: ImportFile) -> ImportFile:
    assert client.post(f"/imports/{file.pk}/place").status_code == 302
    carry_out()
    file.refresh_from_db()
    return file


def shown(client: Client, path: str) -> str:
    answer = client.get(path, headers={"Accept-Language": "zh-CN"})
    assert answer.status_code == 200, path
    return answer.content.decode()


def counted(file: ImportFile, *names: str) -> tuple[object, ...]:
    return tuple(file.figures[name] for name in names)

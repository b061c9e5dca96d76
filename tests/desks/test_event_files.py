"""Carrier events from a file: tried row by row, recorded over the API, once however often."""

import json
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from gendan.journey.s5_dispatch.commands import assign_waybill
from gendan.kernel import clock
from gendan.records.shipments.models import CarrierEvent
from tests import world
from tests.cast import LIN
from tests.desks.people import SignIn
from tests.intake.files import write_xlsx
from tests.journey.facts import box, number

HEADER = ["运单号", "时间", "状态码", "描述", "地点"]


def upload(client: Client, content: bytes, scheme: str = "kuaidi100", kind: str = "csv") -> object:
    given = {"file": SimpleUploadedFile(f"e.{kind}", content), "scheme": scheme}
    return client.post("/deliveries/events", given)


def rows(made: int, other: int) -> list[list[str]]:
    now = timezone.localtime(clock.now()).replace(microsecond=0)

    def at(hours: float) -> str:
        return f"{now - timedelta(hours=hours):%Y-%m-%d %H:%M:%S}"

    return [
        [number(made), at(3), "103", "已揽收", "杭州市"],
        [number(made), at(1), "301", "已签收", "南京市"],
        [number(made), at(2), "7777", "已签收？", ""],
        [number(made), at(-9), "0", "明天的事", ""],
        [number(made), at(2), "", "已签收", ""],
        [number(made), "", "0", "没有时间", ""],
        ["SF-NOBODY", at(1), "0", "", ""],
        [number(other), at(1), "0", "", ""],
    ]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_is_tried_row_by_row_and_recorded_once(
    signed_in: SignIn, tmp_path: Path, kind: str
) -> None:
    (made,) = world.dispatched()
    (other,) = world.issued()
    world.all_done(assign_waybill(world.parcels([other]), by=LIN))
    given = rows(made, other)
    if kind == "xlsx":
        content = write_xlsx(tmp_path / "e.xlsx", HEADER, given).read_bytes()
    else:
        content = "\n".join(",".join(row) for row in [HEADER, *given]).encode("gb18030")
    client = signed_in("logistics")
    answer = upload(client, content, kind=kind)
    good, bad = answer.context["good"], answer.context["bad"]  # type: ignore[attr-defined]
    assert [(line.meaning.zh, line.note is not None) for line in good] == [
        ("已揽收", False), ("已签收", False), ("未知", True),
    ]  # fmt: skip
    assert [line.fault.zh for line in bad] == [
        "时间在将来。", "没有状态码：文字不作数。", "没有时间。", "没有这个运单号。",
        "现在是“待发货”。",
    ]  # fmt: skip
    assert CarrierEvent.objects.count() == 0
    events = [json.loads(line.event) for line in good]
    for _ in range(2):
        told = client.post(
            "/api/v1/carrier-events", {"events": events}, content_type="application/json",
            headers={"Idempotency-Key": str(uuid.uuid4())},
        )  # fmt: skip
        assert told.json()["done"] == 3
    assert CarrierEvent.objects.count() == 3
    assert (box(made).carrier_status, box(made).proposed) == ("delivered", "deliver")


def test_a_file_of_nothing_says_so(signed_in: SignIn) -> None:
    client = signed_in("logistics")
    page = upload(client, b"a,b\n1,2\n").content.decode()  # type: ignore[attr-defined]
    assert "找不到“运单号”" in page
    none = upload(client, b"", scheme="moon").content.decode()  # type: ignore[attr-defined]
    assert "试算结果" not in none

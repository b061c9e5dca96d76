"""The tales of one whole day of the demo shop: told once, looked at from several sides."""

import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker
from rich.console import Console

from gendan.config import commands_setup_data
from gendan.demo import house, picture, telling, walk, watch
from gendan.demo.day import Day
from gendan.demo.news import News
from gendan.demo.screen import River
from gendan.insight.verify.examination import verify
from gendan.kernel.models import JournalEntry
from gendan.process.definition import PROCESS
from gendan.process.words import FeedbackKind
from gendan.records.orders.models import CustomerOrder
from gendan.records.shipments.models import Shipment


@pytest.fixture(scope="module")
def day(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Day]:
    """The first day, in a transaction that is taken back after the last of these tests."""
    with django_db_blocker.unblock(), transaction.atomic():
        commands_setup_data.load()
        house.load(7)
        day = walk.begin(7, datetime.now(UTC), "en")
        walk.walk(day, lambda _day, _at: None, 0)
        yield day
        transaction.set_rollback(True)


def test_the_whole_day_tells_every_tale_and_the_books_agree(day: Day) -> None:
    assert 60 <= len(day.orders) <= 80
    surprises = [turned.refusal for turned in day.turned_away if not turned.meant]
    assert surprises == []
    reasons = Counter(turned.refusal.reason.code for turned in day.turned_away)
    assert reasons == {"short_stock": 5, "wrong_item": 1, "held": 1}
    steps = {event.step for event in watch.events(day.orders, 0)}
    untold = {"reject", "stop_pick", "unpack", "reverse_issue", "refuse_address"}
    untold |= {"pause", "resume", "change_address"}
    untold |= {"book_waybill"}  # no carrier of the demo can be asked
    assert {step.name for step in PROCESS.steps} - steps == untold
    assert verify().differences == 0


def test_at_the_end_of_the_day_there_is_work_on_the_desks_and_some_of_it_is_late(day: Day) -> None:
    river = watch.river(day.orders, day.until)
    assert sum(reach.orders for reach in river.values()) == len(day.orders)
    assert river["completed"].orders >= 15
    for status in ("review", "shortage", "shipped", "closed", "cancelled"):
        assert river[status].orders, status
    late = {status for status, reach in river.items() if reach.late}
    assert {"review", "shortage", "shipped"} <= late
    assert not late & {"completed", "closed", "cancelled"}


def test_a_split_leaves_in_two_boxes_and_a_refused_parcel_comes_back(day: Day) -> None:
    split = JournalEntry.objects.filter(
        step="split", was__isnull=False, order_id__in=day.orders
    ).get()
    boxes = Shipment.objects.filter(order_id=split.order_id)
    assert boxes.count() == 2
    assert boxes.values("waybill").distinct().count() == 2
    refused = Shipment.objects.get(come_back_reason="refused")
    assert refused.state == "returned"
    assert CustomerOrder.objects.get(id=refused.order_id).payment_status == "cash_on_delivery"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_event_is_told_in_the_readers_language(day: Day, language: str) -> None:
    events = watch.events(day.orders, 0)
    lines = [line for event in events if (line := telling.line(event, language))]
    assert len(lines) > 300
    steps = {step.label.in_language(language) for step in PROCESS.steps}
    assert {line.step for line in lines} <= steps
    assert any("→" in line.plain(language) for line in lines)
    assert any(FeedbackKind.PROBLEM.label.in_language(language) == line.detail for line in lines)
    refusals = [telling.refusal(turned, language) for turned in day.turned_away]
    assert all(line.detail and "{" not in line.detail for line in refusals)


@pytest.mark.parametrize(("columns", "rows", "language"), [(80, 24, "en"), (110, 40, "zh-hans")])
def test_the_river_fits_the_terminal_and_shows_what_is_late_in_red(
    day: Day, columns: int, rows: int, language: str
) -> None:
    said = replace(day, language=language)
    console = Console(width=columns, height=rows, file=io.StringIO(), color_system="standard")
    news = News(since=0)
    news.gather(said)
    lines = console.render_lines(River(console, news).drawn(said, said.until, rows), pad=False)
    assert len(lines) <= rows
    assert all(sum(segment.cell_length for segment in line) <= columns for line in lines)
    text = "\n".join("".join(segment.text for segment in line) for line in lines)
    for code in ("review", "pending", "processing", "shipped", "completed", "shortage"):
        assert PROCESS.document("order").state(code).label.in_language(language) in text
    red = {
        segment.text
        for line in lines
        for segment in line
        if segment.style and segment.style.color and segment.style.color.name == "red"
    }
    assert any(("late" if language == "en" else "超时") in words for words in red)


def test_the_picture_needs_nothing_but_itself(day: Day, tmp_path: Path) -> None:
    console = Console(file=io.StringIO())
    drawn = River(console, News()).drawn(day, day.until, picture.ROWS)
    picture.save(drawn, tmp_path / "pictures" / "demo.svg", title="make run")
    svg = (tmp_path / "pictures" / "demo.svg").read_text()
    assert svg.startswith("<svg")
    assert "Shipped" in svg.replace("&#160;", " ")
    assert re.findall(r"url\((?!#)[^)]*\)", svg) == []
    assert "@font-face" not in svg

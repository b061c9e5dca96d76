"""The work of the jobs: a file is read, tried or imported, by whoever uploaded it and as far as
they reach today."""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from django.db import InterfaceError, OperationalError
from procrastinate.exceptions import JobAborted

from gendan.desks.imports import folder, moves
from gendan.desks.imports.bad_rows import BadRows
from gendan.desks.imports.models import FAILED, TRYING, ImportFile, ImportOrder
from gendan.desks.imports.trial import Preview
from gendan.desks.rights import is_manager
from gendan.intake import reading
from gendan.intake.drafts import Draft
from gendan.intake.faults import BadFile, bad_file
from gendan.intake.placing import Placed
from gendan.intake.report import Report
from gendan.intake.run import Wish, Witness, run
from gendan.intake.source import Source, load
from gendan.kernel import sql
from gendan.process.definition import PROCESS
from gendan.process.model import Text
from gendan.records.places.models import Store

LINES_MAX = 200_000
INFLATED_MAX = 256 << 20  # bytes
TELL_SECONDS = 0.5

BOOK = """
INSERT INTO import_order (file_id, order_id) SELECT %s, * FROM unnest(%s::bigint[])
ON CONFLICT DO NOTHING
"""
UNEXPECTED = (
    Text("出了意外，没有做完。", "Something unexpected happened; it was not finished."),
    Text("再试一次；还不行，请管理员查看日志。", "Try again; if it stays, ask for the logs."),
)


def carry_out(file: int, state: str, is_leaving: Callable[[], bool]) -> None:
    """Do what the state says, unless that was done. `is_leaving`: whether to stop halfway, to be
    called again later."""
    found = ImportFile.objects.select_related("staff").filter(pk=file, state=state).first()
    if found is None:
        return
    try:
        _run(found, is_leaving)
    except BadFile as bad:
        _fail(found, bad.problem, bad.remedy)
    except (JobAborted, OperationalError, InterfaceError):
        raise
    except Exception:
        _fail(found, *UNEXPECTED)
        raise


def _run(file: ImportFile, is_leaving: Callable[[], bool]) -> None:
    wish = _wish(file)
    for path in wish.files:
        reading.limit(path, lines=LINES_MAX, size=INFLATED_MAX)
    progress = _Progress(file, is_leaving)
    preview = Preview()

    def witness(drafts: Sequence[Draft], placed: Placed) -> None:
        progress.orders += len(drafts)
        if wish.dry_run:
            preview(drafts, placed)
        else:
            new = [id for position, id in placed.orders.items() if position not in placed.known]
            sql.run(BOOK, [file.pk, new])

    report = _with_bad_rows(file, wish, progress, witness)
    told: dict[str, object] = {"figures": _figures(report, file)}
    if wish.dry_run:
        with folder.written(file.pk, folder.PREVIEW) as opened:
            json.dump(preview.orders, opened, ensure_ascii=False)
        stores = Store.objects.filter(code__in=preview.stores | {file.store})
        told["stores"] = sorted(stores.values_list("pk", flat=True))
    moves.settle(file, moves.AFTER[file.state], **told)


def _with_bad_rows(file: ImportFile, wish: Wish, progress: "_Progress", witness: Witness) -> Report:
    needed = (*wish.source.needed, *wish.source.list("needed_of_details"))
    with folder.written(file.pk, folder.BAD_ROWS) as into:
        bad = BadRows(wish.files, needed, into)
        return run(wish, bad, advance=progress.advance, witness=witness)


def _wish(file: ImportFile) -> Wish:
    staff = file.staff
    actor = staff.actor()
    if not (staff.is_active and actor.may(PROCESS.step("place"))):
        raise bad_file(
            "上传的人现在不能录入订单。",
            "Whoever uploaded it may not place orders now.",
            "请能录入的人上传。",
            "Have it uploaded by somebody who may.",
        )
    files = folder.files(file.pk, len(file.names))
    if not all(path.exists() for path in files):
        raise bad_file(
            "文件不在这里了。", "The file is not here any more.", "重新上传。", "Upload it again."
        )
    return Wish(
        files=files,
        source=_source(file),
        dry_run=file.state == TRYING,
        create_products=file.create_products and is_manager(staff),
        by=actor,
        found_house=True,
    )


def _source(file: ImportFile) -> Source:
    source = load(file.source)
    corrected = folder.corrected(file.pk, len(file.names))
    house = source.house
    if house:
        house = replace(house, channel=file.channel, store=file.store)
    return replace(source, house=house, corrected=corrected)


def _figures(report: Report, file: ImportFile) -> dict[str, object]:
    placed, known = report.placed, report.known
    if not report.dry_run:
        # What an earlier try of this job placed was placed by this import all the same.
        placed = ImportOrder.objects.filter(file=file).count()
        known = report.placed + report.known - placed
    return {
        "rows": report.rows,
        "orders": placed + known + report.rejected,
        "lines": report.kinds["order_line"],
        "placed": placed,
        "known": known,
        "refused": report.rejected,
        "bad_rows": report.bad_rows,
        "waiting_rows": report.waiting_rows,
        "cancellations": report.kinds["cancellation"],
        "left_out": [[why.zh, why.en, count] for why, count in report.left_out.items()],
    }


def _fail(file: ImportFile, problem: Text, remedy: Text) -> None:
    """Leave why, calling the files what the person calls them."""
    told = {"problem": [problem.zh, problem.en], "remedy": [remedy.zh, remedy.en]}
    text = json.dumps(told, ensure_ascii=False)
    for number, name in reversed(list(enumerate(file.names, start=1))):
        text = text.replace(folder.FILE.format(number), json.dumps(name, ensure_ascii=False)[1:-1])
    moves.settle(file, FAILED, figures=json.loads(text))


class _Progress:
    """Tells how far a run is, now and then, and stops it when the worker must leave."""

    def __init__(self, file: ImportFile, is_leaving: Callable[[], bool]) -> None:
        self.orders = 0
        self._file = file
        self._is_leaving = is_leaving
        self._bytes = 0
        self._told_at = time.monotonic()

    def advance(self, size: int) -> None:
        """So many bytes more were read."""
        self._bytes += size
        if self._is_leaving():
            raise JobAborted
        if time.monotonic() - self._told_at > TELL_SECONDS:
            moves.heard(self._file, bytes_read=self._bytes, orders_read=self.orders)
            self._told_at = time.monotonic()

"""Builders of files to import, and the one way in which the tests import them."""

import csv
import gzip
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter
from click.testing import CliRunner

from gendan.intake.errors import MARK

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
Rows = Iterable[Sequence[object]]
HEADER = ("渠道单号", "渠道", "门店", "商品编码", "数量")  # the least our own template needs


@dataclass(frozen=True)
class Imported:
    """What an import said: exit status, figures, words, and the file of bad rows."""

    status: int
    figures: Mapping[str, object]
    words: str
    bad_rows: Path


def import_file(*files: Path, options: Sequence[str] = (), source: str = "gendan") -> Imported:
    """`gendan import`, with its figures and its bad rows beside the first file."""
    from gendan.config.commands_import import import_

    report = files[0].with_name("report.json")
    bad = files[0].with_name(f"bad-{files[0].name}.csv")
    arguments = [
        *map(str, files),
        "--source",
        source,
        "--errors",
        str(bad),
        "--report",
        str(report),
    ]
    report.unlink(missing_ok=True)
    result = CliRunner().invoke(import_, [*arguments, *options], catch_exceptions=False)
    figures = json.loads(report.read_text()) if report.exists() else {}
    return Imported(result.exit_code, figures, result.output, bad)


def rows(count: int, sku: str = "tea", quantity: str = "1") -> list[list[str]]:
    """So many orders of one line under that header."""
    return [[f"W{number}", "web", "S1", sku, quantity] for number in range(count)]


def write_csv(path: Path, header: Sequence[str], rows: Rows, encoding: str = "utf-8") -> Path:
    """A file with that header and those rows; packed when its name ends in .gz."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "wt", encoding=encoding, newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def write_xlsx(path: Path, header: Sequence[str], rows: Rows) -> Path:
    """A workbook whose first sheet has that header and those rows, typed as given."""
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        for line, row in enumerate([header, *rows]):
            sheet.write_row(line, 0, row)
    return path


def read_bad(path: Path) -> tuple[list[str], list[list[str]]]:
    """Header and rows of a file of bad rows."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
    return header, rows


def complaints(path: Path) -> list[tuple[int, str, str]]:
    """Line, column and value of each row of a file of bad rows."""
    header, rows = read_bad(path)
    first = next(place for place, name in enumerate(header) if name.startswith(MARK))
    return [(int(row[first]), row[first + 1], row[first + 2]) for row in rows]


OLIST = (
    "order_id", "order_item_id", "order_status", "order_purchase_timestamp", "order_approved_at",
    "order_delivered_carrier_date", "order_delivered_customer_date",
    "order_estimated_delivery_date", "customer_unique_id", "customer_city", "customer_state",
    "customer_zip_code_prefix", "product_id", "product_category", "product_weight_g", "price",
    "freight_value", "seller_id", "payment_type", "payment_value", "review_comment_message",
)  # fmt: skip
DAY = "2017-05-{:02d} 10:00:00"


def olist_rows(
    order: str,
    status: str,
    *,
    goods: Sequence[tuple[str, str]] = (("p1", "s1"),),
    approved: str = DAY.format(2),
    handed: str = "",
    delivered: str = "",
    placed: str = DAY.format(1),
    paid: str | None = None,
) -> list[list[str]]:
    """The rows of one order; `goods` are articles and their sellers, at 10.00 and 2.50 freight."""
    lines = goods or (("", ""),)
    total = paid if paid is not None else str(12.5 * len(goods) or 9)
    return [
        [
            order, str(nth) if article else "", status, placed, approved, handed, delivered,
            "2017-05-20 00:00:00", f"person-{order}", "são paulo", "SP", "01310", article, "toys",
            "250", "10.00" if article else "", "2.50" if article else "", seller, "credit_card",
            total, "bom,\n“ótimo” 👍",
        ]
        for nth, (article, seller) in enumerate(lines, start=1)
    ]  # fmt: skip

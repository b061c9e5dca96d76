"""What an import tells the person at the terminal, in tables."""

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from gendan.intake.errors import COLUMNS, Errors
from gendan.intake.report import Report
from gendan.process.definition import PROCESS
from gendan.process.model import Text

KINDS = {
    "order": Text("订单头", "rows of orders"),
    "order_line": Text("订单行", "order lines"),
    "charge": Text("费用", "charges"),
    "cancellation": Text("取消", "cancellations"),
    "write_off": Text("库存更正", "write-offs and other corrections of stock"),
    "left_out": Text("不需导入", "left out"),
    "problem": Text("待人处理", "problems for a person"),
}


ENDS = (
    Text("文件", "file says"),
    Text("我们", "ours"),
    Text("文件里的订单", "orders in the file"),
    Text("我们的订单", "orders of ours"),
)


def show(report: Report, errors: Errors, language: str) -> None:
    """Print what was done, where orders ended, what contradicts itself, and what is bad."""
    _Display(language).show(report, errors)


class _Display:
    """Tables in one language."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._console = Console()

    def _say(self, text: Text) -> str:
        return text.in_language(self._language)

    def show(self, report: Report, errors: Errors) -> None:
        self._figures(report)
        if report.became:
            self._ends(report)
        if report.oddities:
            self._counts(Text("自相矛盾之处", "Contradictions in the file"), report.oddities)
        if report.stuck:
            self._counts(Text("被拒绝的步骤", "Steps that were refused"), report.stuck)
        if errors.bad_rows:
            self._bad_rows(errors)

    def _figures(self, report: Report) -> None:
        done = Text("试算，未写入", "Dry run, nothing written")
        title = done if report.dry_run else Text("导入", "Import")
        rate = report.rows / report.seconds if report.seconds else 0
        figures = (
            (Text("订单", "orders"), report.orders),
            (Text("新录入", "placed"), report.placed),
            (Text("此前已有", "known before"), report.known),
            (Text("新建商品", "new articles"), report.products),
            *((KINDS[kind], report.kinds[kind]) for kind in KINDS if report.kinds[kind]),
            (Text("以上各类合计", "sum of these kinds of rows"), report.kinds.total()),
            (Text("文件中的行", "rows in the file"), report.rows),
            (Text("每秒行数", "rows per second"), round(rate)),
            (
                Text("每秒订单", "orders per second"),
                round(rate * report.orders / (report.rows or 1)),
            ),
        )
        rows = [(self._say(label), f"{figure:,}") for label, figure in figures]
        rows += [(self._say(why), f"{count:,}") for why, count in report.left_out.items()]
        self._print(f"{self._say(title)} {report.source}", (), rows)

    def _ends(self, report: Report) -> None:
        order = PROCESS.document("order")
        rows = [
            (
                str(row["file_status"]),
                f"{row['our_status']} {self._say(order.state(str(row['our_status'])).label)}",
                f"{row['file']:,}",
                f"{row['ours']:,}",
            )
            for row in report.statuses()
        ]
        title = Text("终点", "Where the orders ended")
        self._print(self._say(title), [self._say(head) for head in ENDS], rows)

    def _counts(self, title: Text, counts: Mapping[str, int]) -> None:
        rows = [(kind, f"{count:,}") for kind, count in sorted(counts.items())]
        self._print(self._say(title), (), rows)

    def _bad_rows(self, errors: Errors) -> None:
        rows = [
            (
                str(fault.line),
                fault.column,
                fault.value[:60],
                *map(self._say, (fault.problem, fault.remedy)),
            )
            for fault in errors.faults
        ]
        title = Text("问题行（前几条）", "Bad rows (the first of them)")
        self._print(self._say(title), [self._say(column) for column in COLUMNS], rows)
        told = Text(
            f"{errors.bad_rows} 行有问题，另有 {errors.waiting_rows} 行属于同样的订单。"
            "改好之后，把这个文件原样导入：",
            f"{errors.bad_rows} bad rows, and {errors.waiting_rows} more of the same orders. "
            "Correct them, and import this file as it is:",
        )
        self._console.print(self._say(told))
        for path in errors.written:
            self._console.print(str(path), soft_wrap=True, markup=False)

    def _print(self, title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        table = Table(title=title, title_justify="left", show_header=bool(heads))
        for head in heads or ("", ""):
            table.add_column(head, overflow="fold")
        for row in rows:
            table.add_row(*map(escape, row))
        self._console.print(table)

"""The demo on a terminal: the river of the journey, late in red, and what just happened."""

import time
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.panel import Panel
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text as Words

from gendan.demo import picture, telling, watch
from gendan.demo.day import Day
from gendan.demo.news import News
from gendan.demo.telling import Line
from gendan.demo.watch import Reach
from gendan.process.definition import PROCESS
from gendan.process.model import Role, State, Text
from gendan.process.papers import ROLES

FRAME_SECONDS = 0.12
TYPICAL_SECONDS = 1.0  # how often the medians are asked anew
PICTURE_AT = 0.97  # of the day: much has arrived, and there is work on every desk
FIXED_ROWS = 13  # of the head, the river and the headings
REACH_ROWS = 6
LEAST_ROWS = 3  # of events of each kind

MAIN = ("review", "pending", "processing", "ready", "shipped", "completed")
ASIDE = ("shortage", "partly_shipped", "closed", "cancelled")
COLOURS = {
    Role.SALES: "cyan",
    Role.WAREHOUSE: "yellow",
    Role.LOGISTICS: "blue",
    Role.SERVICE: "magenta",
    Role.AFTERSALES: "magenta",
    Role.MANAGER: "bold",
    Role.CUSTOMER: "green",
    Role.CARRIER: "blue",
    Role.SYSTEM: "bright_black",
}
WORDS = {
    "title": Text("跟单 Gendan · 四时集演示店", "Gendan 跟单 · the demo shop"),
    "late": Text("超时 {}", "{} late"),
    "at risk": Text("临近 {}", "{} at risk"),
    "on time": Text("按时", "on time"),
    "notable": Text("值得一看", "Worth a look"),
    "everyday": Text("日常", "Everyday"),
    "stop": Text("Ctrl-C 停止", "Ctrl-C stops"),
}
# Of the columns before the last: when, who, what, to which document. Chinese, then English.
WIDTHS = ((10, 11, 12, 11), (9, 17, 18, 11))
LAW = PROCESS.document("order")


class River:
    """A picture that changes while the day goes by. A context: the cursor comes back at its end."""

    def __init__(self, console: Console, news: News, save_to: Path | None = None) -> None:
        self._console = console
        self._news = news
        self._save_to = save_to
        self._live = Live(console=console, auto_refresh=False, vertical_overflow="crop")
        self._drawn_at = 0.0
        self._asked_at = 0.0
        self._typical: dict[str, float] = {}

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._live.stop()

    def look(self, day: Day, at: datetime) -> None:
        """Draw anew what stands in the database, unless it was drawn a moment ago."""
        now = time.monotonic()
        over = at >= day.until
        if now - self._drawn_at < FRAME_SECONDS and not over:
            return
        self._drawn_at = now
        if now - self._asked_at > TYPICAL_SECONDS or over:
            self._asked_at = now
            self._typical = watch.typical(day.orders)
        self._news.gather(day)
        self._live.update(self.drawn(day, at, self._console.size.height), refresh=True)
        if self._save_to and day.progress(at) >= PICTURE_AT:
            drawn = self.drawn(day, at, picture.ROWS)
            picture.save(drawn, self._save_to, title="make run")
            self._save_to = None

    def drawn(self, day: Day, at: datetime, rows: int) -> RenderableType:
        """The whole picture, for a terminal of so many rows."""
        language = day.language
        reaches = watch.river(day.orders, at)
        room = max(rows - FIXED_ROWS, 2 * LEAST_ROWS)
        notable = max(room * 3 // 5, LEAST_ROWS)
        return Group(
            _head(at, language),
            _bar(day.progress(at)),
            _main(reaches, self._typical, language),
            _aside(reaches, language),
            _heading("notable", language),
            _lines(self._news.notable, notable, language),
            _heading("everyday", language),
            _lines(self._news.everyday, room - notable, language),
        )


class Lines:
    """One line after the other: for a pipe, a file, or a terminal that cannot draw."""

    def __init__(self, console: Console, news: News) -> None:
        self._console = console
        self._news = news

    def look(self, day: Day, at: datetime) -> None:
        """Print what is new; at the end of the day also where the orders are."""
        for line in self._news.gather(day):
            self._print(line.plain(day.language))
        if at >= day.until:
            reaches = watch.river(day.orders, at)
            for state in (state for state in LAW.states if state.code in reaches):
                label = state.label.in_language(day.language)
                late = _late(state, reaches[state.code], day.language).plain
                self._print(f"{label}  {reaches[state.code].orders}  {late}".rstrip())

    def _print(self, text: str) -> None:
        self._console.print(text, markup=False, highlight=False, soft_wrap=True)


def _head(at: datetime, language: str) -> RenderableType:
    row = Table.grid(expand=True)
    row.add_column(ratio=2)
    row.add_column(ratio=1, justify="center")
    row.add_column(ratio=1, justify="right")
    row.add_row(
        Words(WORDS["title"].in_language(language), style="bold"),
        Words(telling.moment(at, language), style="bold cyan"),
        Words(WORDS["stop"].in_language(language), style="dim"),
    )
    return row


def _bar(progress: float) -> RenderableType:
    row = Table.grid(expand=True)
    row.add_row(ProgressBar(total=1, completed=progress, complete_style="cyan"))
    return row


def _main(reaches: dict[str, Reach], typical: dict[str, float], language: str) -> RenderableType:
    """The stretches from placed to completed, from left to right."""
    row = Table.grid(expand=True)
    for _ in MAIN:
        row.add_column(ratio=1)
    row.add_row(
        *(_reach(code, reaches.get(code, Reach()), typical.get(code), language) for code in MAIN)
    )
    return row


def _reach(code: str, reach: Reach, seconds: float | None, language: str) -> Panel:
    state = LAW.state(code)
    usually = _span(seconds, language) if seconds and state.owner else ""
    inside = Table.grid()
    inside.add_column(no_wrap=True, overflow="ellipsis")
    inside.add_row(state.label.in_language(language))
    inside.add_row(
        Words.assemble(
            (str(reach.orders), "bold" if reach.orders else "dim"),
            " ",
            _late(state, reach, language),
        )
    )
    inside.add_row(Words(f"≈ {usually}" if usually else "", style="dim"))
    if state.owner:
        inside.add_row(Words(ROLES[state.owner].in_language(language), style=COLOURS[state.owner]))
    return Panel(
        inside,
        border_style="red" if reach.late else "bright_black",
        height=REACH_ROWS,
        padding=0,
    )


def _late(state: State, reach: Reach, language: str) -> Words:
    """In words how punctual it is where somebody waits; colour never says it alone."""
    if state.owner is None:
        return Words("")
    if reach.late:
        return Words(WORDS["late"].in_language(language).format(reach.late), style="bold red")
    if reach.at_risk:
        return Words(WORDS["at risk"].in_language(language).format(reach.at_risk), style="yellow")
    return Words(WORDS["on time"].in_language(language) if reach.orders else "", style="green")


def _aside(reaches: dict[str, Reach], language: str) -> RenderableType:
    """Where orders are that went another way."""
    line = Words()
    for code in ASIDE:
        state, reach = LAW.state(code), reaches.get(code, Reach())
        line.append("  ·  " if line else " ", style="dim")
        line.append(
            f"{state.label.in_language(language)} {reach.orders}",
            style="" if reach.orders else "dim",
        )
        if reach.late:
            line.append(" (").append_text(_late(state, reach, language)).append(")")
    return line


def _heading(word: str, language: str) -> RenderableType:
    return Words(f"\n{WORDS[word].in_language(language)}", style="bold dim")


def _lines(lines: Iterable[Line], count: int, language: str) -> RenderableType:
    """The last so many, the newest at the bottom; padded, so that nothing jumps."""
    newest = list(lines)[-count:]
    table = Table.grid(padding=(0, 1), expand=True)
    for width in WIDTHS[language.startswith("en")]:
        table.add_column(width=width, no_wrap=True, overflow="ellipsis")
    table.add_column(ratio=1, no_wrap=True, overflow="ellipsis")
    for line in newest:
        detail = Words(line.detail, style="red" if line.turned_away else "")
        if line.told:
            detail.append(f"  → {line.told}" if line.detail else f"→ {line.told}", style="dim")
        table.add_row(
            Words(telling.moment(line.at, language), style="dim"),
            Words(line.who, style=COLOURS[line.role]),
            Words(line.step, style="bold red" if line.turned_away else "bold"),
            Words(line.number),
            detail,
        )
    for _ in range(count - len(newest)):
        table.add_row("")
    return table


def _span(seconds: float, language: str) -> str:
    """A median in minutes, or in hours from two hours on."""
    english = language.startswith("en")
    if seconds < 2 * 3600:
        minutes = max(round(seconds / 60), 1)
        return f"{minutes} min" if english else f"{minutes} 分"
    return f"{seconds / 3600:.0f} h" if english else f"{seconds / 3600:.0f} 时"

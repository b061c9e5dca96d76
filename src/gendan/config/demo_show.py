"""What `gendan demo` does: a shop to look at, whose orders travel before the reader's eyes."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.urls import Resolver404, resolve
from django.utils import timezone
from rich.console import Console, Group
from rich.panel import Panel
from rich.table import Table
from rich.text import Text as Words

from gendan import embedded
from gendan.config import commands_setup_data, database, env, horizon
from gendan.config.carrier_program import HERE
from gendan.config.carrier_road import CUSTOMER
from gendan.config.cli import COMMANDS
from gendan.config.commands_carrier import KEY
from gendan.config.running import worker
from gendan.demo import following, house, people, walk
from gendan.demo.day import Day
from gendan.demo.news import News
from gendan.demo.people import Logins
from gendan.demo.screen import Lines, River
from gendan.embedded import Trouble
from gendan.kernel import clock
from gendan.process.model import Text
from gendan.process.papers import ROLES

INTERRUPTED = 130  # what a shell expects of a program that Ctrl-C ended

STARTING = Text("准备数据库…", "Getting the database ready…")
LOADING = Text("装入演示店…", "Loading the demo shop…")
THERE = Text(
    "演示店已经在了，数据保留；再走一批订单。",
    "The demo shop is there already and keeps its data; a few more orders set out.",
)
STOPPED = Text(
    "已停止：做完的都在，没做完的没有留下痕迹。再运行一次就接着走。",
    "Stopped: what was done is kept, what was not left no trace. Start again to go on.",
)
DONE = Text(
    "\n刚才走过 {orders} 张订单；{refused} 次操作被拒绝，都说了原因。",
    "\n{orders} orders went by; {refused} steps were refused, each with its reason.",
)
NEXT = Text("接下来可以试", "What to try next")
LOGINS = Text("演示账号", "Demo logins")
PASSWORD = Text("密码", "Password")
MADE = Text(
    "密码刚刚生成；在这台机器上打开登录页也会显示。gendan demo --new-password 换新的。",
    "The password was made just now; the sign-in page shows it too, on this machine only. "
    "gendan demo --new-password makes another.",
)
# By command, how to call it and what for; shown when this version has it.
SUGGESTED = {
    "verify": ("verify", Text("逐单核对状态、库存和金额", "recompute every status, stock and sum")),
    "import": (
        "import FILE --source gendan --dry-run",
        Text("试导入自己的订单", "see what your own orders would become"),
    ),
    "db": ("db shell", Text("用 SQL 看数据", "look at the data with SQL")),
    "doctor": ("doctor", Text("检查这台机器", "examine this machine")),
}
PAPERS = Path("docs/generated")
SERVED = Text("正在运行：{address}（Ctrl-C 停止）", "It is running: {address} (Ctrl-C stops it)")
SIGN_IN = Text(
    "登录：演示账号和密码就在登录页上（只在本机显示）。",
    "Sign in: the sign-in page shows the demo's logins and password, on this machine only.",
)
# Below the address, what is to be seen there.
PLACES = {
    "/": Text("登录，看您的部门", "sign in and see your department"),
    "/api/v1/docs": Text("接口文档，可以直接试", "the API, to read and to try"),
    "/admin/": Text("主数据（用主管账号）", "master data, as a manager"),
    "/outbox": Text("发给客户的邮件和短信", "mail and messages to customers"),
    "/readyz": Text("能不能接单", "whether it can take orders"),
    "/metrics": Text("给 Prometheus 的指标", "figures for Prometheus"),
}


def show(lang: str | None, seed: int, *, fast: bool, renew: bool, picture: Path | None) -> None:
    """Load the shop, walk its orders, and stop the database again."""
    language = lang or settings.LANGUAGE_CODE
    console = Console()
    try:
        with _database():
            _prepare(console, language)
            if renew:
                _tell_logins(console, _renewed(), language)
                return
            _show(console, language, seed, fast=fast, picture=picture)
    except KeyboardInterrupt:
        console.print(STOPPED.in_language(language), style="yellow")
        sys.exit(INTERRUPTED)


def load_shop(lang: str | None, seed: int) -> None:
    """Make the database ready and load the shop, before it is served."""
    language = lang or settings.LANGUAGE_CODE
    console = Console()
    _prepare(console, language)
    following.rest()
    if house.is_loaded():
        console.print(THERE.in_language(language))
        return
    console.print(LOADING.in_language(language), style="dim")
    house.load(seed)


def show_served(lang: str | None, seed: int, carrier: int, *, fast: bool, address: str) -> None:
    """Walk the orders of a shop that is being served, say where to look at it, and let the program
    at the port `carrier` tell how its parcels go on."""
    language = lang or settings.LANGUAGE_CODE
    console = Console()
    try:
        day = walk.begin(seed, clock.now(), language)
        _walk(console, day, 0.0 if fast else day.seconds, None)
        following.begin(f"http://{HERE}:{carrier}", CUSTOMER, KEY)
        _tell_next(console, day, language)
        _tell_addresses(console, address, language)
    except KeyboardInterrupt:
        pass  # whoever ends all of it says so
    finally:
        connections.close_all()


def tell_stopped(lang: str | None) -> None:
    """The last word."""
    Console().print(STOPPED.in_language(lang or settings.LANGUAGE_CODE), style="yellow")


@contextmanager
def _database() -> Iterator[None]:
    """Have a database; at the end stop it at once, unless somebody else uses it."""
    if env.current().database_url:
        database.require()
        yield
        return
    with embedded.running(env.current().home, database.options()):
        try:
            yield
        finally:
            connections.close_all()


def _prepare(console: Console, language: str) -> None:
    console.print(STARTING.in_language(language), style="dim")
    call_command("migrate", interactive=False, verbosity=0)
    commands_setup_data.load()
    if house.is_strange() and not house.is_loaded():
        raise Trouble(
            "This database holds a shop of its own, with which the demo would mix.",
            "Give the demo a home of its own: GENDAN_HOME=var/demo make run",
        )


def _renewed() -> Logins:
    if not house.is_loaded():
        raise Trouble("There is no demo shop here yet.", "Say: gendan demo")
    return people.new_password()


def _show(console: Console, language: str, seed: int, *, fast: bool, picture: Path | None) -> None:
    if not house.is_loaded():
        console.print(LOADING.in_language(language), style="dim")
    following.rest()
    logins = house.load(seed)
    if not logins:
        console.print(THERE.in_language(language))
    try:
        day = walk.begin(seed, clock.now(), language)
        _walk(console, day, 0.0 if fast else day.seconds, picture)
        worker.work_once(concurrency=1)
        _tell_next(console, day, language)
    finally:
        if logins:
            _tell_logins(console, logins, language)
    if said := horizon.warning(timezone.localdate(), language):
        console.print(said, style="yellow", highlight=False)


def _walk(console: Console, day: Day, seconds: float, picture: Path | None) -> None:
    """A picture that changes where there is a terminal, else line by line."""
    if console.is_terminal and not console.is_dumb_terminal:
        with River(console, News(), picture) as river:
            walk.walk(day, river.look, seconds)
    else:
        walk.walk(day, Lines(console, News()).look, seconds)


def _tell_next(console: Console, day: Day, language: str) -> None:
    """What happened, and what a reader may try with it."""
    done = DONE.in_language(language)
    said = done.format(orders=len(day.orders), refused=len(day.turned_away))
    console.print(said, highlight=False)
    rows = Table.grid(padding=(0, 3))
    for words, purpose in _suggestions():
        rows.add_row(Words(words, style="bold"), purpose.in_language(language))
    console.print(Panel(rows, title=NEXT.in_language(language), expand=False))


def _tell_addresses(console: Console, address: str, language: str) -> None:
    rows = Table.grid(padding=(0, 3))
    for path, purpose in PLACES.items():
        if _is_there(path):
            rows.add_row(Words(address + path, style="bold"), purpose.in_language(language))
    served = SERVED.in_language(language).format(address=address)
    inside = Group(rows, Words(SIGN_IN.in_language(language), style="dim"))
    console.print(Panel(inside, title=Words(served, style="bold green"), expand=False))


def _is_there(path: str) -> bool:
    try:
        resolve(path)
    except Resolver404:
        return False
    return True


def _suggestions() -> Iterator[tuple[str, Text]]:
    """Commands that exist and pages that are here."""
    program = _program()
    yield (f"{program} demo", Text("再走一批订单", "walk a few more orders"))
    for name, (words, purpose) in SUGGESTED.items():
        if name in COMMANDS:
            yield f"{program} {words}", purpose
    if PAPERS.is_dir():
        yield str(PAPERS), Text("流程图、职责分工、操作手册", "process, duties and manual")


def _program() -> str:
    """How the reader may call the program from where they are."""
    called = Path(sys.argv[0])
    if called.name != "gendan" or shutil.which("gendan") == str(called.absolute()):
        return "gendan"
    return os.path.relpath(called)


def _tell_logins(console: Console, logins: Logins, language: str) -> None:
    """The logins by department, and the password they share."""
    known = {f"demo-{person.login}": person for person in people.STAFF}
    by_department: dict[str, list[str]] = {}
    for name in logins.names:
        department = ROLES[known[name].department].in_language(language)
        by_department.setdefault(department, []).append(name)
    rows = Table.grid(padding=(0, 3))
    for department, names in by_department.items():
        rows.add_row(department, Words(", ".join(names), style="bold"))
    rows.add_row(PASSWORD.in_language(language), Words(logins.password, style="bold green"))
    note = Words(MADE.in_language(language), style="dim")
    console.print(Panel(Group(rows, note), title=LOGINS.in_language(language), expand=False))

"""After signing in: the desk of one's department. And a page about oneself, one's own security."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from gendan.desks.queues import home_of
from gendan.desks.rights import is_manager
from gendan.kernel.alarms import open_alarms
from gendan.process.model import Role, Text
from gendan.process.papers import ROLES
from gendan.records.people.models import Staff


@dataclass(frozen=True, slots=True)
class Door:
    """Somewhere to go from the first page."""

    title: Text
    about: Text
    url: str


SECURITY = (
    ("mfa_index", Text("两步验证与通行密钥", "Second factor and passkeys"),
     Text("验证器、通行密钥、恢复代码", "Authenticator, passkeys, recovery codes")),
    ("usersessions_list", Text("登录的设备", "Where I am signed in"),
     Text("查看并退出其他设备", "See other devices and sign them out")),
    ("account_change_password", Text("修改密码", "Change password"),
     Text("至少 10 个字符", "At least 10 characters")),
)  # fmt: skip
RUNNING = (
    ("admin:index", Text("主数据", "Master data"),
     Text("商品、客户、门店、仓库、人员、日历", "Goods, customers, stores, warehouses, people")),
)  # fmt: skip
DESK = (
    ("home", Text("我的工作台", "My desk"), Text("回到手上的工作", "Back to what waits for me")),
)
DOCS = Door(
    Text("接口文档", "API documentation"),
    Text("让其他系统对接", "Connect other systems"),
    "/api/v1/docs",
)


@require_GET
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """On to the desk where this person works."""
    person = request.user
    assert isinstance(person, Staff), "somebody is signed in"
    desk = home_of(Role(person.department))
    return redirect("desk", desk.name) if desk else redirect("manager_desk")


@require_GET
@login_required
def me(request: HttpRequest) -> HttpResponse:
    """Who I am, and the doors that are open to me."""
    person = request.user
    assert isinstance(person, Staff), "somebody is signed in"
    manages = is_manager(person)
    return render(
        request,
        "desks/home.html",
        {
            "department": ROLES[Role(person.department)],
            "stores": list(person.stores.order_by("code")),
            "warehouses": list(person.warehouses.order_by("code")),
            "work": [*_doors(DESK), *(_doors(RUNNING) if manages else []), DOCS],
            "security": _doors(SECURITY),
            "alarms": open_alarms().count() if manages else None,
        },
    )


def _doors(named: tuple[tuple[str, Text, Text], ...]) -> list[Door]:
    return [Door(title, about, reverse(name)) for name, title, about in named]

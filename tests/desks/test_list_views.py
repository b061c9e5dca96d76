"""The views of a list, through the door: kept under a name, shared, and taken away."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gendan.records.people.models import VIEWS_MAX, SavedView, Staff
from tests.desks.listing import choose, page_of, selling
from tests.desks.people import PASSWORD, SignIn

__all__ = ["selling"]  # fixtures
CHINESE = {"HTTP_ACCEPT_LANGUAGE": "zh-CN"}
LINK = re.compile(r'<a href="([^"]+)"(?: aria-current="true")?>([^<]+)</a>')


def save(client: Client, path: str, name: str, query: str = "", *, shared: bool = False) -> str:
    """Save a view; where that leads, and what is said there."""
    given = {"path": path, "name": name, "query": query, **({"shared": "on"} if shared else {})}
    answer = client.post("/lists/views", given)
    assert answer.status_code == 302
    return answer["Location"]


def views_in(client: Client, address: str) -> dict[str, str]:
    """The links of the views that a list offers: by name, the address."""
    menu = page_of(client, address).partition('id="list-tools"')[2].partition("</details>\n")[0]
    return {name: href.replace("&amp;", "&") for href, name in LINK.findall(menu)}


def said(client: Client, address: str) -> str:
    """What was said last of what was pressed."""
    found = re.findall(r'<p class="said \w+" role="status">([^<]+)</p>', page_of(client, address))
    return found[-1]


def test_a_view_keeps_what_narrows_a_list_under_a_name(selling: Client) -> None:
    query = "cursor=x&sort=deadline&status=review&status=pending&limit=9&moon=1"
    kept = "/orders?status=review&status=pending&sort=deadline"
    assert save(selling, "orders", "  急  单 ", query) == kept
    assert said(selling, kept) == "已保存视图“急 单”。"
    assert views_in(selling, "/orders") == {"急 单": kept}
    assert views_in(selling, "/desks/sales/review") == {}
    assert 'aria-current="true">急 单' in page_of(selling, kept)
    assert 'aria-current="true">急 单' not in page_of(selling, "/orders")


def test_a_view_keeps_the_columns_somebody_chose(selling: Client) -> None:
    assert save(selling, "orders", "甲", "store=S1") == "/orders?store=S1"
    choose(selling, "orders", "goods", "total")
    assert save(selling, "orders", "乙", "store=S1") == "/orders?store=S1&columns=goods%2Ctotal"
    assert save(selling, "orders", "丙", "columns=none") == "/orders?columns=none"


def test_a_queues_own_filters_are_not_part_of_a_view(selling: Client) -> None:
    query = "status=shipped&sort=newest&store=S1"
    assert save(selling, "desks/sales/review", "本店", query) == "/desks/sales/review?store=S1"


def test_what_is_shared_is_seen_by_the_department_alone(signed_in: SignIn) -> None:
    selling = signed_in("sales")
    save(selling, "orders", "shared", "status=review", shared=True)
    save(selling, "orders", "own", "status=pending")
    colleague = Staff.objects.create_user(
        "colleague",
        password=PASSWORD,
        name="He",
        department="sales",
    )
    at_the_next_desk = signed_in("colleague")
    assert views_in(at_the_next_desk, "/orders") == {"shared": "/orders?status=review"}
    assert views_in(signed_in("manager"), "/orders") == {}
    view = SavedView.objects.get(name="shared")
    for verb in ("rename", "remove"):
        address = f"/lists/views/{view.pk}/{verb}"
        assert at_the_next_desk.post(address, {"name": "x"}).status_code == 404
    Staff.objects.filter(username="sales").update(is_active=False)
    assert views_in(at_the_next_desk, "/orders") == {}
    assert colleague.pk


def test_a_view_is_renamed_shared_and_deleted(selling: Client) -> None:
    kept = save(selling, "orders", "old", "status=review")
    view = SavedView.objects.get()
    address = f"/lists/views/{view.pk}"
    assert selling.post(f"{address}/rename", {"name": "new", "shared": "on"})["Location"] == kept
    view.refresh_from_db()
    assert (view.name, view.shared_with) == ("new", "sales")
    selling.post(f"{address}/rename", {"name": "new"})
    view.refresh_from_db()
    assert (view.name, view.shared_with) == ("new", "")
    assert selling.post(f"{address}/remove")["Location"] == kept
    assert said(selling, kept) == "已删除视图“new”。"
    assert views_in(selling, "/orders") == {}
    assert selling.post(f"{address}/remove").status_code == 404


def test_a_name_is_given_once_in_a_list(selling: Client) -> None:
    save(selling, "orders", "甲")
    save(selling, "orders", "甲", "status=review")
    assert "换一个名字" in said(selling, "/orders?status=review")
    save(selling, "shipments", "甲")
    save(selling, "orders", "乙")
    second = SavedView.objects.get(name="乙")
    selling.post(f"/lists/views/{second.pk}/rename", {"name": "甲"})
    assert "换一个名字" in said(selling, "/orders")
    assert sorted(SavedView.objects.values_list("path", "name")) == [
        ("orders", "乙"), ("orders", "甲"), ("shipments", "甲"),
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["", "   ", "x" * 61, "nul\0"])
def test_a_view_needs_a_name(selling: Client, name: str) -> None:
    assert save(selling, "orders", name, "status=review") == "/orders?status=review"
    assert "写上名字再保存" in said(selling, "/orders?status=review")
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("query", ["status=moon", f"reference={'x' * 2_000}"])
def test_a_view_that_could_not_be_shown_is_not_kept(selling: Client, query: str) -> None:
    address = save(selling, "orders", "甲", query)
    assert "改好条件再保存" in said(selling, address)
    assert not SavedView.objects.exists()


def test_one_keeps_so_many_views_and_no_more(selling: Client, signed_in: SignIn) -> None:
    for nth in range(VIEWS_MAX):
        save(selling, "orders", f"v{nth}")
    save(selling, "orders", "one more")
    assert f"已经有 {VIEWS_MAX} 个视图" in said(selling, "/orders")
    selling.post(f"/lists/views/{SavedView.objects.get(name='v7').pk}/remove")
    assert "已删除" in said(selling, "/orders")
    save(selling, "orders", "one more")
    assert SavedView.objects.get(name="one more").place == 8
    other = signed_in("manager")
    save(other, "orders", "v1")
    assert SavedView.objects.count() == VIEWS_MAX + 1


def test_names_are_no_markup(selling: Client) -> None:
    save(selling, "orders", '<script>alert("x")</script>')
    assert "<script>alert" not in page_of(selling, "/orders")


def test_many_views_cost_as_many_statements_as_none(selling: Client) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            selling.get("/orders")
        return len(asked)

    statements()
    few = statements()
    for nth in range(20):
        save(selling, "orders", f"v{nth}")
    said(selling, "/orders")
    assert statements() == few

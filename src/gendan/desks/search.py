"""The one search box: whatever somebody types or scans leads to orders, shipments and goods."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods

from gendan.desks.callers import caller_of
from gendan.desks.frame.river import frame
from gendan.insight.finding.find import Article, Found, Hit, find
from gendan.insight.finding.ways import MOST
from gendan.process.model import Text

TITLES = {
    "orders": Text("订单", "Orders"),
    "shipments": Text("发货单", "Shipments"),
    "of_persons": Text("客户的订单", "Orders of customers"),
    "goods": Text("商品", "Goods"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """Something that was found, and where it leads."""

    href: str
    hit: Hit | None = None
    article: Article | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """What was found of one kind."""

    name: str
    title: Text
    rows: Sequence[Row]


@require_http_methods(["GET", "POST"])
@login_required
def search(request: HttpRequest) -> HttpResponse:
    """What the term leads to: under the box while somebody types, as a page when they press Enter.

    The term is never part of an address: it may name a person."""
    caller = caller_of(request)
    found = find(request.POST.get("term", ""), caller)
    groups = list(_groups(found))
    context = {
        "found": found,
        "groups": groups,
        "count": sum(len(group.rows) for group in groups),
        "is_cut": any(len(group.rows) == MOST for group in groups),
        "is_bounded": caller.actor.stores is not None or caller.actor.warehouses is not None,
    }
    if request.headers.get("HX-Request"):
        return render(request, "desks/parts/found.html", context)
    if found.order is not None:
        return redirect("order", found.order)
    return render(request, "desks/search.html", {**context, "frame": frame(caller)})


def _groups(found: Found) -> Iterator[Group]:
    for name in ("orders", "shipments", "of_persons"):
        hits: Sequence[Hit] = getattr(found, name)
        if hits:
            rows = [Row(reverse("order", args=[hit.order]), hit=hit) for hit in hits]
            yield Group(name, TITLES[name], rows)
    if found.goods:
        rows = [Row(_with(article), article=article) for article in found.goods]
        yield Group("goods", TITLES["goods"], rows)


def _with(article: Article) -> str:
    """Where the orders with this article are listed."""
    return f"{reverse('orders')}?{urlencode({'sku': article.sku})}"


urlpatterns: list[URLPattern] = [path("search", search, name="search")]

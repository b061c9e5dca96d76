"""The pages of the desks that are measured, and how each is asked for."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

Ask = Callable[["Client", str, str], "HttpResponse"]

# Each is given a browser, the number of an order that is stored, and a telephone's end.
PAGES: Mapping[str, Ask] = {
    "queue": lambda client, _, __: client.get("/desks/warehouse/to-pick"),
    "review": lambda client, _, __: client.get("/desks/sales/review"),
    "orders": lambda client, _, __: client.get("/orders"),
    "shipments": lambda client, _, __: client.get("/shipments"),
    "late": lambda client, _, __: client.get("/orders?late=true&sort=deadline"),
    "late_newest": lambda client, _, __: client.get("/orders?late=true"),
    "at_risk": lambda client, _, __: client.get("/orders?at_risk=true"),
    "unscanned": lambda client, _, __: client.get("/desks/logistics/unscanned"),
    "exceptions": lambda client, _, __: client.get("/desks/logistics/exceptions"),
    "order": lambda client, number, _: client.get(f"/orders/{number}"),
    "panel": lambda client, number, _: client.get(f"/orders/{number}/panel"),
    "frame": lambda client, _, __: client.get("/frame"),
    "search": lambda client, _, end: client.post("/search", {"term": end}),
    "search_box": lambda client, _, end: client.post(
        "/search", {"term": end}, headers={"HX-Request": "true"}
    ),
    "new_order": lambda client, _, __: client.get("/orders/new"),
    "manager": lambda client, _, __: client.get("/desks/manager"),
    "warehouse": lambda client, _, __: client.get("/desks/warehouse"),
    "dock": lambda client, _, __: client.get("/dispatching"),
    "pickups": lambda client, _, __: client.get("/pickups"),
    "scan": lambda client, _, __: client.get("/scan"),
    "imports": lambda client, _, __: client.get("/imports"),
    "receipts": lambda client, _, __: client.get("/stock/receipts"),
    "stock": lambda client, _, __: client.get("/stock"),
    "feedback": lambda client, _, __: client.get("/desks/service/feedback"),
    "customers": lambda client, _, __: client.get("/admin/parties/customer/"),
    "products": lambda client, _, __: client.get("/admin/products/product/"),
}


def look(name: str, times: int) -> int:
    """Ask for the page so often, by a browser in which a manager is signed in; how often.

    Raises `RuntimeError` when it is not answered."""
    client, number, end = _browser()
    for _ in range(times):
        answer = PAGES[name](client, number, end)
        if answer.status_code != 200:
            raise RuntimeError(f"{name} answered {answer.status_code}")
    return times


def _browser() -> tuple["Client", str, str]:
    from django.test import Client

    from gendan.process.model import Role
    from gendan.records.orders.models import CustomerOrder
    from gendan.records.people.models import Staff

    person, _ = Staff.objects.get_or_create(username="looker", department=Role.MANAGER.value)
    client = Client(SERVER_NAME="localhost")
    client.force_login(person, "allauth.account.auth_backends.AuthenticationBackend")
    newest = CustomerOrder.objects.order_by("-placed_at")[:1].get()
    return client, newest.number, newest.phone[-4:]

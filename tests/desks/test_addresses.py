"""Every address × who asks: what they get. A new address without a line here fails.

The API has a table of its own; the pages of one record of master data are walked by
`test_master_data`, whatever is registered."""

import re
from collections.abc import Collection, Iterator

from django.contrib.admin import site
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from gendan.desks.queues import desk
from gendan.insight import personal
from gendan.process.definition import PROCESS
from gendan.process.model import Role
from gendan.process.stock import STOCK
from gendan.records.people.models import DEPARTMENTS
from tests.desks.people import SignIn

# What the machine asks, not people; each has its own test.
MACHINES = ("healthz", "readyz", "metrics", "carrier-events/<slug:key>", "mail-events")


def only(roles: Collection[Role], others: int = 403, status: int = 200) -> dict[str, int]:
    """What the departments get, where it is meant for some of them."""
    return {
        role.value: status if role in roles else others
        for role in DEPARTMENTS
        if role is not Role.MANAGER
    }


PLACERS = only(PROCESS.step("place").by)
DOCKERS = only(PROCESS.step("dispatch").by)
# Address: what GET answers to somebody anonymous, to people of the departments, to managers.
EXPECTED: dict[str, tuple[int, int | dict[str, int], int]] = {
    "accounts/login/": (200, 302, 302),
    "accounts/logout/": (302, 200, 200),
    "accounts/inactive/": (200, 200, 200),
    "accounts/signup/": (200, 302, 302),
    "accounts/reauthenticate/": (302, 200, 200),
    "accounts/reauthenticate/code/": (302, 302, 302),
    "accounts/reauthenticate/code/confirm/": (302, 302, 302),
    "accounts/email/": (302, 200, 200),
    "accounts/confirm-email/": (200, 200, 200),
    "accounts/password/change/": (302, 200, 200),
    "accounts/password/set/": (302, 302, 302),
    "accounts/password/reset/": (200, 200, 200),
    "accounts/login/code/confirm/": (302, 302, 302),
    r"accounts/^confirm-email/(?P<key>[-:\w]+)/$": (200, 200, 200),
    "accounts/password/reset/key/done/": (200, 200, 200),
    "accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": (200, 200, 200),
    "accounts/password/reset/done/": (200, 200, 200),
    "accounts/2fa/": (302, 200, 200),
    "accounts/2fa/authenticate/": (302, 302, 302),
    "accounts/2fa/reauthenticate/": (302, 302, 302),
    "accounts/2fa/totp/activate/": (302, 302, 302),
    "accounts/2fa/totp/deactivate/": (302, 404, 404),
    "accounts/2fa/recovery-codes/": (302, 404, 404),
    "accounts/2fa/recovery-codes/generate/": (302, 302, 302),
    "accounts/2fa/recovery-codes/download/": (302, 404, 404),
    "accounts/2fa/webauthn/": (302, 200, 200),
    "accounts/2fa/webauthn/add/": (302, 302, 302),
    "accounts/2fa/webauthn/reauthenticate/": (302, 302, 302),
    "accounts/2fa/webauthn/keys/<int:pk>/remove/": (302, 302, 302),
    "accounts/2fa/webauthn/keys/<int:pk>/edit/": (302, 302, 302),
    "accounts/2fa/webauthn/login/": (302, 302, 302),
    "accounts/3rdparty/login/cancelled/": (200, 200, 200),
    "accounts/3rdparty/login/error/": (401, 401, 401),
    "accounts/3rdparty/signup/": (302, 302, 302),
    "accounts/3rdparty/": (302, 200, 200),
    "accounts/social/login/cancelled/": (301, 301, 301),
    "accounts/social/login/error/": (301, 301, 301),
    "accounts/social/signup/": (301, 301, 301),
    "accounts/social/connections/": (301, 301, 301),
    "accounts/oidc/^(?P<provider_id>[^/]+)/login/": (404, 404, 404),
    "accounts/oidc/^(?P<provider_id>[^/]+)/login/callback/": (404, 404, 404),
    "accounts/sessions/": (302, 200, 200),
    "admin/": (302, 403, 200),
    "admin/login/": (302, 302, 302),
    "admin/logout/": (302, 403, 405),
    "admin/password_change/": (302, 403, 200),
    "admin/password_change/done/": (302, 403, 200),
    "admin/autocomplete/": (302, 403, 403),
    "admin/jsi18n/": (302, 403, 200),
    "admin/r/<path:content_type_id>/<path:object_id>/": (302, 403, 404),
    "admin/(?P<url>.*)$": (302, 403, 404),
    "": (302, 302, 302),
    "me": (302, 200, 200),
    "frame": (302, 200, 200),
    "token": (302, 200, 200),
    "desks/manager": (302, 403, 200),
    "desks/warehouse": (302, only(desk("warehouse").roles), 200),
    "scan": (302, only(PROCESS.step("pick").by), 200),
    "scan/work": (302, only(PROCESS.step("pick").by, status=404), 404),
    "scan/<slug:number>": (302, only(PROCESS.step("pick").by), 200),
    "desks/<slug:name>": (302, only(desk("sales").roles), 200),
    "desks/<slug:name>/<slug:queue_name>": (302, only(desk("sales").roles), 200),
    "orders": (302, 200, 200),
    "shipments": (302, 200, 200),
    "orders.csv": (302, 200, 200),
    "orders.xlsx": (302, 200, 200),
    "shipments.csv": (302, 200, 200),
    "shipments.xlsx": (302, 200, 200),
    "desks/<slug:name>/<slug:queue_name>.csv": (302, only(desk("sales").roles), 200),
    "desks/<slug:name>/<slug:queue_name>.xlsx": (302, only(desk("sales").roles), 200),
    "lists/views": (405, 405, 405),
    "lists/views/<int:view>/rename": (405, 405, 405),
    "lists/views/<int:view>/remove": (405, 405, 405),
    "lists/columns": (405, 405, 405),
    # There is no such order; what people see of one is tried in test_order_page.
    "orders/new": (302, PLACERS, 200),
    **{
        f"orders/new/{asked}": (405, 405, 405)
        for asked in ("articles", "quote", "customer", "address", "split", "placed")
    },
    "orders/<order:number>": (302, 404, 404),
    "orders/<order:number>/panel": (302, 404, 404),
    "orders/<order:number>/panel/<int:ordinal>": (302, 404, 404),
    "orders/<order:number>/edit": (302, only(PROCESS.step("edit").by, status=404), 404),
    "orders/<order:number>/split/<int:ordinal>": (
        302,
        only(PROCESS.step("split").by, status=404),
        404,
    ),
    "orders/<order:number>/person": (405, 405, 405),
    "orders/<order:number>/photos/<int:picture>": (302, 404, 404),
    "steps/<slug:name>": (405, 405, 405),
    "imports": (302, only(PROCESS.step("place").by), 200),
    "imports/template.<str:kind>": (302, only(PROCESS.step("place").by), 200),
    "imports/<int:file>": (302, only(PROCESS.step("place").by, status=404), 404),
    "imports/<int:file>/progress": (302, only(PROCESS.step("place").by, status=404), 404),
    "imports/<int:file>/orders": (302, only(PROCESS.step("place").by, status=404), 404),
    "imports/<int:file>/rows-<int:number>.csv": (
        302,
        only(PROCESS.step("place").by, status=404),
        404,
    ),
    "imports/<int:file>/correct": (405, 405, 405),
    "imports/<int:file>/again": (405, 405, 405),
    "imports/<int:file>/place": (405, 405, 405),
    "imports/<int:file>/remove": (405, 405, 405),
    "outbox": (302, 403, 200),
    "outbox/<int:notice>": (302, 403, 404),
    "logo/<slug:digest>": (404, 404, 404),  # there is none yet; the sign-in page shows it
    "stock": (302, 200, 200),
    "stock/put-away": (302, only(STOCK.step("put_away").by), 200),
    "stock/put-away/scanned": (302, only(STOCK.step("put_away").by), 200),
    "dispatching": (302, DOCKERS, 200),
    "dispatching/recognised": (405, 405, 405),
    "dock": (302, DOCKERS, 200),
    "dock/<str:code>": (302, DOCKERS, 200),
    "dock/<str:code>/scan": (405, 405, 405),
    "handovers/<str:number>": (302, only(PROCESS.step("dispatch").by, status=404), 404),
    "deliveries/events": (302, only(PROCESS.step("record_carrier_event").by), 200),
    "deliveries": (302, only(PROCESS.step("deliver").by), 200),
    "pickups": (302, only(PROCESS.step("collect").by), 200),
    "proofs/<int:id>": (302, only(personal.NEED, status=404), 404),
    "van": (302, DOCKERS, 200),
    # There is no such paper; what people see of one is tried in tests/stockroom.
    **{f"stock/{papers}": (302, 200, 200) for papers in ("receipts", "counts", "transfers")},
    **{
        f"stock/{papers}/<paper:number>": (302, 404, 404)
        for papers in ("receipts", "counts", "transfers")
    },
    # There is no such print; who gets which papers is tried in test_papers.
    "prints/<int:number>": (302, 404, 404),
    "go/<slug:number>": (302, 302, 302),
    # Customers have no account: a link opens its order, and what is no link opens nothing.
    "track": (200, 200, 200),
    "t/<slug:token>": (404, 404, 404),
    "t/<slug:token>/<slug:what>": (404, 404, 404),
    "u/<slug:token>": (404, 404, 404),
    "search": (302, 200, 200),
    "language": (302, 302, 302),
    "set-up/<uidb64>/<token>/": (200, 200, 200),
}
GIVEN = {
    "code": "sf",
    "id": "999999",
    "name": "sales",
    "queue_name": "review",
    "number": "99999999",
    "ordinal": "1",
    "kind": "csv",
    "file": "999999",
    "view": "999999",
    "uidb64": "MQ",
    "token": "no-token",
    "provider_id": "nobody",
    "pk": "999999",
    "notice": "999999",
    "key": "no-key",
    "digest": "0",
    "uidb36": "1",
    "content_type_id": "1",
    "object_id": "999999",
    "url": "nowhere",
    "what": "tell",
    "picture": "999999",
}


def addresses(resolver: URLResolver, before: str = "") -> Iterator[str]:
    """Every pattern below, but those of the API and of single tables of master data."""
    for pattern in resolver.url_patterns:
        path = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, path)
        elif isinstance(pattern, URLPattern) and not covered(path):
            yield path


def covered(path: str) -> bool:
    """Whether another test walks it."""
    tables = {f"admin/{m._meta.app_label}/{m._meta.model_name}/" for m in site._registry}
    return path.startswith(("api/", *tables, *MACHINES)) or "app_label" in path


def concrete(path: str) -> str:
    """The pattern with something in its places."""
    path = re.sub(r"\(\?P<(\w+)>[^)]*\)", lambda found: GIVEN[found[1]], path)
    path = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: GIVEN[found[1]], path)
    return "/" + path.replace("^", "").replace("$", "").replace("\\Z", "")


def test_everybody_gets_what_is_theirs_at_every_address(signed_in: SignIn) -> None:
    found = {path: concrete(path) for path in addresses(get_resolver())}
    browsers = {role.value: signed_in(role.value) for role in DEPARTMENTS}
    answers = {}
    for path, address in found.items():
        got = {who: client.get(address).status_code for who, client in browsers.items()}
        manager = got.pop("manager")
        departments = got if len(set(got.values())) > 1 else got["sales"]
        answers[path] = (Client().get(address).status_code, departments, manager)
    assert answers == EXPECTED

"""What every page of a demo shop says: that it is one, and how to sign in to it.

The password is shown to whoever sits at the machine, never to somebody who comes over a network.
"""

import ipaddress

from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port

from gendan.process.model import Role, Text
from gendan.process.papers import ROLES
from gendan.records.people.models import Staff

FORWARDED = ("X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip", "Forwarded", "Via")
NEAR = ("localhost", "127.0.0.1", "[::1]")


def demo(request: HttpRequest) -> dict[str, object]:
    """For templates: `demo`, and `demo_password` when the reader may see it."""
    if not settings.DEMO_PASSWORD_FILE.exists():
        return {"demo": False}
    shown = settings.DEMO_PASSWORD_FILE.read_text().strip() if is_near(request) else ""
    return {"demo": True, "demo_password": shown, "demo_logins": logins}


def logins() -> list[tuple[Text, list[str]]]:
    """By department, the login names of the demo's people."""
    found: dict[Text, list[str]] = {}
    people = Staff.objects.filter(username__startswith="demo-", is_active=True).order_by("id")
    for name, department in people.values_list("username", "department"):
        found.setdefault(ROLES[Role(department)], []).append(name)
    return list(found.items())


def is_near(request: HttpRequest) -> bool:
    """Whether the browser runs on this machine: by address, by name, and through nobody."""
    try:
        address = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    host, _ = split_domain_port(request.get_host())
    through = any(name in request.headers for name in FORWARDED)
    return address.is_loopback and host in NEAR and not through

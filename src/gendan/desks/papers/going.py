"""Where a scanned code leads: the address is the same for everybody, the screen follows from who
they are."""

import re
from collections.abc import Mapping

from django.urls import reverse

from gendan.process.model import Role

NUMBER = re.compile(r"(?P<order>[0-9]{1,32})(?P<box>-[0-9]{1,3})?")
# At which screen a role works; whoever has none goes to the page of the order.
SCREENS: Mapping[Role, str] = {Role.WAREHOUSE: "scan"}


def led_to(number: str, role: Role) -> str | None:
    """The address for somebody of that role who scanned that number; nothing if it is none."""
    found = NUMBER.fullmatch(number)
    if found is None:
        return None
    if found["box"] and role in SCREENS:
        return reverse(SCREENS[role], args=[number])
    page = reverse("order", args=[found["order"]])
    return f"{page}#box-{number}" if found["box"] else page

"""Where a scanned code leads: the address is the same for everybody, the screen follows from who
they are."""

import re
from collections.abc import Mapping, Sequence

from django.urls import NoReverseMatch, reverse

from gendan.process.model import Role

NUMBER = re.compile(r"(?P<order>[0-9]{1,32})(?P<box>-[0-9]{1,3})?")
# Which screens a role works at, the best first; those that are not there are passed over. Whoever
# has none goes to the page of the order.
SCREENS: Mapping[Role, Sequence[str]] = {Role.WAREHOUSE: ("scan_number",)}


def led_to(number: str, role: Role) -> str | None:
    """The address for somebody of that role who scanned that number; nothing if it is none."""
    found = NUMBER.fullmatch(number)
    if found is None:
        return None
    if found["box"]:
        for screen in SCREENS.get(role, ()):
            try:
                return reverse(screen, args=[number])
            except NoReverseMatch:
                continue
    page = reverse("order", args=[found["order"]])
    return f"{page}#box-{number}" if found["box"] else page

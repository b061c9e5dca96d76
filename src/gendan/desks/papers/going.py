"""Where a scanned code leads: the address is the same for everybody, the screen follows from who
they are."""

import re
from collections.abc import Mapping

from django.urls import reverse

from gendan.process.definition import PROCESS
from gendan.process.model import Role

NUMBER = re.compile(r"(?P<order>[0-9]{1,32})(?P<box>-[0-9]{1,3})?")
WAVE = re.compile(r"BC[0-9]{1,32}")
HANDOVER = re.compile(r"JJ[0-9]{1,32}")
# At which screen a role works; whoever has none goes to the page of the order.
SCREENS: Mapping[Role, str] = {Role.WAREHOUSE: "scan"}


def led_to(number: str, role: Role) -> str | None:
    """The address for somebody of that role who scanned that number; nothing if it is none."""
    if WAVE.fullmatch(number):
        may = role in PROCESS.step("pick").by
        return reverse("scan", args=[number]) if may else reverse("home")
    if HANDOVER.fullmatch(number):
        may = role in PROCESS.step("dispatch").by
        return reverse("handover", args=[number]) if may else reverse("home")
    found = NUMBER.fullmatch(number)
    if found is None:
        return None
    if found["box"] and role in SCREENS:
        return reverse(SCREENS[role], args=[number])
    page = reverse("order", args=[found["order"]])
    return f"{page}#box-{number}" if found["box"] else page

"""Which of a person's data a caller sees in full, and what is hidden from the others."""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, lru_cache, partial
from typing import TypeVar

from gendan.kernel import masking
from gendan.kit.rest.identity import Caller
from gendan.process.model import Role

# Who speaks with customers, brings them their goods, or answers for those who do. The floor needs
# no address: boxes are known by number.
NEED = frozenset(
    {Role.SALES, Role.SERVICE, Role.AFTERSALES, Role.LOGISTICS, Role.CARRIER, Role.MANAGER}
)
ROWS_KEPT = 5_000  # of each kind of page
Told = TypeVar("Told")
ENCODE = json.JSONEncoder(ensure_ascii=False).encode


class Secrets:
    """What is hidden of some JSON, field by field."""

    def __init__(self, rules: masking.Rules) -> None:
        self.rules = rules
        # The same pages are read all day long, and again whenever something on them changes.
        self._hidden_row = lru_cache(maxsize=ROWS_KEPT)(self.hide)

    @cached_property
    def telling(self) -> re.Pattern[str]:
        """A field that is hidden and not empty. Most JSON has none, and need not be read."""
        return re.compile(rf'"({"|".join(self.rules)})"\s?:\s?(\[|\{{|"[^"])')

    def hide(self, told: str, names: Iterable[str] = ()) -> str:
        """The JSON with every secret hidden, and with these names wherever somebody wrote them."""
        if not self.telling.search(told):
            return told
        hidden = ENCODE(masking.masked(json.loads(told), self.rules))
        for name in names:
            written = ENCODE(name)[1:-1]
            hidden = hidden.replace(written, masking.mask_name(written))
        return hidden

    def hide_each(self, told: Sequence[str]) -> Sequence[str]:
        """Each of these JSON texts, of the rows of a page, with every secret hidden."""
        return [self._hidden_row(each) for each in told]


def withheld(text: str) -> str:
    """What a message to somebody said is theirs."""
    return masking.HIDDEN * 3 if text else ""


CUSTOMER = Secrets(
    {"name": masking.mask_name, "phone": masking.mask_phone, "email": masking.mask_email}
)
ORDER = Secrets(
    {
        "consignee": masking.mask_name,
        "phone": masking.mask_phone,
        "street": masking.mask_address,
        "received_by": masking.mask_name,
        "customer": CUSTOMER.rules,
        **dict.fromkeys(
            ("remark", "reason", "override", "note", "conclusion", "text"), masking.mask_text
        ),
    }
)
NOTICE = Secrets(
    {
        "address": masking.mask_contact,
        "subject": withheld,
        "text": withheld,
        "outcome": masking.mask_text,
    }
)


def sees(caller: Caller) -> bool:
    """Whether the caller sees persons in full: a program that was let, in a role that needs it.

    At a desk nobody does until they ask for it, which is an event of its own."""
    return caller.personal_data and caller.actor.staff is None and caller.actor.role in NEED


def shown(secrets: Secrets, caller: Caller, names: Iterable[str] = ()) -> Callable[[str], str]:
    """What makes of some JSON the JSON that this caller sees."""
    return _in_full if sees(caller) else partial(secrets.hide, names=names)


def shown_each(secrets: Secrets, caller: Caller) -> Callable[[Sequence[str]], Sequence[str]]:
    """As `shown`, for the rows of a page."""
    return _in_full if sees(caller) else secrets.hide_each


def names(person: str) -> list[str]:
    """Who is named in an order: the consignee and the customer. Carriers and clerks write these
    names into their remarks."""
    told = json.loads(person)
    found = {told["consignee"], (told["customer"] or {}).get("name")}
    return [name for name in found if name and len(name) > 1]


def _in_full(told: Told) -> Told:
    return told

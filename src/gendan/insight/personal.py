"""Which of a person's data a caller sees in full, and what is hidden from the others."""

import json

from gendan.kernel import masking
from gendan.kit.rest.identity import Caller
from gendan.kit.rest.pages import Page
from gendan.process.model import Role

# Who speaks with customers, brings them their goods, or answers for those who do. The floor needs
# no address: boxes are known by number.
NEED = frozenset(
    {Role.SALES, Role.SERVICE, Role.AFTERSALES, Role.LOGISTICS, Role.CARRIER, Role.MANAGER}
)


def withheld(text: str) -> str:
    """What a message to somebody said is theirs."""
    return masking.HIDDEN * 3 if text else ""


TEXTS: masking.Rules = dict.fromkeys(("remark", "reason", "note", "text"), masking.mask_text)
PERSON: masking.Rules = {
    "consignee": masking.mask_name,
    "phone": masking.mask_phone,
    "street": masking.mask_address,
    "received_by": masking.mask_name,
}
CUSTOMER: masking.Rules = {
    "name": masking.mask_name,
    "phone": masking.mask_phone,
    "email": masking.mask_email,
}
NOTICE: masking.Rules = {
    "address": masking.mask_contact,
    "subject": withheld,
    "text": withheld,
    "outcome": masking.mask_text,
}
ORDER: masking.Rules = {**PERSON, **TEXTS, "customer": CUSTOMER, "notices": NOTICE}


def sees(caller: Caller) -> bool:
    """Whether the caller sees persons in full: a program that was let, in a role that needs it.

    At a desk nobody does until they ask for it, which is an event of its own."""
    return caller.personal_data and caller.actor.staff is None and caller.actor.role in NEED


def text(told: str, rules: masking.Rules, caller: Caller) -> str:
    """The JSON, with what the caller need not know hidden."""
    if sees(caller):
        return told
    value = json.loads(told)
    hidden = json.dumps(masking.masked(value, rules), ensure_ascii=False)
    # Carriers and clerks write names into their remarks.
    for name in _names(value):
        hidden = hidden.replace(name, masking.mask_name(name))
    return hidden


def page(found: Page, rules: masking.Rules, caller: Caller) -> Page:
    """The page, with what the caller need not know hidden."""
    if sees(caller):
        return found
    return Page([text(row, rules, caller) for row in found.rows], found.last)


def _names(value: object) -> list[str]:
    """Who is named in an order: the consignee and the customer."""
    if not isinstance(value, dict):
        return []
    customer = value.get("customer") or {}
    found = {value.get("consignee"), isinstance(customer, dict) and customer.get("name")}
    return [json.dumps(name, ensure_ascii=False)[1:-1] for name in found
            if isinstance(name, str) and len(name) > 1]  # fmt: skip

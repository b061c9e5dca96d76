"""What a template gets to see: the facts of a pile, without what of a person is not for that paper.

What is not given here no template can print, whoever wrote it. Whoever is shown is masked after
GB/T 41833-2022: a paper is read by everybody whose hands it passes through. Who must know more
scans its code, and is asked who they are.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import cast

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from gendan.desks.papers.engine import Asked, Picture
from gendan.desks.papers.facts import Facts, Pile
from gendan.desks.papers.kinds import HANDOVER_LIST, MERGED_LIST, paper
from gendan.desks.papers.merging import merged
from gendan.insight import personal

PERSON = ("customer", "consignee", "phone", "street", "remark")
# A picker finds goods, and whoever hands parcels over counts them: neither needs a person.
SHOWN: Mapping[str, frozenset[str]] = {
    "goods_issue_note": frozenset({"consignee"}),
    "packing_slip": frozenset({"consignee", "phone", "street", "remark"}),
    "label": frozenset({"consignee", "phone", "street"}),
}
MOMENTS = ("taken_at", "due_at", "placed_at", "promised_by", "packed_at", "issued_at", "handed_at")

NUMBERS = ("number", "waybill", "goods_issue_number", "handover", "wave")
OPENED = ("number", "handover", "wave")  # what a code leads to
IN_BARS = re.compile(r"[\x20-\x7e]{1,40}")  # what bars can say, on the width of a label

Sheet = dict[str, object]


def asked(pile: Pile, language: str, own: Mapping[str, str], logo: Picture | None = None) -> Asked:
    """What the engine is to set. `own`: the shop's templates by file."""
    of = paper(pile.paper)
    sheets = [_sheet(of.name, facts) for facts in pile.shipments]
    if of is HANDOVER_LIST:
        sheets = list(_by_carrier(sheets))
    if of is MERGED_LIST:
        sheets = list(merged(sheets, address_of))
    data = {
        "language": language,
        "title": {"zh": of.title.zh, "en": of.title.en},
        "printed_at": _moment(pile.at.isoformat()),
        "printed_by": pile.by,
        "sheets": sheets,
    }
    return Asked(
        main=f"{of.name}.typ",
        data=data,
        qr=sorted(
            {address_of(facts[name]) for facts in pile.shipments for name in OPENED if facts[name]}
        ),
        bars=sorted(set(_said_in_bars(pile.shipments))),
        own=own,
        logo=logo,
    )


def masked_person(facts: Facts) -> dict[str, str]:
    """Whoever the goods are for, as everybody may see them."""
    told = {name: facts[name] for name in PERSON if name != "customer"}
    names = [name for name in {facts["consignee"], facts["customer"]} if len(name) > 1]
    person: dict[str, str] = json.loads(personal.ORDER.hide(json.dumps(told), names))
    return person


def address_of(number: str) -> str:
    """Where the code of a shipment, an order, a wave or a handover list leads."""
    return f"{settings.PUBLIC_URL}{reverse('go', args=[number])}"


def _sheet(name: str, facts: Facts) -> Sheet:
    person = masked_person(facts)
    # Whoever has nothing but this label finds nobody without the door.
    if name == "label" and facts["carrier"] and not facts["finds_address"]:
        person["street"] = facts["street"]
    shown = {key: value for key, value in facts.items() if key not in PERSON}
    return {
        **shown,
        **{key: person[key] for key in PERSON if key in SHOWN.get(name, ())},
        **{key: _moment(facts[key]) for key in MOMENTS},
        "go": address_of(facts["number"]),
        "units": sum(line["quantity"] for line in facts["lines"]),
    }


def _by_carrier(sheets: Sequence[Sheet]) -> Iterator[Sheet]:
    """One list for each warehouse and carrier: what one driver signs for, or signed for under a
    number; then in the order in which it was scanned."""

    def whose(sheet: Sheet) -> tuple[str, ...]:
        return tuple(str(sheet[name]) for name in ("warehouse", "carrier", "handover"))

    for (warehouse, carrier, handover), parcels in groupby(sorted(sheets, key=whose), key=whose):
        rows = list(parcels)
        if handover:
            rows.sort(key=lambda row: cast("int", row["ordinal"]))
        yield {
            "warehouse": warehouse, "carrier": carrier, "parcels": rows, "handover": handover,
            "go": address_of(handover) if handover else "",
            "taken_by": rows[0]["taken_by"], "taken_at": rows[0]["taken_at"],
        }  # fmt: skip


def _said_in_bars(shipments: Sequence[Facts]) -> Iterator[str]:
    """The numbers on the papers that bars can say: a waybill's is whatever somebody typed."""
    for facts in shipments:
        for number in (facts[name] for name in NUMBERS):
            if IN_BARS.fullmatch(number):
                yield number


def _moment(at: str | None) -> str:
    """By the clock of the house, to the minute."""
    parsed = parse_datetime(at) if at else None
    return f"{timezone.localtime(parsed):%Y-%m-%d %H:%M}" if parsed else ""

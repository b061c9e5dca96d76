"""One line of the journal in words: who did what to which document, why, and who hears of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from gendan.demo.carriers import CARRIERS
from gendan.demo.day import TurnedAway
from gendan.demo.house import CHANNELS
from gendan.demo.watch import Event
from gendan.process.definition import PROCESS
from gendan.process.model import Role, Text
from gendan.process.papers import ROLES
from gendan.process.words import (
    CarrierCode,
    Coded,
    Decision,
    HoldKind,
    ShortReason,
    reason_words,
)

DAYS = Text("一二三四五六日", "Mon Tue Wed Thu Fri Sat Sun")
REFUSED = Text("被拒绝", "Refused")
SCRAPPED = Text("报损", "scrapped")

# What happens all the time; the rest is worth a second look.
EVERYDAY = frozenset(
    ("place", "confirm", "start_pick", "pack", "issue", "dispatch", "deliver", "record_payment")
)
UNTOLD = frozenset(["plan", "acknowledge", "pick", "withdraw"])
WORDLESS = frozenset(
    code.value
    for code in (
        CarrierCode.COLLECTED,
        CarrierCode.IN_TRANSIT,
        CarrierCode.OUT_FOR_DELIVERY,
        CarrierCode.DELIVERED,
    )
)
NAMES = {code: name for code, name, *_ in CHANNELS} | {one.code: one.name for one in CARRIERS}


@dataclass(frozen=True, slots=True)
class Line:
    """What is said of one event. `turned_away`: somebody tried in vain."""

    at: datetime
    role: Role
    who: str
    step: str
    number: str
    detail: str
    told: str
    everyday: bool
    turned_away: bool = False

    def plain(self, language: str) -> str:
        """In one row of text."""
        words = (moment(self.at, language), self.who, self.step, self.number, self.detail)
        return "  ".join(word for word in words if word) + (f"  → {self.told}" if self.told else "")


def line(event: Event, language: str) -> Line | None:
    """The event in words; `None` for what goes without saying."""
    if event.step in UNTOLD or _is_usual_word(event):
        return None
    step = PROCESS.step(event.step)
    role = Role(event.role)
    return Line(
        at=event.at,
        role=role,
        who=_who(role, event.who, language),
        step=step.label.in_language(language),
        number=event.number,
        detail=_detail(event, language),
        told=_told(step.tell, language),
        everyday=event.step in EVERYDAY,
    )


def refusal(turned_away: TurnedAway, language: str) -> Line:
    """A step that was refused, with what to do about it."""
    said = turned_away.refusal
    return Line(
        at=turned_away.at,
        role=turned_away.by.role,
        who=ROLES[turned_away.by.role].in_language(language),
        step=REFUSED.in_language(language),
        number="",
        detail=f"{said.sentence(language)} {said.remedy(language)}",
        told="",
        everyday=False,
        turned_away=True,
    )


def moment(at: datetime, language: str) -> str:
    """Weekday and time, as people say them."""
    local = timezone.localtime(at)
    if language.startswith("en"):
        return f"{DAYS.en.split()[local.weekday()]} {local:%H:%M}"
    return f"周{DAYS.zh[local.weekday()]} {local:%H:%M}"


def _is_usual_word(event: Event) -> bool:
    """Whether a carrier said only what everybody hopes for."""
    said = event.changed
    if event.step != "record_carrier_event" or not isinstance(said, list):
        return False
    return WORDLESS.issuperset(said)


def _who(role: Role, name: str | None, language: str) -> str:
    department = ROLES[role].in_language(language)
    return f"{department} {name}" if name else department


def _told(roles: tuple[Role, ...], language: str) -> str:
    separator = ", " if language.startswith("en") else "、"
    return separator.join(ROLES[role].in_language(language) for role in roles)


def _detail(event: Event, language: str) -> str:
    """What is worth saying of it, and the reason somebody gave."""
    said = [NAMES[event.channel].in_language(language)] if event.step == "place" else []
    said += _noted(event.step, event.changed, language)
    if event.reason and event.step != "decide_shortage":
        said.append(reason_words(event.step, event.reason).in_language(language))
    return " ".join(word for word in said if word)


def _noted(step: str, changed: object, language: str) -> list[str]:
    """What the step wrote down, in words; nothing for what a reader does not need."""
    match step, changed:
        case "choose_carrier", {"carrier": carrier}:
            return [NAMES[carrier].in_language(language)]
        case "plan_wave", {"wave": wave}:
            return [wave]
        case "assign_waybill" | "dispatch" | "replace_waybill", {
            "carrier": carrier,
            "number": number,
        }:
            return [NAMES[carrier].in_language(language), number]
        case "decide_shortage", {"decision": decision, "note": note}:
            return [_label(decision, Decision, language), note]
        case "hold" | "release", {"kind": kind}:
            return [_label(kind, HoldKind, language)]
        case "edit", {"added": [*added]}:
            return [f"+ {sku} ×{units}" for sku, units, *_ in added]
        case "receive_back", {"scrapped": {**scrapped}}:
            broken = SCRAPPED.in_language(language)
            return [f"{broken} {sku} ×{units}" for sku, units in scrapped.items()]
        case "record_payment" | "record_refund", [*payments]:
            return [f"¥{amount}" for amount, *_ in _lists(payments)]
        case "report_short", [*gaps]:
            return [
                f"{sku} ×{units} {_label(why, ShortReason, language)}"
                for sku, units, why in _lists(gaps)
            ]
        case "record_carrier_event", [*words]:
            return [_label(word, CarrierCode, language) for word in words]
    return []


def _lists(items: Iterable[object]) -> list[list[object]]:
    return [item for item in items if isinstance(item, list)]


def _label(code: object, coded: type[Coded], language: str) -> str:
    """The words for a code; what is no code stands for itself."""
    label = next((member.label for member in coded if member.value == code), None)
    return label.in_language(language) if label else str(code)

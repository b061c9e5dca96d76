"""One line of the journal in words: who did what to which document, why, and who hears of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from gendan.demo.day import TurnedAway
from gendan.demo.house import CARRIERS, CHANNELS
from gendan.demo.watch import Event
from gendan.process.definition import PROCESS
from gendan.process.model import Role, Text
from gendan.process.papers import ROLES
from gendan.process.words import CarrierCode, Coded, ComeBackReason, Decision, HoldKind, ShortReason

DAYS = Text("一二三四五六日", "Mon Tue Wed Thu Fri Sat Sun")
REFUSED = Text("被拒绝", "Refused")

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
NAMES = {code: name for code, name, *_ in (*CHANNELS, *CARRIERS)}


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
    said = []
    if event.step == "place":
        said.append(NAMES[event.channel].in_language(language))
    changed = event.changed
    if isinstance(changed, dict):
        said.append(_of_facts(changed, language))
    if isinstance(changed, list):
        said += [_of_item(item, language) for item in changed]
    if event.reason and event.step != "decide_shortage":
        said.append(_label(event.reason, (ComeBackReason,), language))
    return " ".join(word for word in said if word)


def _of_facts(facts: Mapping[str, object], language: str) -> str:
    said = []
    if "carrier" in facts:
        said += [NAMES[str(facts["carrier"])].in_language(language), str(facts["number"])]
    if "decision" in facts:
        said += [_label(facts["decision"], (Decision,), language), str(facts.get("note") or "")]
    if "kind" in facts:
        said.append(_label(facts["kind"], (HoldKind,), language))
    if "amount" in facts:
        said.append(f"¥{facts['amount']}")
    added = facts.get("added")
    if isinstance(added, list):
        said += [f"+ {sku} ×{units}" for sku, units in added]
    scrapped = facts.get("scrapped")
    if isinstance(scrapped, dict):
        broken = Text("报损", "scrapped").in_language(language)
        said += [f"{broken} {sku} ×{units}" for sku, units in scrapped.items()]
    return " ".join(word for word in said if word)


def _of_item(item: object, language: str) -> str:
    """A short pick (article, units, reason), or a carrier's word."""
    if isinstance(item, list):
        sku, units, reason = item
        return f"{sku} ×{units} {_label(reason, (ShortReason,), language)}"
    return _label(item, (CarrierCode,), language)


def _label(code: object, lists: tuple[type[Coded], ...], language: str) -> str:
    """The words for a code; what is no code stands for itself."""
    members = (member for coded in lists for member in coded)
    label = next((member.label for member in members if member.value == code), None)
    return label.in_language(language) if label else str(code)

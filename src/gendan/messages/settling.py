"""What a gateway's answer makes of a notice: sent, refused, or due again at some later time."""

from datetime import datetime

from django.conf import settings

from gendan.kernel.masking import mask_contact
from gendan.messages.answers import Answer, Kind
from gendan.messages.claims import Due, Settled
from gendan.messages.hours import next_attempt
from gendan.messages.letters import Letter

OUTCOME_MAX = 300


def settled(letter: Letter, answer: Answer, at: datetime) -> Settled:
    """The notice after that answer. Once it is over, its address is kept masked."""
    if answer.kind in (Kind.UNTRIED, Kind.BUSY):
        return kept(letter, at)
    state, next_at, outcome = _fate(letter.due, answer, at)
    over = state != "due"
    return Settled(
        id=letter.due.id,
        state=state,
        next_at=next_at,
        channel=letter.channel,
        gateway=_gateway(letter.channel),
        address=mask_contact(letter.to) if over and letter.to else letter.due.address,
        subject=letter.rendered.subject,
        rendered=letter.rendered.text,
        html=letter.rendered.html,
        outcome=outcome[:OUTCOME_MAX],
    )


def kept(letter: Letter, until: datetime) -> Settled:
    """A notice that was not tried: as it was, until then."""
    due = letter.due
    return Settled(
        id=due.id, state="due", next_at=until, channel=letter.channel, address=due.address,
        subject=due.subject, rendered=due.rendered, html=due.html, untried=True,
    )  # fmt: skip


def refused(due: Due, at: datetime, why: str) -> Settled:
    """A notice that nobody can send."""
    return Settled(
        id=due.id, state="refused", next_at=at, channel=due.channel,
        address=mask_contact(due.address), outcome=why[:OUTCOME_MAX],
    )  # fmt: skip


def untold(due: Due, at: datetime) -> Settled:
    """A notice of what the shop does not want customers to be told."""
    return Settled(
        id=due.id, state="expired", next_at=at, channel=due.channel,
        outcome="the shop's settings say that customers are not told", untried=True,
    )  # fmt: skip


def _fate(due: Due, answer: Answer, at: datetime) -> tuple[str, datetime, str]:
    """State, next moment, and what is said of it."""
    if answer.kind is Kind.SENT:
        return "sent", at, answer.words
    if answer.kind is Kind.REFUSED:
        return "refused", at, answer.words
    again = next_attempt(due.attempts, at, answer.seconds)
    if again is None:
        return "refused", at, f"given up: {answer.words}"
    return "due", again, answer.words


def _gateway(channel: str) -> str:
    if channel == "email":
        return settings.MAIL_ROUTE.kind
    return settings.SMS_ROUTE.kind if channel == "sms" else channel

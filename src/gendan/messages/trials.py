"""Words tried out: filled in with the facts of a real order, and sent to whoever wrote them."""

from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings

from gendan.kernel import clock
from gendan.kernel.actor import Actor
from gendan.kernel.masking import mask_contact
from gendan.kernel.notices import CUSTOMER, DESK
from gendan.messages.answers import Answer, Kind
from gendan.messages.claims import Due
from gendan.messages.facts import gather
from gendan.messages.gateways import mail, sms
from gendan.messages.letters import Letter
from gendan.messages.models import Trial
from gendan.messages.render import Rendered, render
from gendan.messages.routes import OUTBOX
from gendan.messages.voice import Own, Voice, listen
from gendan.messages.words import DEPARTMENT
from gendan.process.definition import PROCESS
from gendan.process.model import Role, Step, Text

AN_HOUR = timedelta(hours=1)
HOURLY_MAX = 20  # trials of one person
MARK = Text("【测试】", "[Test] ")


class TooMany(Exception):
    """So many trials in an hour are no trials any more."""


def step_of(key: str) -> Step:
    """The step of which these words tell; for departments, one of which they are told."""
    if key != DEPARTMENT:
        return PROCESS.step(key)
    return next(step for step in PROCESS.steps if set(step.tell) - {Role.CUSTOMER})


def spoken(
    key: str, channel: str, language: str, own: Own, order: int, box: int | None
) -> Rendered:
    """Those words with the facts of that order and shipment: eight statements."""
    step = step_of(key)
    due = _due(step, order, box)
    facts = gather([due])[due.id]
    if facts.box:  # against its code goods are handed over: nobody but the customer reads it
        facts = replace(facts, box=replace(facts.box, nonce=None))
    heard = listen()
    voice = Voice({**heard.own, (key, language): own}, heard.shop)
    if key == DEPARTMENT:
        told = next(role for role in step.tell if role is not Role.CUSTOMER)
        return render(step.name, told.value, DESK, language, facts, voice)
    return render(step.name, CUSTOMER, channel, language, facts, voice)


def try_out(
    key: str, channel: str, language: str, words: Rendered, order: int, to: str, by: Actor
) -> Trial:
    """Send the words by the shop's route, marked as a test, and write down what became of it.

    Raises `TooMany`."""
    assert by.staff is not None, "a person tries it"
    now = clock.now()
    if Trial.objects.filter(staff_id=by.staff, at__gt=now - AN_HOUR).count() >= HOURLY_MAX:
        raise TooMany
    mark = MARK.in_language(language)
    marked = replace(
        words, subject=f"{mark}{words.subject}" if words.subject else "", text=f"{mark}{words.text}"
    )
    trial = Trial(
        at=now, actor=by.name, staff_id=by.staff, key=key, language=language, channel=channel,
        order_id=order, address=mask_contact(to), subject=marked.subject, rendered=marked.text,
        gateway=_route(channel), answer=Kind.UNTRIED.name.lower(),
    )  # fmt: skip
    trial.save()  # before it goes out: whatever happens, that it was tried is known
    due = replace(_due(step_of(key), order, None), id=trial.pk, series="trial")
    answer = _sent(Letter(due, channel, to, language, marked))
    trial.answer, trial.outcome = answer.kind.name.lower(), answer.words[:300]
    trial.save(update_fields=["answer", "outcome"])
    return trial


def trials_since(moment: datetime) -> list[Trial]:
    """The newest tests of everybody: one statement."""
    return list(Trial.objects.filter(at__gte=moment).order_by("-id")[:20])


def _due(step: Step, order: int, box: int | None) -> Due:
    document, id = ("shipment", box) if step.document == "shipment" and box else ("order", order)
    return Due(
        id=0, key=step.name, document=document, document_id=id, occurrence=0, recipient=CUSTOMER,
        order=order, store=None, warehouse=None, channel="", address="", subject="", rendered="",
        html="", attempts=1, resent=0,
    )  # fmt: skip


def _route(channel: str) -> str:
    kind: str = (settings.MAIL_ROUTE if channel == "email" else settings.SMS_ROUTE).kind
    return kind


def _sent(letter: Letter) -> Answer:
    """By the route that customers' messages take; in the outbox the trial itself is the message."""
    if _route(letter.channel) == OUTBOX:
        return Answer(Kind.SENT)
    if letter.channel == "email":
        report = mail.send([letter], settings.MAIL_ROUTE)
    else:
        report = sms.send([letter], settings.SMS_ROUTE, sms.templates(settings.SMS_ROUTE))
    return report.answers[0]

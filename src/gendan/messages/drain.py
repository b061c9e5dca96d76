"""One round of sending: claim what is due, put it in words, send it, write down what became of it.

Any number of programs may do rounds at once. A notice goes out once: only between a gateway's "yes"
and our writing it down can a crash lead to a repetition, which then bears the same identity.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from django.conf import settings
from django.db import transaction

from gendan.kernel import clock
from gendan.kernel.notices import DESK
from gendan.messages import circuits, claims, robots
from gendan.messages.answers import Answer, Kind, Report
from gendan.messages.claims import Due, Settled
from gendan.messages.facts import gather
from gendan.messages.gateways import mail, sms
from gendan.messages.hours import morning
from gendan.messages.letters import Letter, NoAddress, Untold, letter
from gendan.messages.routes import CHANNELS, OUTBOX
from gendan.messages.settling import kept, refused, settled, untold
from gendan.messages.voice import Voice, listen

BATCH = 500  # of each lane
FRESH = ""  # the lane of notices for which no channel was chosen yet

log = logging.getLogger(__name__)


def drain(at: datetime | None = None) -> int:
    """Send what is due; how many notices and posts of robots were settled or tried.

    Thirteen statements, however many notices; more only when a gateway breaks or works again."""
    at = clock.now() if at is None else at
    down = circuits.look(at)
    due = claims.claim(_lanes(down), at)
    return (_send(due, down, at) if due else 0) + robots.post(at)


def _lanes(down: Mapping[str, bool]) -> dict[str, int]:
    """How many of each lane: of a channel that is down one, if we may probe, or none."""
    lanes = {FRESH: BATCH, DESK: BATCH}
    for channel in CHANNELS:
        if channel not in down:
            lanes[channel] = BATCH
        elif down[channel]:
            lanes[channel] = 1
    return lanes


def _send(due: Sequence[Due], down: Mapping[str, bool], at: datetime) -> int:
    voice = listen()
    letters, results = _written(due, voice, at)
    to_send: dict[str, list[Letter]] = {}
    for one in letters:
        until = _waits(one, down, to_send, voice, at)
        if until is None:
            to_send.setdefault(one.channel, []).append(one)
        else:
            results.append(kept(one, until))
    reports = _delivered(to_send)
    for channel, report in reports.items():
        pairs = zip(to_send[channel], report.answers, strict=True)
        results += [settled(one, answer, at) for one, answer in pairs]
    with transaction.atomic():
        claims.settle(results, at)
        robots.note([result.id for result in results if result.gateway == DESK])
    for channel, report in reports.items():
        if report.trouble:
            circuits.broke(channel, report.trouble, at)
        elif channel in down:
            circuits.works(channel)
    if "sms" in reports:
        sms.note_templates(zip(to_send["sms"], reports["sms"].answers, strict=True))
    return sum(not result.untried for result in results)


def _written(due: Iterable[Due], voice: Voice, at: datetime) -> tuple[list[Letter], list[Settled]]:
    """The notices as letters, and those of which none can be made."""
    due = list(due)
    facts = gather(due)
    letters: list[Letter] = []
    failed: list[Settled] = []
    for one in due:
        try:
            letters.append(letter(one, facts[one.id], voice))
        except NoAddress:
            failed.append(refused(one, at, "no address"))
        except Untold:
            failed.append(untold(one, at))
        except Exception as error:  # one bad notice must not keep back the others
            log.exception("notice %s cannot be put in words", one.id)
            failed.append(refused(one, at, f"no words: {type(error).__name__}: {error}"))
    return letters, failed


def _waits(
    one: Letter,
    down: Mapping[str, bool],
    to_send: Mapping[str, list[Letter]],
    voice: Voice,
    at: datetime,
) -> datetime | None:
    """Until when this letter rests: its gateway is down, or somebody would be woken."""
    if one.channel in down and (not down[one.channel] or to_send.get(one.channel)):
        return at
    if one.channel == "sms" and not one.urgent and settings.SMS_ROUTE.kind != OUTBOX:
        return morning(at, voice.shop.quiet_from, voice.shop.quiet_until)
    return None


def _delivered(to_send: Mapping[str, list[Letter]]) -> dict[str, Report]:
    """Every channel at the same time, so that a slow one keeps no other waiting."""
    known = sms.templates(settings.SMS_ROUTE) if "sms" in to_send else {}

    def deliver(channel: str) -> Report:
        letters = to_send[channel]
        if channel == "email" and settings.MAIL_ROUTE.kind != OUTBOX:
            return mail.send(letters, settings.MAIL_ROUTE)
        if channel == "sms" and settings.SMS_ROUTE.kind != OUTBOX:
            return sms.send(letters, settings.SMS_ROUTE, known)
        return Report([Answer(Kind.SENT)] * len(letters))  # the row itself is the message

    with ThreadPoolExecutor(len(to_send) or 1) as pool:
        return dict(zip(to_send, pool.map(deliver, to_send), strict=True))

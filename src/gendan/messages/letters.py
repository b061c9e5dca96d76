"""A notice on its way: to whom, by which channel, in which words."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings

from gendan.kernel.notices import DESK
from gendan.messages.claims import Due
from gendan.messages.facts import Facts, Head
from gendan.messages.render import NEWS, Rendered, render
from gendan.messages.voice import Voice
from gendan.process.model import Role
from gendan.records.parties.contacts import normal_email
from gendan.records.shop.reading import ways_of


@dataclass(frozen=True, slots=True)
class Letter:
    """What a gateway is given."""

    due: Due
    channel: str
    to: str
    language: str
    rendered: Rendered
    urgent: bool = False
    answer_to: str = ""  # where a customer's answer goes; empty: to whoever sent it
    silence: str = ""  # where one click ends such letters; empty: they have to come


class NoAddress(Exception):
    """The customer left neither of the addresses by which we may write."""


class Untold(Exception):
    """The shop or the customer does not want this step to be told in any way it could be."""


def letter(due: Due, facts: Facts, voice: Voice) -> Letter:
    """The notice in words. What was tried before goes out as it was.

    Raises `NoAddress` and `Untold`."""
    language = _language(due, facts.head)
    channel, to = _way(due, facts.head, voice)
    urgent = voice.words_for(due.key, due.recipient, language).urgent
    fresh = render(due.key, due.recipient, channel, language, facts, voice)
    said = Rendered(due.subject, due.rendered, due.html, fresh.parameters)
    words = said if due.rendered else fresh
    silence = facts.silence if channel == "email" and due.key in NEWS else ""
    return Letter(due, channel, to, language, words, urgent, voice.shop.email, silence)


def _language(due: Due, head: Head) -> str:
    """The customer's own; in the house, the house's."""
    if due.recipient == Role.CUSTOMER and head.language:
        return "en" if head.language.startswith("en") else "zh-hans"
    return settings.LANGUAGE_CODE


def _way(due: Due, head: Head, voice: Voice) -> tuple[str, str]:
    """Channel and address: as `resend` asked, or the first by which this customer can be told."""
    if due.recipient != Role.CUSTOMER:
        return DESK, ""
    if due.address:
        return ("email" if "@" in due.address else "sms"), due.address
    known = {"email": _email(head), "sms": head.phone}
    wanted: Sequence[str] = ways_of(voice.shop, settings.CUSTOMER_CHANNELS)
    possible = [channel for channel in wanted if known[channel]]
    if not possible:
        raise NoAddress
    # A notice that is sent again was wanted by somebody, whatever the rule.
    told = [way for way in possible if due.resent or not _is_silent(due, head, voice, way)]
    if not told:
        raise Untold
    return told[0], known[told[0]]


def _is_silent(due: Due, head: Head, voice: Voice, channel: str) -> bool:
    """Whether the shop, or the customer where they may, does not want it told that way."""
    unwanted = due.key in NEWS and channel in head.silent
    return unwanted or voice.silent(due.key, channel)


def _email(head: Head) -> str:
    """The address, if it is one: what channels hand over is not always."""
    try:
        return normal_email(head.email) if head.email else ""
    except ValueError:
        return ""

"""What may be wrong with a source of carrier events, and that somebody looked after it."""

from collections.abc import Mapping, Sequence

from django.db.models import Q
from django.db.models.functions import Now

from gendan.kernel.alarms import open_alarms, raise_alarms
from gendan.process.model import Text

REFUSES_NUMBER = "subscription_refused"
REFUSES_QUERY = "event_source_refuses"
SHUT = "event_source_unreadable"
NOT_UNDERSTOOD = "event_source_not_understood"
STRANGE_COMPANY = "carrier_company_unknown"

WORDS: Mapping[str, Text] = {
    REFUSES_NUMBER: Text(
        "“{source}”没有接受订阅 {number}：{words}。它的包裹改为定时查询。",
        "“{source}” does not follow {number}: {words}. We ask how such parcels are, now and then.",
    ),
    REFUSES_QUERY: Text(
        "“{source}”不肯回答查询：{words}。", "“{source}” does not answer what we ask it: {words}."
    ),
    SHUT: Text(
        "动态来源“{source}”的密钥打不开：GENDAN_SECRET_KEY 换过。重新输入它的密钥。",
        "The secrets of the event source “{source}” cannot be read: GENDAN_SECRET_KEY was changed. "
        "Enter them anew.",
    ),
    NOT_UNDERSTOOD: Text(
        "“{source}”发来的消息有 {faults} 处读不懂。",
        "{faults} things in a message of “{source}” could not be read.",
    ),
    STRANGE_COMPANY: Text(
        "“{source}”说到公司编码“{company}”，没有人填过它是哪个承运商。",
        "“{source}” speaks of the company “{company}”; nobody has entered which carrier that is.",
    ),
}
OF_A_COMPANY = "{source}: {company}"  # what such an alarm is about; the others are of the source


def warn(kind: str, given: Sequence[Mapping[str, object]]) -> None:
    """Raise one alarm for each of these; `given` fills in the words. One statement, none where
    nothing is wrong."""
    named = OF_A_COMPANY if kind == STRANGE_COMPANY else "{source}"
    text = WORDS[kind]
    raise_alarms(
        kind,
        {
            named.format(**values): Text(text.zh.format(**values), text.en.format(**values))
            for values in given
        },
    )


def silence(sources: Sequence[str]) -> None:
    """These were looked after, or are gone; what is still wrong raises its alarm again."""
    about = Q(subject__in=sources)
    for source in sources:
        about |= Q(
            kind=STRANGE_COMPANY, subject__startswith=OF_A_COMPANY.format(source=source, company="")
        )
    open_alarms().filter(about, kind__in=WORDS).update(ended_at=Now())

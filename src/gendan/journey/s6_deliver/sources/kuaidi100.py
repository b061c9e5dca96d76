"""快递100: it is asked to follow a number, pushes all it knows of it, and may be asked how it is.

A push is a form of `param`, JSON, and `sign`, the MD5 of `param` and our salt in capitals. In it
is every event of the parcel, the newest first. Of accounts without 物流状态 only the newest has a
code, that of the whole; an event without a code is kept without one.

https://api.kuaidi100.com/document/5f0ffa8f2977d50a94e1023c (push)
https://api.kuaidi100.com/document/5f0ffb5ebc8da837cbd8aefc (query)
"""

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs
from zoneinfo import ZoneInfo

from gendan.journey.s6_deliver.feed import CarrierWord
from gendan.journey.s6_deliver.sources.adapter import (
    EVENTS_MAX,
    NUMBER_MAX,
    PLACE_MAX,
    TEXT_MAX,
    WORDS_MAX,
    Adapter,
    Ask,
    Kept,
    Parcel,
    Push,
    Reply,
    Said,
    Source,
    Told,
    Unintelligible,
    event_key,
)
from gendan.kernel.outward.calls import Answer

SCHEME = "kuaidi100"
ZONE = ZoneInfo("Asia/Shanghai")
FORMS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M")
FIELDS_MAX = 20
OVER = ("shutdown", "abort")  # signed for, or nothing to be found: it says no more of the number
SUBSCRIBED_BEFORE, NOT_NOW = "501", "500"  # what it says to a subscription
NO_RESULT = "500"  # and to a query
TOO_MANY, SERVER_ERRORS = 429, 500


def signature(param: str, salt: str) -> str:
    """What 快递100 puts beside a push."""
    return _md5(param + salt)


def is_signed(push: Push, salt: str) -> bool:
    """Whether only who knows the salt can have sent it."""
    form = _form(push)
    expected = signature(form.get("param", ""), salt)
    given = form.get("sign", "").upper()
    return hmac.compare_digest(expected.encode(), given.encode())


def told(push: Push, source: Source) -> Told:
    """What it says. Raises `Unintelligible`."""
    try:
        message = json.loads(_form(push)["param"])
        last = message["lastResult"]
        number, company = str(last["nu"]).strip()[:NUMBER_MAX], str(last["com"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as trouble:
        raise Unintelligible from trouble
    # It may have found that the number is another company's than the one that we named.
    carrier = source.companies.get(company) or source.companies.get(str(message.get("comOld")))
    ended = {number: str(message.get("message") or "")[:WORDS_MAX]}
    words, faults = _words(carrier or "", number, [last, message.get("destResult")])
    return Told(
        words if carrier else [],
        (number,),
        ended if message.get("status") in OVER else {},
        () if carrier else (company[:NUMBER_MAX],),
        faults,
    )


def reply(kept: Kept) -> Reply:
    """As documented; whatever is no success is pushed again after 35 minutes, three times."""
    if kept.unread:
        return Reply(200, {"result": False, "returnCode": "400", "message": "读不懂"})
    if kept.later:
        return Reply(200, {"result": False, "returnCode": "500", "message": "稍后再推"})
    return Reply(200, {"result": True, "returnCode": "200", "message": "提交成功"})


def subscribe(ask: Ask, source: Source, parcel: Parcel) -> Said:
    """Ask it to follow a number. A number that it follows already is no fault."""
    param = {
        "company": parcel.company,
        "number": parcel.number,
        "key": source.api_key,
        "parameters": {
            "callbackurl": parcel.push_to,
            "salt": source.secret,
            "resultv2": "4",  # with a code and a place for each event
            "phone": parcel.phone_end,
        },
    }
    answer = ask("/poll", {"schema": "json", "param": _json(param)})
    given, said = _answered(answer)
    if given is None:
        return said
    code = str(given.get("returnCode"))
    if code == NOT_NOW:
        return Said(words=_sentence(given), silent=True)
    accepted = given.get("result") is True or code == SUBSCRIBED_BEFORE
    return Said(accepted=accepted, words=_sentence(given))


def query(ask: Ask, source: Source, parcel: Parcel) -> Said:
    """Ask how a parcel is."""
    param = _json(
        {
            "com": parcel.company,
            "num": parcel.number,
            "phone": parcel.phone_end,
            "resultv2": "4",
            "order": "desc",
        }
    )
    sign = _md5(param + source.api_key + source.account)
    answer = ask("/poll/query.do", {"customer": source.account, "sign": sign, "param": param})
    given, said = _answered(answer)
    if given is None:
        return said
    if given.get("message") == "ok" and isinstance(given.get("data"), list):
        carrier = source.companies[parcel.company]
        words, faults = _words(carrier, parcel.number, [given])
        return Said(accepted=True, told=Told(words, (parcel.number,), faults=faults))
    # That it knows nothing of the number is an answer.
    nothing = str(given.get("returnCode")) == NO_RESULT
    return Said(accepted=nothing, words=_sentence(given))


ADAPTER = Adapter(is_signed=is_signed, told=told, reply=reply, subscribe=subscribe, query=query)


def _form(push: Push) -> dict[str, str]:
    try:
        given = parse_qs(push.body.decode(), keep_blank_values=True, max_num_fields=FIELDS_MAX)
    except ValueError:
        return {}
    return {name: values[0] for name, values in given.items()}


def _words(carrier: str, number: str, results: Sequence[object]) -> tuple[list[CarrierWord], int]:
    """The events of these results, and how many could not be read."""
    words: list[CarrierWord] = []
    faults = 0
    for result in results:
        events = result.get("data") if isinstance(result, dict) else None
        if not isinstance(result, dict) or not isinstance(events, list):
            continue
        read = [(event, _moment(event)) for event in events[:EVENTS_MAX]]
        timed = [(event, at) for event, at in read if at]
        faults += len(read) - len(timed)
        newest = max((at for _, at in timed), default=None)
        for event, at in timed:
            code = event.get("statusCode")
            if code in (None, "") and at == newest:
                code, newest = result.get("state"), None  # of one moment the first is the newest
            words.append(_word(carrier, number, event, at, "" if code is None else str(code)))
    return words, faults


def _word(
    carrier: str, number: str, event: Mapping[str, Any], at: datetime, code: str
) -> CarrierWord:
    text = str(event.get("context") or "").strip()[:TEXT_MAX]
    return CarrierWord(
        carrier=carrier,
        number=number,
        key=event_key(at, text),
        at=at,
        scheme=SCHEME,
        code=code[:NUMBER_MAX],
        text=text,
        place=" ".join(str(event.get("areaName") or "").split(","))[:PLACE_MAX].strip(),
        raw=event,
    )


def _moment(event: object) -> datetime | None:
    """In Chinese time, as 快递100 writes it. `ftime` is `time` put in order."""
    given = event if isinstance(event, dict) else {}
    for text in (given.get("ftime"), given.get("time")):
        for form in FORMS:
            try:
                return datetime.strptime(str(text), form).replace(tzinfo=ZONE)
            except ValueError:
                continue
    return None


def _answered(answer: Answer) -> tuple[Mapping[str, Any] | None, Said]:
    """The answer's fields; or what is to be thought of an answer that has none."""
    if answer.status is None or answer.status == TOO_MANY or answer.status >= SERVER_ERRORS:
        return None, Said(words=answer.text[:WORDS_MAX], silent=True)
    try:
        given = json.loads(answer.text)
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, dict):
        return None, Said(words=f"HTTP {answer.status}")
    return given, Said()


def _sentence(given: Mapping[str, Any]) -> str:
    return f"{given.get('returnCode', '')} {given.get('message', '')}".strip()[:WORDS_MAX]


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _md5(text: str) -> str:
    # What 快递100 asks for; the salt is what nobody else knows.
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest().upper()

"""Short messages: which gateway, and under which of its templates."""

import json
from collections.abc import Iterable, Mapping, Sequence

from gendan.kernel import sql
from gendan.kernel.alarms import raise_alarm, settle_alarm
from gendan.messages.answers import Answer, Kind, Report, side_by_side
from gendan.messages.gateways import aliyun, plain, tencent
from gendan.messages.letters import Letter
from gendan.messages.routes import SmsRoute
from gendan.messages.web import WIDTH, Unreachable
from gendan.process.model import Text

TEMPLATES = "SELECT key, language, template, parameters::text FROM sms_template"
ALARM = "sms_template"
LACKING = Text("短信模板不可用：{words}", "The SMS template cannot be used: {words}")
WANTS_TEMPLATES = ("aliyun", "tencent")  # the law there: a text is registered before it is sent

Template = tuple[str, list[str]]  # the gateway's id, and the facts it wants
Templates = Mapping[tuple[str, str], Template]


def templates(route: SmsRoute) -> Templates:
    """By step and language, what the gateway knows: one statement, none where it wants none."""
    if route.kind not in WANTS_TEMPLATES:
        return {}
    return {(key, language): (id, json.loads(names))
            for key, language, id, names in sql.rows(TEMPLATES)}  # fmt: skip


def send(letters: Sequence[Letter], route: SmsRoute, known: Templates) -> Report:
    """Hand the letters over, some at the same time."""

    def one(letter: Letter) -> Answer:
        try:
            return _one(letter, route, known)
        except Unreachable as error:
            return Answer(Kind.DOWN, str(error))

    return side_by_side(letters, one, WIDTH)


def note_templates(answered: Iterable[tuple[Letter, Answer]]) -> None:
    """Tell people which templates are lacking; a repetition that went out says: no more."""
    seen: dict[str, Answer] = {}
    for letter, answer in answered:
        if answer.kind is Kind.UNREADY or (answer.kind is Kind.SENT and letter.due.attempts > 1):
            seen[f"{letter.due.key}.{letter.language}"] = answer
    for subject, answer in seen.items():
        if answer.kind is Kind.SENT:
            settle_alarm(ALARM, subject)
        else:
            words = Text(*(text.format(words=f"{subject}: {answer.words}") for text in
                           (LACKING.zh, LACKING.en)))  # fmt: skip
            raise_alarm(ALARM, subject, words)


def _one(letter: Letter, route: SmsRoute, known: Templates) -> Answer:
    if route.kind == "http":
        return plain.send(letter, route)
    template = known.get((letter.due.key, letter.language))
    if template is None:
        return Answer(Kind.UNREADY, "no SMS template for this step and language")
    id, names = template
    facts = letter.rendered.parameters or {}
    parameters = {name: str(facts[name]) if name in facts else "" for name in names}
    return (aliyun if route.kind == "aliyun" else tencent).send(letter, route, id, parameters)

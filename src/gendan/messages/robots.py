"""Robots in departments' chat groups: what came together is said in one post."""

from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now

from gendan.kernel import sealing, sql
from gendan.kernel.alarms import open_alarms, raise_alarm, settle_alarm
from gendan.kernel.outward.addresses import Allowed, pinned, taken_apart
from gendan.messages.answers import Answer, Kind
from gendan.messages.gateways import chat
from gendan.process.definition import PROCESS
from gendan.process.model import Text

PURPOSE = "gendan.messages.robot"
UNREADABLE = Answer(Kind.DOWN, "The address cannot be read: GENDAN_SECRET_KEY was changed.")
ALARM = "robot_refuses"
REFUSES = Text("群机器人“{name}”发不出去：{words}", "Robot “{name}” cannot post: {words}")
LEASE = timedelta(minutes=2)
PACE = timedelta(seconds=3.5)  # 企业微信 and 钉钉 take twenty posts a minute
LONGEST = timedelta(hours=1)  # between two attempts of a robot that is refused
NAMED_MAX = 5  # documents named in one post; of more, how many there are

# A notice that concerns no single warehouse is said in each.
NOTE = """
INSERT INTO robot_line (robot_id, notice_id)
SELECT robot.id, notice.id
  FROM notice
  JOIN robot ON robot.department = notice.recipient AND robot.active
   AND (robot.store_id IS NULL OR robot.store_id = notice.store_id)
   AND (robot.warehouse_id IS NULL OR notice.warehouse_id IS NULL
        OR robot.warehouse_id = notice.warehouse_id)
 WHERE notice.id = ANY(%s) AND notice.state = 'sent'
ON CONFLICT DO NOTHING
"""

TAKE = """
UPDATE robot SET next_at = %(lease)s
 WHERE id IN (SELECT id FROM robot
               WHERE active AND next_at <= %(at)s
                 AND EXISTS (SELECT FROM robot_line WHERE robot_id = robot.id)
               ORDER BY id FOR NO KEY UPDATE SKIP LOCKED)
RETURNING id, name, kind, url, secret, failures
"""

LINES = """
SELECT robot.id, line.id, notice.key, notice.subject, notice.rendered
  FROM unnest(%s::bigint[]) AS robot (id)
 CROSS JOIN LATERAL (SELECT id, notice_id FROM robot_line WHERE robot_id = robot.id
                      ORDER BY notice_id LIMIT 5000) AS line
  JOIN notice ON notice.id = line.notice_id
 ORDER BY robot.id, notice.id
"""

# What a robot could not say for a day is stale; it stands in the department's list all the same.
SAID = """
DELETE FROM robot_line WHERE id = ANY(%(said)s)
    OR (robot_id = ANY(%(robots)s) AND written_at < %(at)s::timestamptz - interval '1 day')
"""

REST = """
UPDATE robot SET next_at = rest.next_at, failures = rest.failures
  FROM unnest(%s::bigint[], %s::timestamptz[], %s::int[]) AS rest (id, next_at, failures)
 WHERE robot.id = rest.id
"""


@dataclass(frozen=True, slots=True)
class Taken:
    """A robot that is ours until the lease ends."""

    id: int
    name: str
    kind: str
    url: str
    secret: str
    failures: int


@dataclass(frozen=True, slots=True)
class Line:
    """What it is to say."""

    id: int
    key: str
    subject: str
    text: str


def seal(text: str) -> str:
    """An address, or what signs, as the table keeps it: who knows them speaks in the group."""
    return sealing.sealed(text, PURPOSE) if text else ""


def opened(kept: str) -> str:
    """What was sealed. Raises `Unreadable` when the program's own key was changed."""
    return sealing.opened(kept, PURPOSE) if kept else ""


def judge(url: str) -> None:
    """Raise `BadAddress` when nothing may be sent there. Asks for the host's address."""
    pinned(taken_apart(url), _allowed())


def silence(names: Sequence[str]) -> None:
    """These were looked after, or are gone; one that refuses again raises its alarm again."""
    open_alarms().filter(kind=ALARM, subject__in=names).update(ended_at=Now())


def note(notices: Sequence[int]) -> None:
    """Let the robots of these notices' departments say them: one statement."""
    sql.run(NOTE, [list(notices)])


def post(at: datetime) -> int:
    """Let each robot that may say what it has to, in one post; how many lines were said."""
    robots = [Taken(*row) for row in sql.rows(TAKE, {"at": at, "lease": at + LEASE})]
    if not robots:
        return 0
    lines: dict[int, list[Line]] = {robot.id: [] for robot in robots}
    for robot_id, *rest in sql.rows(LINES, [[robot.id for robot in robots]]):
        lines[robot_id].append(Line(*rest))
    robots = [robot for robot in robots if lines[robot.id]]
    with ThreadPoolExecutor(min(8, len(robots)) or 1) as pool:
        answers = list(pool.map(lambda robot: _say(robot, lines[robot.id], at), robots))
    return _settle(robots, answers, lines, at)


def text_of(lines: Sequence[Line], language: str) -> str:
    """One post for all: a sentence for what happened once, a count for what happened often."""
    counts = Counter(line.key for line in lines)
    told = []
    for key, count in counts.items():
        of_key = [line for line in lines if line.key == key]
        if count == 1:
            told.append(of_key[0].text)
            continue
        label = PROCESS.step(key).label.in_language(language)
        named = [line.subject.removeprefix(label).strip(" :") for line in of_key[:NAMED_MAX]]
        more = " …" if count > NAMED_MAX else ""
        told.append(f"{label} ×{count}: {', '.join(named)}{more}")
    return "\n".join(told)


def _say(robot: Taken, lines: Sequence[Line], at: datetime) -> Answer:
    text = text_of(lines, settings.LANGUAGE_CODE)
    try:
        url, secret = opened(robot.url), opened(robot.secret)
    except sealing.Unreadable:
        return UNREADABLE
    return chat.say(robot.kind, url, secret, text, at, allowed=_allowed())


def _allowed() -> Allowed:
    return Allowed.of(settings.WEBHOOK_ALLOW)


def _settle(
    robots: Sequence[Taken],
    answers: Sequence[Answer],
    lines: Mapping[int, Sequence[Line]],
    at: datetime,
) -> int:
    fates = list(zip(robots, answers, strict=True))
    said = [line.id for robot, answer in fates if answer.kind is Kind.SENT
            for line in lines[robot.id]]  # fmt: skip
    with transaction.atomic():
        sql.run(SAID, {"said": said, "robots": [robot.id for robot in robots], "at": at})
        sql.run(REST, sql.columns([_rest(robot, answer, at) for robot, answer in fates], 3))
    for robot, answer in fates:
        if answer.kind is Kind.SENT and robot.failures:
            settle_alarm(ALARM, robot.name)
        elif answer.kind is Kind.DOWN:
            raise_alarm(ALARM, robot.name, Text(
                REFUSES.zh.format(name=robot.name, words=answer.words),
                REFUSES.en.format(name=robot.name, words=answer.words),
            ))  # fmt: skip
    return len(said)


def _rest(robot: Taken, answer: Answer, at: datetime) -> tuple[int, datetime, int]:
    """When the robot may speak again, and how often it was refused in a row."""
    if answer.kind is Kind.SENT:
        return robot.id, at + PACE, 0
    wait = timedelta(seconds=max(answer.seconds, 15 * 2 ** min(robot.failures, 10)))
    return robot.id, at + min(wait, LONGEST), robot.failures + 1

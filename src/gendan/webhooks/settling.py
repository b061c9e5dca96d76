"""What came of sending: heard, to be tried again later, or given up until a person looks at it."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from gendan.kernel import clock, sql
from gendan.kernel.alarms import raise_alarm
from gendan.kernel.outward.calls import Answer
from gendan.process.model import Text
from gendan.webhooks.claiming import Claimed

# After the first try, about a day in all; what is then not heard is dead.
DELAYS_SECONDS = (5, 30, 120, 300, 900, 1_800, 3_600, 7_200, 14_400, 28_800, 28_800)
REST_MAX_SECONDS = 300  # an endpoint that is down is asked this often whether it is up again
PATIENCE = timedelta(days=1)  # without any success, after which an endpoint is paused
JITTER = 0.2  # so that those that failed together do not come back together
GONE = 410
ASKED_TO_WAIT = (429, 503)
OF_THE_CONTENT = (400, 409, 413, 415, 422)  # the receiver works; it does not want this one

PAUSED, DEAD = "webhook_paused", "webhook_dead"  # kinds of alarms

# A success counts even when the lease ran out meanwhile; a failure only while it is ours.
SETTLE = """
UPDATE webhook_delivery AS delivery
   SET state = told.state, attempts = delivery.attempts + 1, next_attempt_at = told.next_attempt_at,
       claimed_until = NULL, last_attempt_at = now(), last_status = told.status,
       last_answer = told.answer,
       settled_at = CASE WHEN told.state = 'sent' THEN now() END
  FROM unnest(%s::bigint[], %s::timestamptz[], %s::text[], %s::timestamptz[], %s::int[], %s::text[])
       AS told (id, claimed_until, state, next_attempt_at, status, answer)
 WHERE delivery.id = told.id AND delivery.state = 'due'
   AND (told.state = 'sent' OR delivery.claimed_until = told.claimed_until)
"""

GIVE_BACK = """
UPDATE webhook_delivery AS delivery SET claimed_until = NULL
  FROM unnest(%s::bigint[], %s::timestamptz[]) AS back (id, claimed_until)
 WHERE delivery.id = back.id AND delivery.claimed_until = back.claimed_until
"""

STANDING = """
SELECT id, failed_in_a_row, failing_since, rests_until FROM webhook_endpoint WHERE id = ANY(%s)
 ORDER BY id FOR NO KEY UPDATE
"""

SCORE = """
UPDATE webhook_endpoint AS endpoint
   SET failed_in_a_row = told.failures, failing_since = told.since, rests_until = told.rests_until,
       succeeded_at = CASE WHEN heard THEN now() ELSE succeeded_at END
  FROM unnest(%s::bigint[], %s::int[], %s::timestamptz[], %s::timestamptz[], %s::boolean[])
       AS told (id, failures, since, rests_until, heard)
 WHERE endpoint.id = told.id
"""

PAUSE = """
UPDATE webhook_endpoint
   SET paused_at = now(), paused_by = 'system',
       pause_reason = CASE WHEN id = ANY(%(gone)s::bigint[]) THEN 'gone' ELSE 'failing' END
 WHERE paused_at IS NULL AND id = ANY(%(ids)s::bigint[])
   AND (id = ANY(%(gone)s::bigint[]) OR failing_since <= %(before)s)
RETURNING key, name, pause_reason
"""

NAMES = "SELECT key, name FROM webhook_endpoint WHERE id = ANY(%s) ORDER BY id"

PAUSE_REASONS = {
    "gone": Text("对方说这个地址不再使用（410）", "the receiver says that it is gone (410)"),
    "failing": Text("一天没有成功过", "nothing was accepted for a day"),
    "by_hand": Text("人工暂停", "a person paused it"),
}

Standing = tuple[int, int, datetime | None, datetime | None]  # a row of `STANDING`


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one claimed delivery. No answer: it was not tried after all."""

    claimed: Claimed
    answer: Answer | None


def speaks_of_the_endpoint(answer: Answer) -> bool:
    """Whether the failure would meet the next delivery as well."""
    return not answer.accepted and answer.status not in OF_THE_CONTENT


def settle(results: Sequence[Result]) -> int:
    """Write down what came of these, pause endpoints that cannot be reached; how many were heard.

    One transaction, and a statement more for each endpoint about which there is an alarm."""
    tried = [(result.claimed, result.answer) for result in results if result.answer is not None]
    back = [result.claimed for result in results if result.answer is None]
    now = clock.now()
    told = [_told(claimed, answer, now) for claimed, answer in tried]
    with transaction.atomic():
        if told:
            # Endpoints are locked before their deliveries, here and wherever both are written.
            endpoints = sorted({claimed.endpoint for claimed, _ in tried})
            standing = sql.rows(STANDING, [endpoints])
            sql.run(SETTLE, sql.columns(told, 6))
            _score(standing, tried, now)
        if back:
            sql.run(GIVE_BACK, sql.columns([(one.id, one.until) for one in back], 2))
        dead = {
            claimed.endpoint
            for (claimed, _), row in zip(tried, told, strict=True)
            if row[2] == "dead"
        }
        if dead:
            _say_dead(sorted(dead))
    return sum(answer.accepted for _, answer in tried)


def delay_seconds(attempts: int, answer: Answer, dice: random.Random) -> float | None:
    """How long to wait after that many attempts; `None` when it was the last one."""
    if attempts > len(DELAYS_SECONDS):
        return None
    usual = DELAYS_SECONDS[attempts - 1] * dice.uniform(1 - JITTER, 1 + JITTER)
    return max(usual, _asked_seconds(answer))


def rest_seconds(failures: int, answer: Answer, dice: random.Random) -> float:
    """How long to leave an endpoint alone after so many failures in a row."""
    usual = min(DELAYS_SECONDS[min(failures, len(DELAYS_SECONDS)) - 1], REST_MAX_SECONDS)
    return max(usual * dice.uniform(1 - JITTER, 1 + JITTER), _asked_seconds(answer))


def _asked_seconds(answer: Answer) -> float:
    """What the receiver asked for, up to a day."""
    if answer.status not in ASKED_TO_WAIT:
        return 0
    return min(answer.retry_after_seconds or 0, PATIENCE.total_seconds())


DICE = random.SystemRandom()


def _told(claimed: Claimed, answer: Answer, now: datetime) -> tuple[object, ...]:
    """A row for `SETTLE`."""
    state, then = "sent", now
    if not answer.accepted:
        delay = delay_seconds(claimed.attempts + 1, answer, DICE)
        state = "dead" if delay is None else "due"
        then = now + timedelta(seconds=delay or 0)
    return (claimed.id, claimed.until, state, then, answer.status, answer.text)


def _score(
    standing: Sequence[Standing],
    tried: Iterable[tuple[Claimed, Answer]],
    now: datetime,
) -> None:
    """Count each endpoint's failures since it last heard us, let it rest, or pause it."""
    answers: dict[int, list[Answer]] = {}
    for claimed, answer in tried:
        answers.setdefault(claimed.endpoint, []).append(answer)
    scored = [_scored(*row, answers=answers[row[0]], now=now) for row in standing]
    sql.run(SCORE, sql.columns(scored, 5))
    failing = [id for id, _, since, _, _ in scored if since]
    if failing:
        gone = [id for id in failing if answers[id][-1].status == GONE]
        _pause(failing, gone, now - PATIENCE)


def _scored(
    id: int,
    failures: int,
    since: datetime | None,
    rests_until: datetime | None,
    *,
    answers: Sequence[Answer],
    now: datetime,
) -> tuple[int, int, datetime | None, datetime | None, bool]:
    """A row for `SCORE`. The last answer decides; `answers` stand in the order they came."""
    last = answers[-1]
    heard = any(answer.accepted for answer in answers)
    if last.accepted:
        return (id, 0, None, None, True)
    since = now if heard or since is None else since
    if not speaks_of_the_endpoint(last):
        return (id, 0, since, None, heard)
    if rests_until is None or rests_until <= now:  # else the lanes beside it said so before
        failures = 1 if heard else failures + 1
    rest = now + timedelta(seconds=rest_seconds(max(failures, 1), last, DICE))
    return (id, max(failures, 1), since, max(rest, rests_until or rest), heard)


def _pause(failing: list[int], gone: list[int], before: datetime) -> None:
    """Pause those that said they are gone, and those that have failed since before that moment."""
    for key, name, reason in sql.rows(PAUSE, {"ids": failing, "gone": gone, "before": before}):
        why = PAUSE_REASONS[reason]
        raise_alarm(
            PAUSED,
            key,
            Text(
                f"推送地址“{name}”已暂停：{why.zh}。查明原因后恢复，暂停期间的事件会补发。",
                f"Webhooks to “{name}” are paused: {why.en}. Find out why, then resume; what "
                "happens meanwhile is sent then.",
            ),
        )


def _say_dead(endpoints: list[int]) -> None:
    """Some deliveries were given up; the later ones of their orders wait behind them."""
    for key, name in sql.rows(NAMES, [endpoints]):
        raise_alarm(
            DEAD,
            key,
            Text(
                f"推送地址“{name}”有事件一天都没送到，同一订单之后的事件在等。请重推或跳过。",
                f"Webhooks to “{name}”: an event was not accepted for a day, and later ones of its "
                "order wait. Redeliver or skip it.",
            ),
        )

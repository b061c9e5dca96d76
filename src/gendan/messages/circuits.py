"""Channels whose gateway is down: one message at a time asks whether it is back."""

from datetime import datetime, timedelta

from django.db import transaction

from gendan.kernel import sql
from gendan.kernel.alarms import raise_alarm, settle_alarm
from gendan.messages.answers import Answer, Kind
from gendan.messages.routes import CHANNELS
from gendan.process.model import Text

ALARM = "channel_down"
LONGEST = 60  # seconds between two probes
NAMES = {"email": Text("邮件", "E-mail"), "sms": Text("短信", "SMS")}
DOWN = Text("{channel}发不出去：{words}", "{channel} cannot be sent: {words}")

# Whoever comes first probes; the next probe is somebody else's, or ours, a while later.
LOOK = """
WITH probing AS (
    UPDATE circuit SET probe_at = %(at)s::timestamptz + least(5 * 2 ^ failures, %(longest)s)
                                  * interval '1 second'
     WHERE probe_at <= %(at)s RETURNING channel
)
SELECT channel, channel IN (SELECT channel FROM probing) FROM circuit
"""
OPEN = """
INSERT INTO circuit (channel, failures, probe_at) VALUES (%(channel)s, 1, %(probe_at)s)
ON CONFLICT (channel)
DO UPDATE SET failures = least(circuit.failures + 1, 10),
              probe_at = greatest(circuit.probe_at, excluded.probe_at)
"""
CLOSE = "DELETE FROM circuit WHERE channel = %s"


def look(at: datetime) -> dict[str, bool]:
    """The channels that are down; whether we may probe each with one message: one statement."""
    found = sql.rows(LOOK, {"at": at, "longest": LONGEST})
    return {channel: bool(probing) for channel, probing in found if channel in CHANNELS}


def broke(channel: str, answer: Answer, at: datetime) -> None:
    """The gateway is down: tell people, and try again soon. Busy is not down: nobody is told."""
    busy = answer.kind is Kind.BUSY
    wait = max(answer.seconds, 5.0)
    with transaction.atomic():
        sql.run(OPEN, {"channel": channel, "probe_at": at + timedelta(seconds=wait)})
        if not busy:
            raise_alarm(ALARM, channel, _words(channel, answer.words))


def works(channel: str) -> None:
    """The gateway is back."""
    with transaction.atomic():
        sql.run(CLOSE, [channel])
        settle_alarm(ALARM, channel)


def _words(channel: str, words: str) -> Text:
    name = NAMES[channel]
    return Text(
        DOWN.zh.format(channel=name.zh, words=words), DOWN.en.format(channel=name.en, words=words)
    )

"""What the house must know of: something outside or inside does not do its part, since when."""

from collections.abc import Collection, Mapping

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from gendan.kernel import sql
from gendan.process.model import Text

# Raised again while it is open, an alarm says the newest words and counts.
RAISE = """
INSERT INTO alarm (kind, subject, zh, en) VALUES (%s, %s, %s, %s)
ON CONFLICT (kind, subject) WHERE ended_at IS NULL
DO UPDATE SET last_at = now(), count = alarm.count + 1, zh = excluded.zh, en = excluded.en
"""
RAISE_EACH = """
INSERT INTO alarm (kind, subject, zh, en)
SELECT %s, subject, zh, en FROM unnest(%s::text[], %s::text[], %s::text[]) AS new (subject, zh, en)
 ORDER BY subject
ON CONFLICT (kind, subject) WHERE ended_at IS NULL
DO UPDATE SET last_at = now(), count = alarm.count + 1, zh = excluded.zh, en = excluded.en
"""
SETTLE = """
UPDATE alarm SET ended_at = now() WHERE kind = %s AND subject = %s AND ended_at IS NULL
"""
SETTLE_EACH = """
UPDATE alarm SET ended_at = now() WHERE kind = %s AND subject = ANY(%s) AND ended_at IS NULL
"""


class Alarm(models.Model):
    """Something that does not work, from when it was noticed until it worked again."""

    id = models.BigAutoField(primary_key=True)
    kind = models.TextField()  # what sort of trouble, for machines: "channel_down"
    subject = models.TextField(db_default="")  # with what: "sms"
    zh = models.TextField()
    en = models.TextField()
    since = models.DateTimeField(db_default=Now())
    last_at = models.DateTimeField(db_default=Now())
    count = models.IntegerField(db_default=1)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "kernel"
        db_table = "alarm"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject"],
                condition=Q(ended_at=None),
                name="one_open_alarm_of_a_kind",
            ),
            models.CheckConstraint(name="alarm_kind_is_given", condition=~Q(kind="")),
            models.CheckConstraint(name="alarm_is_counted", condition=Q(count__gte=1)),
        ]

    @property
    def words(self) -> Text:
        """What is wrong, in both languages."""
        return Text(self.zh, self.en)


def raise_alarm(kind: str, subject: str, words: Text) -> None:
    """Say that something does not work; again and again is one alarm: one statement."""
    sql.run(RAISE, [kind, subject, words.zh, words.en])


def raise_alarms(kind: str, words: Mapping[str, Text]) -> None:
    """The same for several subjects at once: one statement, none where nothing is wrong."""
    if words:
        rows = [(subject, text.zh, text.en) for subject, text in words.items()]
        sql.run(RAISE_EACH, [kind, *sql.columns(rows, 3)])


def settle_alarm(kind: str, subject: str) -> bool:
    """Say that it works again; whether an alarm was open: one statement."""
    return bool(sql.run(SETTLE, [kind, subject]))


def settle_alarms(kind: str, subjects: Collection[str]) -> None:
    """The same for several subjects at once: one statement."""
    sql.run(SETTLE_EACH, [kind, list(subjects)])


def open_alarms() -> models.QuerySet[Alarm]:
    """What does not work now, the oldest first."""
    return Alarm.objects.filter(ended_at=None).order_by("since", "id")

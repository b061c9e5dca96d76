"""What sending must remember: gateways that are down, robots, templates, what was sent again."""

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Length, Now
from django.db.models.lookups import LessThanOrEqual

from gendan.kernel.history import remembered
from gendan.messages.language import LONGEST
from gendan.records.people.models import DEPARTMENTS
from gendan.records.places.models import Store, Warehouse


class Circuit(models.Model):
    """A channel whose gateway is down, or asked for patience. No row: it works."""

    channel = models.TextField(primary_key=True)
    failures = models.IntegerField(default=1)  # probes in a row
    probe_at = models.DateTimeField()  # when one message may be tried

    class Meta:
        db_table = "circuit"


@remembered("sms_template")
class SmsTemplate(models.Model):
    """Under which id a gateway knows the text of a step, and which facts it wants, in order."""

    key = models.TextField()  # the step
    language = models.TextField()
    template = models.TextField()  # the gateway's id
    parameters = models.JSONField(default=list)  # names of facts, such as ["order", "waybill"]

    class Meta:
        db_table = "sms_template"
        constraints = [
            models.UniqueConstraint(fields=["key", "language"], name="sms_template_once"),
            models.CheckConstraint(
                name="sms_template_language_is_ours", condition=Q(language__in=("zh-hans", "en"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.language}"


@remembered("wording")
class Wording(models.Model):
    """The shop's own words for a step, in one language; where it has none, ours hold."""

    key = models.TextField()  # the step, or "department"
    language = models.TextField()
    subject = models.TextField(blank=True)
    body = models.TextField(blank=True)
    sms = models.TextField(blank=True)

    class Meta:
        db_table = "wording"
        constraints = [
            models.UniqueConstraint(fields=["key", "language"], name="wording_once"),
            models.CheckConstraint(
                name="wording_language_is_ours", condition=Q(language__in=("zh-hans", "en"))
            ),
            *(
                models.CheckConstraint(
                    name=f"wording_{part}_is_limited",
                    condition=LessThanOrEqual(Length(part), LONGEST),
                )
                for part in ("subject", "body", "sms")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.language}"


# Neither its secrets nor each post is a change of the robot; `entered_at` says when they changed.
@remembered("robot", but=("url", "secret", "failures", "next_at"))
class Robot(models.Model):
    """A robot in a department's chat group, which says there what the department is told."""

    name = models.TextField(unique=True)
    kind = models.TextField()
    url = models.TextField(editable=False)  # sealed, because the group's key stands in it
    secret = models.TextField(default="", editable=False)  # sealed; 钉钉 and 飞书 sign with it
    entered_at = models.DateTimeField(db_default=Now(), editable=False)  # the two, by somebody
    department = models.TextField()
    store = models.ForeignKey(Store, models.CASCADE, null=True, blank=True, db_index=False)
    warehouse = models.ForeignKey(Warehouse, models.CASCADE, null=True, blank=True, db_index=False)
    active = models.BooleanField(default=True)
    failures = models.IntegerField(default=0, editable=False)  # posts in a row that were refused
    next_at = models.DateTimeField(db_default=Now(), editable=False)  # when it may post again

    class Meta:
        db_table = "robot"
        constraints = [
            models.CheckConstraint(
                name="robot_kind_is_known", condition=Q(kind__in=("wecom", "dingtalk", "feishu"))
            ),
            models.CheckConstraint(
                name="robot_department_is_known",
                condition=Q(department__in=[role.value for role in DEPARTMENTS]),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RobotLine(models.Model):
    """A notice that a robot is still to say; gone once it was said, or is a day old."""

    id = models.BigAutoField(primary_key=True)
    robot = models.ForeignKey(Robot, models.CASCADE, db_index=False)
    notice_id = models.BigIntegerField()
    written_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "robot_line"
        constraints = [
            models.UniqueConstraint(fields=["robot", "notice_id"], name="robot_says_it_once")
        ]


class Resend(models.Model):
    """Somebody had a notice sent again: who, when, where to, and what had become of it before."""

    id = models.BigAutoField(primary_key=True)
    notice_id = models.BigIntegerField()
    at = models.DateTimeField()
    actor = models.TextField()
    staff_id = models.BigIntegerField(null=True)
    address = models.TextField(db_default="")  # masked; empty: what the customer's record says
    before = models.JSONField(db_default=Value({}, models.JSONField()))

    class Meta:
        db_table = "resend"
        indexes = [models.Index(F("notice_id"), name="resend_of_notice")]


class Trial(models.Model):
    """Words that a manager had sent to themselves. No notice: no customer was told anything."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    actor = models.TextField()
    staff_id = models.BigIntegerField()
    key = models.TextField()
    language = models.TextField()
    channel = models.TextField()
    order_id = models.BigIntegerField()  # whose facts were filled in
    address = models.TextField()  # masked
    subject = models.TextField(blank=True)
    rendered = models.TextField()
    gateway = models.TextField()
    answer = models.TextField()  # "sent", or what the gateway made of it
    outcome = models.TextField(blank=True)  # in its words

    class Meta:
        db_table = "message_trial"
        indexes = [models.Index(F("staff_id"), F("at"), name="trials_of_somebody")]

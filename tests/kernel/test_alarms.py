"""Alarms: one open row for each thing that does not work, however often somebody says so."""

import pytest

from gendan.kernel.alarms import Alarm, open_alarms, raise_alarm, settle_alarm
from gendan.process.model import Text

DOWN = Text("短信网关没有回应。", "The SMS gateway does not answer.")
REFUSES = Text("短信网关拒绝登录。", "The SMS gateway refuses our key.")


@pytest.mark.django_db
def test_an_alarm_raised_again_is_one_alarm_with_the_newest_words() -> None:
    raise_alarm("channel_down", "sms", DOWN)
    raise_alarm("channel_down", "sms", REFUSES)
    raise_alarm("channel_down", "email", DOWN)
    assert [(a.subject, a.count, a.words) for a in open_alarms()] == [
        ("sms", 2, REFUSES),
        ("email", 1, DOWN),
    ]


@pytest.mark.django_db
def test_a_settled_alarm_stays_on_record_and_the_next_one_is_new() -> None:
    raise_alarm("channel_down", "sms", DOWN)
    assert settle_alarm("channel_down", "sms")
    assert not settle_alarm("channel_down", "sms")
    assert list(open_alarms()) == []
    raise_alarm("channel_down", "sms", DOWN)
    assert [alarm.count for alarm in open_alarms()] == [1]
    assert Alarm.objects.count() == 2

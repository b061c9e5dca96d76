"""Gateways are spoken to as they ask for it, and their refusals are understood."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from pytest_django.fixtures import Settings

from gendan.kernel.alarms import open_alarms
from gendan.kernel.notices import Notice
from gendan.messages.drain import drain
from gendan.messages.gateways import aliyun, tencent
from gendan.messages.models import SmsTemplate
from tests import world
from tests.messages.conftest import sms_to
from tests.messages.servers import Answer, web

MINUTE = timedelta(minutes=1)


def test_aliyun_is_signed_as_in_its_own_example() -> None:
    """https://help.aliyun.com/zh/sdk/product-overview/v3-request-structure-and-signature"""
    query = {
        "ImageId": "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd",
        "RegionId": "cn-shanghai",
    }
    headers = aliyun.signed(
        query, host="ecs.cn-shanghai.aliyuncs.com", action="RunInstances", version="2014-05-26",
        key="YourAccessKeyId", secret="YourAccessKeySecret",  # pragma: allowlist secret
        at=datetime(2023, 10, 26, 10, 22, 32, tzinfo=UTC),
        nonce="3156853299f313e23d1673dc12e1703d",
    )  # fmt: skip
    assert headers["Authorization"] == (
        "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;"
        "x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,"
        "Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
    )


def test_tencent_is_signed_as_in_its_own_example() -> None:
    """https://cloud.tencent.com/document/api/213/30654"""
    body = (
        rb'{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}'
    )
    headers = tencent.signed(
        body, host="cvm.tencentcloudapi.com", service="cvm",
        key="AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE",  # pragma: allowlist secret
        secret="Gu5t9xGARNpq86cd98joQYCN3EXAMPLE",  # pragma: allowlist secret
        at=datetime.fromtimestamp(1551113065, UTC),
    )  # fmt: skip
    assert headers["Authorization"] == (
        "TC3-HMAC-SHA256 Credential=AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE/2019-02-25/cvm/"
        "tc3_request, SignedHeaders=content-type;host, "
        "Signature=72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168"
    )


def aliyun_says(code: str) -> Answer:
    return (200 if code == "OK" else 400), {}, {"Code": code, "Message": code, "BizId": "b-1"}


def tencent_says(code: str) -> Answer:
    if code.startswith(("AuthFailure", "RequestLimit")):
        return 200, {}, {"Response": {"Error": {"Code": code, "Message": ""}}}
    fate = {"Code": code, "Message": "", "SerialNo": "s-1"}
    return 200, {}, {"Response": {"SendStatusSet": [fate]}}


CASES = [
    ("aliyun", aliyun_says, "OK", "sent", "b-1", set()),
    ("aliyun", aliyun_says, "isv.MOBILE_NUMBER_ILLEGAL", "refused", None, set()),
    ("aliyun", aliyun_says, "isv.BUSINESS_LIMIT_CONTROL", "due", None, set()),
    ("aliyun", aliyun_says, "isv.SMS_TEMPLATE_ILLEGAL", "due", None, {"sms_template"}),
    ("aliyun", aliyun_says, "isv.AMOUNT_NOT_ENOUGH", "due", None, {"channel_down"}),
    ("aliyun", aliyun_says, "SignatureDoesNotMatch", "due", None, {"channel_down"}),
    ("tencent", tencent_says, "Ok", "sent", "s-1", set()),
    ("tencent", tencent_says, "InvalidParameterValue.IncorrectPhoneNumber", "refused", None, set()),
    ("tencent", tencent_says, "LimitExceeded.PhoneNumberDailyLimit", "due", None, set()),
    ("tencent", tencent_says, "RequestLimitExceeded", "due", "", set()),
    ("tencent", tencent_says, "AuthFailure.SecretIdNotFound", "due", None, {"channel_down"}),
]


@pytest.mark.parametrize(("kind", "says", "code", "state", "outcome", "alarms"), CASES)
def test_what_a_gateway_says_is_understood(
    shop: None, settings: Settings, noon: datetime, kind: str, says: Callable[[str], Answer],
    code: str, state: str, outcome: str | None, alarms: set[str],
) -> None:  # fmt: skip
    SmsTemplate.objects.create(
        key="place", language="zh-hans", template="SMS_1", parameters=["order", "total"]
    )
    (order,) = world.placed(phone="13800000000")
    number = world.CustomerOrder.objects.get(id=order).number
    with web(lambda _: says(code)) as gateway:
        sms_to(settings, gateway.url, kind)
        drain(noon)
        (post,) = gateway.posts
    notice = Notice.objects.get(recipient="customer")
    assert notice.state == state
    assert notice.outcome == (f"{code} {code if kind == 'aliyun' else ''}".strip()
                              if outcome is None else outcome)  # fmt: skip
    assert {alarm.kind for alarm in open_alarms()} == alarms
    assert notice.gateway == (kind if outcome != "" else "")
    if kind == "aliyun":
        query = parse_qs(urlsplit(post.path).query)
        assert query["PhoneNumbers"] == ["13800000000"]
        assert query["TemplateParam"] == [f'{{"order": "{number}", "total": "¥30.00"}}']
        assert query["OutId"] == [f"notice-{notice.id}-0"]
    else:
        assert post.json()["PhoneNumberSet"] == ["+8613800000000"]
        assert post.json()["TemplateParamSet"] == [number, "¥30.00"]
        assert post.json()["SmsSdkAppId"] == "1400006666"


def test_a_template_that_is_lacking_is_asked_for_and_then_used(
    shop: None, settings: Settings, noon: datetime
) -> None:
    world.placed()
    with web(lambda _: aliyun_says("OK")) as gateway:
        sms_to(settings, gateway.url, "aliyun")
        drain(noon)
        assert gateway.posts == []
        assert [(a.kind, a.subject) for a in open_alarms()] == [("sms_template", "place.zh-hans")]
        SmsTemplate.objects.create(key="place", language="zh-hans", template="SMS_1")
        drain(noon + MINUTE)
    assert Notice.objects.get(recipient="customer").state == "sent"
    assert list(open_alarms()) == []


def test_a_gateway_of_the_house_gets_one_post_with_everything(
    shop: None, settings: Settings, noon: datetime
) -> None:
    world.placed(phone="13800000000")
    with web(lambda _: (200, {}, {"id": "r-1"})) as gateway:
        sms_to(settings, gateway.url + "/messages")
        drain(noon)
        (post,) = gateway.posts
    notice = Notice.objects.get(recipient="customer")
    assert (notice.state, notice.outcome, notice.address) == ("sent", "r-1", "138******00")
    assert post.path == "/messages"
    assert post.headers["Authorization"] == "Bearer key-secret"
    assert post.headers["Idempotency-Key"] == f"notice-{notice.id}-0"
    assert post.json() == {
        "id": f"notice-{notice.id}-0",
        "to": "+8613800000000",
        "text": notice.rendered,
        "sign": "湖滨店",
        "key": "place",
        "language": "zh-hans",
    }


@pytest.mark.parametrize(("status", "state"), [(422, "refused"), (409, "due"), (500, "due")])
def test_a_status_of_a_gateway_of_the_house_is_understood(
    shop: None, settings: Settings, noon: datetime, status: int, state: str
) -> None:
    world.placed()
    with web(lambda _: (status, {}, b"no")) as gateway:
        sms_to(settings, gateway.url)
        drain(noon)
    notice = Notice.objects.get(recipient="customer")
    assert (notice.state, notice.outcome) == (state, f"{status} no")


def test_a_gateway_that_is_not_there_is_down(
    shop: None, settings: Settings, noon: datetime
) -> None:
    world.placed(30)
    with web(lambda _: (200, {}, {})) as gateway:
        gone = gateway.url
    sms_to(settings, gone)
    drain(noon)
    (alarm,) = open_alarms()
    assert (alarm.kind, alarm.subject) == ("channel_down", "sms")
    assert alarm.zh.startswith("短信发不出去：")
    # It was given up after a few; the others do not know of it.
    assert Notice.objects.filter(channel="sms", attempts=0).count() >= 10

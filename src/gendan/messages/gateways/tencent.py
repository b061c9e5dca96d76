"""腾讯云短信: SendSms with the signature TC3-HMAC-SHA256.

https://cloud.tencent.com/document/api/382/52072 (signature)
https://cloud.tencent.com/document/api/382/55981 (SendSms)
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import urlsplit

from gendan.messages.answers import Answer, Kind
from gendan.messages.gateways.codes import mapping, verdict
from gendan.messages.letters import Letter
from gendan.messages.routes import SmsRoute
from gendan.messages.web import post

URL = "https://sms.tencentcloudapi.com"
ALGORITHM = "TC3-HMAC-SHA256"
JSON = "application/json; charset=utf-8"
REGION = "ap-guangzhou"  # short messages are sent from here whoever the receiver is
CODES = {
    "Ok": Kind.SENT,
    "InvalidParameterValue.IncorrectPhoneNumber": Kind.REFUSED,
    "InvalidParameterValue.ContentLengthLimit": Kind.REFUSED,
    "FailedOperation.PhoneNumberInBlacklist": Kind.REFUSED,
    "FailedOperation.ContainSensitiveWord": Kind.REFUSED,
    "UnsupportedOperation": Kind.REFUSED,
    "LimitExceeded.PhoneNumber": Kind.LATER,
    "LimitExceeded": Kind.BUSY,
    "RequestLimitExceeded": Kind.BUSY,
    "FailedOperation.TemplateIncorrectOrUnapproved": Kind.UNREADY,
    "FailedOperation.TemplateParamSetNotMatchApprovedTemplate": Kind.UNREADY,
    "FailedOperation.SignatureIncorrectOrUnapproved": Kind.UNREADY,
    "FailedOperation.MissingTemplateToModify": Kind.UNREADY,
    "FailedOperation.InsufficientBalanceInSmsPackage": Kind.DOWN,
    "AuthFailure": Kind.DOWN,
    "UnauthorizedOperation": Kind.DOWN,
    "InternalError": Kind.DOWN,
}


def send(letter: Letter, route: SmsRoute, template: str, parameters: Mapping[str, str]) -> Answer:
    """One message; our identity comes back as `SessionContext`. Raises `web.Unreachable`."""
    body = json.dumps(
        {
            "PhoneNumberSet": [letter.to],
            "SmsSdkAppId": route.app,
            "SignName": route.sign,
            "TemplateId": template,
            "TemplateParamSet": list(parameters.values()),
            "SessionContext": letter.due.identity,
        },
        ensure_ascii=False,
    ).encode()
    url = route.url or URL
    headers = signed(
        body, host=urlsplit(url).netloc, service="sms", key=route.key, secret=route.secret,
        at=datetime.now(UTC),
    )  # fmt: skip
    headers |= {"X-TC-Action": "SendSms", "X-TC-Version": "2021-01-11", "X-TC-Region": REGION}
    reply = post(url, body, headers)
    said = mapping(mapping(reply.body).get("Response"))
    error = mapping(said.get("Error"))
    fates = said.get("SendStatusSet")
    fate = error or mapping(fates[0] if isinstance(fates, list) and fates else None)
    code = str(fate.get("Code", ""))
    if code == "Ok":
        return Answer(Kind.SENT, str(fate.get("SerialNo", "")))
    if not code:
        return Answer(Kind.DOWN, f"HTTP {reply.status}")
    return verdict(CODES, code, str(fate.get("Message", "")))


def signed(
    body: bytes, *, host: str, service: str, key: str, secret: str, at: datetime
) -> dict[str, str]:
    """The headers of a post with this body."""
    names = "content-type;host"
    request = "\n".join(
        ["POST", "/", "", f"content-type:{JSON}\nhost:{host}\n", names,
         hashlib.sha256(body).hexdigest()]
    )  # fmt: skip
    stamp = str(int(at.timestamp()))
    scope = f"{at:%Y-%m-%d}/{service}/tc3_request"
    digest = hashlib.sha256(request.encode()).hexdigest()
    text = f"{ALGORITHM}\n{stamp}\n{scope}\n{digest}"
    proof = f"TC3{secret}".encode()
    for part in (*scope.split("/"), text):
        proof = hmac.new(proof, part.encode(), hashlib.sha256).digest()
    return {
        "Host": host,
        "Content-Type": JSON,
        "X-TC-Timestamp": stamp,
        "Authorization": (
            f"{ALGORITHM} Credential={key}/{scope}, SignedHeaders={names}, Signature={proof.hex()}"
        ),
    }

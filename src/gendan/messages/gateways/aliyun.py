"""阿里云短信: SendSms with the signature ACS3-HMAC-SHA256.

https://help.aliyun.com/zh/sdk/product-overview/v3-request-structure-and-signature
https://help.aliyun.com/zh/sms/developer-reference/api-dysmsapi-2017-05-25-sendsms
"""

import hashlib
import hmac
import json
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit

from gendan.messages.answers import Answer, Kind
from gendan.messages.gateways.codes import mapping, verdict
from gendan.messages.letters import Letter
from gendan.messages.routes import SmsRoute
from gendan.messages.web import post

URL = "https://dysmsapi.aliyuncs.com"
ALGORITHM = "ACS3-HMAC-SHA256"
EMPTY = hashlib.sha256(b"").hexdigest()
CODES = {
    "OK": Kind.SENT,
    "isv.MOBILE_NUMBER_ILLEGAL": Kind.REFUSED,
    "isv.BLACK_KEY_CONTROL_LIMIT": Kind.REFUSED,
    "isv.PARAM_LENGTH_LIMIT": Kind.REFUSED,
    "isv.INVALID_PARAMETERS": Kind.REFUSED,
    "isv.BUSINESS_LIMIT_CONTROL": Kind.LATER,  # this number had many of late
    "isv.DAY_LIMIT_CONTROL": Kind.LATER,
    "isv.SMS_TEMPLATE_ILLEGAL": Kind.UNREADY,
    "isv.SMS_SIGNATURE_ILLEGAL": Kind.UNREADY,
    "isv.TEMPLATE_": Kind.UNREADY,
    "Throttling": Kind.BUSY,
    "isv.AMOUNT_NOT_ENOUGH": Kind.DOWN,
    "isv.OUT_OF_SERVICE": Kind.DOWN,
    "isv.ACCOUNT": Kind.DOWN,
    "isv.PRODUCT_UN_SUBSCRI": Kind.DOWN,
    "isp.": Kind.DOWN,
    "InvalidAccessKeyId": Kind.DOWN,
    "SignatureDoesNotMatch": Kind.DOWN,
    "Forbidden": Kind.DOWN,
    "NoPermission": Kind.DOWN,
    "ServiceUnavailable": Kind.DOWN,
    "InternalError": Kind.DOWN,
}


def send(letter: Letter, route: SmsRoute, template: str, parameters: Mapping[str, str]) -> Answer:
    """One message. It keeps no identity of ours but as `OutId`. Raises `web.Unreachable`."""
    query = {
        "PhoneNumbers": letter.to.removeprefix("+86").removeprefix("+"),
        "SignName": route.sign,
        "TemplateCode": template,
        "TemplateParam": json.dumps(parameters, ensure_ascii=False),
        "OutId": letter.due.identity,
    }
    url = route.url or URL
    headers = signed(
        query, host=urlsplit(url).netloc, action="SendSms", version="2017-05-25",
        key=route.key, secret=route.secret, at=datetime.now(UTC), nonce=uuid.uuid4().hex,
    )  # fmt: skip
    reply = post(f"{url}/?{canonical(query)}", b"", headers)
    said = mapping(reply.body)
    code = str(said.get("Code", ""))
    if code == "OK":
        return Answer(Kind.SENT, str(said.get("BizId", "")))
    if not code:
        return Answer(Kind.DOWN, f"HTTP {reply.status}")
    return verdict(CODES, code, str(said.get("Message", "")))


def signed(
    query: Mapping[str, str], *, host: str, action: str, version: str, key: str, secret: str,
    at: datetime, nonce: str,
) -> dict[str, str]:  # fmt: skip
    """The headers of a post with this query and no body."""
    headers = {
        "host": host,
        "x-acs-action": action,
        "x-acs-content-sha256": EMPTY,
        "x-acs-date": f"{at:%Y-%m-%dT%H:%M:%SZ}",
        "x-acs-signature-nonce": nonce,
        "x-acs-version": version,
    }
    names = ";".join(headers)
    lines = "".join(f"{name}:{value}\n" for name, value in headers.items())
    request = "\n".join(["POST", "/", canonical(query), lines, names, EMPTY])
    digest = hashlib.sha256(request.encode()).hexdigest()
    proof = hmac.new(secret.encode(), f"{ALGORITHM}\n{digest}".encode(), hashlib.sha256)
    headers["Authorization"] = (
        f"{ALGORITHM} Credential={key},SignedHeaders={names},Signature={proof.hexdigest()}"
    )
    return headers


def canonical(query: Mapping[str, str]) -> str:
    """The query in the one spelling that is signed: RFC 3986, by name."""
    return "&".join(
        f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in sorted(query.items())
    )

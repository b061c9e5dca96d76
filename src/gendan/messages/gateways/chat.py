"""How the robots of 企业微信, 钉钉 and 飞书 are spoken to. A refusal comes with the status 200.

https://developer.work.weixin.qq.com/document/path/91770
https://open.dingtalk.com/document/orgapp/customize-robot-security-settings
https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from urllib.parse import quote

from gendan.kernel.outward.addresses import Allowed, BadAddress, taken_apart
from gendan.kernel.outward.calls import Line
from gendan.messages.answers import Answer, Kind
from gendan.messages.gateways.codes import mapping

TEXT_MAX = 2_000  # bytes; 企业微信 takes 2,048
# Too many posts: code, and the seconds after which it is over.
TOO_MANY = {"45009": 60.0, "45033": 60.0, "130101": 600.0, "11232": 60.0, "9499": 60.0}

Request = tuple[str, Mapping[str, object]]


def say(kind: str, url: str, secret: str, text: str, at: datetime, *, allowed: Allowed) -> Answer:
    """One post. Whatever is no "yes" keeps the robot waiting."""
    address, body = KINDS[kind](url, secret, _cut(text), at)
    try:
        target = taken_apart(address)
    except BadAddress as refusal:
        return Answer(Kind.DOWN, str(refusal))
    with Line(target, allowed) as line:
        reply = line.post(
            json.dumps(body, ensure_ascii=False), {"Content-Type": "application/json"}
        )
    if reply.status is None:
        return Answer(Kind.DOWN, reply.text)
    said = mapping(reply.text.encode())
    code = next((str(said[n]) for n in ("errcode", "code", "StatusCode") if n in said), "")
    if reply.status == 429:
        return Answer(Kind.BUSY, "429", reply.retry_after_seconds or 60.0)
    if reply.status >= 300 or not code:
        return Answer(Kind.DOWN, f"HTTP {reply.status}")
    if code == "0":
        return Answer(Kind.SENT)
    words = f"{code} {said.get('errmsg') or said.get('msg') or ''}".strip()
    if code in TOO_MANY:
        return Answer(Kind.BUSY, words, TOO_MANY[code])
    return Answer(Kind.DOWN, words)


def wecom(url: str, secret: str, text: str, at: datetime) -> Request:  # noqa: ARG001 - one shape
    """企业微信: the key in the address is all."""
    return url, {"msgtype": "text", "text": {"content": text}}


def dingtalk(url: str, secret: str, text: str, at: datetime) -> Request:
    """钉钉: milliseconds and signature in the address."""
    if secret:
        stamp = str(int(at.timestamp() * 1000))
        signature = quote(_proof(secret, f"{stamp}\n{secret}"), safe="")
        url += f"{'&' if '?' in url else '?'}timestamp={stamp}&sign={signature}"
    return url, {"msgtype": "text", "text": {"content": text}}


def feishu(url: str, secret: str, text: str, at: datetime) -> Request:
    """飞书: seconds and signature in the body; the signed text is the key, the message is empty."""
    body: dict[str, object] = {"msg_type": "text", "content": {"text": text}}
    if secret:
        stamp = str(int(at.timestamp()))
        body |= {"timestamp": stamp, "sign": _proof(f"{stamp}\n{secret}", "")}
    return url, body


KINDS: Mapping[str, Callable[[str, str, str, datetime], Request]] = {
    "wecom": wecom,
    "dingtalk": dingtalk,
    "feishu": feishu,
}


def _proof(key: str, text: str) -> str:
    return base64.b64encode(hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()).decode()


def _cut(text: str) -> str:
    if len(text.encode()) <= TEXT_MAX:
        return text
    return text.encode()[: TEXT_MAX - 4].decode("utf-8", "ignore") + "…"

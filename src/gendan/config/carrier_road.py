"""Parcels on the road, as a carrier's program knows them: what it says of each, and to whom.

It speaks 快递100's protocol: numbers are subscribed at `/poll`, asked for at `/poll/query.do`, and
whoever subscribed is told of every event by a signed push. Each number has a way of its own, the
same every time; not all of them arrive.
"""

import hashlib
import json
import secrets
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import parse_qs, urlencode, urlsplit
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
CUSTOMER = "demo-customer"
TRIES = 3  # of a push
SECONDS = 5  # for an answer
OK = {"result": True, "returnCode": "200", "message": "提交成功"}
TWICE = {"result": False, "returnCode": "501", "message": "POLL:重复订阅"}
STRANGER = {"result": False, "returnCode": "600", "message": "您不是合法的订阅者"}
MALFORMED = {"result": False, "returnCode": "700", "message": "订阅方的订阅数据存在错误"}
BAD_SIGN = {"result": False, "returnCode": "503", "message": "验证签名失败"}
NOTHING = {"result": False, "returnCode": "500", "message": "查询无结果，请隔段时间再查"}

# Code, words and place of each event. 快递100's table of 物流状态 tells the codes.
COLLECTED = ("103", "快递员已揽收", "浙江省,杭州市")
BEGIN = (
    ("1002", "快件离开【杭州转运中心】", "浙江省,杭州市"),
    ("1001", "快件到达【目的地转运中心】", ""),
)
DOOR = ("5", "正在派送，请保持电话畅通", "")
WAYS = (
    (*BEGIN, DOOR, ("301", "已签收，签收人：本人", "")),
    (*BEGIN, DOOR, ("303", "已签收，家人代收", "")),
    (*BEGIN, DOOR, ("501", "已放入快递柜，凭取件码取件", ""), ("304", "已从快递柜取出", "")),
    (*BEGIN, DOOR, ("206", "电话无人接听，改日再送", ""), DOOR, ("302", "已签收", "")),
    (*BEGIN, DOOR, ("14", "收件人拒收", ""), ("6", "快件退回途中", "")),
)
USUAL = (0, 0, 0, 1, 1, 2, 3, 0, 2, 4)  # of ten numbers, which way each goes

Event = tuple[datetime, str, str, str]  # when, code, words, place


@dataclass
class Parcel:
    """A number that somebody follows, and how far it came."""

    number: str
    company: str
    push_to: str
    salt: str
    way: Sequence[tuple[str, str, str]]  # all that will be said of it
    said: list[Event] = field(default_factory=list)
    owed: int = 0  # tries that the newest push still has

    def result(self) -> dict[str, object]:
        """All that was said of it, the newest first."""
        over = len(self.said) == len(self.way)
        return {
            "message": "ok",
            "nu": self.number,
            "com": self.company,
            "ischeck": "1" if over else "0",
            "condition": "F00" if over else "00",
            "status": "200",
            "state": self.said[-1][1] if self.said else "0",
            "data": [
                {
                    "time": f"{at:%Y-%m-%d %H:%M:%S}",
                    "ftime": f"{at:%Y-%m-%d %H:%M:%S}",
                    "context": words,
                    "statusCode": code,
                    "areaName": place,
                }
                for at, code, words, place in reversed(self.said)
            ],
        }

    def push(self) -> dict[str, str]:
        """The form in which it is told."""
        over = len(self.said) == len(self.way)
        param = _json(
            {
                "status": "shutdown" if over else "polling",
                "billstatus": "check" if over else "got",
                "message": "",
                "lastResult": self.result(),
            }
        )
        return {"param": param, "sign": _md5(param + self.salt)}


class Road:
    """Every number that is followed. `key`: what a subscriber has to show; `collects`: whether it
    says of each parcel first that it was collected."""

    def __init__(self, key: str, *, collects: bool = True) -> None:
        self.key = key
        self.begins = (COLLECTED,) if collects else ()
        self.parcels: dict[tuple[str, str], Parcel] = {}
        self.guard = threading.Lock()

    def subscribe(self, body: str) -> Mapping[str, object]:
        """What is said to a subscription."""
        try:
            param = json.loads(_form(body)["param"])
            asked = param["parameters"]
            number = str(param["number"])
            parcel = Parcel(
                number, str(param["company"]), str(asked["callbackurl"]),
                str(asked.get("salt", "")), (*self.begins, *way_of(number)),
            )  # fmt: skip
        except (ValueError, KeyError, TypeError):
            return MALFORMED
        if param.get("key") != self.key:
            return STRANGER
        with self.guard:
            known = self.parcels.setdefault((parcel.company, parcel.number), parcel)
        return OK if known is parcel else TWICE

    def query(self, body: str) -> Mapping[str, object]:
        """What is said to somebody who asks how a parcel is."""
        form = _form(body)
        param, customer = form.get("param", ""), form.get("customer", "")
        if customer != CUSTOMER or form.get("sign") != _md5(param + self.key + customer):
            return BAD_SIGN
        try:
            asked = json.loads(param)
            name = str(asked["com"]), str(asked["num"])
        except (ValueError, KeyError, TypeError):
            return NOTHING
        with self.guard:
            parcel = self.parcels.get(name)
            return parcel.result() if parcel and parcel.said else NOTHING

    def move(self, at: datetime) -> int:
        """Let something happen to every parcel that is under way, and tell who follows it; how many
        pushes were accepted. One that is not is sent again with the next."""
        with self.guard:
            under_way = [one for one in self.parcels.values() if len(one.said) < len(one.way)]
            for parcel in under_way:
                code, words, place = parcel.way[len(parcel.said)]
                parcel.said.append((at.astimezone(ZONE), code, words, place))
                parcel.owed = TRIES
            owed = [one for one in self.parcels.values() if one.owed]
        secrets.SystemRandom().shuffle(owed)
        return sum(_told(parcel) for parcel in owed)


def way_of(number: str) -> Sequence[tuple[str, str, str]]:
    """What becomes of a number, once it was collected."""
    digest = hashlib.sha256(number.encode()).digest()
    return WAYS[USUAL[digest[0] % len(USUAL)]]


def _told(parcel: Parcel) -> bool:
    """Push what is known of it; whether that was accepted."""
    parcel.owed -= 1
    address = urlsplit(parcel.push_to)
    kind = HTTPSConnection if address.scheme == "https" else HTTPConnection
    line = kind(address.hostname or "", address.port, timeout=SECONDS)
    form = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
    try:
        line.request("POST", address.path, urlencode(parcel.push()), form)
        accepted = json.loads(line.getresponse().read()).get("result") is True
    except (OSError, HTTPException, ValueError, AttributeError):
        return False
    finally:
        line.close()
    if accepted:
        parcel.owed = 0
    return accepted


def _form(body: str) -> dict[str, str]:
    try:
        return {name: values[0] for name, values in parse_qs(body, max_num_fields=20).items()}
    except ValueError:
        return {}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest().upper()

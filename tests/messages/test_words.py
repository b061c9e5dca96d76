"""Whoever is told of a step is told in words, in both languages, by every channel."""

import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from gendan.messages.facts import Box, Facts, Goods, Head, Short
from gendan.messages.language import fill
from gendan.messages.lengths import parts
from gendan.messages.named import FINDING
from gendan.messages.names import NAMES
from gendan.messages.render import NEWS, Rendered, render
from gendan.messages.voice import Voice
from gendan.messages.words import FILE, standard_words
from gendan.process.definition import PROCESS
from gendan.process.model import Role

PAIRS = [(step.name, role) for step in PROCESS.steps for role in step.tell]
OF_CUSTOMERS = [key for key, role in PAIRS if role is Role.CUSTOMER]
LANGUAGES = ("zh-hans", "en")
PROVINCE, LOCALITY = "浙江省", "杭州市西湖区"
AREA = PROVINCE + LOCALITY
HEAD = Head("12345674", "湖滨店", "Lakeside", "CNY", Decimal("126.00"), Decimal("26.00"), False,
            "delivery", AREA, "zoe@example.com", "+8613800000000", "zh-hans", 2)  # fmt: skip
FACTS = Facts(
    HEAD,
    Box(
        "12345674-1",
        "顺丰",
        "SF Express",
        "SF1234567890123",
        "100001",
        "一号仓",
        "Main",
        7,
        "nonce",
        None,
        PROVINCE,
        LOCALITY,
    ),
    (Goods("西湖龙井 <200g> & 茶", "Longjing <200g> & tea", 3, Decimal("126.00")),),
    (Goods("西湖龙井 <200g> & 茶", "Longjing <200g> & tea", 2, None),),
    (Short("杯", "Cup", 1, Decimal("12.50"), "壶", "Pot", datetime(2026, 3, 2, 4, 0, tzinfo=UTC)),),
)
SAID = {
    "record_refund": '[["20.00", "r-1"]]',
    "hold": '{"kind": "manual", "blocks": []}',
    "report_short": '[["tea", 1, "damaged"]]',
}
# The alphabet of short messages that fit 160 to a part: 3GPP TS 23.038, as far as we use it.
GSM = re.compile(r"[A-Za-z0-9 \r\n@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞ!\"#¤%&'()*+,\-./:;<=>?¡§¿]*")


def said(key: str, role: Role, channel: str, language: str, reason: str = "") -> Rendered:
    step = PROCESS.step(key)
    box = FACTS.box if step.document == "shipment" else None
    address = "https://orders.example.com"
    facts = Facts(
        HEAD, box, FACTS.goods, FACTS.inside, FACTS.short, reason, SAID.get(key, "null"),
        f"{address}/t/0123456789abcde", f"{address}/u/0123456789abcde",
    )  # fmt: skip
    return render(key, role, channel, language, facts, Voice())


# What Gmail requires, as its pages on the types say, but what would give somebody's door away.
OF_ORDER = ("acceptedOffer.itemOffered.name", "acceptedOffer.price", "acceptedOffer.priceCurrency",
            "acceptedOffer.eligibleQuantity.value", "merchant.name", "orderNumber", "price",
            "priceCurrency")  # fmt: skip
OF_PARCEL = ("carrier.name", "deliveryAddress.addressCountry", "deliveryAddress.addressLocality",
             "deliveryAddress.addressRegion", "itemShipped.name", "partOfOrder.orderNumber",
             "partOfOrder.merchant.name", "trackingNumber", "trackingUrl")  # fmt: skip


def lacking(told: object, paths: Iterable[str]) -> list[str]:
    """Those of the properties that are not there, or empty, in some of what is told."""
    return [path for path in paths if not has(told, path.split("."))]


def has(told: object, names: list[str]) -> bool:
    if isinstance(told, list):
        return bool(told) and all(has(one, names) for one in told)
    if not names:
        return told not in (None, "")
    return isinstance(told, dict) and has(told.get(names[0]), names[1:])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("key", "role"), PAIRS)
def test_everybody_who_is_told_is_told_in_words(key: str, role: Role, language: str) -> None:
    channels = ("email", "sms") if role is Role.CUSTOMER else ("desk",)
    for channel in channels:
        words = said(key, role, channel, language)
        number = (
            "12345674-1" if role is not Role.CUSTOMER and words.text.find("-1") > 0 else "12345674"
        )
        assert number in words.text
        assert words.subject or channel == "sms"
        whole = f"{words.subject} {words.text} {words.html}"
        assert "{{" not in whole
        assert "{%" not in whole
        assert "None" not in whole
        elsewhere = whole.replace(PROVINCE, "").replace(LOCALITY, "")
        chinese = re.search(r"[一-鿿]", elsewhere)
        assert bool(chinese) == (language == "zh-hans"), whole


def test_what_words_may_name_is_listed() -> None:
    assert set(FINDING) == set(NAMES)


def test_no_words_are_kept_for_what_nobody_is_told() -> None:
    import tomllib

    assert set(tomllib.loads(FILE.read_text())) == {*OF_CUSTOMERS, "department"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", OF_CUSTOMERS)
def test_a_short_message_fits_one_part_and_ends_with_the_link(key: str, language: str) -> None:
    text = said(key, Role.CUSTOMER, "sms", language).text
    # Nothing behind it that a telephone would take for a part of it.
    assert re.search(r"[ ：。]https://orders\.example\.com/t/0123456789abcde$", text), text
    assert parts(text, "湖滨百货" if language == "zh-hans" else "") == 1
    if language == "en":
        assert GSM.fullmatch(text), text
        assert len(text) <= 160
    else:
        assert len(text) <= 64  # of 70; the shop's signature needs some


@pytest.mark.parametrize("key", OF_CUSTOMERS)
def test_an_e_mail_says_the_same_as_text_and_as_html(key: str) -> None:
    words = said(key, Role.CUSTOMER, "email", "en", reason="<b>too late</b>")
    assert "<200g> &amp;" not in words.html
    assert "<b>" not in words.html
    for paragraph in words.text.split("\n\n")[:1]:
        escaped = paragraph.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        assert escaped in words.html
    assert "\n" not in words.subject


MARKUP = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


@pytest.mark.parametrize("key", OF_CUSTOMERS)
def test_mail_programs_can_read_the_order_and_the_parcel(key: str) -> None:
    (text,) = MARKUP.findall(said(key, Role.CUSTOMER, "email", "en").html)
    order, *parcel = json.loads(text)
    assert (order["@type"], order["orderNumber"]) == ("Order", "12345674")
    assert order["orderedItem"][0]["orderedItem"]["name"] == "Longjing <200g> & tea"
    assert order["orderStatus"].startswith("https://schema.org/Order")
    assert order["url"] == "https://orders.example.com/t/0123456789abcde"
    if PROCESS.step(key).document == "shipment":
        (told,) = parcel
        assert (told["@type"], told["trackingNumber"]) == ("ParcelDelivery", "SF1234567890123")
        assert told["partOfOrder"]["orderNumber"] == "12345674"
        assert told["deliveryAddress"] == {
            "@type": "PostalAddress", "addressCountry": "CN",
            "addressRegion": PROVINCE, "addressLocality": LOCALITY,
        }  # fmt: skip
    assert [
        *lacking(order, OF_ORDER),
        *(path for one in parcel for path in lacking(one, OF_PARCEL)),
    ] == []
    assert "null" not in text
    assert not re.search(r"[<>&]", text)
    assert "zoe@example.com" not in text


def test_news_can_be_silenced_and_the_rest_cannot() -> None:
    silence = "No more news by e-mail"
    told = {key for key in OF_CUSTOMERS
            if silence in said(key, Role.CUSTOMER, "email", "en").html}  # fmt: skip
    assert told == NEWS
    assert "https://orders.example.com/u/" in said("place", Role.CUSTOMER, "email", "en").text


def test_an_address_and_a_name_stay_at_home() -> None:
    for key in ("change_address", "accept_address", "place", "dispatch"):
        text = said(key, Role.CUSTOMER, "email", "zh-hans").text
        assert "文三路" not in text
        assert "王小明" not in text


def test_codes_are_said_in_words() -> None:
    assert "拒收" in said("come_back", Role.SALES, "desk", "zh-hans", "refused").text
    assert "等货齐发" in said("decide_shortage", Role.CUSTOMER, "sms", "zh-hans", "wait").text
    assert "破损" in said("report_short", Role.SALES, "desk", "zh-hans").text
    assert "¥20.00" in said("record_refund", Role.CUSTOMER, "sms", "zh-hans").text
    assert "3月2日12:00" in said("open_shortage", Role.CUSTOMER, "email", "zh-hans").text


def test_only_a_shortage_may_ring_at_night() -> None:
    assert [k for k in OF_CUSTOMERS if standard_words(k, "customer", "en").urgent] == [
        "open_shortage"
    ]


def test_the_words_speak_as_the_glossary_does() -> None:
    glossary = (Path(__file__).parents[2] / "GLOSSARY.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([^-|]+) \| [^|]+ \|$", glossary.partition("| 不用 |")[2], re.MULTILINE)
    refused = {word for row in rows for word in row.split("、")}
    assert "快递单号" in refused
    text = FILE.read_text(encoding="utf-8")
    assert [word for word in refused if word in text] == []


def test_a_fact_nobody_knows_leaves_no_hole() -> None:
    assert fill(standard_words("reject", "customer", "en").sms, {"order": "1"}) == (  # type: ignore[arg-type]
        "Sorry, we cannot accept your order 1."
    )

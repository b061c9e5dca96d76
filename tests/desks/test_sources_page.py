"""Managers say who tells of parcels; secrets go in and never come out, changes are remembered."""

import html

import pytest
from django.test import Client

from gendan.kernel.alarms import open_alarms, raise_alarm
from gendan.kernel.history import history_model
from gendan.kernel.sealing import opened
from gendan.process.model import Text
from gendan.records.carriers.companies import CALLED, called_by
from gendan.records.carriers.known import CARRIERS
from gendan.records.carriers.models import CarrierAccount
from gendan.records.following.models import KUAIDI100, OPENS, SIGNS, EventSource, Subscription
from gendan.records.parties.models import Carrier
from tests import world
from tests.desks.people import SignIn, confirm
from tests.journey.following import post

SOURCES = "/admin/following/eventsource/"


def manager(signed_in: SignIn) -> Client:
    client = signed_in("manager")
    confirm(client)
    return client


def typed(kind: str, *carriers: tuple[str, str], **rest: str) -> dict[str, object]:
    rows: dict[str, object] = {"carriers-TOTAL_FORMS": len(carriers), "carriers-INITIAL_FORMS": 0}
    for place, (code, called) in enumerate(carriers):
        rows[f"carriers-{place}-carrier"] = Carrier.objects.get(code=code).pk
        rows[f"carriers-{place}-code"] = called
    usual = {"name": f"来源 {kind}", "kind": kind, "active": "on", "signing_secret": "",
             "account": "", "authorization": "", "url": ""}  # fmt: skip
    return rows | usual | rest


MINE, SHORT = "KEY-9", "short"
KUAIDI = {"account": "CUSTOMER-1", "authorization": "KEY-1"}  # pragma: allowlist secret


def test_a_source_is_entered_with_its_carriers_and_asked_for_what_is_under_way(
    signed_in: SignIn,
) -> None:
    world.dispatched(2)
    assert (
        "/reauthenticate/"
        in signed_in("manager").post(f"{SOURCES}add/", typed("kuaidi100", ("sf", ""), **KUAIDI))[
            "Location"
        ]
    )
    client = manager(signed_in)
    # The head of a column is not tied to the fields below it: each says what it is.
    assert client.get(f"{SOURCES}add/").content.decode().count("aria-label=") >= 2
    assert (
        client.post(f"{SOURCES}add/", typed("kuaidi100", ("sf", ""), **KUAIDI)).status_code == 302
    )
    made = EventSource.objects.get()
    assert (made.url, made.account, opened(made.api_key, OPENS)) == (
        KUAIDI100, "CUSTOMER-1", "KEY-1",
    )  # fmt: skip
    assert len(opened(made.secret, SIGNS)) >= 24  # made here: 快递100 takes what it is given
    assert [one.code for one in made.carriers.all()] == ["shunfeng"]  # looked up
    assert Subscription.objects.count() == 2
    where = f"{SOURCES}{made.pk}/change/"
    for page in (where, SOURCES, f"{SOURCES}{made.pk}/history/"):
        text = client.get(page).content.decode()
        for secret in ("KEY-1", made.secret, made.api_key, opened(made.secret, SIGNS)):
            assert secret not in text, page
    assert f"/carrier-events/{made.key}" in client.get(where).content.decode()
    assert "跟踪的承运商" in client.get(f"{SOURCES}{made.pk}/history/").content.decode()
    kept = history_model(EventSource).objects.get()
    assert not hasattr(kept, "secret")
    assert kept.pgh_context["name"] == "manager"


def test_what_is_left_empty_stays_and_what_was_refused_is_looked_after(signed_in: SignIn) -> None:
    client = manager(signed_in)
    client.post(f"{SOURCES}add/", typed("kuaidi100", ("sf", "shunfeng"), **KUAIDI))
    made = EventSource.objects.get()
    world.dispatched()
    Subscription.objects.update(result="refused", answered_at=made.entered_at, attempts=6)
    raise_alarm("subscription_refused", made.name, Text("坏", "down"))
    raise_alarm("carrier_company_unknown", f"{made.name}: x", Text("谁", "who"))
    row = made.carriers.get()
    again = typed("kuaidi100", account="CUSTOMER-2") | {
        "carriers-TOTAL_FORMS": 1, "carriers-INITIAL_FORMS": 1, "carriers-0-id": row.pk,
        "carriers-0-source": made.pk, "carriers-0-carrier": row.carrier_id,
        "carriers-0-code": row.code,
    }  # fmt: skip
    assert client.post(f"{SOURCES}{made.pk}/change/", again).status_code == 302
    fresh = EventSource.objects.get()
    assert (fresh.account, fresh.secret, fresh.api_key) == (
        "CUSTOMER-2", made.secret, made.api_key,
    )  # fmt: skip
    assert list(open_alarms()) == []
    assert list(Subscription.objects.values_list("result", "attempts")) == [("asked", 0)]


def test_a_secret_that_is_made_here_for_somebody_else_is_shown_once(signed_in: SignIn) -> None:
    client = manager(signed_in)
    answer = client.post(f"{SOURCES}add/", typed("webhook", ("sf", "")), follow=True)
    made = EventSource.objects.get()
    secret = opened(made.secret, SIGNS)
    assert secret.startswith("whsec_")
    assert secret in html.unescape(answer.content.decode())
    assert secret not in client.get(f"{SOURCES}{made.pk}/change/").content.decode()
    assert [one.code for one in made.carriers.all()] == ["sf"]
    client.post(f"{SOURCES}{made.pk}/delete/", {"post": "yes"})
    assert EventSource.objects.count() == 0
    assert post(made.key, b"x") == (401, {"result": False})


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("kuaidi100", {}), "快递100需要授权"),
        (("kuaidi100", KUAIDI | {"url": "ftp://x"}), "地址要以 https:// 开头"),
        (("aftership", {}), "复制密钥"),
        (("webhook", {"signing_secret": SHORT}), "whsec_"),
    ],
)
def test_what_a_source_lacks_is_asked_for(
    signed_in: SignIn, given: tuple[str, dict[str, str]], said: str
) -> None:
    client = manager(signed_in)
    kind, rest = given
    answer = client.post(f"{SOURCES}add/", typed(kind, **rest))
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert EventSource.objects.count() == 0


def test_a_carrier_that_nobody_knows_wants_a_name(signed_in: SignIn) -> None:
    client = manager(signed_in)
    answer = client.post(f"{SOURCES}add/", typed("kuaidi100", ("van", ""), **KUAIDI))
    assert "填写对方给这个承运商的编码" in answer.content.decode()


def test_accounts_for_numbers_are_remembered_too(signed_in: SignIn) -> None:
    client = manager(signed_in)
    given = {"carrier": Carrier.objects.get(code="sf").pk, "adapter": "json",
             "url": "https://sf.example.com/numbers", "secret": MINE}  # fmt: skip
    assert client.post("/admin/carriers/carrieraccount/add/", given).status_code == 302
    made = CarrierAccount.objects.get()
    page = client.get(f"/admin/carriers/carrieraccount/{made.pk}/history/").content.decode()
    assert "https://sf.example.com/numbers" in page
    assert MINE not in page
    assert made.key not in page


# 快递100's list of 快递公司编码, and the slugs of AfterShip's couriers.
@pytest.mark.parametrize(
    ("kind", "carrier", "called"),
    [
        ("kuaidi100", "sf", "shunfeng"), ("kuaidi100", "yto", "yuantong"),
        ("kuaidi100", "zto", "zhongtong"), ("kuaidi100", "sto", "shentong"),
        ("kuaidi100", "yunda", "yunda"), ("kuaidi100", "jt", "jtexpress"),
        ("kuaidi100", "jd", "jd"), ("kuaidi100", "deppon", "debangkuaidi"),
        ("kuaidi100", "ems", "ems"), ("kuaidi100", "ups", "ups"),
        ("aftership", "sf", "sf-express"), ("aftership", "yto", "yto"),
        ("aftership", "zto", "zto-express"), ("aftership", "sto", "sto"),
        ("aftership", "yunda", "yundaex"), ("aftership", "ems", "china-ems"),
        ("aftership", "ups", "ups"), ("webhook", "our-own", "our-own"),
        ("kuaidi100", "our-own", ""),
    ],
)  # fmt: skip
def test_usual_carriers_are_known_by_their_names(kind: str, carrier: str, called: str) -> None:
    assert called_by(kind, carrier) == called
    usual = {one.code for one in CARRIERS}
    assert all(set(names) <= usual for names in CALLED.values())

"""Goods and stock on screen: what is where, within reach, and the ledger that explains it."""

import re
from functools import partial

from django.db import connection
from django.test.utils import CaptureQueriesContext

from gendan.process.words import QuarantineReason, ScrapReason
from gendan.records.people.models import Staff
from gendan.records.places.models import Warehouse
from gendan.stockroom.levels import Care, quarantine, scrap
from tests import world
from tests.cast import BO, MEI
from tests.desks.people import SignIn

MOST = 20  # statements of a page


def test_levels_and_the_ledger_of_one_article(signed_in: SignIn) -> None:
    world.receive("rare", 7, "W2")
    world.to_pick(sku="rare", quantity=2)
    client = signed_in("warehouse")
    text = client.get("/stock?sku=rare").content.decode()
    for told in ("rare", "W2", ">7<", ">2<", "<b>5</b>", "入库"):
        assert told in text, told


def test_the_ledger_tells_what_was_set_aside_and_what_left_for_good(signed_in: SignIn) -> None:
    of_tea = partial(Care, warehouse="W1", code="tea")
    world.all_done(quarantine([of_tea(quantity=5, reason=QuarantineReason.DAMAGED)], by=MEI))
    world.all_done(scrap([of_tea(quantity=3, reason=ScrapReason.DAMAGED)], by=BO))
    text = signed_in("warehouse").get("/stock?sku=tea").content.decode()
    figures = re.findall(r'<td class="figure">([^<]*)</td><td class="figure">([^<]*)</td>', text)
    assert figures[:2] == [("–", "-3"), ("-5", "+5")]
    assert "转暂存" in text


def test_only_warehouses_within_reach(signed_in: SignIn) -> None:
    world.receive("rare", 7, "W2")
    client = signed_in("warehouse")
    Staff.objects.get(username="warehouse").warehouses.add(Warehouse.objects.get(code="W1"))
    text = client.get("/stock?sku=rare").content.decode()
    assert "没有符合条件的库存" in text
    assert "W2" not in text


def test_a_wrong_filter_is_named(signed_in: SignIn) -> None:
    text = signed_in("sales").get("/stock?available_below=viel").content.decode()
    assert "这个条件不能用：可用低于" in text


def test_pages_follow_each_other_with_as_many_statements(signed_in: SignIn) -> None:
    client = signed_in("sales")
    client.get("/stock")
    with CaptureQueriesContext(connection) as first:
        text = client.get("/stock?limit=2").content.decode()
    following = text.split('rel="next"')[0].rpartition('href="')[2].partition('"')[0]
    with CaptureQueriesContext(connection) as second:
        other = client.get(following.replace("&amp;", "&")).content.decode()
    assert len(first) == len(second) <= MOST
    assert "cup" in text
    assert "twin" not in text.split("<tbody>")[1]
    assert "twin" in other

"""What the till asks: along an index, and with a day that the calendars allow."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time

import pytest

from gendan.demo import bulk
from gendan.insight.finding import find as finding
from gendan.insight.selling import articles, known
from gendan.insight.selling.leaving import leaves_on
from gendan.kernel import sql
from gendan.kernel.actor import Actor
from gendan.kit.rest.identity import Caller
from gendan.process.deadlines import Calendar
from gendan.process.model import Role
from gendan.records.integrations.models import READS
from gendan.records.parties.models import Customer
from gendan.records.places.models import Store
from gendan.records.products.models import Product

MANY_ARTICLES = """
INSERT INTO product (sku, name, name_en, initials, price, currency, weight_grams, is_sold)
SELECT 'X' || n, '杯子 ' || n, 'Cup of glass no. ' || n, 'bz', 1, 'CNY', 1, true
  FROM generate_series(1, 20000) AS n
"""
SELLER = Caller(Actor("all", Role.SALES, staff=1), frozenset(READS), personal_data=True)
DAILY = Calendar("Asia/Shanghai", ((time(9), time(21)),) * 7, time(17))
OFFICE = Calendar("Asia/Shanghai", (*((time(9), time(18)),) * 5, None, None), time(17))
NEVER = Calendar("Asia/Shanghai", (None,) * 7, time(17))


@pytest.mark.parametrize(
    ("at", "warehouse", "day"),
    [
        (datetime(2026, 3, 4, 1, 0, tzinfo=UTC), DAILY, date(2026, 3, 4)),  # 09:00: all done by 17
        (datetime(2026, 3, 4, 6, 0, tzinfo=UTC), DAILY, date(2026, 3, 5)),  # 14:00: too late
        (datetime(2026, 3, 6, 6, 0, tzinfo=UTC), OFFICE, date(2026, 3, 9)),  # over a weekend
        (datetime(2026, 3, 4, 1, 0, tzinfo=UTC), NEVER, None),
    ],
)
def test_goods_leave_when_every_stage_has_had_its_time(
    at: datetime, warehouse: Calendar, day: date | None
) -> None:
    assert leaves_on(at, DAILY, warehouse) == day


def actors() -> Iterator[Actor]:
    yield Actor("all", Role.SALES)
    some = frozenset(Store.objects.filter(code="S1").values_list("id", flat=True))
    yield Actor("some", Role.SALES, stores=some)


def test_an_article_is_found_by_its_english_name_along_an_index(
    shop: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    sql.run(MANY_ARTICLES)
    Product.objects.filter(sku="tea").update(name_en="West Lake Longjing Tea")
    # What came just now waits beside an index until the server puts it in, some seconds later.
    for index in ("product_by_name", "product_by_name_en"):
        sql.rows("SELECT gin_clean_pending_list(%s::regclass)", [index])
    sql.run("ANALYZE product")
    run = sql.rows
    plans: list[str] = []

    def explained(statement: str, parameters: sql.Parameters = (), **more: bool) -> list[tuple]:  # type: ignore[type-arg]
        plans.append(
            "\n".join(line for (line,) in run("EXPLAIN " + statement, parameters, anew=True))
        )
        return run(statement, parameters, **more)

    monkeypatch.setattr(articles.sql, "rows", explained)
    for typed in ("longjing", "LONGJING TEA", "lo"):
        assert [article.sku for article in articles.find(typed, "S1", SELLER.actor)] == ["tea"]
        assert [article.sku for article in finding.find(typed, SELLER).goods] == ["tea"]
    assert [plan for plan in plans if "Seq Scan on product" in plan] == []
    assert sum("product_by_name_en" in plan for plan in plans) == 6


def test_who_calls_is_found_without_reading_all_orders(
    shop: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    bulk.load(3_000)
    sql.run("ANALYZE")
    phone = Customer.objects.exclude(phone=None).values_list("phone", flat=True)[0]
    run = sql.rows
    plans: list[str] = []

    def explained(statement: str, parameters: sql.Parameters = ()) -> list[tuple]:  # type: ignore[type-arg]
        plans.append("\n".join(line for (line,) in run("EXPLAIN " + statement, parameters)))
        return run(statement, parameters)

    monkeypatch.setattr(known.sql, "rows", explained)
    for actor in actors():
        assert known.known(str(phone), actor)
    read = {table for plan in plans for table in re.findall(r"Seq Scan on (\w+)", plan)}
    assert (len(plans), read & {"customer_order", "customer", "shipment"}) == (2, set())

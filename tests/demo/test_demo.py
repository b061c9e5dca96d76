"""The demo shop is believable, its tales end as they are meant, and starting again is harmless."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.hashers import check_password
from django.db import transaction
from stdnum import ean

from gendan.config import commands_setup_data
from gendan.demo import house, people, walk, watch, ways
from gendan.demo.boxes import boxes
from gendan.demo.day import Day
from gendan.demo.goods import catalogue
from gendan.insight.verify.examination import verify
from gendan.journey.s2_review.commands import confirm
from gendan.journey.s3_pick.commands import Scan, pick, start_pick
from gendan.kernel.actor import SYSTEM
from gendan.kernel.models import JournalEntry
from gendan.records.orders.models import CustomerOrder
from gendan.records.parties.contacts import normal_phone
from gendan.records.parties.models import Address, Carrier, Channel
from gendan.records.people.models import DEPARTMENTS, Staff
from gendan.records.places.models import Store, Supply, Warehouse
from gendan.records.products.models import Product, Substitute
from gendan.records.shipments.models import Shipment

pytestmark = pytest.mark.django_db
UNTIL = datetime.now(UTC)
YESTERDAY = UNTIL - timedelta(days=1)


def shop(seed: int = 7) -> people.Logins:
    """The demo shop, just loaded."""
    commands_setup_data.load()
    logins = house.load(seed)
    assert logins is not None
    return logins


def walked(seed: int = 7, until: datetime = UNTIL) -> Day:
    """A day of the demo shop that has gone by."""
    day = walk.begin(seed, until, "en")
    walk.walk(day, lambda _day, _at: None, 0)
    return day


def test_every_article_has_a_number_of_its_own_that_a_scanner_accepts() -> None:
    goods = catalogue()
    assert len(goods) == 120
    assert len({good.gtin for good in goods}) == 120
    assert all(ean.is_valid(good.gtin) and len(good.gtin) == 13 for good in goods)
    assert all(good.gtin.startswith("20") for good in goods)  # nobody else's article
    skus = {good.sku for good in goods}
    assert all(good.twin in skus - {good.sku} for good in goods)


def test_the_shop_has_everything_it_needs() -> None:
    shop()
    assert Store.objects.count() == 4
    assert Warehouse.objects.count() == 5
    assert set(Channel.objects.values_list("name", flat=True)) == {
        "官网", "天猫", "京东", "抖店", "门店", "电话",
    }  # fmt: skip
    assert Carrier.objects.count() == 5
    assert Product.objects.count() == Substitute.objects.count() == 120
    for store in Store.objects.all():
        ranks = Supply.objects.filter(store=store).order_by("rank").values_list("rank", flat=True)
        assert list(ranks) == list(range(1, len(ranks) + 1))
    assert {staff.department for staff in Staff.objects.all()} == {r.value for r in DEPARTMENTS}
    assert verify().differences == 0


def test_the_stock_came_by_receipts_and_lies_in_bins() -> None:
    shop()
    with watch.connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT kind FROM stock_movement")
        assert cursor.fetchall() == [("receipt",)]
        cursor.execute("SELECT count(*), count(bin_id) FROM stock_level WHERE on_hand > 0")
        with_stock, in_bins = cursor.fetchone()
    assert with_stock == in_bins > 500


def test_customers_have_districts_of_the_official_table_and_numbers_nobody_was_given() -> None:
    shop()
    for address in Address.objects.select_related("division"):
        assert address.division is not None
        assert address.division.level == 3
        assert normal_phone(address.phone) == address.phone
        assert address.phone.startswith(people.SEGMENT)
    assert len(people.buyers()) == people.CUSTOMERS


def test_the_password_is_made_at_load_time_and_fits_every_login() -> None:
    logins = shop()
    staff = Staff.objects.filter(username__in=logins.names)
    assert staff.count() == len(people.STAFF)
    assert all(check_password(logins.password, person.password) for person in staff)
    other = people.new_password()
    assert other.names == logins.names
    assert other.password != logins.password
    mei = Staff.objects.get(username=logins.names[0])
    assert check_password(other.password, mei.password)
    assert not check_password(logins.password, mei.password)


def test_loading_again_changes_nothing() -> None:
    shop()
    before = (Product.objects.count(), Staff.objects.count(), Address.objects.count())
    assert house.load(8) is None
    assert (Product.objects.count(), Staff.objects.count(), Address.objects.count()) == before


def test_the_same_seed_tells_the_same_tales() -> None:
    def tell(seed: int) -> tuple[list[str], Counter[str]]:
        with transaction.atomic():
            day = walked(seed)
            orders = CustomerOrder.objects.filter(id__in=day.orders).order_by("id")
            ends = [f"{o.reference} {o.total} {o.city} {o.status}" for o in orders]
            steps = Counter(event.step for event in watch.events(day.orders, 0))
            transaction.set_rollback(True)
        return ends, steps

    shop()
    first = tell(7)
    assert tell(7) == first
    assert tell(8) != first


def test_a_second_day_keeps_the_data_and_carries_on_what_was_left() -> None:
    shop()
    first = walked(until=YESTERDAY)
    entries = JournalEntry.objects.count()
    second = walked()
    assert JournalEntry.objects.count() > entries
    assert [turned.refusal for turned in second.turned_away if not turned.meant] == []
    fresh = set(second.orders) - set(first.orders)
    assert 10 <= len(fresh) <= 20
    assert not JournalEntry.objects.filter(order_id__in=fresh, document="order").filter(
        at__gt=second.until
    )
    assert verify().differences == 0


def test_a_box_left_half_picked_is_picked_to_its_end_the_next_day() -> None:
    shop()
    day = walked(until=YESTERDAY)
    lines = (day.shop.line("KIT009", 2), day.shop.line("KIT010", 1))
    order = ways.placed(day, day.shop.order("demo-web", day.at, lines=lines))
    assert confirm([order.id], by=SYSTEM, at=day.at).done
    half = boxes(order.id)[0]
    assert len(half.contents) == len(lines)
    by, first = day.cast.picker(half.warehouse), half.contents[0]
    scan = Scan(shipment=half.id, code=first.gtin, quantity=first.quantity, bin=first.bin)
    assert start_pick([half.id], by=by, at=day.at).done
    assert pick([scan], by=by, at=day.at).done
    again = walked()
    assert [turned.refusal for turned in again.turned_away if not turned.meant] == []
    assert Shipment.objects.get(id=half.id).state not in ("to_pick", "picking")

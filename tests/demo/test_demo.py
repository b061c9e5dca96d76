"""The demo shop is believable, its tales end as they are meant, and starting again is harmless."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.hashers import check_password
from django.db import transaction
from django.test import override_settings
from pytest_django.plugin import DjangoDbBlocker
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

pytestmark = pytest.mark.slow
UNTIL = datetime.now(UTC)
YESTERDAY = UNTIL - timedelta(days=1)
Tales = tuple[list[str], Counter[str]]


@pytest.fixture(scope="module")
def logins(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[people.Logins]:
    """The demo shop, just loaded; taken back after the last of these tests.

    Its passwords are hashed quickly; slowly is tested elsewhere."""
    quickly = override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
    with quickly, django_db_blocker.unblock(), transaction.atomic():
        commands_setup_data.load()
        made = house.load(7)
        assert made is not None
        yield made
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def told_before(logins: people.Logins) -> Tales:
    """The tales of the first day, of a telling that was taken back."""
    return told(7, YESTERDAY)


@pytest.fixture(scope="module")
def yesterday(told_before: Tales) -> Day:
    """A first day that has gone by: it stays for the tests that come after it."""
    return walked(until=YESTERDAY)


@pytest.fixture
def shop(logins: people.Logins) -> Iterator[None]:
    """What a test does to the shop is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def walked(seed: int = 7, until: datetime = UNTIL) -> Day:
    """A day of the demo shop that has gone by."""
    day = walk.begin(seed, until, "en")
    walk.walk(day, lambda _day, _at: None, 0)
    return day


def tales(day: Day) -> Tales:
    """How each order of the day ended, and how often each step was taken."""
    orders = CustomerOrder.objects.filter(id__in=day.orders).order_by("id")
    ends = [f"{o.reference} {o.total} {o.city} {o.status}" for o in orders]
    return ends, Counter(event.step for event in watch.events(day.orders, 0))


def told(seed: int, until: datetime = UNTIL) -> Tales:
    """The tales of a day that is taken back."""
    with transaction.atomic():
        found = tales(walked(seed, until))
        transaction.set_rollback(True)
    return found


def test_every_article_has_a_number_of_its_own_that_a_scanner_accepts() -> None:
    goods = catalogue()
    assert len(goods) == 120
    assert len({good.gtin for good in goods}) == 120
    assert all(ean.is_valid(good.gtin) and len(good.gtin) == 13 for good in goods)
    assert all(good.gtin.startswith("20") for good in goods)  # nobody else's article
    skus = {good.sku for good in goods}
    assert all(good.twin in skus - {good.sku} for good in goods)


def test_the_shop_has_everything_it_needs(shop: None) -> None:
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


def test_the_stock_came_by_receipts_and_transfers_and_lies_in_bins(shop: None) -> None:
    with watch.connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT kind FROM stock_movement ORDER BY kind")
        kinds = [kind for (kind,) in cursor.fetchall()]
        assert kinds == ["receipt", "set_aside", "transfer_in", "transfer_out"]
        cursor.execute("SELECT count(*), count(bin_id) FROM stock_level WHERE on_hand > 0")
        with_stock, in_bins = cursor.fetchone()
    assert with_stock == in_bins > 500


def test_customers_have_districts_of_the_official_table_and_numbers_nobody_was_given(
    shop: None,
) -> None:
    for address in Address.objects.select_related("division"):
        assert address.division is not None
        assert address.division.level == 3
        assert normal_phone(address.phone) == address.phone
        assert address.phone.startswith(people.SEGMENT)
    assert len(people.buyers()) == people.CUSTOMERS


def test_the_password_is_made_at_load_time_and_fits_every_login(
    shop: None, logins: people.Logins
) -> None:
    staff = Staff.objects.filter(username__in=logins.names)
    assert staff.count() == len(people.STAFF)
    assert all(check_password(logins.password, person.password) for person in staff)
    other = people.new_password()
    assert other.names == logins.names
    assert other.password != logins.password
    mei = Staff.objects.get(username=logins.names[0])
    assert check_password(other.password, mei.password)
    assert not check_password(logins.password, mei.password)


def test_loading_again_changes_nothing(shop: None) -> None:
    before = (Product.objects.count(), Staff.objects.count(), Address.objects.count())
    assert house.load(8) is None
    assert (Product.objects.count(), Staff.objects.count(), Address.objects.count()) == before


def test_the_same_seed_tells_the_same_tales(told_before: Tales, yesterday: Day, shop: None) -> None:
    assert tales(yesterday) == told_before
    first = told(7)
    assert told(7) == first
    assert told(8) != first


def test_a_second_day_keeps_the_data_and_carries_on_what_was_left(
    yesterday: Day, shop: None
) -> None:
    entries = JournalEntry.objects.count()
    second = walked()
    assert JournalEntry.objects.count() > entries
    assert [turned.refusal for turned in second.turned_away if not turned.meant] == []
    fresh = set(second.orders) - set(yesterday.orders)
    assert 10 <= len(fresh) <= 20
    assert not JournalEntry.objects.filter(order_id__in=fresh, document="order").filter(
        at__gt=second.until
    )
    assert verify().differences == 0


def test_a_box_left_half_picked_is_picked_to_its_end_the_next_day(
    yesterday: Day, shop: None
) -> None:
    lines = (yesterday.shop.line("KIT009", 2), yesterday.shop.line("KIT010", 1))
    order = ways.placed(yesterday, yesterday.shop.order("demo-web", yesterday.at, lines=lines))
    assert confirm([order.id], by=SYSTEM, at=yesterday.at).done
    half = boxes(order.id)[0]
    assert len(half.contents) == len(lines)
    by, first = yesterday.cast.picker(half.warehouse), half.contents[0]
    scan = Scan(shipment=half.id, code=first.gtin, quantity=first.quantity, bin=first.bin)
    assert start_pick([half.id], by=by, at=yesterday.at).done
    assert pick([scan], by=by, at=yesterday.at).done
    again = walked()
    assert [turned.refusal for turned in again.turned_away if not turned.meant] == []
    assert Shipment.objects.get(id=half.id).state not in ("to_pick", "picking")

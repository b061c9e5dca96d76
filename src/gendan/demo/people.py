"""Who works in the demo shop and who buys there. All invented."""

import os
import secrets
from dataclasses import dataclass
from random import Random

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from gendan.process.model import Role
from gendan.records.parties.contacts import initials
from gendan.records.parties.models import Address, Customer
from gendan.records.people.models import Staff
from gendan.records.places.models import Division

# Looks like a mobile number of the mainland, but no operator was given these: nobody is called.
SEGMENT = "+86154"
CUSTOMERS = 90


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works here; no store or warehouse means all of them."""

    login: str
    name: str
    department: Role
    store: str = ""
    warehouse: str = ""


STAFF = (
    Person("lin", "林晓梅", Role.SALES, store="demo-online"),
    Person("zhou", "周子航", Role.SALES, store="demo-online"),
    Person("chen", "陈雨桐", Role.SALES, store="demo-lakeside"),
    Person("he", "何嘉怡", Role.SALES, store="demo-jingan"),
    Person("luo", "罗文博", Role.SALES, store="demo-chunxi"),
    Person("wang", "王志强", Role.WAREHOUSE, warehouse="demo-hz"),
    Person("zhao", "赵建国", Role.WAREHOUSE, warehouse="demo-hz"),
    Person("liu", "刘海燕", Role.WAREHOUSE, warehouse="demo-hz"),
    Person("huang", "黄伟杰", Role.WAREHOUSE, warehouse="demo-gz"),
    Person("liang", "梁嘉欣", Role.WAREHOUSE, warehouse="demo-gz"),
    Person("shen", "沈涛", Role.WAREHOUSE, warehouse="demo-lakeside-back"),
    Person("gu", "顾小北", Role.WAREHOUSE, warehouse="demo-jingan-back"),
    Person("tang", "唐果", Role.WAREHOUSE, warehouse="demo-chunxi-back"),
    Person("sun", "孙磊", Role.LOGISTICS),
    Person("feng", "冯晨", Role.LOGISTICS, warehouse="demo-gz"),
    Person("wu", "吴静怡", Role.SERVICE),
    Person("xu", "许诺", Role.SERVICE),
    Person("zheng", "郑一鸣", Role.AFTERSALES),
    Person("han", "韩梅", Role.MANAGER),
)

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾萧田董潘袁蔡蒋余于杜叶"
GIVEN = (
    "梓涵", "欣怡", "浩然", "子轩", "雨桐", "思远", "若曦", "俊杰", "诗涵", "宇航",
    "晓东", "丽华", "建军", "秀英", "志明", "文静", "佳琪", "天佑", "海涛", "美玲",
    "国栋", "春燕", "一诺", "沐阳", "可欣", "子墨", "婉清", "书瑶", "鹏飞", "雪梅",
)  # fmt: skip

# Districts of thirty cities by their official codes; the table has their names.
LIVING = (
    "330106", "330102", "330108", "310106", "310115", "310104", "440106", "440104", "440305",
    "440303", "510104", "510107", "320106", "320508", "420106", "420102", "110105", "110108",
    "120101", "370202", "350203", "430102", "610113", "500103", "210102", "340111", "410105",
    "530102", "450103", "360102",
)  # fmt: skip
ROADS = ("解放路", "人民路", "中山路", "建设路", "文化路", "和平路", "新华路", "滨江路", "花园路")


@dataclass(frozen=True, slots=True)
class Logins:
    """The logins that were made, and the one password they share until it is changed."""

    names: tuple[str, ...]
    password: str


@dataclass(frozen=True, slots=True)
class Buyer:
    """A customer with the address they have things sent to."""

    name: str
    phone: str
    division: str
    province: str
    city: str
    district: str
    street: str


def load_staff(stores: dict[str, int], warehouses: dict[str, int]) -> Logins:
    """Everybody with their department, store and warehouse, and a password made now."""
    password = secrets.token_urlsafe(9)
    transaction.on_commit(lambda: _note(password))
    kept = make_password(password)
    made = Staff.objects.bulk_create(
        Staff(
            username=f"demo-{person.login}",
            name=person.name,
            department=person.department.value,
            password=kept,
        )
        for person in STAFF
    )
    at_store = Staff.stores.through
    at_store.objects.bulk_create(
        at_store(staff_id=staff.pk, store_id=stores[person.store])
        for staff, person in zip(made, STAFF, strict=True)
        if person.store
    )
    at_warehouse = Staff.warehouses.through
    at_warehouse.objects.bulk_create(
        at_warehouse(staff_id=staff.pk, warehouse_id=warehouses[person.warehouse])
        for staff, person in zip(made, STAFF, strict=True)
        if person.warehouse
    )
    return Logins(tuple(staff.username for staff in made), password)


def new_password() -> Logins:
    """Give all demo logins another password, because the first was not written down."""
    password = secrets.token_urlsafe(9)
    staff = Staff.objects.filter(username__startswith="demo-").order_by("id")
    staff.update(password=make_password(password))
    _note(password)
    return Logins(tuple(staff.values_list("username", flat=True)), password)


def _note(password: str) -> None:
    """Keep the password where the sign-in page finds it, readable by nobody else. A house with this
    file says on every page that it is a demo."""
    path = settings.DEMO_PASSWORD_FILE
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(password + "\n")
    beside.replace(path)


def load_customers(rng: Random) -> None:
    """Customers who bought before, each with a usual address."""
    divisions = _divisions()
    wanted = [_buyer(nth, divisions, rng) for nth in range(CUSTOMERS)]
    made = Customer.objects.bulk_create(
        Customer(name=buyer.name, initials=initials(buyer.name), phone=buyer.phone)
        for buyer in wanted
    )
    Address.objects.bulk_create(
        Address(
            customer=customer,
            consignee=buyer.name,
            phone=buyer.phone,
            division_id=buyer.division,
            street=buyer.street,
            is_usual=True,
        )
        for customer, buyer in zip(made, wanted, strict=True)
    )


def buyers() -> list[Buyer]:
    """The demo's customers, in the order in which they were made."""
    divisions = _divisions()
    return [
        Buyer(a.consignee, a.phone, a.division_id or "", *divisions[a.division_id or ""], a.street)
        for a in Address.objects.filter(phone__startswith=SEGMENT, is_usual=True).order_by("id")
    ]


def _buyer(nth: int, divisions: dict[str, tuple[str, str, str]], rng: Random) -> Buyer:
    code = rng.choice(sorted(divisions))
    return Buyer(
        name=rng.choice(SURNAMES) + rng.choice(GIVEN),
        phone=f"{SEGMENT}{rng.randrange(10**6):06d}{nth:02d}",
        division=code,
        province=divisions[code][0],
        city=divisions[code][1],
        district=divisions[code][2],
        street=(
            f"{rng.choice(ROADS)} {rng.randrange(1, 400)} 号 "
            f"{rng.randrange(1, 19)} 幢 {rng.randrange(2, 28)}{rng.randrange(1, 5):02d} 室"
        ),
    )


def _divisions() -> dict[str, tuple[str, str, str]]:
    """By code of a district: province, city and district. 直辖市 are their own city."""
    found = {}
    for division in Division.objects.filter(code__in=LIVING).select_related("parent__parent"):
        above = division.parent
        assert above is not None, f"{division.code} is a province"
        province = above.parent or above
        found[division.code] = (province.name, above.name, division.name)
    assert len(found) == len(LIVING), "the official divisions are not loaded"
    return found

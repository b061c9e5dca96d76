"""Master data: managers only, remembered in full, and nothing that orders use can be removed."""

from decimal import Decimal

import pytest
from django.contrib.admin import site
from django.db import Error, connection, transaction
from django.test import Client

from gendan.kernel.clock import WorkCalendar
from gendan.kernel.history import history_model
from gendan.records.parties.models import Address, Customer
from gendan.records.people.models import DEPARTMENTS, Staff
from gendan.records.places.models import Store
from gendan.records.products.models import Product, Substitute
from gendan.records.shipments.models import Shipment
from tests import world
from tests.desks.people import SignIn, confirm

PRODUCTS = "/admin/products/product/"
NO_ROWS = {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0}
HISTORIES = [
    "address_history", "bin_history", "calendar_history", "carrier_account_history",
    "carrier_history", "channel_history", "customer_history", "event_source_history",
    "followed_carrier_history", "holiday_history", "number_pattern_history",
    "paper_template_history", "product_history",
    "robot_history", "shop_settings_history", "sms_template_history", "staff_history",
    "staff_stores_history", "staff_warehouses_history", "store_history", "substitute_history",
    "supply_history", "tariff_history", "warehouse_history", "wording_history",
]  # fmt: skip


def form(prefix: str, **more: object) -> dict[str, object]:
    return {f"{prefix}-{key}": value for key, value in NO_ROWS.items()} | more


def product(sku: str, **more: object) -> dict[str, object]:
    usual = {"sku": sku, "name": "碧螺春", "price": "30.00", "currency": "CNY", "weight_grams": 0}
    return form("substitutes", is_sold="on", **(usual | more))


def run(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.mark.parametrize("department", [role.value for role in DEPARTMENTS])
def test_only_managers_come_in(signed_in: SignIn, department: str) -> None:
    client = signed_in(department)
    expected = 200 if department == "manager" else 403
    paths = ["/admin/", PRODUCTS, f"{PRODUCTS}add/", f"{PRODUCTS}{world.product('tea')}/change/"]
    paths += [f"{PRODUCTS}{world.product('tea')}/history/", "/admin/people/staff/"]
    assert {path: client.get(path).status_code for path in paths} == dict.fromkeys(paths, expected)
    answer = client.post(f"{PRODUCTS}add/", product("new"))
    assert answer.status_code == (302 if department == "manager" else 403)
    assert Product.objects.filter(sku="new").exists() == (department == "manager")


def test_every_list_and_form_of_ours_opens_and_the_libraries_stay_shut(signed_in: SignIn) -> None:
    client = signed_in("manager")
    confirm(client)
    for model in site._registry:
        where = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        ours = model.__module__.startswith("gendan.")
        opened = client.get(where, {"q": "tea"}, follow=True)  # what there is one of, opens itself
        assert opened.status_code == (200 if ours else 403), where
        added = client.get(f"{where}add/").status_code
        assert added == (200 if ours and model.__name__ != "Division" else 403) or added == 403
    names = {model.__name__ for model in site._registry if model.__module__.startswith("gendan.")}
    assert not names & {"CustomerOrder", "Shipment", "StockLevel", "StockMovement", "JournalEntry"}
    for language, words in (
        ("zh-hans", ("跟单", "主数据", "商品", "仓库")),
        ("en", ("Gendan", "Products")),
    ):
        client.post("/language", {"language": language})
        page = client.get("/admin/").content.decode()
        assert [word for word in words if word not in page] == []


def test_a_change_is_remembered_with_who_made_it(signed_in: SignIn) -> None:
    client = signed_in("manager")
    boss = Staff.objects.get(username="manager")
    client.post(f"{PRODUCTS}add/", product("new"))
    new = Product.objects.get(sku="new")
    assert (new.gtin, new.initials) == (None, "blc")
    client.post(f"{PRODUCTS}{new.pk}/change/", product("new", price="31.00"))
    run("RESET pghistory.context_metadata")  # as the end of the page's transaction does outside
    run("UPDATE product SET price = 32 WHERE id = %s", new.pk)
    run("UPDATE product SET price = 32 WHERE id = %s", new.pk)  # nothing changes, nothing is kept
    found = history_model(Product).objects.filter(pgh_obj_id=new.pk).order_by("pgh_id")
    kept = [(row.pgh_label, row.price, (row.pgh_context or {}).get("user")) for row in found]
    assert kept == [
        ("insert", Decimal("30.00"), boss.pk),
        ("update", Decimal("31.00"), boss.pk),
        ("update", Decimal("32.00"), None),
    ]
    page = client.get(f"{PRODUCTS}{new.pk}/history/").content.decode()
    assert "30.00 → 31.00" in page
    assert "31.00 → 32.00" in page
    assert "Manager (manager)" in page
    assert "程序或数据库" in page
    assert client.post(f"{PRODUCTS}{new.pk}/delete/", {"post": "yes"}).status_code == 302
    assert found.last().pgh_label == "delete"


def test_what_belongs_to_a_record_is_in_its_history(signed_in: SignIn) -> None:
    client = signed_in("manager")
    Substitute.objects.create(product_id=world.product("tea"), substitute_id=world.product("cup"))
    page = client.get(f"{PRODUCTS}{world.product('tea')}/history/").content.decode()
    assert "cup" in page
    somebody = Staff.objects.get(username="sales")
    somebody.stores.add(Store.objects.get(code="S1"))
    somebody.amount_limit = Decimal("50.00")
    somebody.save()
    page = client.get(f"/admin/people/staff/{somebody.pk}/history/").content.decode()
    assert "湖滨店" in page
    assert "50.00" in page
    kept = {name for row in history_model(Staff).objects.values() for name in row}
    assert not kept & {"password", "last_login"}


def test_a_customer_is_remembered_from_the_first_change_on(house: None) -> None:
    world.placed(2)
    assert history_model(Customer).objects.count() == 0
    run("UPDATE customer SET name = '张三' WHERE id = (SELECT min(id) FROM customer)")
    assert [row.pgh_label for row in history_model(Customer).objects.all()] == ["update"]
    run("INSERT INTO address (customer_id, consignee, phone, street, is_usual)"
        " SELECT min(id), '', '', '', true FROM customer")  # fmt: skip
    run("DELETE FROM address")
    assert [row.pgh_label for row in history_model(Address).objects.all()] == ["delete"]


@pytest.mark.parametrize("table", HISTORIES)
@pytest.mark.parametrize("statement", [
    "UPDATE {} SET pgh_label = 'insert'", "DELETE FROM {}", "TRUNCATE {}",
])  # fmt: skip
def test_nobody_alters_a_history(db: None, table: str, statement: str) -> None:
    label = "INSERT INTO {} DEFAULT VALUES"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns"
            " WHERE table_name = %s AND is_nullable = 'NO' AND column_default IS NULL",
            [table],
        )
        for (column,) in cursor.fetchall():
            if column != "pgh_id":
                cursor.execute(f"ALTER TABLE {table} ALTER COLUMN {column} DROP NOT NULL")
        cursor.execute(label.format(table))
    with pytest.raises(Error, match="append-only"), transaction.atomic():
        run(statement.format(table))


def test_what_orders_use_stays(signed_in: SignIn) -> None:
    client = signed_in("manager")
    world.packed()
    bought = Product.objects.get(sku="tea")
    customer = Customer.objects.get()
    store = Store.objects.get(code="S1")
    for record in (bought, customer, store):
        where = f"/admin/{record._meta.app_label}/{record._meta.model_name}/{record.pk}/delete/"
        assert client.post(where, {"post": "yes"}).status_code in (200, 403), where
        record.refresh_from_db()
    told = {"action": "delete_selected", "_selected_action": [bought.pk], "post": "yes"}
    client.post(PRODUCTS, told)
    assert Product.objects.filter(pk=bought.pk).exists()


def test_people_are_invited_limited_and_never_removed(signed_in: SignIn) -> None:
    client = signed_in("manager")
    where = "/admin/people/staff/"
    told = {"username": "zoe", "name": "佐伊", "department": "aftersales", "amount_limit": "200",
            "is_active": "on", "stores": [Store.objects.get(code="S1").pk]}  # fmt: skip
    assert "/reauthenticate/" in client.post(f"{where}add/", told)["Location"]
    assert not Staff.objects.filter(username="zoe").exists()
    confirm(client)
    page = client.post(f"{where}add/", told).content.decode()
    assert "/set-up/" in page
    zoe = Staff.objects.get(username="zoe")
    assert not zoe.has_usable_password()
    actor = zoe.actor()
    assert (actor.amount_limit, len(actor.stores or ()), actor.warehouses) == (200, 1, None)
    assert client.get(f"{where}{zoe.pk}/delete/").status_code == 403
    (box,) = world.picking()
    Shipment.objects.filter(id=box).update(picker=zoe)
    told |= {"is_active": ""}
    page = client.post(f"{where}{zoe.pk}/change/", told, follow=True).content.decode()
    assert "手上还有 1 张在拣的发货单、0 张待销售处理的订单" in page
    zoe.refresh_from_db()
    assert not zoe.is_active
    entry = history_model(Staff).objects.filter(pgh_obj_id=zoe.pk, pgh_label="update").last()
    assert entry.pgh_context["name"] == "manager"


def test_the_last_manager_stays_one(signed_in: SignIn) -> None:
    client = signed_in("manager")
    confirm(client)
    boss = Staff.objects.get(username="manager")
    told = {"username": "manager", "name": "Manager", "department": "sales", "is_active": "on"}
    page = client.post(f"/admin/people/staff/{boss.pk}/change/", told).content.decode()
    assert "最后一位管理者" in page
    Staff.objects.filter(username="service").update(department="manager")
    answer = client.post(f"/admin/people/staff/{boss.pk}/change/", told)
    assert answer.status_code == 302


def test_a_calendar_is_a_line_a_day_and_a_bar_code_adds_up(signed_in: SignIn) -> None:
    client = signed_in("manager")
    where = "/admin/kernel/workcalendar/add/"
    told = form("holiday_set", code="night", zone="Asia/Shanghai", cutoff="17:00")
    assert "至少有一天上班" in client.post(where, told).content.decode()
    assert client.post(where, told | {"day_0": "21:00-09:00"}).status_code == 200
    assert client.post(where, told | {"day_0": "09:00 - 18:30"}).status_code == 302
    night = WorkCalendar.objects.get(code="night")
    assert night.week == [["09:00", "18:30"]] + [None] * 6
    told |= {"day_0": "09:00-18:30", "cutoff": "16:00", "holiday_set-TOTAL_FORMS": 1,
             "holiday_set-0-day": "2026-10-01", "holiday_set-0-name": "国庆节"}  # fmt: skip
    assert client.post(f"/admin/kernel/workcalendar/{night.pk}/change/", told).status_code == 302
    page = client.get(f"/admin/kernel/workcalendar/{night.pk}/history/").content.decode()
    assert "17:00:00 → 16:00:00" in page
    assert "节假日 · 新建" in page
    assert "国庆节" in page
    assert "Manager (manager)" in page
    page = client.post(f"{PRODUCTS}add/", product("new", gtin="6901234567890")).content.decode()
    assert "条码校验位不对" in page


def test_a_list_of_customers_shows_no_number_in_full(signed_in: SignIn) -> None:
    world.placed(phone="13812345678")
    page = signed_in("manager").get("/admin/parties/customer/").content.decode()
    assert "12345" not in page
    assert "******78" in page


def test_who_is_outside_is_sent_to_the_one_door(house: None) -> None:
    assert Client().get("/admin/")["Location"].startswith("/admin/login/")
    answer = Client().get("/admin/login/", {"next": "/admin/"})
    assert answer["Location"].startswith("/accounts/login/")


def test_a_long_list_is_counted_no_further_than_it_can_be_turned(
    signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    Customer.objects.bulk_create(
        Customer(name=f"{family}俊杰", initials="ljj", reference=f"web:{family}")
        for family in "刘李林陆"
    )
    client, page = signed_in("manager"), "/admin/parties/customer/"
    client.cookies["django_language"] = "en"
    found = {
        term: client.get(page, {"q": term}).content.decode().count("俊杰</a>")
        for term in ("刘", "俊杰", "陆俊杰", "ljj", "LJ", "web:李", "jj")
    }
    assert found == {"刘": 1, "俊杰": 4, "陆俊杰": 1, "ljj": 4, "LJ": 4, "web:李": 1, "jj": 0}
    assert "More than" not in client.get(page).content.decode()
    monkeypatch.setattr("gendan.kit.bounded.MOST", 3)
    assert "More than 3 " in client.get(page).content.decode()

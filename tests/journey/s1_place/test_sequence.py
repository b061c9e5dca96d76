"""Placing: lines stand in the sequence in which they were given, on every list and in every box."""

import pytest
from django.db import connection

from gendan.journey.s1_place.commands import place
from gendan.journey.s1_place.new_orders import NewLine
from gendan.records.orders.models import CustomerOrder, OrderLine
from tests import world
from tests.cast import SAM
from tests.world import new

JOINS = ("nestloop", "hashjoin", "mergejoin")
GOODS = ("tea", "cup", "pot", "twin")


@pytest.mark.parametrize("join", JOINS)
@pytest.mark.parametrize("are_many", [False, True])
def test_however_the_database_joins_lines_with_orders(
    shop: None, join: str, are_many: bool
) -> None:
    if are_many:
        world.placed(60)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE customer_order")
        for other in JOINS:
            cursor.execute(f"SET LOCAL enable_{other} = {'on' if other == join else 'off'}")
    ordered = [
        new(lines=tuple(NewLine(sku=GOODS[nth % 4], quantity=nth + 1) for nth in range(19)))
        for _ in range(3)
    ]
    made = world.all_done(place(ordered, by=SAM)).made
    rows = OrderLine.objects.filter(order__in=made.values()).order_by("id")
    assert list(rows.values_list("order", "ordinal")) == [
        (made[place], ordinal) for place in range(3) for ordinal in range(1, 20)
    ]
    assert CustomerOrder.objects.count() == (63 if are_many else 3)

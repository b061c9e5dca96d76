"""What a new order refers to is looked at by its statement: the commit has many to wait for it."""

import pytest
from django.db import IntegrityError, transaction

from gendan.kernel import sql
from tests import world

WAITING = """
SELECT conrelid::regclass::text, conname FROM pg_constraint
 WHERE contype = 'f' AND condeferred
   AND conrelid = ANY('{customer_order,order_line,payment}'::regclass[])
"""


@pytest.mark.django_db
def test_no_constraint_of_an_order_waits_for_the_commit() -> None:
    assert sql.rows(WAITING) == []


def test_who_refers_to_nothing_is_told_at_once(shop: None) -> None:
    world.placed()
    with pytest.raises(IntegrityError, match="product"), transaction.atomic():
        sql.run("UPDATE order_line SET product_id = -1")

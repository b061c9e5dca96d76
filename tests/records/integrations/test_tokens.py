"""What is kept of a token, and what the database itself refuses of one."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from gendan.kernel import clock
from gendan.process.model import Role
from gendan.records.integrations.models import ApiToken
from gendan.records.integrations.tokens import NewToken, create, find, opens, parts, revoke
from gendan.records.places.models import Store


def known(token: str) -> tuple[str, str]:
    found = parts(token)
    assert found
    return found


def test_a_token_comes_back_as_somebody_who_acts(shop: None) -> None:
    new = NewToken(
        name="wms", role=Role.WAREHOUSE, steps=frozenset({"pick"}), stores=frozenset({"S1"})
    )
    public, secret = known(create(new, by="bo"))
    found = find(public)
    assert found
    assert found.actor.name == "api:wms"
    assert found.actor.stores == {Store.objects.get(code="S1").id}
    assert (found.actor.warehouses, found.actor.steps) == (None, {"pick"})
    now = clock.now()
    assert opens(found, secret, now)
    assert not opens(found, secret[:-1], now)
    assert opens(found, secret, now + timedelta(days=364))
    assert not opens(found, secret, now + timedelta(days=366)), "a year, unless somebody says so"


def test_a_store_that_vanishes_leaves_the_token_narrow(shop: None) -> None:
    public, _ = known(create(NewToken(name="s2", role=Role.SALES, stores=frozenset({"S2"})), by=""))
    Store.objects.filter(code="S2").delete()
    found = find(public)
    assert found
    assert not found.actor.reaches(Store.objects.get(code="S1").id, ())


def test_a_name_is_free_again_once_its_token_is_revoked(shop: None) -> None:
    new = NewToken(name="wms", role=Role.WAREHOUSE)
    first = create(new, by="bo")
    assert revoke(["wms", "tms"], by="bo") == {"wms"}
    second = create(new, by="bo")
    assert find(known(first)[0]) is None
    assert find(known(second)[0])


@pytest.mark.parametrize(
    "shape", ["", "gd_live_", "gd_test_" + "0" * 12 + "_" + "0" * 43, "x" * 65]
)
def test_what_is_no_token_is_not_looked_up(shape: str) -> None:
    assert parts(shape) is None


@pytest.mark.parametrize(
    "change",
    [{"role": "system"}, {"reads": ["secrets"]}, {"per_minute": 0}, {"expires_at": clock.now()}],
)
def test_the_database_refuses_what_no_token_may_be(shop: None, change: dict[str, Any]) -> None:
    create(NewToken(name="wms", role=Role.WAREHOUSE), by="bo")
    if "expires_at" in change:
        change = {"expires_at": ApiToken.objects.get().created_at}
    with pytest.raises(IntegrityError), transaction.atomic():
        ApiToken.objects.update(**change)

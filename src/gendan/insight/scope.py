"""How far a caller's arm reaches, written as conditions once for every query.

It is `Actor.reaches`, said in SQL: what is out of reach is not there at all.
"""

from collections.abc import Iterator

from gendan.insight.conditions import Condition, all_of
from gendan.kernel.actor import Actor

STORES = "o.store_id = ANY(%(my_stores)s::bigint[])"
# An order that has no shipment yet is nobody's warehouse's, so it is everybody's.
SHIPPED_THERE = """(EXISTS (SELECT FROM shipment AS mine WHERE mine.order_id = o.id
                       AND mine.warehouse_id = ANY(%(my_warehouses)s::bigint[]))
        OR NOT EXISTS (SELECT FROM shipment AS any_of_it WHERE any_of_it.order_id = o.id))"""
FROM_THERE = "s.warehouse_id = ANY(%(my_warehouses)s::bigint[])"
KEPT_THERE = "w.id = ANY(%(my_warehouses)s::bigint[])"


def of_orders(actor: Actor) -> Condition:
    """Orders `o` within reach."""
    return all_of([*_stores(actor), *_warehouses(actor, SHIPPED_THERE)])


def of_shipments(actor: Actor) -> Condition:
    """Shipments `s` of orders `o` within reach."""
    return all_of([*_stores(actor), *_warehouses(actor, FROM_THERE)])


def of_stores(actor: Actor) -> Condition:
    """Stores, or whatever else `o` has a `store_id`, within reach."""
    return all_of(_stores(actor))


def of_warehouses(actor: Actor) -> Condition:
    """Warehouses `w` within reach. A store sells from wherever goods are; stores do not count."""
    return all_of(_warehouses(actor, KEPT_THERE))


def of_customers(actor: Actor) -> Condition:
    """Customers `c` within reach: whoever reaches not everything knows those of their orders."""
    if actor.stores is None and actor.warehouses is None:
        return Condition("true")
    orders = of_orders(actor)
    return Condition(
        f"EXISTS (SELECT FROM customer_order AS o WHERE o.customer_id = c.id AND {orders.text})",
        orders.values,
    )


def _stores(actor: Actor) -> Iterator[Condition]:
    if actor.stores is not None:
        yield Condition(STORES, {"my_stores": sorted(actor.stores)})


def _warehouses(actor: Actor, text: str) -> Iterator[Condition]:
    if actor.warehouses is not None:
        yield Condition(text, {"my_warehouses": sorted(actor.warehouses)})

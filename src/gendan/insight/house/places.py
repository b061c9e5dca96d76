"""The house's own codes: stores, warehouses, carriers, channels; few enough to be told at once."""

from gendan.insight import scope
from gendan.kernel import sql
from gendan.kernel.actor import Actor

STORES = """
SELECT coalesce(json_agg(json_build_object('code', o.code, 'name', o.name, 'name_en', o.name_en,
       'warehouses', ARRAY(SELECT w.code FROM supply JOIN warehouse AS w ON w.id = warehouse_id
                            WHERE supply.store_id = o.store_id ORDER BY rank)) ORDER BY o.code),
       '[]')::text
  FROM (SELECT id AS store_id, * FROM store) AS o WHERE <<within>>
"""

WAREHOUSES = """
SELECT coalesce(json_agg(json_build_object('code', w.code, 'name', w.name, 'name_en', w.name_en)
                         ORDER BY w.code), '[]')::text
  FROM warehouse AS w WHERE <<within>>
"""

CARRIERS = """
SELECT coalesce(json_agg(json_build_object('code', code, 'name', name, 'name_en', name_en)
                         ORDER BY code), '[]')::text FROM carrier
"""

CHANNELS = """
SELECT coalesce(json_agg(json_build_object('code', code, 'name', name, 'name_en', name_en,
       'kind', kind, 'auto_confirm', auto_confirm) ORDER BY code), '[]')::text FROM channel
"""


def stores(actor: Actor) -> str:
    """The stores within reach, with the warehouses that serve each, as JSON."""
    within = scope.of_stores(actor)
    return _one(STORES.replace("<<within>>", within.text), dict(within.values))


def warehouses(actor: Actor) -> str:
    """The warehouses within reach, as JSON."""
    within = scope.of_warehouses(actor)
    return _one(WAREHOUSES.replace("<<within>>", within.text), dict(within.values))


def carriers() -> str:
    """Every carrier, as JSON."""
    return _one(CARRIERS, {})


def channels() -> str:
    """Every channel, as JSON."""
    return _one(CHANNELS, {})


def _one(statement: str, values: dict[str, object]) -> str:
    ((told,),) = sql.rows(statement, values)
    return str(told)

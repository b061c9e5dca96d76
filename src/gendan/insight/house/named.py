"""What the codes of the house are called: stores, warehouses, channels, carriers, people."""

from collections.abc import Mapping
from dataclasses import dataclass

from gendan.kernel import sql
from gendan.kernel.actor import Actor
from gendan.process.model import Text

# What is out of reach is named too where it stands on a document; it is not offered as a choice.
HOUSE = """
SELECT 'store' AS kind, code, name, name_en,
       %(stores)s::bigint[] IS NULL OR id = ANY(%(stores)s::bigint[])
  FROM store
 UNION ALL
SELECT 'warehouse', code, name, name_en,
       %(warehouses)s::bigint[] IS NULL OR id = ANY(%(warehouses)s::bigint[])
  FROM warehouse
 UNION ALL
SELECT 'channel', code, name, name_en, true FROM channel
 UNION ALL
SELECT 'carrier', code, name, name_en, true FROM carrier
 UNION ALL
SELECT 'staff', username, name, '', true FROM staff
 ORDER BY kind, code
"""


@dataclass(frozen=True, slots=True)
class House:
    """By kind and code, the name; and by kind the codes within reach, in their order."""

    names: Mapping[str, Mapping[str, Text]]
    within: Mapping[str, tuple[str, ...]]


def house(actor: Actor) -> House:
    """The names of the house. One statement."""
    reach = {
        "stores": None if actor.stores is None else sorted(actor.stores),
        "warehouses": None if actor.warehouses is None else sorted(actor.warehouses),
    }
    names: dict[str, dict[str, Text]] = {}
    within: dict[str, tuple[str, ...]] = {}
    for kind, code, name, name_en, reached in sql.rows(HOUSE, reach):
        names.setdefault(kind, {})[code] = Text(name or code, name_en or name or code)
        if reached:
            within[kind] = (*within.get(kind, ()), code)
    return House(names, within)

"""The codes of a filter as ids. The planner then sees how many rows such an id has."""

from collections.abc import Mapping

from gendan.kernel import sql

FIND = {
    "store": "SELECT id FROM store WHERE code = %(store)s",
    "warehouse": "SELECT id FROM warehouse WHERE code = %(warehouse)s",
    "channel": "SELECT id FROM channel WHERE code = %(channel)s",
    "carrier": "SELECT id FROM carrier WHERE code = %(carrier)s",
    "sku": "SELECT id FROM product WHERE sku = %(sku)s",
    "customer": "SELECT id FROM customer WHERE reference = %(customer)s",
}
NOTHING = 0  # no row has this id


def ids(asked: object) -> Mapping[str, int]:
    """By filter, the id of what its code names. One statement; none when no code is given."""
    given = {name: getattr(asked, name, None) for name in FIND}
    given = {name: code for name, code in given.items() if code is not None}
    if not given:
        return {}
    (found,) = sql.rows("SELECT " + ", ".join(f"({FIND[name]})" for name in given), given)
    return {name: id or NOTHING for name, id in zip(given, found, strict=True)}

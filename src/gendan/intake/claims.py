"""Rows that have an effect of their own, and no document to be known by, count once for ever.

Their keys are kept in the transaction of their effect, whoever imports the file.
"""

from collections.abc import Sequence

from gendan.kernel import sql

# In the order of the keys, so that no two imports wait for each other.
CLAIM = """
INSERT INTO imported_row (key) SELECT key FROM unnest(%s::text[]) AS new (key) ORDER BY key
ON CONFLICT (key) DO NOTHING
RETURNING key
"""
KNOWN = "SELECT key FROM imported_row WHERE key = ANY(%s)"


def claim(keys: Sequence[str]) -> set[str]:
    """Claim the keys; those that nobody had before. One statement."""
    return {key for (key,) in sql.rows(CLAIM, [list(keys)])}


def claimed(keys: Sequence[str]) -> set[str]:
    """Those of the keys that had their effect already. One statement."""
    return {key for (key,) in sql.rows(KNOWN, [list(keys)])}

"""Rows that have an effect of their own, and no document to be known by, count once.

Their keys are kept where the kernel keeps the keys of answered requests, and in the
transaction of their effect.
"""

from collections.abc import Sequence

from django.db import connection

NAME = "import"  # whoever imports a file: another person with the same file changes nothing
CLAIM = """
INSERT INTO repeat (actor, key, request, answer)
SELECT %s, key, 'row of a file', %s FROM unnest(%s::text[]) AS new (key) ORDER BY key
ON CONFLICT (actor, key) DO NOTHING
RETURNING key
"""
# The answer of a request that asked for nothing: an outcome without items.
NOTHING = '{"done": [], "made": [], "refused": []}'
KNOWN = "SELECT key FROM repeat WHERE actor = %s AND key = ANY(%s)"


def claim(keys: Sequence[str]) -> set[str]:
    """Claim the keys; those that nobody had before. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [NAME, NOTHING, list(keys)])
        return {key for (key,) in cursor.fetchall()}


def claimed(keys: Sequence[str]) -> set[str]:
    """Those of the keys that had their effect already. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(KNOWN, [NAME, list(keys)])
        return {key for (key,) in cursor.fetchall()}

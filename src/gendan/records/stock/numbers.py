"""The world names the papers of stock work by their numbers."""

from collections.abc import Collection, Mapping

from gendan.kernel import sql

TABLES: Mapping[str, str] = {"receipt": "receipt", "count": "stock_count", "transfer": "transfer"}
IDS = "SELECT number, id FROM {table} WHERE number = ANY(%s)"
NUMBERS = "SELECT id, number FROM {table} WHERE id = ANY(%s)"


def ids(document: str, numbers: Collection[str]) -> dict[str, int]:
    """By number, the id of the paper of that kind; unknown ones are absent. One statement."""
    return dict(sql.rows(IDS.format(table=TABLES[document]), [sorted(set(numbers))]))


def numbers(document: str, papers: Collection[int]) -> dict[int, str]:
    """By id, the number of the paper of that kind. One statement."""
    return dict(sql.rows(NUMBERS.format(table=TABLES[document]), [sorted(set(papers))]))

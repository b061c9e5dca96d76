"""Pages of a long list: nobody turns a thousand of them, and counting all rows takes seconds."""

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property

MOST = 10_000  # rows that are counted, and so can be turned to; what lies deeper is searched for


class Bounded(Paginator):
    """A paginator that looks no further than `MOST` rows."""

    @cached_property
    def _seen(self) -> int:
        rows = self.object_list
        assert isinstance(rows, QuerySet), "rows of the database"
        return int(rows.order_by()[: MOST + 1].count())

    @property
    def count(self) -> int:
        """How many rows there are, as far as was looked."""
        return min(self._seen, MOST)

    @property
    def is_cut(self) -> bool:
        """Whether there are more."""
        return self._seen > MOST

"""What the server takes for each page of the desks, with all orders stored."""

from collections.abc import Callable, Mapping
from functools import partial

from bench.figures import Bench, Figure, many
from bench.looked_at import PAGES

LIMIT = 100.0  # milliseconds
LIMITS = {"search_box": 50.0}


def _page(name: str, bench: Bench) -> Figure:
    """Server time of one page, from the request to the answer, as a manager sees it."""
    url = many(bench)
    bench.said(f"page_{name}")
    done = bench.work(url, f"page_{name}", 1, bench.scale.looks, workers=1)
    value = 1_000 * done.seconds / done.orders
    limit = LIMITS.get(name, LIMIT)
    return Figure(f"page_{name}", value, "ms", limit, value / limit, f"value ≤ {limit:.0f}")


FIGURES: Mapping[str, Callable[[Bench], Figure]] = {
    f"page_{name}": partial(_page, name) for name in PAGES
}

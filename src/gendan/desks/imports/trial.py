"""What a run of a file shows of its orders: the first of them as they are read, persons masked."""

from collections.abc import Sequence

from gendan.intake.drafts import Draft
from gendan.intake.placing import Placed
from gendan.kernel import masking

FIRST = 10
LINES_SHOWN = 3


class Preview:
    """Looks at each batch of a dry run."""

    def __init__(self) -> None:
        self.orders: list[dict[str, object]] = []
        self.stores: set[str] = set()

    def __call__(self, drafts: Sequence[Draft], placed: Placed) -> None:
        """Keep the first orders, and which stores they are of."""
        self.stores |= {drafts[position].order.store for position in placed.orders}
        for position in sorted(placed.orders)[: FIRST - len(self.orders)]:
            self.orders.append(_shown(drafts[position], is_known=position in placed.known))


def _shown(draft: Draft, *, is_known: bool) -> dict[str, object]:
    order = draft.order
    where = (order.province, order.city, order.district)
    return {
        "row": draft.rows[0].line,
        "reference": order.reference,
        "channel": order.channel,
        "store": order.store,
        "placed_at": order.placed_at.isoformat() if order.placed_at else None,
        "goods": [[line.sku, line.quantity] for line in order.lines[:LINES_SHOWN]],
        "more": max(len(order.lines) - LINES_SHOWN, 0),
        "who": masking.mask_name(order.consignee or order.name),
        "phone": masking.mask_phone(order.consignee_phone or order.phone),
        "where": "".join(where) + masking.mask_address(order.street),
        "is_known": is_known,
    }

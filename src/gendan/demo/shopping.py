"""What the demo's customers order: who, what, how many, by which channel, paid in which way."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from random import Random

from django.db import connection

from gendan.demo.goods import Good, catalogue
from gendan.demo.house import ONLINE, SCARCE
from gendan.demo.people import Buyer, buyers
from gendan.journey.s1_place.new_orders import NewLine, NewOrder
from gendan.kernel.money import ZERO, money
from gendan.process.words import Fulfilment, PaymentMethod

FREE_FROM = Decimal(99)  # yuan, from which on the house pays the freight
FREIGHT = Decimal(8)
BY_CLERKS = ("demo-store", "demo-phone")  # typed in: no reference of a channel, no discount

AVAILABLE = """
SELECT coalesce(sum(level.on_hand - level.reserved), 0)
  FROM stock_level AS level
  JOIN product ON product.id = level.product_id AND product.sku = %s
  JOIN supply ON supply.warehouse_id = level.warehouse_id
  JOIN store ON store.id = supply.store_id AND store.code = %s
"""


@dataclass
class Shop:
    """Makes orders that nobody has placed yet. The same seed makes the same ones."""

    rng: Random
    goods: dict[str, Good]
    buyers: list[Buyer]
    first: int  # number of the first order, for channel references
    made: int = 0

    def order(
        self,
        channel: str,
        at: datetime,
        *,
        store: str = ONLINE,
        fulfilment: Fulfilment = Fulfilment.DELIVERY,
        lines: tuple[NewLine, ...] = (),
        paid_by: PaymentMethod | None = PaymentMethod.ONLINE,
    ) -> NewOrder:
        """One order. `paid_by` is how it is paid when placed; `None`: not yet."""
        self.made += 1
        buyer = self.rng.choice(self.buyers)
        lines = lines or self.basket(channel)
        goods = self.worth(lines)
        carried = fulfilment is Fulfilment.DELIVERY
        charges = FREIGHT if carried and goods < FREE_FROM else ZERO
        new = NewOrder(
            channel=channel,
            store=store,
            reference=self._reference(channel),
            fulfilment=fulfilment.value,
            name=buyer.name,
            phone=buyer.phone,
            lines=lines,
            charges=charges,
            paid=goods + charges if paid_by else ZERO,
            payment_method=(paid_by or PaymentMethod.ONLINE).value,
            placed_at=at,
        )
        return self.sent_to(new, buyer) if carried else new

    def sent_to(self, new: NewOrder, buyer: Buyer) -> NewOrder:
        """The order with that buyer's address on it."""
        return replace(
            new,
            consignee=buyer.name,
            division=buyer.division,
            province=buyer.province,
            city=buyer.city,
            district=buyer.district,
            street=buyer.street,
        )

    def basket(self, channel: str) -> tuple[NewLine, ...]:
        """One to four articles; online, now and then one of them is cheaper."""
        count = self.rng.choices((1, 2, 3, 4), (40, 35, 18, 7))[0]
        common = [sku for sku in self.goods if sku not in SCARCE]
        return tuple(
            self.line(
                sku, self.rng.choices((1, 2, 3), (72, 22, 6))[0], cheaper=self._lucky(channel)
            )
            for sku in self.rng.sample(common, count)
        )

    def line(self, sku: str, quantity: int, *, cheaper: bool = False) -> NewLine:
        """So many of one article; a tenth off when it is `cheaper`."""
        whole = self.goods[sku].price * quantity
        return NewLine(sku=sku, quantity=quantity, discount=money(whole / 10) if cheaper else ZERO)

    def worth(self, lines: tuple[NewLine, ...]) -> Decimal:
        """What these lines cost."""
        return sum(
            (self.goods[line.sku].price * line.quantity - line.discount for line in lines), ZERO
        )

    def more_than_there_is(self, sku: str, store: str = ONLINE) -> NewLine:
        """One more of this article than the store can be served with."""
        with connection.cursor() as cursor:
            cursor.execute(AVAILABLE, [sku, store])
            (available,) = cursor.fetchone()
        return self.line(sku, int(available) + 1)

    def _reference(self, channel: str) -> str | None:
        return None if channel in BY_CLERKS else f"{channel}-{self.first + self.made:06d}"

    def _quantity(self) -> int:
        return self.rng.choices((1, 2, 3), (72, 22, 6))[0]

    def _lucky(self, channel: str) -> bool:
        return channel not in BY_CLERKS and self.rng.random() < 0.2


def open_shop(rng: Random, first: int) -> Shop:
    """The demo's goods and buyers; references count on from `first`."""
    return Shop(rng, {good.sku: good for good in catalogue()}, buyers(), first)

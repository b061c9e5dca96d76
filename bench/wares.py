"""What is sold in the house that is measured, and the orders that come in."""

from gendan.journey.s1_place.new_orders import NewLine, NewOrder

PRODUCTS = 2_000
CUSTOMERS = 50_000
RARE, RARE_UNITS = "rare", 100

# As in pgbench's script: three articles that differ, by the number of the order.
STEPS = (0, 641, 1301)


def sku(nth: int) -> str:
    """The article of that number."""
    return f"P{nth:04d}"


def new_order(nth: int) -> NewOrder:
    """An order of three lines, from one of the customers, as an online shop sends it.

    A customer who comes again wants something else: the same would be a suspected duplicate."""
    first = nth * 31 + nth // CUSTOMERS
    return NewOrder(
        channel="web",
        store="S1",
        reference=f"bench-{nth}",
        name="顾客",
        phone=f"137{1 + nth * 7919 % CUSTOMERS:08d}",
        province="浙江省",
        city="杭州市",
        district="西湖区",
        street="文三路 1 号 2 单元 301",
        lines=tuple(
            NewLine(sku=sku((first + step) % PRODUCTS), quantity=1 + nth % 2) for step in STEPS
        ),
    )


def rare_order(nth: int) -> NewOrder:
    """One unit of what everybody wants."""
    return NewOrder(
        channel="web",
        store="S1",
        reference=f"rush-{nth}",
        name="顾客",
        phone=f"137{1 + nth % CUSTOMERS:08d}",
        street="文三路 1 号",
        lines=(NewLine(sku=RARE, quantity=1),),
    )

"""Which warehouse sends what: nothing is promised twice, and nobody is passed over."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from gendan.records.shipments.allocation import (
    Allocation,
    Box,
    Wanted,
    WantedLine,
    allocate,
)
from gendan.records.stock.ledger import Spot

PRODUCTS, WAREHOUSES = range(1, 4), (1, 2, 3)
SHELVES = st.dictionaries(
    st.tuples(st.sampled_from(PRODUCTS), st.sampled_from(WAREHOUSES)), st.integers(0, 9)
)


@st.composite
def wishes(draw: st.DrawFn) -> list[Wanted]:
    orders = []
    numbers = iter(range(1, 1_000))
    for order in range(1, draw(st.integers(1, 8)) + 1):
        lines = tuple(
            WantedLine(next(numbers), draw(st.sampled_from(PRODUCTS)), draw(st.integers(1, 6)))
            for _ in range(draw(st.integers(1, 4)))
        )
        ranked = draw(st.permutations(WAREHOUSES))[: draw(st.integers(0, 3))]
        orders.append(Wanted(order, draw(st.integers(0, 2)), tuple(ranked), lines))
    return draw(st.permutations(orders))


def given_to(allocation: Allocation) -> Counter[tuple[int, int]]:
    """Units by order and line."""
    return Counter(
        {
            (order, line): sum(
                unit.quantity
                for box in allocation.boxes
                for unit in box.lines
                if (box.order, unit.line) == (order, line)
            )
            for order, line in {(b.order, u.line) for b in allocation.boxes for u in b.lines}
        }
    )


@given(wishes(), SHELVES)
def test_every_unit_wanted_is_in_a_box_or_missing(
    wanted: list[Wanted], shelves: dict[Spot, int]
) -> None:
    allocation = allocate(wanted, dict(shelves))
    found = given_to(allocation)
    for order in wanted:
        missing = allocation.missing.get(order.order, {})
        for line in order.lines:
            assert found[order.order, line.line] + missing.get(line.line, 0) == line.quantity
        assert all(missing.values())


@given(wishes(), SHELVES, st.booleans())
def test_no_shelf_gives_more_than_it_has(
    wanted: list[Wanted], shelves: dict[Spot, int], whole_only: bool
) -> None:
    left = dict(shelves)
    taken = allocate(wanted, left, whole_only=whole_only).units()
    for spot in {*shelves, *taken}:
        assert 0 <= taken.get(spot, 0) <= shelves.get(spot, 0)
        assert left.get(spot, 0) == shelves.get(spot, 0) - taken.get(spot, 0)


@given(wishes(), SHELVES)
def test_a_box_is_of_one_warehouse_that_serves_and_an_order_has_one_of_each(
    wanted: list[Wanted], shelves: dict[Spot, int]
) -> None:
    serve = {order.order: order.warehouses for order in wanted}
    boxes = allocate(wanted, dict(shelves)).boxes
    assert all(box.warehouse in serve[box.order] for box in boxes)
    assert len({(box.order, box.warehouse) for box in boxes}) == len(boxes)
    assert all(unit.quantity > 0 for box in boxes for unit in box.lines)


@given(wishes(), SHELVES)
def test_nothing_is_missing_that_a_warehouse_of_the_order_still_has(
    wanted: list[Wanted], shelves: dict[Spot, int]
) -> None:
    left = dict(shelves)
    allocation = allocate(wanted, left)
    product = {line.line: line.product for order in wanted for line in order.lines}
    for order in wanted:
        for line in allocation.missing.get(order.order, {}):
            assert not any(left.get((product[line], w), 0) for w in order.warehouses)


@given(wishes(), SHELVES)
def test_whole_only_gives_all_or_nothing(wanted: list[Wanted], shelves: dict[Spot, int]) -> None:
    allocation = allocate(wanted, dict(shelves), whole_only=True)
    served = {box.order for box in allocation.boxes}
    assert not served & allocation.missing.keys()
    assert served | allocation.missing.keys() == {order.order for order in wanted}


@given(wishes(), SHELVES)
def test_the_order_in_which_they_are_asked_does_not_matter(
    wanted: list[Wanted], shelves: dict[Spot, int]
) -> None:
    one = allocate(wanted, dict(shelves))
    other = allocate(list(reversed(wanted)), dict(shelves))
    assert (one.boxes, one.missing) == (other.boxes, other.missing)


@given(wishes(), SHELVES)
def test_who_is_urgent_or_came_first_has_what_they_would_have_alone(
    wanted: list[Wanted], shelves: dict[Spot, int]
) -> None:
    first = min(wanted, key=lambda order: (-order.priority, order.order))
    alone = allocate([first], dict(shelves))
    boxes = [box for box in allocate(wanted, dict(shelves)).boxes if box.order == first.order]
    assert boxes == alone.boxes


def test_one_warehouse_that_has_all_is_preferred_to_two_that_have_some() -> None:
    lines = (WantedLine(1, 1, 2), WantedLine(2, 2, 1))
    shelves = {(1, 1): 1, (2, 1): 1, (1, 2): 1, (1, 3): 2, (2, 3): 1}
    allocation = allocate([Wanted(7, 0, (1, 2, 3), lines)], shelves)
    assert allocation.boxes == [Box(7, 3, lines)]


def test_two_lines_of_one_article_share_a_shelf() -> None:
    lines = (WantedLine(1, 1, 2), WantedLine(2, 1, 2))
    allocation = allocate([Wanted(7, 0, (1,), lines)], {(1, 1): 3})
    assert allocation.boxes == [Box(7, 1, (WantedLine(1, 1, 2), WantedLine(2, 1, 1)))]
    assert (allocation.missing, allocation.units()) == ({7: {2: 1}}, {(1, 1): 3})

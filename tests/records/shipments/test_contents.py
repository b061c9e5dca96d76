"""What is in boxes, matched with what was scanned."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gendan.journey.s1_place.new_orders import NewLine
from gendan.journey.s3_pick.commands import Scan, pick
from gendan.records.shipments.contents import Content, contents, spread
from tests import world
from tests.cast import MEI
from tests.journey.facts import line

ONE = Content(
    shipment=1, id=1, line=1, product=1, sku="tea", gtin="0012345678905", quantity=3, picked=1,
    warehouse=1, order=1, name="茶", weight_grams=0, asks=(),
)  # fmt: skip


@pytest.mark.parametrize(
    ("code", "answers"),
    [
        ("tea", True),
        ("0012345678905", True),
        ("12345678905", True),
        ("00012345678905", True),
        ("TEA", False),
        ("1234567890", False),
        ("", False),
        ("0", False),
        ("12345678905 ", False),
        ("１２３４５６７８９０５", False),
    ],
)
def test_an_article_answers_to_its_code_and_its_gtin(code: str, answers: bool) -> None:
    assert ONE.answers_to(code) is answers


def test_an_article_without_a_gtin_answers_to_its_code_alone() -> None:
    plain = replace(ONE, gtin=None)
    assert plain.answers_to("tea")
    assert not plain.answers_to("")
    assert not plain.answers_to("0")


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9))), st.integers(0, 50))
def test_units_are_spread_over_what_is_open_from_the_first_on(
    boxes: list[tuple[int, int]], quantity: int
) -> None:
    matching = [
        replace(ONE, id=n, quantity=picked + open_, picked=picked)
        for n, (picked, open_) in enumerate(boxes)
    ]
    taken = spread(matching, quantity)
    open_ = sum(content.open for content in matching)
    assert sum(units for _, units in taken) == min(quantity, open_)
    assert all(0 < units <= content.open for content, units in taken)
    full = [content.id for content in matching if content.open]
    assert [content.id for content, _ in taken] == full[: len(taken)]
    assert all(units == content.open for content, units in taken[:-1])


def test_contents_are_read_box_by_box_and_what_was_taken_out_is_absent(shop: None) -> None:
    both = (NewLine(sku="tea", quantity=2), NewLine(sku="cup", quantity=1))
    one, two = world.picking(2, lines=both)
    world.all_done(pick([Scan(shipment=one, code="tea")], by=MEI))
    (void,) = world.void()
    found = contents([one, two, void, 0])
    (order,) = world.orders_of([one])
    assert [(c.sku, c.quantity, c.picked, c.open) for c in found[one]] == [
        ("tea", 2, 1, 1),
        ("cup", 1, 0, 1),
    ]
    assert {(c.shipment, c.order, c.warehouse) for c in found[one]} == {
        (one, order, world.warehouse())
    }
    assert found[one][0].line == line(order, "tea")
    assert (len(found[two]), found[void], found[0]) == (2, [], [])

"""What a closed box may weigh: its goods as the books know them, and what they are wrapped in."""

from collections.abc import Sequence

from gendan.kernel.outcome import Refused, refused
from gendan.kernel.refusals import Refusal
from gendan.records.shipments.contents import Content

# Articles differ by so much from what the books say of them: a unit more or less of most
# things is more than that.
PER_CENT = 5
LEAST_GRAMS = 20  # by which a light box may be off, for scales are
WRAPPING_GRAMS = 300  # and a tenth of the goods: a carton, its filling, its papers
WRAPPING_PER_CENT = 10


def between(inside: Sequence[Content]) -> tuple[int, int] | None:
    """The least and the most grams; nothing where an article's weight is not known."""
    if any(content.quantity and not content.weight_grams for content in inside):
        return None
    goods = sum(content.quantity * content.weight_grams for content in inside)
    off = max(LEAST_GRAMS, goods * PER_CENT // 100)
    return goods - off, goods + off + WRAPPING_GRAMS + goods * WRAPPING_PER_CENT // 100


def off(inside: Sequence[Content], weight_grams: int | None) -> Refused | None:
    """Why a box of that weight is to be opened again."""
    fits = between(inside)
    if weight_grams is None or fits is None or fits[0] <= weight_grams <= fits[1]:
        return None
    expected = f"{fits[0]}–{fits[1]}"
    return refused(Refusal.WEIGHT_OFF, "weight_grams", given=weight_grams, expected=expected)

"""What the rows of a file turn out to be, before anything of it is in the books."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from gendan.intake.faults import Fault
from gendan.intake.tables import Row
from gendan.journey.s1_place.new_orders import NewOrder
from gendan.process.model import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """How an order's life went, as the file tells it; what it leaves out is filled in.

    `boxes` says for each line in which parcel it went, counted from one."""

    status: str  # the file's word
    end: str  # ours
    was_approved: bool  # else `approved` is when it was placed
    approved: datetime
    paid: Decimal
    handed: datetime
    delivered: datetime
    ended: datetime
    method: str  # of payment
    boxes: tuple[int, ...]
    oddities: tuple[str, ...]  # kinds of contradiction


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An order that can be read, and the rows that it was read from."""

    order: NewOrder
    rows: Sequence[Row]
    lines: Sequence[Row]  # the row of each line
    charges: int = 0  # how many of the rows are charges
    salesperson: str = ""  # a user name, where the file has one
    weights: Mapping[str, int] = field(default_factory=dict)  # grams by SKU
    life: Life | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """Rows that are left out together, because of at least one fault in them."""

    rows: Sequence[Row]
    faults: Sequence[Fault]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Rows with nothing wrong, which are none of our business any more, and why."""

    rows: Sequence[Row]
    why: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancellation:
    """Units that a customer gave back on paper, without a word of which order."""

    row: Row
    key: str  # what makes it the same cancellation
    customer: str  # the channel's reference
    sku: str
    units: int
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StockNote:
    """A correction of stock that stands among the orders; negative is a write-off."""

    row: Row
    key: str
    sku: str
    name: str
    currency: str
    units: int
    note: str


Found = Draft | Rejected | LeftOut | Cancellation | StockNote

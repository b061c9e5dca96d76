"""What it takes to place an order: the form that clerks, channels and files fill in."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from gendan.kernel.money import ZERO
from gendan.process.words import Fulfilment, PaymentMethod


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLine:
    """So many units of one article. Without a price it costs what the product costs."""

    sku: str
    quantity: int
    unit_price: Decimal | None = None
    discount: Decimal = ZERO  # on the whole line
    name: str = ""  # as the customer saw it; empty: the product's


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOrder:
    """One order to be placed. Money is in `currency`; times are aware."""

    channel: str  # its code
    store: str  # its code
    lines: tuple[NewLine, ...]
    reference: str | None = None  # the channel's own number; the same one is placed once
    fulfilment: str = Fulfilment.DELIVERY.value
    name: str = ""  # of the customer
    phone: str = ""
    email: str = ""
    customer_reference: str | None = None  # the channel's number for the person
    consignee: str = ""  # empty: the customer
    consignee_phone: str = ""  # empty: the customer's
    division: str | None = None  # GB/T 2260 code of the district
    province: str = ""
    city: str = ""
    district: str = ""
    street: str = ""
    currency: str = "CNY"
    charges: Decimal = ZERO  # freight and the like; negative for a discount on the whole
    paid: Decimal = ZERO  # already, when it is placed
    payment_method: str = PaymentMethod.ONLINE.value
    payment_reference: str = ""  # of the payment provider or till
    cash_on_delivery: bool = False
    awaits_payment: bool | None = None  # held until it is paid; `None`: as the channel has it
    salesperson: int | None = None
    placed_at: datetime | None = None  # now
    promised_by: datetime | None = None
    priority: int = 0
    remark: str = ""

    @property
    def known_as(self) -> str | None:
        """The channel's own number without blanks around it; `None` when it gave none."""
        return (self.reference or "").strip() or None

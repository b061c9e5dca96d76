"""What people change on orders, over the API: many with `version` each, or one with `If-Match`."""

from collections.abc import Callable, Sequence
from functools import partial

from ninja import Router
from pydantic import Field

from gendan.journey.anytime import address as addressing
from gendan.journey.anytime import edit as editing
from gendan.kernel.actor import Actor
from gendan.kernel.outcome import Outcome
from gendan.kit.rest.bodies import (
    MOST,
    Body,
    Code,
    Count,
    Line,
    Moment,
    Money,
    OrderNumber,
    Overriding,
    Short,
    Version,
    Words,
)
from gendan.kit.rest.commands import Orders, StepBody, command, command_on_one
from gendan.kit.rest.naming import line_ids, of_items, said_by_ordinal
from gendan.records.orders import numbers

router = Router(tags=["随时 · At any time"])
ORDERS = ["12345674"]
LINES = 200  # on one order

EDIT = {
    "lines": [{"line": 1, "quantity": 1}],
    "added": [{"sku": "cup", "quantity": 2}],
    "remark": "周末送",
}
ADDRESS = {
    "consignee": "李雷",
    "phone": "13900000000",
    "province": "浙江省",
    "city": "杭州市",
    "district": "西湖区",
    "street": "新路 1 号",
}


class LineToChange(Body):
    """How many units of a line are wanted from now on; zero cancels the line."""

    line: Line
    quantity: Count


class LineToAdd(Body):
    """Goods that are wanted besides. Without a price they cost what the product costs."""

    sku: Code
    quantity: Count
    unit_price: Money | None = None


class Changes(Body):
    """What changes on an order; what is not named stays."""

    lines: list[LineToChange] = Field([], max_length=LINES)
    added: list[LineToAdd] = Field([], max_length=LINES)
    remark: Words | None = None
    priority: Count | None = None
    promised_by: Moment | None = None

    def on(self, order: int, ids: dict[int, int], version: int | None) -> editing.Edit:
        """The form of the command."""
        return editing.Edit(
            order=order,
            lines=tuple(
                editing.LineChange(line=ids[change.line], quantity=change.quantity)
                for change in self.lines
            ),
            added=tuple(
                editing.AddedLine(sku=one.sku, quantity=one.quantity, unit_price=one.unit_price)
                for one in self.added
            ),
            remark=self.remark,
            priority=self.priority,
            promised_by=self.promised_by,
            version=version,
        )


class ChangesOfOne(Changes, Overriding):
    """What changes on the order in the address."""


class OrderToEdit(Changes):
    """What changes on this order, and which version of it you saw."""

    order: OrderNumber
    version: Version


class OrdersToEdit(StepBody):
    """What changes on orders."""

    edits: list[OrderToEdit] = Field(min_length=1, max_length=MOST)

    def named(self) -> Sequence[str]:
        """The orders."""
        return [edit.order for edit in self.edits]


class Address(Body):
    """Where an order goes from now on."""

    consignee: Short
    phone: Short
    street: Short
    division: Short | None = Field(None, description="GB/T 2260 code of the district.")
    province: Short = ""
    city: Short = ""
    district: Short = ""

    def of(self, order: int, version: int | None) -> addressing.NewAddress:
        """The form of the command."""
        values = {name: getattr(self, name) for name in ADDRESS_FIELDS}
        return addressing.NewAddress(order=order, version=version, **values)


ADDRESS_FIELDS = tuple(Address.model_fields)


class AddressOfOne(Address, Overriding):
    """Where the order in the address goes."""


class OrderToReaddress(Address):
    """Where this order goes, and which version of it you saw."""

    order: OrderNumber
    version: Version


class OrdersToReaddress(StepBody):
    """Where orders go from now on."""

    addresses: list[OrderToReaddress] = Field(min_length=1, max_length=MOST)

    def named(self) -> Sequence[str]:
        """The orders."""
        return [address.order for address in self.addresses]

    def take(self, command: Callable[[Sequence[addressing.NewAddress]], Outcome]) -> Outcome:
        """Take a command with them."""

        def address(position: int, order: int) -> addressing.NewAddress:
            one = self.addresses[position]
            return one.of(order, one.version)

        return of_items(self.named(), numbers.ids, address, command)


class OrdersWithReason(Orders):
    """Orders, and why."""

    reason: Words


MANY = {"addresses": [{"order": ORDERS[0], "version": 7, **ADDRESS}]}


@command(
    router,
    "edit",
    "/orders/edits",
    example={"edits": [{"order": ORDERS[0], "version": 7, **EDIT}]},
)
def edit(body: OrdersToEdit, by: Actor) -> Outcome:
    """Change orders."""
    return _edit(body.named(), body.edits, [one.version for one in body.edits], by)


@command_on_one(router, "edit", "/orders/{number}/edits", example=EDIT)
def edit_one(number: str, body: ChangesOfOne, version: int | None, by: Actor) -> Outcome:
    """Change one."""
    return _edit([number], [body], [version], by)


@command(router, "change_address", "/orders/address-changes", example=MANY)
def change_address(body: OrdersToReaddress, by: Actor) -> Outcome:
    """Send orders elsewhere."""
    return body.take(partial(addressing.change_address, by=by))


@command_on_one(router, "change_address", "/orders/{number}/address-changes", example=ADDRESS)
def change_address_one(number: str, body: AddressOfOne, version: int | None, by: Actor) -> Outcome:
    """Send one elsewhere."""
    command = partial(addressing.change_address, by=by)
    return of_items([number], numbers.ids, lambda _, order: body.of(order, version), command)


@command(router, "request_address", "/orders/address-requests", example=MANY)
def request_address(body: OrdersToReaddress, by: Actor) -> Outcome:
    """Ask the warehouse to send orders elsewhere."""
    return body.take(partial(addressing.request_address, by=by))


@command_on_one(router, "request_address", "/orders/{number}/address-requests", example=ADDRESS)
def request_address_one(number: str, body: AddressOfOne, version: int | None, by: Actor) -> Outcome:
    """Ask the warehouse to send one elsewhere."""
    command = partial(addressing.request_address, by=by)
    return of_items([number], numbers.ids, lambda _, order: body.of(order, version), command)


@command(router, "accept_address", "/orders/address-acceptances", example={"orders": ORDERS})
def accept_address(body: Orders, by: Actor) -> Outcome:
    """The new address holds."""
    return body.take(partial(addressing.accept_address, by=by))


@command(
    router,
    "refuse_address",
    "/orders/address-refusals",
    example={"orders": ORDERS, "reason": "已交承运商"},
)
def refuse_address(body: OrdersWithReason, by: Actor) -> Outcome:
    """Too late."""
    return body.take(partial(addressing.refuse_address, by=by, reason=body.reason))


def _edit(
    named: Sequence[str], changes: Sequence[Changes], versions: Sequence[int | None], by: Actor
) -> Outcome:
    lines = numbers.lines(named)

    def change(position: int, order: int) -> editing.Edit:
        wanted = changes[position]
        ids = line_ids(lines, named[position], [line.line for line in wanted.lines])
        return wanted.on(order, ids, versions[position])

    outcome = of_items(named, numbers.ids, change, partial(editing.edit, by=by))
    return said_by_ordinal(outcome, lines)

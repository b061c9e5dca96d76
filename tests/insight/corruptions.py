"""One deliberate lie for each check: told with SQL, behind the backs of all guards.

Each function spoils something in the open transaction and returns the sentence that must be said
of it."""

from collections.abc import Callable
from decimal import Decimal

from gendan.journey.s6_deliver.commands import lose
from gendan.kernel import sql
from gendan.records.orders.models import CustomerOrder
from gendan.records.shipments.models import Shipment
from gendan.records.stock.ledger import Movement, post
from gendan.records.stock.numbers import numbers
from tests import world
from tests.cast import BO, MEI
from tests.journey import every
from tests.stockroom import stock as stockroom

TABLES = (
    "customer_order", "order_line", "shipment", "shipment_line", "journal", "stock_level",
    "stock_movement", "receipt", "stock_journal", "count_entry",
)  # fmt: skip


def spoil(statement: str, *parameters: object) -> None:
    """Run it with every trigger of ours switched off."""
    sql.run("SET CONSTRAINTS ALL IMMEDIATE")
    for table in TABLES:
        sql.run(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    assert sql.run(statement, parameters), "the lie has to be told of something"
    for table in TABLES:
        sql.run(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def without(table: str, constraint: str) -> None:
    """Take a constraint out of the lie's way."""
    sql.run("SET CONSTRAINTS ALL IMMEDIATE")
    sql.run(f"ALTER TABLE {table} DROP CONSTRAINT {constraint}")


def number(order: int) -> str:
    return CustomerOrder.objects.get(id=order).number


def name(shipment: int) -> str:
    return Shipment.objects.get(id=shipment).number


def order_status() -> str:
    (order,) = world.confirmed()
    spoil("UPDATE customer_order SET status = 'shipped' WHERE id = %s", order)
    return f"Order {number(order)} says “shipped”; by its lines and shipments it is “pending”."


def order_total() -> str:
    (order,) = world.placed(sku="tea", quantity=2)
    spoil("UPDATE customer_order SET total = total + 1 WHERE id = %s", order)
    return f"Order {number(order)} has the total 61.00; its lines and charges give 60.00."


def order_paid() -> str:
    (order,) = world.placed()
    spoil("UPDATE customer_order SET paid = 5 WHERE id = %s", order)
    return f"Order {number(order)} has 5.00 paid; the payments that came give 0.00."


def order_refunded() -> str:
    (order,) = world.placed(paid=Decimal(30))
    spoil("UPDATE customer_order SET refunded = 7 WHERE id = %s", order)
    return f"Order {number(order)} has 7.00 refunded; what went back gives 0.00."


def order_number() -> str:
    (order,) = world.placed()
    right = number(order)
    wrong = right[:-1] + str((int(right[-1]) + 1) % 10)
    spoil("UPDATE customer_order SET number = %s WHERE id = %s", wrong, order)
    return f"Order {wrong} has a number that cannot be one: its check digit does not fit."


def order_once_in_its_channel() -> str:
    first, second = world.placed(2)
    without("customer_order", "order_once_in_its_channel")
    reference = CustomerOrder.objects.get(id=first).reference
    spoil("UPDATE customer_order SET reference = %s WHERE id = %s", reference, second)
    return f"Order {number(first)} has the reference {reference}; so has order {number(second)}."


def line_allotted() -> str:
    (order,) = world.confirmed(quantity=3)
    spoil("UPDATE order_line SET allotted = 2 WHERE order_id = %s", order)
    return f"Order {number(order)} line 1 has 2 units allotted; the boxes hold 3."


def line_balance() -> str:
    (order,) = world.confirmed(quantity=3)
    without("order_line", "line_unit_is_in_one_place")
    spoil("UPDATE order_line SET cancelled = 1 WHERE order_id = %s", order)
    return (
        f"Order {number(order)} line 1 is of 3 units, but 1 cancelled, 0 substituted, 0 short, "
        "3 in boxes are told of."
    )


def shipment_number() -> str:
    (box,) = world.to_pick()
    spoil("UPDATE shipment SET number = 'X-1' WHERE id = %s", box)
    order = number(world.orders_of([box])[0])
    return f"Shipment X-1 is called X-1; by its order it is {order}-1."


def shipment_contents() -> str:
    (box,) = world.to_pick()
    (order,) = world.orders_of([box])
    tea, cup = world.product("tea"), world.product("cup")
    spoil("UPDATE shipment_line SET product_id = %s WHERE shipment_id = %s", cup, box)
    return (
        f"Shipment {name(box)} holds product {cup} of order id {order}, "
        f"but their line is product {tea} of order id {order}."
    )


def shipment_void_is_empty() -> str:
    (box,) = world.void()
    spoil("UPDATE shipment_line SET quantity = 1 WHERE shipment_id = %s", box)
    return f"Shipment {name(box)} is “cancelled” and still holds 1 units."


def picking_record() -> str:
    (box,) = world.picking(quantity=2)
    spoil("UPDATE shipment_line SET picked = 1 WHERE shipment_id = %s", box)
    order = number(world.orders_of([box])[0])
    return f"Order {order} line 1 has 1 units picked; the picking record says 0."


def shipment_filled() -> str:
    (box,) = world.packed(quantity=2)
    spoil("UPDATE shipment_line SET picked = 1 WHERE shipment_id = %s", box)
    return f"Shipment {name(box)} has 1 units picked; in its state it needs 2."


def shipment_issue_note() -> str:
    (box,) = world.issued()
    without("shipment", "shipment_issued_has_its_note")
    spoil("UPDATE shipment SET goods_issue_number = NULL WHERE id = %s", box)
    return f"Shipment {name(box)} is “issued”, but its goods issue note lacks: its number."


def shipment_waybill() -> str:
    (box,) = world.dispatched()
    waybill = Shipment.objects.get(id=box).waybill
    assert waybill is not None
    spoil("UPDATE waybill SET voided_at = now() WHERE id = %s", waybill.pk)
    return f"Shipment {name(box)} is “dispatched” with the void waybill {waybill.number}."


def shipment_delivered() -> str:
    (box,) = world.delivered()
    without("shipment", "shipment_delivered_when")
    spoil("UPDATE shipment SET delivered_at = NULL WHERE id = %s", box)
    return f"Shipment {name(box)} is “delivered”, and not delivered."


def shipment_handed_over() -> str:
    (box,) = world.packed()
    spoil("UPDATE shipment SET handed_at = '2026-01-02T03:04:05Z' WHERE id = %s", box)
    return f"Shipment {name(box)} is “packed”, and handed over at 2026-01-02 03:04:05+00."


def shipment_clock() -> str:
    (box,) = world.to_pick()
    spoil("UPDATE shipment SET paused_at = '2026-01-02T03:04:05Z' WHERE id = %s", box)
    return (
        f"Shipment {name(box)}: its clock is stopped at 2026-01-02 03:04:05+00, "
        "but no pause is open."
    )


def shortage_once() -> str:
    (order,) = world.confirmed(sku="rare")
    sql.run("SET CONSTRAINTS ALL IMMEDIATE")
    sql.run("DROP INDEX one_open_case_an_order")
    spoil(
        "INSERT INTO shortage_case (order_id, opened_at, contact_by, decide_by)"
        " SELECT order_id, opened_at, contact_by, decide_by FROM shortage_case WHERE order_id = %s",
        order,
    )
    return f"Order {number(order)} has 2 open shortage cases; at most 1 may be."


def shortage_hold() -> str:
    (order,) = world.confirmed(sku="rare")
    spoil("UPDATE hold SET released_at = now() WHERE order_id = %s", order)
    return f"Order {number(order)} is not held for shortage, but a choice or goods is awaited."


def shortage_units() -> str:
    (order,) = world.confirmed(sku="rare", quantity=4)
    spoil("UPDATE order_line SET short = 0 WHERE order_id = %s", order)
    return f"Order {number(order)} has 0 units short, and a case is open."


def exception_over() -> str:
    (box,) = every.ASTRAY(1)
    world.all_done(lose([box], by=BO, reason="承运商认赔"))
    spoil(
        "UPDATE delivery_exception SET closed_at = NULL, outcome = '' WHERE shipment_id = %s", box
    )
    return f"Shipment {name(box)} is “lost”, but an exception “failed” of it is open."


def journal_counted() -> str:
    (order,) = world.placed()
    spoil("UPDATE customer_order SET events = 3 WHERE id = %s", order)
    return f"Order {number(order)} counts 3 journal entries; there are 1."


def journal_gaps() -> str:
    (order,) = world.confirmed()
    spoil("DELETE FROM journal WHERE order_id = %s AND seq = 2", order)
    return f"Order {number(order)} has journal entries 1 to 3; it should have 1 to 2."


def journal_begins() -> str:
    (order,) = world.confirmed()
    spoil("UPDATE journal SET step = 'confirm' WHERE order_id = %s AND seq = 1", order)
    return f"Order {number(order)} begins with “confirm” instead of “place or place_again”."


def journal_ends() -> str:
    (order,) = world.confirmed()
    spoil("UPDATE journal SET status = 'review' WHERE order_id = %s AND seq = 3", order)
    return f"Order {number(order)} says “pending”; its journal ends with “review”."


def journal_documents() -> str:
    first, second = world.to_pick(2)
    order = number(world.orders_of([first])[0])
    spoil(
        "UPDATE journal SET document_id = %s WHERE document = 'shipment' AND document_id = %s",
        second,
        first,
    )
    return f"Order {order} entry 3 is of shipment {second}, which is not a document of that order."


def journal_order_steps() -> str:
    (order,) = world.confirmed()
    spoil("UPDATE journal SET was = 'ready' WHERE order_id = %s AND seq = 2", order)
    return f"Order {number(order)} entry 2: no step “confirm” starts from “ready”."


def journal_order_words() -> str:
    (order,) = world.confirmed()
    spoil("UPDATE journal SET now = 'ready' WHERE order_id = %s AND seq = 2", order)
    return f"Order {number(order)} entry 2 ends in “ready”, but beside it stands “pending”."


def journal_shipment_steps() -> str:
    (box,) = world.picking()
    spoil("UPDATE journal SET step = 'pack' WHERE document_id = %s AND step = 'start_pick'", box)
    return f"Shipment {name(box)} entry 4: no step “pack” leads from to_pick to picking."


def journal_shipment_chain() -> str:
    (box,) = world.picking()
    spoil("UPDATE journal SET was = 'packed' WHERE document_id = %s AND step = 'start_pick'", box)
    return f"Shipment {name(box)} entry 4 starts from “packed”; the one before left “to_pick”."


def journal_shipment_ends() -> str:
    (box,) = world.picking()
    spoil("UPDATE shipment SET state = 'packed' WHERE id = %s", box)
    return f"Shipment {name(box)} is “packed”; its journal ends with “picking”."


def notices() -> str:
    (box,) = world.to_pick()
    order = number(world.orders_of([box])[0])
    spoil("DELETE FROM notice WHERE document_id = %s AND key = 'plan'", box)
    return (
        f"Order {order}: plan of shipment {box} to warehouse: there is no notice, "
        "and the step happened."
    )


def stock_reserved() -> str:
    world.confirmed(quantity=3)
    spoil("UPDATE stock_level SET reserved = 2 WHERE product_id = %s", world.product("tea"))
    return "tea in W1: 2 units are reserved; the open boxes hold 3."


def stock_on_hand() -> str:
    spoil("UPDATE stock_level SET on_hand = 99 WHERE product_id = %s", world.product("pot"))
    return f"pot in W1: 99 units are on hand; the ledger gives {world.PLENTY}."


def stock_set_aside() -> str:
    spoil("UPDATE stock_level SET set_aside = 4 WHERE product_id = %s", world.product("tea"))
    return "tea in W1: 4 units are set aside; the ledger gives 0."


def stock_issued() -> str:
    (box,) = world.issued(quantity=2)
    post(
        [
            Movement(
                product=world.product("tea"),
                warehouse=world.warehouse(),
                kind="issue",
                quantity=-1,
                shipment=box,
            )
        ],
        actor="liar",
    )
    order = number(world.orders_of([box])[0])
    return (
        f"Order {order}: tea from W1: the ledger says 3 out, 0 back; the boxes say 2 out, 0 back."
    )


def stock_receipts() -> str:
    (paper,) = stockroom.receiving()
    spoil("UPDATE receipt_line SET received = 9 WHERE receipt_id = %s AND received = 3", paper)
    name = numbers("receipt", [paper])[paper]
    return f"{name}: rare: 9 units came by the paper; the ledger gives 3."


def stock_transfers() -> str:
    (paper,) = stockroom.sent()
    spoil("UPDATE transfer_line SET received = 1 WHERE transfer_id = %s AND sent = 5", paper)
    name = numbers("transfer", [paper])[paper]
    return f"{name}: tea: the paper says 5 sent, 1 received; the ledger says 5 out, 0 in."


def stock_in_transit() -> str:
    (paper,) = stockroom.sent()
    spoil("UPDATE transfer_line SET missing = 1 WHERE transfer_id = %s AND sent = 5", paper)
    name = numbers("transfer", [paper])[paper]
    return f"{name}: tea: 5 units were sent, with 0 received and 1 missing."


def stock_counts() -> str:
    (paper,) = stockroom.counting(codes=("tea",))
    stockroom.enter(paper, MEI, tea=world.PLENTY)
    lie = Movement(
        product=world.product("tea"),
        warehouse=world.warehouse(),
        kind="correct",
        quantity=-1,
        document="count",
        document_id=paper,
    )
    post([lie], actor="liar")
    name = numbers("count", [paper])[paper]
    return f"{name}: tea: the count found 0; the ledger was corrected by -1."


def stock_count_entries() -> str:
    (paper,) = stockroom.counting()
    stockroom.enter(paper, MEI, tea=7)
    spoil("UPDATE stock_count_line SET counted = 8 WHERE count_id = %s AND round = 1", paper)
    name = numbers("count", [paper])[paper]
    return f"{name}: tea: the count says 8 in round 1; entered was 7 in round 1."


def stock_journal() -> str:
    (paper,) = stockroom.expected()
    spoil("UPDATE receipt SET state = 'cancelled' WHERE id = %s", paper)
    name = numbers("receipt", [paper])[paper]
    return f"{name} is in “cancelled”; its journal ends with “expected”."


def repeated_answers() -> str:
    spoil(
        "INSERT INTO repeat (actor, key, request, answer)"
        """ VALUES ('sam', 'k-1', '', '{"done": [], "made": [], "refused": [[1, "NO", "", {}]]}')"""
    )
    return (
        "The answer to request k-1 of sam is not an outcome: "
        '{"done": [], "made": [], "refused": [[1, "NO", "", {}]]}.'
    )


LIES: dict[str, Callable[[], str]] = {
    lie.__name__: lie
    for lie in (
        order_status, order_total, order_paid, order_refunded, order_number,
        order_once_in_its_channel, line_allotted, line_balance, shipment_number,
        shipment_contents, shipment_void_is_empty, picking_record, shipment_filled,
        shipment_issue_note, shipment_waybill, shipment_delivered, shipment_handed_over,
        shipment_clock, shortage_once, shortage_hold, shortage_units, exception_over,
        journal_counted,
        journal_gaps, journal_begins, journal_ends, journal_documents, journal_order_steps,
        journal_order_words, journal_shipment_steps, journal_shipment_chain,
        journal_shipment_ends, notices, stock_reserved, stock_on_hand, stock_set_aside,
        stock_issued, stock_receipts, stock_transfers, stock_in_transit, stock_counts,
        stock_count_entries, stock_journal, repeated_answers,
    )
}  # fmt: skip

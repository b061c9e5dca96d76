"""`gendan verify`: what it prints, and the status it ends with."""

import json

from click.testing import CliRunner, Result

from gendan.config.commands_verify import verify
from gendan.kernel import sql
from gendan.records.orders.models import CustomerOrder
from tests import world


def run(*words: str) -> Result:
    return CliRunner().invoke(verify, words)


def _number(order: int) -> str:
    return CustomerOrder.objects.get(id=order).number


def test_honest_work_ends_with_status_0(shop: None) -> None:
    world.dispatched(3)
    done = run()
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("All agrees (3 orders, ")


def test_a_lie_is_printed_under_its_rule_and_ends_with_status_1(shop: None) -> None:
    orders = world.placed(3)
    sql.run("UPDATE customer_order SET paid = 1 WHERE id = ANY(%s)", [orders])
    done = run("--examples", "2")
    assert done.exit_code == 1
    assert done.stdout.splitlines()[:4] == [
        "✗ What is paid on an order is the sum of the payments that came.",
        f"    Order {_number(orders[0])} has 1.00 paid; the payments that came give 0.00.",
        f"    Order {_number(orders[1])} has 1.00 paid; the payments that came give 0.00.",
        "    … and 1 more.",
    ]
    assert done.stdout.splitlines()[4].startswith("3 things differ (3 orders, ")


def test_one_order_or_some_of_them(shop: None) -> None:
    orders = world.placed(3)
    sql.run("UPDATE customer_order SET paid = 1 WHERE id = %s", [orders[0]])
    assert run("--order", _number(orders[0])).exit_code == 1
    assert run("--order", _number(orders[1])).exit_code == 0
    assert run("--from", _number(orders[1])).exit_code == 0
    assert run("--to", _number(orders[1])).exit_code == 1
    assert run("--from", _number(orders[1]), "--to", _number(orders[2])).exit_code == 0


def test_what_cannot_be_asked_is_explained(shop: None) -> None:
    done = run("--order", "12345678")
    assert (done.exit_code, "There is no order 12345678." in done.output) == (2, True)
    done = run("--order", "1", "--from", "2")
    assert (done.exit_code, "but not both" in done.output) == (2, True)


def test_other_programs_read_the_report(shop: None) -> None:
    (order,) = world.placed()
    sql.run("UPDATE customer_order SET paid = 1 WHERE id = %s", [order])
    done = run("--json")
    assert done.exit_code == 1
    report = json.loads(done.stdout)
    assert (report["clean"], report["orders"], report["differences"]) == (False, 1, 1)
    assert [check for check in report["checks"] if check["differences"]] == [
        {
            "name": "order_paid",
            "rule": "What is paid on an order is the sum of the payments that came.",
            "differences": 1,
            "examples": [
                {
                    "document": _number(order),
                    "stored": "1.00",
                    "computed": "0.00",
                    "sentence": f"Order {_number(order)} has 1.00 paid; "
                    "the payments that came give 0.00.",
                }
            ],
        }
    ]

"""What a customer may choose when goods are short: what comes of it, when, and its money."""

from collections.abc import Mapping
from datetime import datetime

from gendan.journey.s2_review.offers import Option
from gendan.kernel import sql
from gendan.kit.words import said
from gendan.portal import story
from gendan.portal.headline import by_promise
from gendan.portal.moments import day
from gendan.portal.steps import Told
from gendan.process.model import Text
from gendan.process.words import Decision
from gendan.records.stock.coming import expected_on

NAMES = "SELECT id, name, name_en FROM product WHERE id = ANY(%s)"
FOLLOWS: Mapping[Decision, Text] = {
    Decision.SUBSTITUTE: Text("缺的换成它", "It comes instead of what is short"),
    Decision.SHIP_AVAILABLE: Text(
        "有货的先发，缺的到货再发", "What is there goes now, the rest when it has come in"
    ),
    Decision.WAIT: Text("缺的到货后一起发", "All goes together when the rest has come in"),
    Decision.REDUCE: Text("缺的不要了，其余照发", "What is short is left out, the rest goes"),
    Decision.CANCEL: Text("还没发的都不要了", "What was not sent yet is cancelled"),
}
COMES = Text("预计{day}到货", "expected {day}")
WAITED_FOR = Text("缺的商品预计{day}到货。", "What is short is expected {day}.")
ON_TIME = frozenset({Decision.SUBSTITUTE, Decision.REDUCE})  # nothing is waited for


def options(open_to: list[Option], told: Told, now: datetime) -> list[dict[str, object]]:
    """Each choice as it is shown. One statement where there is a substitute, for its name."""
    chosen = {one.product for option in open_to for one in option.substitutes}
    names = (
        {id: story.own([*both]) for id, *both in sql.rows(NAMES, [list(chosen)])} if chosen else {}
    )
    by = by_promise(told, now)
    return [
        {
            "code": option.decision.value,
            "label": said(option.decision.label),
            "follows": said(FOLLOWS[option.decision]),
            "by": by if option.decision in ON_TIME else _comes(option, now),
            "payable": story.money(option.payable, told),
            "owes": story.money(option.customer_owes, told) if option.customer_owes else "",
            "refund": story.money(option.refund_due, told) if option.refund_due else "",
            "instead": "、".join(names[one.product] for one in option.substitutes),
        }
        for option in open_to
    ]


def _comes(option: Option, now: datetime) -> str:
    """When what is waited for is to come in, as far as that was announced."""
    return said(COMES).format(day=day(option.expected_on, now)) if option.expected_on else ""


def waited_for(order: int, told: Told, now: datetime) -> str:
    """After they chose to wait: when the goods come in, as far as that was announced. One statement
    where they did."""
    decision = told["case"] and told["case"]["decision"]
    if not decision or not Decision.of(decision).awaits_goods:
        return ""
    days = expected_on([order], now.date())
    return said(WAITED_FOR).format(day=day(days[order], now)) if order in days else ""

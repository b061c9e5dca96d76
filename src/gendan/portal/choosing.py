"""What a customer may choose when goods are short: what comes of it, when, and its money."""

from collections.abc import Mapping
from datetime import datetime

from gendan.journey.s2_review.offers import Option
from gendan.kernel import sql
from gendan.kit.words import said
from gendan.portal import story
from gendan.portal.headline import by_promise
from gendan.portal.steps import Told
from gendan.process.model import Text
from gendan.process.words import Decision

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
            "by": by if option.decision in ON_TIME else "",
            "payable": story.money(option.payable, told),
            "owes": story.money(option.customer_owes, told) if option.customer_owes else "",
            "refund": story.money(option.refund_due, told) if option.refund_due else "",
            "instead": "、".join(names[one.product] for one in option.substitutes),
        }
        for option in open_to
    ]

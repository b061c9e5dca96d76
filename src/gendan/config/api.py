"""The API: every router, and the order in which their addresses are tried."""

import json
from collections.abc import Sequence

from ninja import Router

from gendan.desks import api_messages as messages
from gendan.desks import api_tokens as tokens
from gendan.desks import api_webhooks as webhooks
from gendan.desks.papers import api as papers
from gendan.insight.dock import api as dock
from gendan.insight.floor import api as floor
from gendan.insight.goods import api as goods
from gendan.insight.goods import api_papers as stock_papers
from gendan.insight.house import api as house
from gendan.insight.orders import api as orders
from gendan.insight.people import api as people
from gendan.journey.anytime import api as anytime
from gendan.journey.anytime import api_edits as edits
from gendan.journey.anytime import api_feedback as feedback
from gendan.journey.s1_place import api as place
from gendan.journey.s2_review import api as review
from gendan.journey.s3_pick import api as pick
from gendan.journey.s4_issue import api as issue
from gendan.journey.s5_dispatch import api as dispatch
from gendan.journey.s6_deliver import api as deliver
from gendan.journey.s6_deliver import api_amends as amends
from gendan.journey.s6_deliver import api_astray as astray
from gendan.journey.s6_deliver import api_proofs as proofs
from gendan.kit.rest.api import new_api
from gendan.stockroom import api_counts as counts
from gendan.stockroom import api_levels as levels
from gendan.stockroom import api_receipts as receipts
from gendan.stockroom import api_transfers as transfers

PREFIX = "/api/v1/"

COMMANDS: Sequence[Router] = (
    place.router,
    review.router,
    pick.router,
    issue.router,
    dispatch.router,
    deliver.router,
    proofs.router,
    astray.router,
    amends.router,
    anytime.router,
    edits.router,
    feedback.router,
    receipts.router,
    counts.router,
    transfers.router,
    levels.router,
    tokens.router,
    webhooks.router,
    messages.router,
    papers.router,
)
READS: Sequence[Router] = (
    orders.router,
    goods.router,
    stock_papers.router,
    people.router,
    house.router,
    dock.router,
    floor.router,
)

api = new_api(
    title="Gendan 跟单",
    version="1",
    description="Every order from the moment it is placed to its end. 从下单到送达的每一步。",
)
for reads in READS:  # an address that is read and written to is one address
    for writes in COMMANDS:
        for shared in reads.path_operations.keys() & writes.path_operations.keys():
            read = reads.path_operations.pop(shared).operations
            writes.path_operations[shared].operations += read
for router in (*READS, *COMMANDS):  # what is asked most is tried first
    api.add_router("", router)


def reference() -> str:
    """The description of every address, after OpenAPI 3.1, as `docs/generated/openapi.json`."""
    schema = api.get_openapi_schema(path_prefix=PREFIX)
    return json.dumps(schema, ensure_ascii=False, indent=1, default=str) + "\n"

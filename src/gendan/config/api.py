"""The API: every router, and the order in which their addresses are tried."""

from collections.abc import Sequence

from ninja import Router

from gendan.journey.s1_place.api import router as place
from gendan.journey.s4_issue.api import router as issue
from gendan.kit.rest.api import new_api

# Commands before reads: `/orders/confirmations` is no order of that number.
COMMANDS: Sequence[Router] = (place, issue)
READS: Sequence[Router] = ()

api = new_api(
    title="Gendan 跟单",
    version="1",
    description="Every order from the moment it is placed to its end. 从下单到送达的每一步。",
)
for router in (*COMMANDS, *READS):
    api.add_router("", router)

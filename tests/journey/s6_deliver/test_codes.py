"""What each code of others means, as they document it: one case a code, none of the table's own."""

import pytest

from gendan.journey.s6_deliver import codes

# 快递100: 物流状态 of its push and query interfaces.
KUAIDI100 = {
    "0": "in_transit", "1": "collected", "2": "exception", "3": "delivered", "4": "returned",
    "5": "out_for_delivery", "6": "returning", "7": "forwarded", "8": "customs", "10": "customs",
    "11": "customs", "12": "customs", "13": "customs", "14": "refused", "101": "pre_transit",
    "102": "pre_transit", "103": "collected", "201": "exception", "202": "exception",
    "203": "exception", "204": "exception", "205": "exception", "206": "exception",
    "207": "exception", "208": "exception", "209": "exception", "210": "exception",
    "301": "delivered", "302": "delivered", "303": "delivered", "304": "delivered",
    "401": "cancelled_by_carrier", "501": "at_pickup_point", "1001": "in_transit",
    "1002": "in_transit", "1003": "forwarded",
}  # fmt: skip
# AfterShip: delivery statuses, and the sub-statuses that mean more.
AFTERSHIP = {
    "Pending": "pre_transit", "InfoReceived": "pre_transit", "InTransit": "in_transit",
    "OutForDelivery": "out_for_delivery", "AvailableForPickup": "at_pickup_point",
    "AttemptFail": "attempt_failed", "Delivered": "delivered", "Delivered_001": "delivered",
    "Delivered_002": "delivered", "Delivered_003": "delivered", "Delivered_004": "delivered",
    "Delivered_005": "delivered", "Exception": "exception", "Exception_003": "refused",
    "Exception_004": "customs",
}  # fmt: skip
# 顺丰: 路由操作码.
SHUNFENG = {
    "30": "in_transit", "31": "in_transit", "33": "exception", "36": "in_transit",
    "43": "collected", "44": "out_for_delivery", "50": "collected", "54": "collected",
    "70": "attempt_failed", "80": "delivered", "99": "forwarded", "125": "at_pickup_point",
    "130": "at_pickup_point", "204": "out_for_delivery", "3036": "in_transit",
}  # fmt: skip
DOCUMENTED = {"kuaidi100": KUAIDI100, "aftership": AFTERSHIP, "shunfeng": SHUNFENG}


@pytest.mark.parametrize(
    ("scheme", "theirs", "ours"),
    [(scheme, theirs, ours) for scheme, table in DOCUMENTED.items()
     for theirs, ours in table.items()],
)  # fmt: skip
def test_a_code_means_what_is_documented(scheme: str, theirs: str, ours: str) -> None:
    assert codes.ours(scheme, theirs).value == ours


def test_no_code_is_mapped_that_is_not_documented() -> None:
    mapped = {scheme: set(table) for scheme, table in codes.TABLES.items() if scheme != "ours"}
    assert mapped == {scheme: set(table) for scheme, table in DOCUMENTED.items()}


@pytest.mark.parametrize("theirs", ["", "00", "3 ", "305", "delivered", "Exception_010", "已签收"])
def test_what_is_not_documented_is_not_guessed(theirs: str) -> None:
    for scheme in DOCUMENTED:
        assert codes.ours(scheme, theirs).value == "unknown"

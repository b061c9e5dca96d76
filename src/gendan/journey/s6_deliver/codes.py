"""Carriers' codes in our words. A text never decides; an unknown code stays `unknown`.

Sources: 快递100 push interface, table of `state`; AfterShip, tracking `tag` and `subtag`.
"""

from gendan.process.words import CarrierCode

OURS = {code.value: code for code in CarrierCode}

KUAIDI100 = {
    **dict.fromkeys(("101", "102"), CarrierCode.PRE_TRANSIT),
    **dict.fromkeys(("1", "103"), CarrierCode.COLLECTED),
    **dict.fromkeys(("0", "1001", "1002"), CarrierCode.IN_TRANSIT),
    **dict.fromkeys(("7", "1003"), CarrierCode.FORWARDED),
    **dict.fromkeys(("10", "11", "12", "13"), CarrierCode.CUSTOMS),
    "5": CarrierCode.OUT_FOR_DELIVERY,
    "501": CarrierCode.AT_PICKUP_POINT,
    **dict.fromkeys(("3", "301", "302", "303", "304"), CarrierCode.DELIVERED),
    "14": CarrierCode.REFUSED,
    "6": CarrierCode.RETURNING,
    "4": CarrierCode.RETURNED,
    "2": CarrierCode.EXCEPTION,
    "401": CarrierCode.CANCELLED_BY_CARRIER,
}

AFTERSHIP = {
    **dict.fromkeys(("Pending", "InfoReceived"), CarrierCode.PRE_TRANSIT),
    "InTransit": CarrierCode.IN_TRANSIT,
    "OutForDelivery": CarrierCode.OUT_FOR_DELIVERY,
    "AvailableForPickup": CarrierCode.AT_PICKUP_POINT,
    "AttemptFail": CarrierCode.ATTEMPT_FAILED,
    "Delivered": CarrierCode.DELIVERED,
    "Exception_003": CarrierCode.REFUSED,
    "Exception_004": CarrierCode.CUSTOMS,
    "Exception": CarrierCode.EXCEPTION,
}

TABLES = {"ours": OURS, "kuaidi100": KUAIDI100, "aftership": AFTERSHIP}

# What a carrier's word suggests that we do. It never does it by itself.
PROPOSES = {
    CarrierCode.DELIVERED: "deliver",
    CarrierCode.REFUSED: "come_back",
    CarrierCode.RETURNING: "come_back",
}


def ours(scheme: str, code: str) -> CarrierCode:
    """Our word for a code of that scheme: `ours`, `kuaidi100` or `aftership`."""
    return TABLES[scheme].get(code, CarrierCode.UNKNOWN)

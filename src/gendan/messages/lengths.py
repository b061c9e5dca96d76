"""How many parts a short message takes: each is paid for, and longer ones arrive in pieces."""

import re

# The alphabet of which 160 signs fit a part: 3GPP TS 23.038, with the signs that take two places.
ONE_PLACE = re.compile(
    r"[A-Za-z0-9 \r\n@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉÄÖÑÜ§äöñüà!\"#¤%&'()*+,\-./:;<=>?¡¿]"
)
TWO_PLACES = re.compile(r"[\^{}\\\[\]~|€\f]")


def parts(text: str, signature: str = "") -> int:
    """Of how many parts it is, with the shop's 【signature】 in which gateways put it."""
    whole = f"【{signature}】{text}" if signature else text
    ones, twos = len(ONE_PLACE.findall(whole)), len(TWO_PLACES.findall(whole))
    if ones + twos == len(whole):
        places, alone, linked = ones + 2 * twos, 160, 153
    else:
        places, alone, linked = len(whole.encode("utf-16-be")) // 2, 70, 67
    return 1 if places <= alone else -(-places // linked)

"""Whether a shop's own words can be used, judged before anybody is told anything in them."""

from collections.abc import Mapping
from itertools import product

from gendan.messages.language import fill, understood
from gendan.messages.lengths import parts
from gendan.messages.names import NAMES, longest

SMS_MAX = 500  # characters that gateways take of one message
SUBJECT_MAX = 150


def longest_of(text: str, language: str) -> str:
    """The longest that may come of these words. Raises `Misworded`.

    Every yes and no is tried; of each other fact the longest, and none at all."""
    template = understood(text)
    known = longest(language)
    asked = [name for name in NAMES if known[name] is True and name in text]
    empty = {name: "" if isinstance(fact, str) else fact for name, fact in known.items()}
    filled = [
        fill(template, facts | dict(zip(asked, answers, strict=True)))
        for facts in (known, empty)
        for answers in product((True, False), repeat=len(asked))
    ]
    return max(filled, key=len)


def most_parts(text: str, language: str, signature: str) -> int:
    """Of how many parts a short message may come to be. Raises `Misworded`."""
    return parts(longest_of(text, language), signature)


def own_words(texts: Mapping[str, str], standard: Mapping[str, str]) -> dict[str, str]:
    """What differs from ours; a part that is the same, or empty, is ours."""
    return {
        part: "" if text.strip() == standard.get(part, "") else text.strip()
        for part, text in texts.items()
    }

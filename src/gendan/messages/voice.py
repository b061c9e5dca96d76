"""How this shop speaks: its own words and its settings, read once for many messages."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field

from gendan.kernel import sql
from gendan.messages.language import Misworded, understood
from gendan.messages.words import Words, standard_words
from gendan.records.shop.models import ShopSettings
from gendan.records.shop.reading import shop_settings

READ = """
SELECT key, language, subject, body, sms FROM wording WHERE subject || body || sms <> ''
"""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Own:
    """Words that stand before ours; empty: ours."""

    subject: str = ""
    body: str = ""
    sms: str = ""


@dataclass(frozen=True, slots=True)
class Voice:
    """Own words by key and language, and the shop's settings."""

    own: Mapping[tuple[str, str], Own] = field(default_factory=dict)
    shop: ShopSettings = field(default_factory=ShopSettings)

    def words_for(self, key: str, recipient: str, language: str) -> Words:
        """What the recipient is told; `KeyError` when nobody thought of words.

        Own words that cannot be used any more give way to ours: a message is not kept back."""
        standard = standard_words(key, recipient, language)
        own = self.own.get((standard.key, standard.language))
        if own is None:
            return standard
        try:
            return over(standard, own)
        except Misworded as error:
            log.error("own words of %s %s cannot be used: %s",
                      standard.key, standard.language, error)  # fmt: skip
            return standard

    def silent(self, key: str, channel: str) -> bool:
        """Whether the shop does not want customers to be told of this step that way."""
        untold = {"email": self.shop.untold_email, "sms": self.shop.untold_sms}
        return key in untold.get(channel, ())


def listen() -> Voice:
    """How the shop speaks now: two statements."""
    own = {(key, language): Own(*parts) for key, language, *parts in sql.rows(READ)}
    return Voice(own, shop_settings())


def over(standard: Words, own: Own) -> Words:
    """Our words where there are no own ones. Raises `Misworded`."""
    return Words(
        key=standard.key,
        language=standard.language,
        subject=understood(own.subject) if own.subject else standard.subject,
        body=understood(own.body) if own.body else standard.body,
        sms=understood(own.sms) if own.sms and standard.sms else standard.sms,
        shows=standard.shows,
        urgent=standard.urgent,
    )

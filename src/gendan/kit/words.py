"""Words in the language of the reader, for templates and forms."""

from django.conf import settings
from django.utils.functional import lazy
from django.utils.translation import get_language

from gendan.process.model import Text


def said(text: Text) -> str:
    """The text in the language of this request."""
    return text.in_language(get_language() or settings.LANGUAGE_CODE)


def _words(zh: str, en: str) -> str:
    return said(Text(zh, en))


# Chosen when it is shown, for what is written down once: labels of forms and lists.
words = lazy(_words, str)

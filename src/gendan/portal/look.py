"""The customer's pages as HTML: their templates are compiled once, and know nothing of desks.

Customers look often, and all at once when something is late. A template that is Python by then is
the greater part of a quick answer; so is one that has made up its mind about the language.
"""

import re
from collections.abc import Callable, Mapping
from functools import cache, partial
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.defaultfilters import linebreaksbr
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from jinja2 import Environment, FunctionLoader

from gendan.process.model import Text

PAGES = Path(__file__).with_name("pages")
FIELD = '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'
WORDS = re.compile(r"""\{\{ words\((["'])(.*?)\1, \1(.*?)\1\) \}\}""")


def page(
    request: HttpRequest, name: str, context: Mapping[str, object], status: int
) -> HttpResponse:
    """The page of that name."""

    def csrf_input() -> SafeString:
        return format_html(FIELD, get_token(request))

    language = "en" if (get_language() or "").startswith("en") else "zh"
    text = (
        _environment(language)
        .get_template(f"{name}.html")
        .render(
            context,
            csrf_input=csrf_input,
            nonce=request.csp_nonce,  # type: ignore[attr-defined]
        )
    )
    return HttpResponse(text, status=status)


class _Pages(Environment):
    """Most of what a page names lies in mappings; Jinja looks there last."""

    def getattr(self, of: object, attribute: str) -> object:
        """What the object has under that name."""
        if type(of) is dict and attribute in of:
            return of[attribute]
        return super().getattr(of, attribute)


@cache
def _environment(language: str) -> Environment:
    made = _Pages(
        loader=FunctionLoader(partial(_in_language, language=language)), autoescape=True,
        cache_size=0 if settings.DEBUG else 100, trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    made.globals.update(said=_saying(language), url=_url, static=cache(static))
    made.filters["lines"] = _lines
    return made


def _in_language(name: str, language: str) -> str:
    """The template, with words where it asks for words in one of two languages."""
    text = (PAGES / name).read_text(encoding="utf-8")
    return WORDS.sub(lambda found: str(escape(found[3 if language == "en" else 2])), text)


def _saying(language: str) -> Callable[[Text], str]:
    return lambda text: text.in_language(language)


def _url(name: str, *given: object) -> str:
    return reverse(name, args=given)


def _lines(text: str) -> SafeString:
    return SafeString(linebreaksbr(text, autoescape=True))

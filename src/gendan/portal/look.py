"""The customer's pages as HTML: their templates are compiled once, and know nothing of desks.

Customers look often, and all at once when something is late. A template that is Python by then is
the greater part of a quick answer.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.defaultfilters import linebreaksbr
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from jinja2 import Environment, FileSystemLoader

from gendan.kit.words import said

PAGES = Path(__file__).with_name("pages")
FIELD = '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'


def page(
    request: HttpRequest, name: str, context: Mapping[str, object], status: int
) -> HttpResponse:
    """The page of that name."""

    def csrf_input() -> SafeString:
        return format_html(FIELD, get_token(request))

    is_english = (get_language() or "").startswith("en")

    def words(zh: str, en: str) -> str:
        return en if is_english else zh

    text = (
        _environment()
        .get_template(f"{name}.html")
        .render(
            context,
            csrf_input=csrf_input,
            words=words,
            nonce=request.csp_nonce,  # type: ignore[attr-defined]
        )
    )
    return HttpResponse(text, status=status)


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(PAGES), autoescape=True, auto_reload=settings.DEBUG,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    made.globals.update(said=said, url=_url, static=cache(static))
    made.filters["lines"] = _lines
    return made


def _url(name: str, *given: object) -> str:
    return reverse(name, args=given)


def _lines(text: str) -> SafeString:
    return SafeString(linebreaksbr(text, autoescape=True))

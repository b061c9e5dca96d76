"""How every page of a customer leaves: in their language, kept by nobody, its address not told."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.utils.translation import activate, get_language

from gendan.portal import look

LANGUAGES = ("zh-hans", "en")


def speak(request: HttpRequest) -> None:
    """The language of the link, for those who keep no cookies."""
    if (language := request.GET.get("lang", "")) in LANGUAGES:
        activate(language)


def sent(
    request: HttpRequest, name: str, context: Mapping[str, object], status: int,
    *, form: bool = True,
) -> HttpResponse:  # fmt: skip
    """The page of that name, with what all of them need. `form`: whether one is on it."""
    language = get_language() or ""
    other = "en" if language.startswith("zh") else "zh-hans"
    asked = f"?lang={language}" if request.GET.get("lang") in LANGUAGES else ""
    answer = look.page(request, name, {**context, "other": other, "lang": asked}, status)
    return closed(answer, with_form=form)


def closed(answer: HttpResponse, *, with_form: bool) -> HttpResponse:
    """Nobody else hears of the link. With `no-referrer` browsers send forms with `Origin: null`,
    which Django takes for a forgery: a page with a form tells its address to itself alone."""
    answer["Referrer-Policy"] = "same-origin" if with_form else "no-referrer"
    answer["X-Robots-Tag"] = "noindex, nofollow"
    answer["Cache-Control"] = "private, no-cache"
    return answer

"""Whoever must have a second factor gets no further than the page where it is set up."""

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from gendan.desks.rights import is_manager
from gendan.kit.rest.door import PREFIX
from gendan.kit.rest.problems import Kind, Problem, told
from gendan.kit.words import said
from gendan.process.model import Text

OPEN = ("/accounts/", "/set-up/", "/language")
# Recovery codes are for whoever lost one of these.
FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
FIRST = Text("先设置两步验证（验证器或通行密钥），再继续。",
             "First set up a second factor: an authenticator app or a passkey.")  # fmt: skip


def required(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[..., object]:
    """Let everybody pass who has what `GENDAN_SECOND_FACTOR` asks of them."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if request.path_info.startswith(OPEN) or not _is_missing(request):
            return get_response(request)
        if request.path_info.startswith(PREFIX):
            return told(request, Problem(Kind.UNAUTHENTICATED))
        messages.warning(request, said(FIRST))
        return redirect("mfa_index")

    return answer


def lacks_second_factor(person: object) -> bool:
    """Whether this person must have one and has none."""
    must = settings.SECOND_FACTOR == "everybody" or (
        settings.SECOND_FACTOR == "managers" and is_manager(person)
    )
    return must and not is_mfa_enabled(person, types=FACTORS)


def _is_missing(request: HttpRequest) -> bool:
    signed_in = settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated
    return signed_in and lacks_second_factor(request.user)

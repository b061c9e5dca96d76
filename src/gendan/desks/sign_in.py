"""How the house differs from what django-allauth does by itself when people sign in."""

import time
from collections.abc import Mapping

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.adapter import get_adapter as accounts
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.http import HttpRequest

from gendan.kernel import sealing
from gendan.records.people.models import Staff

PURPOSE = "second factors:"


class Accounts(DefaultAccountAdapter):
    """Nobody makes an account for themselves; managers invite people."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Never."""
        return False

    def is_reauthentication_required(self, *, app: str, **rest: object) -> bool:
        """Before what is dangerous people say again who they are. Whoever has nothing of their own
        to say it with, neither password nor second factor, must have come through the provider a
        moment ago."""
        request = context.request
        if not self.get_reauthentication_methods(request.user):
            came = [record["at"] for record in get_authentication_records(request, request.user)]
            return not came or time.time() - max(came) > settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
        return super().is_reauthentication_required(app=app, **rest)


class Vouched(DefaultSocialAccountAdapter):
    """Another system may vouch for somebody who works here already; it cannot bring in others."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:  # noqa: ARG002
        """Never."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Somebody who comes for the first time is known by their login name; then by what the
        provider calls them, which does not change."""
        if sociallogin.is_existing or request.user.is_authenticated:
            return
        name = _claimed(sociallogin.account.extra_data)
        person = Staff.objects.filter(username=name, is_active=True).first() if name else None
        if person:
            sociallogin.connect(request, person)


class SecondFactors(DefaultMFAAdapter):
    """The secrets of second factors are kept encrypted: a copy of the database makes no codes."""

    def encrypt(self, text: str) -> str:
        """Encrypted with a key made from the house's secret key."""
        return sealing.sealed(text, PURPOSE)

    def decrypt(self, encrypted_text: str) -> str:
        """What was encrypted."""
        return sealing.opened(encrypted_text, PURPOSE)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The house as the browser's own dialogue names it."""
        return super().get_public_key_credential_rp_entity() | {"name": settings.MFA_TOTP_ISSUER}


def guessed_name(request: HttpRequest, credentials: Mapping[str, str] | None) -> str:
    """The login name that somebody tries, as guesses are counted: `Han` and `han` are one."""
    given = (credentials or {}).get("username") or request.POST.get("login", "")
    return given.strip().lower()[:150]


def address_of(request: HttpRequest) -> str | None:
    """From where the request comes; the headers of proxies count as far as they are ours. None
    when a program signs somebody in."""
    if not request.META.get("REMOTE_ADDR"):
        return None
    address: str = accounts(request).get_client_ip(request)
    return address


def _claimed(told: Mapping[str, object]) -> str:
    """The claim that is the login name; providers tell it in the token or when asked."""
    for part in (told.get("userinfo"), told.get("id_token"), told):
        if isinstance(part, Mapping) and isinstance(name := part.get(settings.OIDC_CLAIM), str):
            return name
    return ""

"""Where a request comes from: one answer for all that count tries."""

from allauth.account.adapter import get_adapter as accounts
from django.http import HttpRequest


def client_of(request: HttpRequest) -> str:
    """The address from which it comes; the headers of proxies count as far as they are ours."""
    return str(accounts(request).get_client_ip(request) or "")

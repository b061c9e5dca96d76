"""Set-up links: how somebody gets their first password, or a new one. Nobody types one for others.

A link works once and for half an hour. It is signed with the state of the person: setting a
password, or another link, makes it void. Nothing of it is kept.
"""

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db import transaction
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from gendan.desks.sessions import end_sessions
from gendan.process.model import Role
from gendan.records.people.models import Staff

FIRST = ("manager", "店长")


class _SetUp(PasswordResetTokenGenerator):
    """Tokens of their own: a mailed link for a forgotten password is none of these."""

    key_salt = "gendan.desks.invitation"


SET_UP = _SetUp()


def invite(person: Staff) -> str:
    """Make the person's password void, end their sessions, and give a link to set a new one."""
    with transaction.atomic():
        person.set_unusable_password()
        person.save(update_fields=["password"])
        end_sessions([person.pk])
    uid = urlsafe_base64_encode(force_bytes(person.pk))
    path = reverse("set_up", args=[uid, SET_UP.make_token(person)])
    return f"{settings.PUBLIC_URL}{path}"


def first_link() -> str:
    """A link for the first manager of a new house; none when some manager can sign in already."""
    managers = Staff.objects.filter(department=Role.MANAGER.value, is_active=True).order_by("id")
    if any(manager.has_usable_password() for manager in managers):
        return ""
    if SocialAccount.objects.filter(user__in=managers).exists():
        return ""
    login, name = FIRST
    person = managers.first() or Staff.objects.create(
        username=login, name=name, department=Role.MANAGER.value
    )
    return invite(person)

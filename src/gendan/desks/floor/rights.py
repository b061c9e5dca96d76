"""Who works on the floor: whoever the process lets pick."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from gendan.desks.callers import caller_of
from gendan.kit.rest.identity import Caller
from gendan.process.definition import PROCESS

PICK = PROCESS.step("pick")


def picker(request: HttpRequest) -> Caller:
    """Who is signed in, if they may pick. Raises `PermissionDenied`."""
    caller = caller_of(request)
    if not caller.actor.may(PICK):
        raise PermissionDenied(PICK.name)
    return caller

"""The API as a whole: how it reads, who may enter, and what becomes of all that goes wrong."""

import logging

import psycopg
from django.core.exceptions import PermissionDenied
from django.db import Error as DatabaseError
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.types import DictStrAny

from gendan.embedded import Trouble
from gendan.kit.rest.bodies import Json
from gendan.kit.rest.faults import faults
from gendan.kit.rest.identity import SIGNED_IN
from gendan.kit.rest.openapi import add_problems
from gendan.kit.rest.problems import Kind, Problem, language_of, told
from gendan.process.stock import LAWS

logger = logging.getLogger(__name__)

BUSY = (
    psycopg.errors.DeadlockDetected,
    psycopg.errors.LockNotAvailable,
    psycopg.errors.SerializationFailure,
)
SECONDS = "5"  # after which to try again when the database is away
OF_STATUS = {401: Kind.UNAUTHENTICATED, 403: Kind.FORGERY_SUSPECTED, 404: Kind.NOT_FOUND}


class Api(NinjaAPI):
    """Ninja's, whose reference says of each address that it may answer with a problem."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: DictStrAny | None = None
    ) -> OpenAPISchema:
        """The reference, after OpenAPI 3.1."""
        schema = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        add_problems(schema)
        return schema


def new_api(title: str, version: str, description: str) -> NinjaAPI:
    """An API without addresses yet; everything in it asks for sign-in."""
    api = Api(
        title=title,
        version=version,
        description=description,
        urls_namespace="api",
        auth=SIGNED_IN,
        parser=Json(),
        servers=[{"url": "/", "description": "This house"}],
    )
    for kind in (Exception, HttpError, Http404, ValidationError):  # ninja has one for each
        api.exception_handler(kind)(_tell)
    return api


def _tell(request: HttpRequest, error: Exception) -> HttpResponse:
    problem = _problem(request, error)
    if problem.kind is Kind.INTERNAL:
        logger.error("%s %s", request.method, request.path, exc_info=error)
    return told(request, problem)


def _problem(request: HttpRequest, error: Exception) -> Problem:
    """Which problem an exception is."""
    if isinstance(error, Problem):
        return error
    if isinstance(error.__cause__, Problem):  # ninja wraps what its parser raises
        return error.__cause__
    if isinstance(error, ValidationError):
        found = faults(error.errors, language_of(request))
        return Problem(Kind.INVALID, errors=found, count=len(found))
    if isinstance(error, PermissionDenied):
        return Problem(Kind.FORBIDDEN, what=_words(str(error), language_of(request)))
    if isinstance(error, DatabaseError) and isinstance(error.__cause__, BUSY):
        return Problem(Kind.CONFLICT, headers={"Retry-After": "1"})
    if isinstance(error, OperationalError | InterfaceError | Trouble):
        logger.warning("the database does not answer: %s", error)
        return Problem(Kind.UNAVAILABLE, headers={"Retry-After": SECONDS})
    if isinstance(error, Http404):
        return Problem(Kind.NOT_FOUND)
    if isinstance(error, HttpError):
        return Problem(OF_STATUS.get(error.status_code, Kind.BAD_REQUEST))
    return Problem(Kind.INTERNAL)


def _words(name: str, language: str) -> str:
    """The button's words for a step; other names speak for themselves."""
    labels = {step.name: step.label for law in LAWS for step in law.steps}
    return labels[name].in_language(language) if name in labels else name

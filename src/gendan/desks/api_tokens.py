"""Tokens over the API: managers let other systems in, see them, and shut them out."""

from datetime import datetime
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Router
from pydantic import BaseModel, ConfigDict, Field

from gendan.kernel.actor import Actor
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from gendan.kit.rest import identity
from gendan.kit.rest.bodies import Body, Code, Moment, Money
from gendan.kit.rest.commands import KEY_PARAMETER, answered
from gendan.kit.rest.identity import caller
from gendan.kit.rest.problems import Fault, Kind, Problem, language_of
from gendan.process.model import Role
from gendan.records.integrations import tokens
from gendan.records.integrations.models import ApiToken

router = Router(tags=["令牌 · Tokens"])
NAMES = 500
EXAMPLE = {
    "name": "wms",
    "role": "warehouse",
    "steps": ["acknowledge", "start_pick", "pick", "pack", "issue"],
    "reads": ["orders", "stock"],
    "warehouses": ["W1"],
}


class TokenToMake(Body):
    """What a program is to be let do. What is left out is not bounded."""

    name: Code
    role: Role
    steps: list[Code] | None = Field(None, min_length=1, max_length=100)
    reads: list[Code] = Field([], max_length=10)
    personal_data: bool = False
    stores: list[Code] | None = Field(None, min_length=1, max_length=1_000)
    warehouses: list[Code] | None = Field(None, min_length=1, max_length=1_000)
    per_minute: int = Field(600, ge=1, le=tokens.PER_MINUTE_MAX)
    amount_limit: Money | None = Field(None, ge=0)
    expires_at: Moment | None = Field(None, description="Empty: a year from now.")

    def form(self) -> tokens.NewToken:
        """The form that the command line has too."""
        return tokens.NewToken(
            name=self.name,
            role=self.role,
            steps=_set(self.steps),
            reads=frozenset(self.reads),
            personal_data=self.personal_data,
            stores=_set(self.stores),
            warehouses=_set(self.warehouses),
            per_minute=self.per_minute,
            amount_limit=self.amount_limit,
            expires_at=self.expires_at,
        )


class TokensToRevoke(Body):
    """Tokens by name."""

    names: list[Code] = Field(min_length=1, max_length=NAMES)


class TokenMade(BaseModel):
    """A token, shown this once; null when the same request is told again."""

    name: str
    token: str | None


class TokensRevoked(BaseModel):
    """What is revoked now, and which names no token in use had."""

    revoked: list[str]
    unknown: list[str]


class TokenInUse(BaseModel):
    """A token as it may be shown."""

    model_config = ConfigDict(from_attributes=True)

    name: str
    public: str
    role: Role
    steps: list[str] | None
    reads: list[str]
    personal_data: bool
    per_minute: int
    created_at: datetime
    created_by: str
    expires_at: datetime
    last_used_at: datetime | None


@router.post(
    "/tokens",
    operation_id="create_token",
    summary="发放令牌 · Make a token",
    response=TokenMade,
    openapi_extra={
        "parameters": [KEY_PARAMETER],
        "requestBody": {"content": {"application/json": {"example": EXAMPLE}}},
    },
)
def create_token(request: HttpRequest, body: TokenToMake) -> HttpResponse:
    """The secret is shown this once; nobody can read it again. Managers only."""
    by = _manager(request, body)
    made: list[str] = []

    def take(_: Actor) -> Outcome:
        made.append(tokens.create(body.form(), by=by.name))
        return Outcome(done=(0,))

    try:
        answered(request, "create_token", body, take)
    except tokens.BadToken as bad:
        raise _problem(request, bad) from bad
    return JsonResponse({"name": body.name, "token": made[0] if made else None})


@router.post(
    "/tokens/revocations",
    operation_id="revoke_tokens",
    summary="撤销令牌 · Revoke tokens",
    response=TokensRevoked,
    openapi_extra={
        "parameters": [KEY_PARAMETER],
        "requestBody": {"content": {"application/json": {"example": {"names": ["wms"]}}}},
    },
)
def revoke_tokens(request: HttpRequest, body: TokensToRevoke) -> HttpResponse:
    """They open nothing any more: here at once, everywhere within two seconds. Managers only."""
    by = _manager(request)

    def take(_: Actor) -> Outcome:
        gone = tokens.revoke(body.names, by=by.name)
        unknown = [i for i, name in enumerate(body.names) if name not in gone]
        return Outcome(refused=dict.fromkeys(unknown, refused(Refusal.NOT_FOUND)))

    outcome = answered(request, "revoke_tokens", body, take).outcome
    identity.forget()
    unknown = [body.names[item] for item in outcome.refused]
    return JsonResponse(
        {"revoked": [name for name in body.names if name not in unknown], "unknown": unknown}
    )


@router.get(
    "/tokens",
    operation_id="list_tokens",
    summary="在用的令牌 · Tokens in use",
    response=list[TokenInUse],
)
def list_tokens(request: HttpRequest) -> list[ApiToken]:
    """By name, at most a thousand. Managers only."""
    _manager(request)
    return list(ApiToken.objects.filter(revoked_at=None).order_by("name")[:1_000])


def _manager(request: HttpRequest, wanted: TokenToMake | None = None) -> Actor:
    """The manager who asks: a person, and one whose own arm reaches everywhere.

    A token that makes tokens, or a manager of one store, could otherwise grant what they lack."""
    by = caller(request).actor
    if by.role is not Role.MANAGER or by.staff is None:
        raise PermissionDenied("tokens")
    if by.stores is not None or by.warehouses is not None:
        raise PermissionDenied("tokens")
    if wanted and by.amount_limit is not None and not _within(wanted.amount_limit, by.amount_limit):
        raise PermissionDenied("amount_limit")
    return by


def _within(wanted: Decimal | None, most: Decimal) -> bool:
    return wanted is not None and wanted <= most


def _problem(request: HttpRequest, bad: tokens.BadToken) -> Problem:
    remedy = bad.remedy.in_language(language_of(request))
    fault = Fault(pointer=f"/{bad.field}", field=bad.field, message=remedy, remedy=remedy)
    return Problem(Kind.INVALID, errors=[fault], count=1)


def _set(values: list[str] | None) -> frozenset[str] | None:
    return None if values is None else frozenset(values)

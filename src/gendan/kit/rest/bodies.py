"""What a request may carry: JSON, not too large, not too deep. And the fields that recur in it."""

import codecs
import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, NoReturn

from django.http import HttpRequest
from ninja.parser import Parser
from ninja.types import DictStrAny
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from gendan.kernel import sql
from gendan.kit.rest.problems import Kind, Problem

LARGEST = 1_000_000  # bytes of one request
DEEPEST = 20  # lists in lists in lists
MOST = 500  # documents in one request
FIRST_YEAR, LAST_YEAR = 2, 9_998  # a moment stays one in every time zone

Line = Annotated[int, Field(ge=1, le=32_767, description="Place of the line on its order, from 1.")]
# What is meant for one item is judged by the command, and refused item by item; the schema says
# only what the database can hold.
Count = Annotated[int, Field(ge=-2_147_483_648, le=2_147_483_647)]
Money = Annotated[
    Decimal,
    Field(max_digits=14, decimal_places=2, description="To the cent; a string keeps it exact."),
]
Code = Annotated[str, StringConstraints(min_length=1, max_length=64)]
Short = Annotated[str, StringConstraints(max_length=200)]
Words = Annotated[str, StringConstraints(max_length=2_000)]
SAME = "Empty: as it was."  # what the description of such a field begins with; forms say so too


def _in_utc(moment: datetime) -> datetime:
    """The same moment, with the offset that every database and every screen can deal with."""
    # PostgreSQL takes offsets of less than 16 hours; Python's years end with 9999.
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError(moment.year)
    return moment.astimezone(UTC)


Moment = Annotated[AwareDatetime, AfterValidator(_in_utc)]
OrderNumber = Annotated[
    str, StringConstraints(min_length=1, max_length=32), Field(examples=["12345674"])
]
ShipmentNumber = Annotated[
    str, StringConstraints(min_length=1, max_length=40), Field(examples=["12345674-1"])
]
Version = Annotated[
    int, Field(ge=0, le=2_147_483_647, description="What you saw: the number in the ETag.")
]


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


# Made once: `json.loads` would make one for each request.
DECODER = json.JSONDecoder(parse_float=Decimal, parse_constant=_no_number)


class Body(BaseModel):
    """Something a request carries; a field nobody knows is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Overriding(Body):
    """What a command takes beside its own: why a manager takes a step of another department."""

    override: Words = Field(
        "",
        description="Why you take another department's step. Managers say so who are people; "
        "where the command asks for a reason in words, that one will do.",
    )

    def why(self) -> str:
        """The reason for overriding: the one given for it, or that of the step itself."""
        own = getattr(self, "reason", "")
        return self.override or (own if type(own) is str else "")


class Json(Parser):
    """Reads a request's body, and says what keeps it from being read."""

    def parse_body(self, request: HttpRequest) -> DictStrAny:
        """The body as Python's values; amounts stay exact."""
        if request.content_type != "application/json":
            raise Problem(Kind.WRONG_TYPE)
        try:
            text = request.body.removeprefix(codecs.BOM_UTF8).decode()
            read: DictStrAny = DECODER.decode(text)
        except RecursionError:
            raise _malformed("nesting") from None
        except (ValueError, ArithmeticError) as error:  # the latter: an exponent beyond measure
            raise _malformed(str(error)) from None
        if "\\u0000" in text and sql.ESCAPED_NUL.search(text):
            raise _malformed("U+0000")
        if text.count("[") + text.count("{") > DEEPEST and _too_deep(read):
            raise _malformed("nesting")
        return read


def _malformed(reason: str) -> Problem:
    return Problem(Kind.MALFORMED, reason=reason, depth=DEEPEST)


def _too_deep(value: object) -> bool:
    level = [value]
    for _ in range(DEEPEST + 1):
        level = [
            inner
            for outer in level
            if isinstance(outer, list | dict)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
        if not level:
            return False
    return True

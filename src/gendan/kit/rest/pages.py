"""Long lists, page by page: each page says where the next begins, so nothing is seen twice.

A cursor names the last row of a page by what the list is sorted by. It is signed: nobody has to
check what stands in it, and nobody can point it elsewhere.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from django.core import signing
from django.http import HttpRequest, HttpResponse
from pydantic import BaseModel, Field

from gendan.kit.rest.bodies import Body
from gendan.kit.rest.problems import Fault, Kind, Problem, language_of
from gendan.process.model import Text

USUAL, MOST = 50, 200
SALT = "page"
NO_FILTER = (
    Text("这张列表没有“{name}”这个条件。", "This list has no filter {name}."),
    Text("可用的条件：{known}。", "There are {known}."),
)
NO_CURSOR = (
    Text("这个游标不是这张列表给的。", "This cursor was not given by this list."),
    Text("从第一页重新开始，照 next 给的写。", "Begin at the first page, and send what next says."),
)

Cursor = Annotated[str, Field(max_length=1_000)]


class Paged(Body):
    """What every list takes: how many rows, and after which."""

    limit: int = Field(USUAL, ge=1, le=MOST)
    cursor: Cursor | None = Field(None, description="Of the next page, as the page before gave it.")


class Listed(BaseModel):
    """A page of a list: its rows, and the cursor of the next page, if there is one."""

    items: list[dict[str, object]]
    next: str | None


@dataclass(frozen=True, slots=True)
class Page:
    """Rows as JSON, and where the next page begins (what the last row is sorted by)."""

    rows: Sequence[str]
    last: Sequence[str] | None = None


def asked_with(example: Mapping[str, object]) -> dict[str, object]:
    """What the reference shows of a body."""
    return {"requestBody": {"content": {"application/json": {"example": dict(example)}}}}


def known_only(request: HttpRequest, known: type[Body]) -> None:
    """Refuse what stands in the address and no field of `known` is called: the problem 422."""
    strange = sorted(set(request.GET) - set(known.model_fields))
    if not strange:
        return
    words, remedy = (text.in_language(language_of(request)) for text in NO_FILTER)
    errors = [
        Fault(
            pointer=f"/{name}",
            field=name,
            message=words.format(name=name),
            remedy=remedy.format(known=", ".join(sorted(known.model_fields))),
        )
        for name in strange
    ]
    raise Problem(Kind.INVALID, errors=errors, count=len(errors))


def place(request: HttpRequest, asked: Paged, of_list: str) -> tuple[str, ...] | None:
    """After what the page begins: as `Page.last` said it; `None`: at the beginning."""
    if asked.cursor is None:
        return None
    try:
        name, *values = signing.loads(asked.cursor, salt=SALT)
    except signing.BadSignature:
        name, values = "", []
    if name != of_list:
        words, remedy = (text.in_language(language_of(request)) for text in NO_CURSOR)
        fault = Fault(pointer="/cursor", field="cursor", message=words, remedy=remedy)
        raise Problem(Kind.INVALID, errors=[fault], count=1)
    return tuple(values)


def cursor_of(of_list: str, last: Sequence[str]) -> str:
    """The cursor of the page after that row."""
    return signing.dumps([of_list, *last], salt=SALT)


def answer(request: HttpRequest, page: Page, of_list: str) -> HttpResponse:
    """A page, with the cursor of the next in it, and for a GET a `Link` to it (RFC 8288)."""
    cursor = None if page.last is None else cursor_of(of_list, page.last)
    following = "null" if cursor is None else f'"{cursor}"'
    body = f'{{"items": [{", ".join(page.rows)}], "next": {following}}}'
    response = HttpResponse(body, content_type="application/json")
    if cursor and request.method == "GET":
        asked = [each for each in request.META["QUERY_STRING"].split("&") if each]
        kept = [each for each in asked if not each.startswith("cursor=")]
        # A query may hold a cursor as it is: base64 for addresses, and colons (RFC 3986, 3.4).
        query = "&".join([*kept, f"cursor={cursor}"])
        address = request.build_absolute_uri(f"{request.path}?{query}")
        response["Link"] = f'<{address}>; rel="next"'
    return response

"""What a browser is told when something unexpected happens: in particular, that the database is
away for the moment."""

import sys

from django.db.utils import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.utils.translation import get_language

from gendan.process.model import Text

AGAIN_SECONDS = 2

AWAY = Text(
    "数据库暂时没有回应。已经确认的都在；请过几秒再试。",
    "The database does not answer for the moment. Whatever was confirmed is kept; try again in a "
    "few seconds.",
)
BROKEN = Text(
    "出了意外的错误，已经记录。请再试一次；还是这样，请把编号 {id} 告诉管理员。",
    "Something unexpected happened and was noted. Try again; if it stays, tell your administrator "
    "the number {id}.",
)
PAGE = """<!doctype html><html lang="{language}"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>Gendan 跟单</title><p>{words}</p></html>
"""


def unexpected(_request: HttpRequest) -> HttpResponse:
    """Answer 503 when the database is away, else 500. Asks nothing of anybody, lest it fail too."""
    language = get_language() or "zh-hans"
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        page = PAGE.format(language=language, words=AWAY.in_language(language))
        return HttpResponse(page, status=503, headers={"Retry-After": str(AGAIN_SECONDS)})
    from structlog.contextvars import get_contextvars

    id = get_contextvars().get("request_id", "–")
    words = BROKEN.in_language(language).format(id=id)
    return HttpResponseServerError(PAGE.format(language=language, words=words))

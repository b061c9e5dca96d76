"""Whatever is no result of an item is told as a problem: RFC 9457, in the caller's language."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import Enum
from typing import Self

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from gendan.process.model import Text

MEDIA_TYPE = "application/problem+json"


class Kind(Enum):
    """Status, then title, detail and remedy, each in Chinese and in English. `{…}` is filled in.

    A member's name in lower case is the stable code other systems may rely on."""

    status: int
    title: Text
    detail: Text
    remedy: Text

    def __new__(cls, status: int, title: Text, detail: Text, remedy: Text) -> Self:
        """A member whose value is its place."""
        member = object.__new__(cls)
        member._value_ = len(cls.__members__)
        member.status = status
        member.title = title
        member.detail = detail
        member.remedy = remedy
        return member

    @property
    def code(self) -> str:
        """The stable name that other systems may rely on."""
        return self.name.lower()

    MALFORMED = (
        400,
        Text("读不懂的请求", "Malformed request"),
        Text("请求内容不是可用的 JSON：{reason}。", "The body is no usable JSON: {reason}."),
        Text("按 RFC 8259 用 UTF-8 写成 JSON，嵌套不超过 {depth} 层。",
             "Write JSON after RFC 8259 in UTF-8, nested at most {depth} deep."),
    )  # fmt: skip
    BAD_REQUEST = (
        400,
        Text("不能处理的请求", "Bad request"),
        Text("这个请求不能处理。", "This request cannot be answered."),
        Text("核对地址、主机名和请求头。", "Check address, host name and headers."),
    )
    KEY_MISSING = (
        400,
        Text("缺少 Idempotency-Key", "Idempotency-Key is missing"),
        Text("每次写入都要带 Idempotency-Key 请求头：1 到 255 个可见 ASCII 字符。",
             "Every write needs the header Idempotency-Key: 1 to 255 printable ASCII characters."),
        Text("每个新请求用一个新的 UUID；重试时用原来的。",
             "Give each new request a fresh UUID; repeat it when you try again."),
    )  # fmt: skip
    UNAUTHENTICATED = (
        401,
        Text("没有登录", "Not signed in"),
        Text("没有令牌，或令牌无效、已过期、已撤销。",
             "There is no token, or it is unknown, expired or revoked."),
        Text("请求头写 Authorization: Bearer gd_live_…；令牌由主管发放。",
             "Send Authorization: Bearer gd_live_…; managers give out tokens."),
    )  # fmt: skip
    FORBIDDEN = (
        403,
        Text("没有权限", "Not allowed"),
        Text("您的角色或令牌不能做“{what}”。", "Your role or token does not allow “{what}”."),
        Text("请主管给令牌加上这一项，或换一个令牌。",
             "Ask a manager to allow it, or use another token."),
    )  # fmt: skip
    FORGERY_SUSPECTED = (
        403,
        Text("页面已过期", "The page is out of date"),
        Text("请求没有带上有效的 CSRF 令牌。", "The request carries no valid CSRF token."),
        Text("刷新页面再试；程序请用令牌登录。",
             "Reload the page and try again; programs use a bearer token."),
    )  # fmt: skip
    NOT_FOUND = (
        404,
        Text("没有找到", "Not found"),
        Text("没有这个地址，或单据不在您的范围内。",
             "There is nothing at this address, or it is out of your scope."),
        Text("核对地址和单号；地址都在 /api/v1/docs。",
             "Check address and number; every address is listed at /api/v1/docs."),
    )  # fmt: skip
    WRONG_METHOD = (
        405,
        Text("方法不对", "Method not allowed"),
        Text("这个地址不接受 {method}。", "This address does not take {method}."),
        Text("请看响应头 Allow。", "See the header Allow."),
    )
    CONFLICT = (
        409,
        Text("正在被别人处理", "Busy elsewhere"),
        Text("同一批单据正由别的请求处理。", "Another request is working on the same documents."),
        Text("用同一个 Idempotency-Key 稍后再试。",
             "Try again in a moment with the same Idempotency-Key."),
    )  # fmt: skip
    STALE = (
        412,
        Text("版本已过时", "Out of date"),
        Text("您读取之后别人改过这张单。", "Somebody changed this order since you read it."),
        Text("重新读取，再用新的 ETag 和新的 Idempotency-Key 提交。",
             "Read it again; send your change with the new ETag and a new Idempotency-Key."),
    )  # fmt: skip
    TOO_LARGE = (
        413,
        Text("内容太大", "Too large"),
        Text("请求内容超过 {most} 字节。", "The body is larger than {most} bytes."),
        Text("分成几个请求。", "Send several smaller requests."),
    )
    WRONG_TYPE = (
        415,
        Text("内容类型不对", "Unsupported media type"),
        Text("只接受 application/json。", "Only application/json is understood."),
        Text("请求头写 Content-Type: application/json。", "Send Content-Type: application/json."),
    )
    INVALID = (
        422,
        Text("有字段不对", "Fields are wrong"),
        Text("请求里有 {count} 处不对，什么都没有做。",
             "{count} things in the request are wrong; nothing was done."),
        Text("按 errors 里每一条改好再发。", "Correct each entry of errors and send it again."),
    )  # fmt: skip
    KEY_REUSED = (
        422,
        Text("Idempotency-Key 已用过", "Idempotency-Key was used before"),
        Text("这个键用在了另一个请求上。", "This key belongs to a different request."),
        Text("新请求用新键；重试时内容要一字不差。",
             "Use a fresh key for a new request; a repetition must be the same request."),
    )  # fmt: skip
    PRECONDITION_MISSING = (
        428,
        Text("缺少 If-Match", "If-Match is missing"),
        Text("改单要带上您看到的版本。", "An edit must say which version you saw."),
        Text("先 GET 这张单，把 ETag 原样写进 If-Match。",
             "GET the order first and send its ETag as If-Match."),
    )  # fmt: skip
    THROTTLED = (
        429,
        Text("请求太多", "Too many requests"),
        Text("超过了每分钟 {limit} 次。", "That is more than {limit} requests a minute."),
        Text("等 {seconds} 秒再试；把多张单放进一个请求。",
             "Wait {seconds} seconds; send many documents in one request."),
    )  # fmt: skip
    UNPRINTABLE = (
        500,
        Text("纸单印不出来", "The paper cannot be set"),
        Text("这种纸单的模板用不了：{reason}", "This paper's template cannot be used: {reason}"),
        Text("请主管在主数据的“纸单模板”里改好，或删掉它，恢复原样。",
             "Ask a manager to correct it under “paper templates”, or to remove it there."),
    )  # fmt: skip
    INTERNAL = (
        500,
        Text("出错了", "Something broke"),
        Text("程序出了意外，什么都没有做。", "An unexpected error; nothing was done."),
        Text("稍后用同一个 Idempotency-Key 再试；还不行请找管理员看日志。",
             "Try again later with the same Idempotency-Key; if it stays, ask for the logs."),
    )  # fmt: skip
    UNAVAILABLE = (
        503,
        Text("暂时不能服务", "Unavailable for the moment"),
        Text("数据库暂时没有回应。", "The database does not answer at present."),
        Text(
            "用同一个 Idempotency-Key 稍后再试。", "Try again soon with the same Idempotency-Key."
        ),
    )


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a request. `pointer`: where, after RFC 6901."""

    pointer: str
    field: str
    message: str
    remedy: str


class Problem(Exception):
    """Raise it anywhere below the API; it becomes the answer."""

    def __init__(
        self,
        kind: Kind,
        *,
        errors: Sequence[Fault] = (),
        headers: Mapping[str, str] | None = None,
        **values: object,
    ) -> None:
        super().__init__(kind.code)
        self.kind = kind
        self.errors = errors
        self.headers = headers or {}
        self.values = values


def language_of(request: HttpRequest) -> str:
    """The caller's language: a cookie's, else `Accept-Language`, else the house's."""
    return translation.get_language_from_request(request)


def told(request: HttpRequest, problem: Problem) -> HttpResponse:
    """The problem as an answer."""
    kind, language = problem.kind, language_of(request)
    values = {name: str(value) for name, value in problem.values.items()}
    body: dict[str, object] = {
        "type": f"urn:gendan:problem:{kind.code}",
        "title": kind.title.in_language(language),
        "status": kind.status,
        "code": kind.code,
        "detail": kind.detail.in_language(language).format_map(values),
        "remedy": kind.remedy.in_language(language).format_map(values),
        "instance": request.path,
    }
    if problem.errors:
        body["errors"] = [asdict(error) for error in problem.errors]
    answer = HttpResponse(
        json.dumps(body, ensure_ascii=False), status=kind.status, content_type=MEDIA_TYPE
    )
    answer["Content-Language"] = language
    answer["Cache-Control"] = "no-store"
    for name, value in problem.headers.items():
        answer[name] = value
    return answer

"""What is wrong with a request's fields, said in the caller's language."""

from collections.abc import Mapping, Sequence
from typing import cast

from gendan.kernel.fields import field_words
from gendan.kit.rest.problems import Fault
from gendan.process.model import Text

# By the validator's name of the fault: what is wrong, and what to do. `{…}` is the validator's.
WORDS: Mapping[str, tuple[Text, Text]] = {
    "missing": (Text("缺少“{field}”。", "{field} is missing."), Text("补上。", "Add it.")),
    "extra_forbidden": (
        Text("没有“{field}”这个字段。", "There is no field {field}."),
        Text("去掉，或核对写法。", "Take it out, or check its spelling."),
    ),
    "too_long": (
        Text("“{field}”超过 {max_length} 项。", "{field} has more than {max_length} items."),
        Text("分成几个请求。", "Send several requests."),
    ),
    "too_short": (
        Text("“{field}”少于 {min_length} 项。", "{field} has fewer than {min_length} items."),
        Text("至少给 {min_length} 项。", "Give at least {min_length}."),
    ),
    "string_too_long": (
        Text("“{field}”超过 {max_length} 个字。", "{field} is longer than {max_length} letters."),
        Text("写短些。", "Shorten it."),
    ),
    "string_too_short": (
        Text("“{field}”少于 {min_length} 个字。", "{field} is shorter than {min_length} letters."),
        Text("写完整。", "Complete it."),
    ),
    "string_pattern_mismatch": (
        Text("“{field}”写法不对。", "{field} is written in another way than {pattern}."),
        Text("按 {pattern} 写。", "Write it like {pattern}."),
    ),
    "enum": (
        Text("“{field}”不在可选范围内。", "{field} is none of the choices."),
        Text("可选：{expected}。", "Choose {expected}."),
    ),
    "literal_error": (
        Text("“{field}”不在可选范围内。", "{field} is none of the choices."),
        Text("可选：{expected}。", "Choose {expected}."),
    ),
    "timezone_aware": (
        Text("“{field}”没有时区。", "{field} has no time zone."),
        Text("加上时差，如 +08:00。", "Add the offset, such as +08:00."),
    ),
    "greater_than_equal": (
        Text("“{field}”小于 {ge}。", "{field} is less than {ge}."),
        Text("至少 {ge}。", "Give at least {ge}."),
    ),
    "less_than_equal": (
        Text("“{field}”大于 {le}。", "{field} is more than {le}."),
        Text("最多 {le}。", "Give at most {le}."),
    ),
    "greater_than": (
        Text("“{field}”要大于 {gt}。", "{field} must be more than {gt}."),
        Text("给大一些的数。", "Give a larger number."),
    ),
    "decimal_max_places": (
        Text("“{field}”的小数超过 {decimal_places} 位。",
             "{field} has more than {decimal_places} decimals."),
        Text("精确到分。", "Give it to the cent."),
    ),
    "decimal_max_digits": (
        Text("“{field}”太大。", "{field} is too large."), Text("核对金额。", "Check the amount."),
    ),
    "decimal_whole_digits": (
        Text("“{field}”太大。", "{field} is too large."), Text("核对金额。", "Check the amount."),
    ),
}  # fmt: skip
ELSE = (
    Text("“{field}”不是可用的值。", "{field} has no usable value."),
    Text("按接口说明里的类型写。", "Write it as the type that the reference gives."),
)
# What a name means at the top of a request, by the name of a field that people call so: there a
# number is the order's; in an item of a batch it is the waybill's.
CALLED = {"number": "order"}


def faults(errors: Sequence[Mapping[str, object]], language: str) -> list[Fault]:
    """Each fault that the validator found, with its place and what to do."""
    return [_fault(error, language) for error in errors]


def _fault(error: Mapping[str, object], language: str) -> Fault:
    location = cast("tuple[str | int, ...]", error["loc"])
    # Of a body, the name of our own argument stands between.
    places = location[2:] if location[0] == "body" else location[1:]
    named = [place for place in places if isinstance(place, str)]
    field = named[-1] if named else str(location[0])
    context = cast("Mapping[str, object]", error.get("ctx") or {})
    called = CALLED.get(field, field) if len(places) == 1 else field
    values = {"field": field_words(called, language)}
    values |= {name: str(value) for name, value in context.items()}
    text, remedy = WORDS.get(str(error["type"]), ELSE)
    return Fault(
        pointer="".join(f"/{_escaped(str(place))}" for place in places),
        field=field,
        message=text.in_language(language).format_map(values),
        remedy=remedy.in_language(language).format_map(values),
    )


def _escaped(place: str) -> str:
    """https://www.rfc-editor.org/rfc/rfc6901#section-3"""
    return place.replace("~", "~0").replace("/", "~1")

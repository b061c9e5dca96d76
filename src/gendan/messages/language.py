"""The language of words: facts by name, conditions and one filter, in Jinja's sandbox.

Whoever writes a shop's words is no programmer of the shop: of the language only what stands here is
understood, so words reach no attribute, call nothing, repeat nothing and compute nothing.
"""

from collections.abc import Collection, Mapping
from difflib import get_close_matches
from functools import lru_cache

from jinja2 import Template, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from gendan.messages.names import NAMES
from gendan.process.model import Text

LONGEST = 4_000  # characters of one text
UNDERSTOOD = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.If,
    nodes.And, nodes.Or, nodes.Not, nodes.Compare, nodes.Operand, nodes.Filter,
)  # fmt: skip
ORDERING = ("gt", "gteq", "lt", "lteq")

UNREADABLE = Text(
    "读不懂：{% if %} 要有 {% endif %}，{{ 和 }} 要成对",
    "it cannot be read; every {% if %} wants its {% endif %}, every {{ its }}",
)
FORBIDDEN = Text(
    "只能写 {{ 变量 }}、{% if 变量 %}、{% elif %}、{% else %}、{% endif %} 和 |pluralize",
    "only {{ fact }}, {% if fact %}, {% elif %}, {% else %}, {% endif %} and |pluralize may stand"
    " there",
)
UNKNOWN = Text("没有变量 {name}，是不是 {like}？", "there is no fact {name}; do you mean {like}?")
NO_SUCH = Text("没有变量 {name}，可用的列在下面", "there is no fact {name}; see the list below")
UNCOMPARABLE = Text(
    "大小只能拿件数和整数比，如 {% if count > 1 %}",
    "only counts can be compared with numbers, such as {% if count > 1 %}",
)
TOO_LONG = Text("太长了，最多 {most} 字", "it is too long; at most {most} characters")


class Misworded(ValueError):
    """Words that cannot be used: in which line, and what to do about it."""

    def __init__(self, line: int, text: Text) -> None:
        super().__init__(f"line {line}: {text.en}")
        self.line = line
        self.text = text


def pluralize(count: object, forms: str = "s") -> str:
    """The ending of an English word after a count: `s`, or `one,several`."""
    one, comma, several = forms.partition(",")
    return (one if comma else "") if count == 1 else (several if comma else one)


def _environment() -> ImmutableSandboxedEnvironment:
    # What comes out is plain text; the layout of e-mails escapes it.
    made = ImmutableSandboxedEnvironment(autoescape=False, cache_size=0)
    made.globals.clear()
    made.tests.clear()
    made.filters.clear()
    made.filters["pluralize"] = pluralize
    return made


SANDBOX = _environment()


@lru_cache(maxsize=1_024)
def understood(text: str) -> Template:
    """The words, ready to be filled in. Raises `Misworded`."""
    if len(text) > LONGEST:
        raise Misworded(1, _with(TOO_LONG, most=str(LONGEST)))
    try:
        tree = SANDBOX.parse(text)
        _judge(tree)
        return SANDBOX.from_string(tree)
    except TemplateSyntaxError as error:
        raise Misworded(error.lineno, UNREADABLE) from error
    except (SyntaxError, RecursionError, MemoryError, ValueError) as error:  # nested too deep
        if isinstance(error, Misworded):
            raise
        raise Misworded(1, UNREADABLE) from error


def fill(template: Template, facts: Mapping[str, object]) -> str:
    """The words with the facts in them, as plain text; of the facts those are asked that they
    name. https://jinja.palletsprojects.com/en/stable/api/#the-context"""
    # `Template.render` would ask for all of them, to make a dictionary of its own.
    context = template.new_context(facts, shared=True)  # type: ignore[arg-type]
    return "".join(template.root_render_func(context)).strip()


def _judge(tree: nodes.Node) -> None:
    pending = [tree]
    while pending:
        node = pending.pop()
        pending += node.iter_child_nodes()
        if not isinstance(node, UNDERSTOOD):
            raise Misworded(node.lineno, FORBIDDEN)
        if isinstance(node, nodes.Name) and node.name not in NAMES:
            raise Misworded(node.lineno, _unknown(node.name, NAMES))
        if isinstance(node, nodes.Filter) and not _is_ending(node):
            raise Misworded(node.lineno, FORBIDDEN)
        if isinstance(node, nodes.Compare):
            _judge_comparison(node)


def _is_ending(node: nodes.Filter) -> bool:
    plain = not (node.kwargs or node.dyn_args or node.dyn_kwargs) and len(node.args) <= 1
    texts = all(isinstance(a, nodes.Const) and isinstance(a.value, str) for a in node.args)
    return node.name == "pluralize" and plain and texts


def _judge_comparison(node: nodes.Compare) -> None:
    """What has no order is not put in order: it would fail while a message goes out."""
    sides = [node.expr, *(operand.expr for operand in node.ops)]
    for operand in node.ops:
        if operand.op in ("in", "notin"):
            raise Misworded(node.lineno, FORBIDDEN)
        if operand.op in ORDERING and not all(_is_number(side) for side in sides):
            raise Misworded(node.lineno, UNCOMPARABLE)


def _is_number(side: nodes.Node) -> bool:
    if isinstance(side, nodes.Name):
        return side.name in NAMES and type(NAMES[side.name].longest) is int
    return isinstance(side, nodes.Const) and type(side.value) is int


def _unknown(name: str, known: Collection[str]) -> Text:
    like = get_close_matches(name, known, n=1)
    return _with(UNKNOWN, name=name, like=like[0]) if like else _with(NO_SUCH, name=name)


def _with(text: Text, **values: str) -> Text:
    return Text(text.zh.format(**values), text.en.format(**values))

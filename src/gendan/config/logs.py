"""How the program logs: one line an event on standard error, about nobody in particular.

Telephone numbers, e-mail addresses and secrets are hidden wherever they stand; what PostgreSQL
quotes of rows and statements is left out, for it may be an address or a name."""

import re
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog

_HIDINGS = (
    # A Chinese mobile number in the ways people write it; at least six digits must stay hidden.
    (
        re.compile(r"(?<!\d)((?:\+?86[ -]?)?1[3-9]\d)[ -]?\d{4}[ -]?\d{2}(\d{2})(?!\d)"),
        r"\1******\2",
    ),
    # A landline with its area code, and a number of another country.
    (re.compile(r"(?<![\d.-])(0(?:10|2\d|[3-9]\d\d))[ -]?\d{7,8}(?!\d)"), r"\1-********"),
    (re.compile(r"\+(?!86)(\d{1,2})[ -]?\d(?:[ -]?\d){6,12}(?!\d)"), r"+\1********"),
    (re.compile(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)"), r"***@\1"),
    # Tokens of ours, secrets of webhooks, and passwords in addresses.
    (re.compile(r"\b(gd_[a-z]+_|whsec_)[\w+/=-]+"), r"\1***"),
    (re.compile(r"(?i)\b(bearer|basic) [\w.+/=~-]+"), r"\1 ***"),
    (re.compile(r"(://[^\s:/@]*):[^\s@/]+@"), r"\1:***@"),
    (re.compile(r"(?m)^\s*(DETAIL|CONTEXT|QUERY|LINE \d+): .*(?:\n\s*\^)?$"), r"\1: …"),
)

# Made by the program itself: nobody's words stand in them, and an id's digits are no telephone.
_OURS = frozenset({"request_id", "timestamp", "level", "logger", "method"})

_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.stdlib.ExtraAdder(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def redact(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Hide what is about somebody in every text of an event, however deep; for structlog."""
    for name, value in event.items():
        if name not in _OURS:
            event[name] = _hidden(value)
    return event


def nameless(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Django names the path of a request that failed, with all that stands in it; we do not."""
    if str(event.get("logger", "")).startswith(("django.request", "django.security")):
        event.pop("request", None)
        event["event"] = "a request failed"
    return event


def _renderer() -> Any:  # noqa: ANN401 - structlog's own name for a processor
    """Colours for a person at a terminal, JSON for everything else."""
    if sys.stderr.isatty():
        return structlog.dev.ConsoleRenderer()
    return structlog.processors.JSONRenderer(ensure_ascii=False)


def _hidden(value: Any) -> Any:  # noqa: ANN401 - an event may hold anything
    if isinstance(value, str):
        for pattern, hidden in _HIDINGS:
            value = pattern.sub(hidden, value)
        return value
    if isinstance(value, Mapping):
        return {name: _hidden(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_hidden(inner) for inner in value]
    return value


def django_settings(level: str) -> dict[str, Any]:
    """Django's LOGGING: what Django, Procrastinate and we log goes through one door."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": _SHARED,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.format_exc_info,
                    nameless,
                    redact,
                    _renderer(),
                ],
            }
        },
        "handlers": {"errors": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["errors"], "level": level.upper()},
        "loggers": {
            # Django's own handlers would print some events twice.
            "django": {"handlers": [], "propagate": True},
            # What a browser asked amiss is a line of ours, without its path.
            "django.request": {"level": "ERROR"},
            # It prints statements with all that stands in them.
            "django.db.backends": {"level": "WARNING"},
            # It tells which tasks there are, and names every document of every job.
            "procrastinate": {"level": "WARNING"},
        },
    }

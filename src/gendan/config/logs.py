"""How the program logs: one line an event on standard error, without anybody's telephone number."""

import re
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog

# A Chinese mobile number in the ways people write it; at least six of its digits must stay hidden.
_MOBILE = re.compile(r"(?<!\d)((?:\+?86[ -]?)?1[3-9]\d)[ -]?\d{4}[ -]?\d{2}(\d{2})(?!\d)")
_HIDDEN = r"\1******\2"

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
    """Hide mobile numbers in every text of an event, however deep; a processor of structlog."""
    for name, value in event.items():
        event[name] = _hidden(value)
    return event


def _renderer() -> Any:  # noqa: ANN401 - structlog's own name for a processor
    """Colours for a person at a terminal, JSON for everything else."""
    if sys.stderr.isatty():
        return structlog.dev.ConsoleRenderer()
    return structlog.processors.JSONRenderer(ensure_ascii=False)


def _hidden(value: Any) -> Any:  # noqa: ANN401 - an event may hold anything
    if isinstance(value, str):
        return _MOBILE.sub(_HIDDEN, value)
    if isinstance(value, Mapping):
        return {name: _hidden(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_hidden(inner) for inner in value]
    return value


def django_settings(level: str) -> dict[str, Any]:
    """Django's LOGGING: what Django, Procrastinate and we log goes through one door."""
    structlog.configure(
        processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
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
            # It tells which tasks there are, and names every document of every job.
            "procrastinate": {"level": "WARNING"},
        },
    }

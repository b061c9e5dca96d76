"""Loads what every process would load anyway, before they are forked: its memory is then shared."""

import gc
import os
from importlib import import_module

EARLY = (
    "gendan.config.wsgi",
    "gendan.config.running.web",
    "gendan.config.commands_work",
    "granian.server.mp",
    "uvloop",
    "psycopg_pool",
    "pypinyin",
    "procrastinate.psycopg_connector",
)


def preload() -> None:
    """Load the pages, the words and the servers; then keep the collector from touching them.

    A collection writes into every object it looks at, and a written page is shared no more."""
    from django.conf import settings
    from django.template import engines
    from django.urls import get_resolver
    from django.utils import translation

    from gendan.config import otel

    os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "yes")  # we add no word to its dictionaries
    otel.instrument()
    for module in EARLY:
        import_module(module)
    resolver = get_resolver()
    for language, _ in settings.LANGUAGES:
        with translation.override(language):
            assert resolver.reverse_dict is not None, "the addresses are read"
    assert list(engines.all()), "there are templates"
    gc.collect()
    gc.freeze()

"""What every worker would load anyway: loaded once, before they are forked.

Nothing here connects to a database, and no thread is begun."""

import os

from django.urls import get_resolver

from gendan.config.cli import set_up_django

os.environ["GENDAN_LOG_LEVEL"] = "warning"
set_up_django()

import bench.__main__  # noqa: E402, F401 - each worker looks at the program that started it
from bench import acts, house  # noqa: E402, F401
from gendan.demo import bulk  # noqa: E402, F401
from gendan.insight.verify import examination  # noqa: E402, F401

assert get_resolver().url_patterns, "the pages are loaded"

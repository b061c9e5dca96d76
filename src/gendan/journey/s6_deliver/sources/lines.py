"""A line to a source that wants to be asked, within the limits of every call out of the house."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from urllib.parse import urlencode

from django.conf import settings

from gendan.journey.s6_deliver.sources.adapter import Ask, Source
from gendan.kernel.outward.addresses import Allowed, BadAddress, taken_apart
from gendan.kernel.outward.calls import READ_MAX, Answer, Line

FORM = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}


@contextmanager
def line_to(source: Source) -> Iterator[Ask]:
    """Send forms to that source, each path over one connection, until this ends."""
    allowed = Allowed.of(settings.WEBHOOK_ALLOW)
    lines: dict[str, Line] = {}
    with ExitStack() as until_this_ends:

        def ask(path: str, form: Mapping[str, str]) -> Answer:
            try:
                if path not in lines:
                    target = taken_apart(source.url.rstrip("/") + path)
                    line = Line(target, allowed, kept_max=READ_MAX)
                    lines[path] = until_this_ends.enter_context(line)
            except BadAddress as refusal:
                return Answer(None, str(refusal))
            return lines[path].post(urlencode(form), FORM)

        yield ask

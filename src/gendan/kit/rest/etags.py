"""Nobody overwrites what they have not seen: an order's version as ETag and If-Match (RFC 9110)."""

import re

from django.http import HttpRequest

from gendan.kit.rest.problems import Kind, Problem

# A proxy that compresses makes a tag weak; ours names the content, not its bytes, so it counts.
TAG = re.compile(r'(?:W/)?"(\d{1,9})"')


def etag(version: int) -> str:
    """The header that goes with an order of this version (its `events`)."""
    return f'"{version}"'


def expected_version(request: HttpRequest) -> int | None:
    """What the editor saw, from `If-Match`; `None` for `*`, any. Raises the problem 428 when they
    did not say, 412 for a tag that was never ours."""
    given = request.headers.get("If-Match", "").strip()
    if not given:
        raise Problem(Kind.PRECONDITION_MISSING)
    if given == "*":
        return None
    found = TAG.fullmatch(given)
    if not found:
        raise Problem(Kind.STALE)
    return int(found[1])

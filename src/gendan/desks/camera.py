"""Pages on which a camera reads codes: what they are allowed beside all others, and what reads."""

from collections.abc import Callable
from typing import TypeVar, cast

from csp.constants import WASM_UNSAFE_EVAL
from csp.decorators import csp_update
from django.http import HttpResponse

# Reads codes from a camera where the browser does not; there when npm was at the installing.
READER = "kit/reader/es/reader/index.js"
# The reader is compiled where it runs; no other page may do that.
COMPILES = {"script-src": [WASM_UNSAFE_EVAL]}

View = TypeVar("View", bound=Callable[..., HttpResponse])


def reads_codes(view: View) -> View:
    """A view whose page reads codes by camera."""
    return cast("View", csp_update(COMPILES)(view))

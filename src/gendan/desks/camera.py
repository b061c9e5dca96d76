"""Pages on which a camera reads codes: what they are allowed beside all others, and what reads."""

from csp.constants import WASM_UNSAFE_EVAL
from csp.decorators import csp_update

# Reads codes from a camera where the browser does not; there when npm was at the installing.
READER = "kit/reader/es/reader/index.js"
# The reader is compiled where it runs; no other page may do that.
COMPILES = {"script-src": [WASM_UNSAFE_EVAL]}
reads_codes = csp_update(COMPILES)

"""Entry of the supervisor's process: `python -m gendan.embedded ORDERS`, started by `client`."""

import json
import os
import sys

from gendan.embedded.supervisor import Orders, supervise


def main() -> int:
    """Leave whoever started us, then serve."""
    orders = Orders(**json.loads(sys.argv[1]))
    os.set_inheritable(orders.lock, False)
    # The process that was started ends at once, and can be waited for; the one that serves is
    # nobody's child.
    if os.fork():
        os._exit(0)
    return supervise(orders)


if __name__ == "__main__":
    sys.exit(main())

"""Confirming by rule, for all orders that wait for it: in rounds, woken when orders change."""

import structlog
from django.db import transaction
from django.db.utils import InterfaceError, OperationalError

from gendan.journey.s2_review.commands import CONFIRM, confirm_by_rule
from gendan.kernel import later

ROUND = 500  # orders confirmed by one command; a round may bring a few more
log = structlog.get_logger("gendan.work")


def confirm_waiting() -> int:
    """One round; how many orders were looked at. Raises `OperationalError` when the database is
    away: then they wait. What fails for another reason is tried alone, as jobs."""
    try:
        with transaction.atomic():
            orders = later.take_round(CONFIRM.name, enough=ROUND)
            for start in range(0, len(orders), ROUND):
                confirm_by_rule(orders[start : start + ROUND])
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("a round of confirmations failed")
        later.leave_rounds()
        return 1
    return len(orders)

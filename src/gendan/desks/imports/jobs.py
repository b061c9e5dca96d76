"""The jobs of files, one for each thing that is done with them: `imports:trying` and so on."""

from django.db.utils import InterfaceError, OperationalError
from procrastinate import Blueprint, JobContext, RetryStrategy
from procrastinate.exceptions import JobAborted

from gendan.desks.imports.models import IMPORTING, TRYING
from gendan.desks.imports.work import carry_out

# The database was away, or the worker left in the middle.
AGAIN = RetryStrategy(
    max_attempts=8,
    exponential_wait=2,
    retry_exceptions={OperationalError, InterfaceError, JobAborted},
)

blueprint = Blueprint()


@blueprint.task(name=TRYING, retry=AGAIN, pass_context=True)
def try_file(context: JobContext, file: int) -> None:
    """Read it and say what would come of it."""
    carry_out(file, TRYING, context.should_abort)


@blueprint.task(name=IMPORTING, retry=AGAIN, pass_context=True)
def import_file(context: JobContext, file: int) -> None:
    """Place its orders."""
    carry_out(file, IMPORTING, context.should_abort)

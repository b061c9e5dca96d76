"""Whether there are many of some rows: it decides how a page of them is found quickest.

Few are gathered and then sorted. Of many the walk begins where the page does, and soon has met
enough of them. Whichever way it is, the page is the same.
"""

from gendan.insight.moments import MINUTE
from gendan.insight.remembered import Remembered
from gendan.kernel import sql

FEW = 2_000  # up to which looking at each is less than walking past others


def many(rows: str) -> bool:
    """Whether this statement, which never holds a value of anybody's, gives more rows than few.

    One statement each minute, which looks no further."""
    return ARE_MANY.told(rows).value


def _look(rows: str) -> bool:
    statement = f"""
SELECT count(*) > {FEW} FROM (SELECT FROM ({rows}) AS each LIMIT {FEW + 1}) AS found
"""  # noqa: S608
    ((are_many,),) = sql.rows(statement)
    return bool(are_many)


ARE_MANY = Remembered(_look, MINUTE)

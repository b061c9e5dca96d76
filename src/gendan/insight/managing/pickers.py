"""Who may go on with somebody else's picking."""

from collections.abc import Sequence
from dataclasses import dataclass

from gendan.kernel import sql
from gendan.process.definition import PROCESS

ROLES = [role.value for role in PROCESS.step("pick").by]

PICKERS = """
SELECT staff.id, staff.username, coalesce(nullif(staff.name, ''), staff.username),
       ARRAY(SELECT warehouse_id FROM staff_warehouses AS at WHERE at.staff_id = staff.id)
  FROM staff WHERE is_active AND department = ANY(%(roles)s)
 ORDER BY array_position(%(roles)s::text[], department), 3
"""


@dataclass(frozen=True, slots=True)
class Picker:
    """Somebody who may pick; with no warehouses named, in all of them."""

    id: int
    username: str
    name: str
    warehouses: Sequence[int]

    def works_in(self, warehouse: int) -> bool:
        """Whether that warehouse is one of theirs."""
        return not self.warehouses or warehouse in self.warehouses


def pickers() -> list[Picker]:
    """Everybody who may pick, the warehouse's own people first: one statement."""
    return [Picker(*row) for row in sql.rows(PICKERS, {"roles": ROLES})]

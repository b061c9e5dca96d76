"""Who acts, in which role, and how far their arm reaches."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from gendan.process.model import Role, Step


@dataclass(frozen=True)
class Actor:
    """Somebody who takes steps. `None` for stores or warehouses means all of them."""

    name: str
    role: Role
    stores: frozenset[int] | None = None
    warehouses: frozenset[int] | None = None
    staff: int | None = None  # id of the person, when it is one
    steps: frozenset[str] | None = None  # names; a program may be let do less than its role
    amount_limit: Decimal | None = None  # the most they may give back at once; None: no limit
    override: str = ""  # why they take steps in another department's place

    def may(self, step: Step) -> bool:
        """Whether the process gives this step to the actor's role, and nobody took it away."""
        return self.role in step.by and (self.steps is None or step.name in self.steps)

    def overrides(self, step: Step) -> bool:
        """Whether they take the step in the place of the department whose work it is."""
        return step.overridden_by(self.role)

    def owes_reason(self, step: Step) -> bool:
        """Whether they have yet to say why they override. A program was let do it by a manager."""
        return self.staff is not None and self.overrides(step) and not self.override.strip()

    def reaches(self, store: int | None, warehouses: Collection[int]) -> bool:
        """Whether a document of that store, worked on in those warehouses, is within scope."""
        if self.stores is not None and store not in self.stores:
            return False
        return self.warehouses is None or not warehouses or bool(self.warehouses & set(warehouses))


SYSTEM = Actor("system", Role.SYSTEM)

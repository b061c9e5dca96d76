"""Who takes which step in the demo: the person of the right department, store and warehouse."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

from gendan.kernel.actor import SYSTEM, Actor
from gendan.process.model import Role
from gendan.process.words import ChannelKind
from gendan.records.parties.models import Channel
from gendan.records.people.models import Staff
from gendan.records.places.models import Store

CUSTOMER = Actor("customer", Role.CUSTOMER)


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody who acts, and where each channel's orders come from."""

    staff: tuple[Actor, ...]
    stores: dict[str, int]
    kinds: dict[str, str]
    rng: Random

    def sales(self, store: str) -> Actor:
        """Somebody who sells in that store."""
        id = self.stores[store]
        return self._one(
            actor for actor in self._of(Role.SALES) if actor.stores and id in actor.stores
        )

    def picker(self, warehouse: int) -> Actor:
        """Somebody who picks in that warehouse."""
        return self._one(
            actor
            for actor in self._of(Role.WAREHOUSE)
            if actor.warehouses and warehouse in actor.warehouses
        )

    def dispatcher(self, warehouse: int) -> Actor:
        """Somebody who hands that warehouse's parcels to carriers."""
        return self._one(
            actor
            for actor in self._of(Role.LOGISTICS)
            if actor.warehouses is None or warehouse in actor.warehouses
        )

    def anyone(self, role: Role) -> Actor:
        """Somebody of that department who works for the whole house."""
        return self._one(actor for actor in self._of(role) if actor.warehouses is None)

    def overriding(self, why: str) -> Actor:
        """A manager who steps in for another department."""
        return replace(self.anyone(Role.MANAGER), override=why)

    def taker(self, channel: str, store: str) -> Actor:
        """Who writes down an order that comes that way."""
        kind = self.kinds[channel]
        if kind == ChannelKind.ONLINE.value:
            return CUSTOMER
        if kind == ChannelKind.MARKETPLACE.value:
            return SYSTEM
        return self.sales(store)

    def _of(self, role: Role) -> list[Actor]:
        return [actor for actor in self.staff if actor.role is role]

    def _one(self, actors: Iterator[Actor]) -> Actor:
        return self.rng.choice(list(actors))


def assemble(rng: Random) -> Cast:
    """The demo's staff as actors."""
    staff = Staff.objects.filter(username__startswith="demo-", is_active=True).order_by("id")
    return Cast(
        staff=tuple(person.actor() for person in staff),
        stores=dict(Store.objects.filter(code__startswith="demo-").values_list("code", "id")),
        kinds=dict(Channel.objects.filter(code__startswith="demo-").values_list("code", "kind")),
        rng=rng,
    )

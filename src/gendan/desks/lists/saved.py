"""Views of lists under a name: what narrows a list, kept by a person, shared with a department."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db import transaction
from django.db.models import Q
from django.http import QueryDict
from pydantic import ValidationError

from gendan.desks.lists import columns
from gendan.desks.lists.known import Listed
from gendan.kernel.actor import Actor
from gendan.process.model import Text
from gendan.records.people.models import QUERY_MAX, VIEWS_MAX, SavedView, Staff

OFFERED_MOST = 200
OF_A_PAGE = frozenset({"limit", "cursor"})
FULL = Text(
    f"已经有 {VIEWS_MAX} 个视图，没有保存。先删掉不用的。",
    f"Not saved: you have {VIEWS_MAX} views. Delete one that you no longer use.",
)
TAKEN = Text(
    "这张列表已经有叫这个名字的视图，没有保存。换一个名字。",
    "Not saved: this list has a view of that name. Choose another name.",
)
UNUSABLE = Text(
    "筛选条件不能用，没有保存。改好条件再保存。",
    "Not saved: a filter cannot be used. Correct it and save again.",
)


@dataclass(frozen=True, slots=True)
class Named:
    """What somebody calls a view, and whether their department sees it."""

    name: str
    is_shared: bool


def query_of(listed: Listed, given: QueryDict) -> str:
    """What narrows a list in its address, written always alike; without the page."""
    fields = listed.kind.filters.model_fields
    kept = [name for name in fields if name not in {*OF_A_PAGE, *listed.fixed}]
    pairs = [(name, value) for name in kept for value in given.getlist(name) if value]
    named = columns.in_address(listed.kind.name, given)
    if named is not None:
        pairs.append((columns.PARAMETER, columns.written(named)))
    return urlencode(pairs)


def views_of(listed: Listed, actor: Actor) -> Sequence[SavedView]:
    """One's own views of a list, and those that colleagues share. One statement."""
    shared = Q(shared_with=actor.role.value, staff__is_active=True)
    found = SavedView.objects.filter(Q(staff=actor.staff) | shared, path=listed.path)
    return list(found.select_related("staff").order_by("name", "id")[:OFFERED_MOST])


def save(listed: Listed, given: QueryDict, named: Named, actor: Actor) -> SavedView | Text:
    """Keep what narrows the list under a name; the columns with it, where somebody chose them.

    The view, or what stands in its way."""
    query = query_of(listed, _with_columns(listed, given, actor))
    try:
        listed.kind.asked(QueryDict(query), listed.fixed)
    except ValidationError:
        return UNUSABLE
    if len(query) > QUERY_MAX:
        return UNUSABLE
    assert actor.staff is not None, "a person sits at a desk"
    with transaction.atomic():
        own = _own(actor)
        free = set(range(1, VIEWS_MAX + 1)) - {view.place for view in own}
        if not free:
            return FULL
        if _has(own, listed.path, named.name):
            return TAKEN
        return SavedView.objects.create(
            staff_id=actor.staff,
            place=min(free),
            path=listed.path,
            name=named.name,
            query=query,
            shared_with=_with(named, actor),
        )


def rename(view: SavedView, named: Named, actor: Actor) -> Text | None:
    """Call one's view otherwise, or share it; what stands in the way, if anything does."""
    with transaction.atomic():
        others = [other for other in _own(actor) if other.pk != view.pk]
        if _has(others, view.path, named.name):
            return TAKEN
        SavedView.objects.filter(pk=view.pk).update(
            name=named.name, shared_with=_with(named, actor)
        )
    return None


def _with_columns(listed: Listed, given: QueryDict, actor: Actor) -> QueryDict:
    kind = listed.kind.name
    if columns.in_address(kind, given) is not None:
        return given
    chosen = columns.usual(kind, actor)
    if chosen is None:
        return given
    given = given.copy()
    given[columns.PARAMETER] = columns.written(chosen)
    return given


def _own(actor: Actor) -> list[SavedView]:
    """Somebody's views, while nobody else changes them."""
    Staff.objects.select_for_update(no_key=True).only("pk").get(username=actor.name)
    return list(SavedView.objects.filter(staff=actor.staff))


def _has(views: Sequence[SavedView], path: str, name: str) -> bool:
    return any(view.path == path and view.name == name for view in views)


def _with(named: Named, actor: Actor) -> str:
    return actor.role.value if named.is_shared else ""

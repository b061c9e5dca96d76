"""Who has how much to do: what people hold now, and what they did today and in seven days."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from gendan.insight import scope
from gendan.insight.conditions import Condition, all_of
from gendan.insight.managing.clocks import NOBODY, OF_SALES, PICKING
from gendan.insight.moments import MINUTE, midnight
from gendan.insight.remembered import Remembered
from gendan.kernel import sql
from gendan.kernel.actor import Actor
from gendan.process.definition import PROCESS
from gendan.process.model import Role, Step, moves
from gendan.records.people.models import DEPARTMENTS

DAYS = 7  # today is the last of them
WAY = PROCESS.document("shipment").codes()


def _goes_back(step: Step) -> bool:
    """Whether it takes a shipment to where it came from."""
    return any(WAY.index(now) < WAY.index(was) for was, now in moves(step))


def _names(steps: list[Step]) -> str:
    return ", ".join(f"'{step.name}'" for step in steps)


BACK = _names([step for step in PROCESS.of("shipment") if _goes_back(step)])
UNCALLED = _names([step for step in PROCESS.steps if not step.called])
SALES = ", ".join(f"'{code}'" for code in OF_SALES)

# What was taken back is on the account of whoever had brought the document there.
STEPS = f"""
WITH told AS (
    SELECT role, coalesce(staff_id, {NOBODY}) AS person,
           CASE WHEN step IN ({BACK}) THEN id END AS back, count(*) AS week,
           count(*) FILTER (WHERE at >= %(today)s) AS today,
           count(*) FILTER (WHERE step = 'report_short') AS short
      FROM journal AS entry
     WHERE at >= %(first)s AND step NOT IN ({UNCALLED}) AND <<within>>
     GROUP BY 1, 2, 3
)
SELECT role, person, sum(today)::bigint, sum(week)::bigint, sum(short)::bigint, 0
  FROM told GROUP BY role, person
 UNION ALL
SELECT '', coalesce(brought.staff_id, {NOBODY}), 0, 0, 0, count(*)
  FROM told JOIN journal AS entry ON entry.id = told.back
 CROSS JOIN LATERAL (
       SELECT staff_id FROM journal AS earlier
        WHERE earlier.order_id = entry.order_id AND earlier.seq < entry.seq
          AND earlier.document = entry.document AND earlier.document_id = entry.document_id
          AND earlier.now = entry.was AND earlier.was IS DISTINCT FROM earlier.now
        ORDER BY earlier.seq DESC LIMIT 1) AS brought
 GROUP BY brought.staff_id
"""  # noqa: S608

PEOPLE = f"""
SELECT staff.id, coalesce(nullif(staff.name, ''), staff.username), staff.department,
       staff.is_active AND <<here>>, coalesce(picks.held, 0), coalesce(sells.held, 0)
  FROM staff
  LEFT JOIN (SELECT s.picker_id AS id, count(*) AS held
               FROM shipment AS s LEFT JOIN customer_order AS o ON o.id = s.order_id
              WHERE s.state = '{PICKING}' AND <<shipments>>
              GROUP BY s.picker_id) AS picks USING (id)
  LEFT JOIN (SELECT o.salesperson_id AS id, count(*) AS held FROM customer_order AS o
              WHERE o.status IN ({SALES}) AND <<orders>>
              GROUP BY o.salesperson_id) AS sells USING (id)
 ORDER BY 2, 1
"""  # noqa: S608
IN_HAND = f"""
SELECT (SELECT count(*) FROM shipment WHERE state = '{PICKING}' AND picker_id = %(person)s::bigint),
       (SELECT count(*) FROM customer_order
         WHERE status IN ({SALES}) AND salesperson_id = %(person)s::bigint)
"""  # noqa: S608
# People work wherever nothing is named.
AT_STORES = """(EXISTS (SELECT FROM staff_stores AS at WHERE at.staff_id = staff.id
                            AND at.store_id = ANY(%(my_stores)s::bigint[]))
        OR NOT EXISTS (SELECT FROM staff_stores AS at WHERE at.staff_id = staff.id))"""
AT_WAREHOUSES = AT_STORES.replace("store", "warehouse")


@dataclass(frozen=True, slots=True)
class Did:
    """Steps taken today and in seven days; of these, short picks, and what was taken back again."""

    today: int = 0
    week: int = 0
    short: int = 0
    back: int = 0

    def __add__(self, other: "Did") -> "Did":
        return Did(
            self.today + other.today,
            self.week + other.week,
            self.short + other.short,
            self.back + other.back,
        )


NOTHING = Did()
Dids = tuple[Mapping[str, Did], Mapping[int, Did]]  # by role, by person


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works here: shipments they pick, orders they sold that wait for sales."""

    id: int
    name: str
    picks: int
    sells: int
    did: Did

    @property
    def holds(self) -> int:
        """What they have in hand."""
        return self.picks + self.sells


@dataclass(frozen=True, slots=True)
class Department:
    """Its people, who has most in hand first; `did`: all that was done in its role, by programs
    too."""

    role: Role
    did: Did
    people: list[Person]


def departments(actor: Actor) -> list[Department]:
    """The departments in the order of the journey: one statement, and one a minute."""
    by_role, by_person = DONE.told((actor.stores, actor.warehouses)).value
    found: dict[str, list[Person]] = {role.value: [] for role in DEPARTMENTS}
    statement, values = _people(actor)
    for id, name, department, is_here, picks, sells in sql.rows(statement, values):
        person = Person(id, name, picks, sells, by_person.get(id, NOTHING))
        if is_here or person.holds or person.did != NOTHING:
            found[department].append(person)
    return [
        Department(
            role,
            by_role.get(role.value, NOTHING),
            sorted(found[role.value], key=lambda person: (-person.holds, -person.did.week)),
        )
        for role in DEPARTMENTS
        if found[role.value] or role.value in by_role
    ]


def in_hand(person: int) -> tuple[int, int]:
    """Shipments that somebody picks, and orders they sold that wait for sales: one statement."""
    ((picks, sells),) = sql.rows(IN_HAND, {"person": person})
    return picks, sells


def forget() -> None:
    """Look everything up anew."""
    DONE.forget()


def _did(reach: tuple[frozenset[int] | None, frozenset[int] | None]) -> Dids:
    within = scope.of_orders(Actor("", Role.SYSTEM, *reach))
    reached = (
        f"EXISTS (SELECT FROM customer_order AS o WHERE o.id = entry.order_id AND {within.text})"
        if within.values
        else "true"
    )
    today = midnight()
    values = {"today": today, "first": today - timedelta(days=DAYS - 1), **within.values}
    by_role: dict[str, Did] = {}
    by_person: dict[int, Did] = {}
    for role, person, *figures in sql.rows(STEPS.replace("<<within>>", reached), values):
        by_role[role] = by_role.get(role, NOTHING) + Did(*figures)
        by_person[person] = by_person.get(person, NOTHING) + Did(*figures)
    return by_role, by_person


DONE = Remembered(_did, MINUTE)


def _people(actor: Actor) -> tuple[str, dict[str, object]]:
    shipments, orders = scope.of_shipments(actor), scope.of_orders(actor)
    here = all_of(
        Condition(text)
        for text, named in ((AT_STORES, actor.stores), (AT_WAREHOUSES, actor.warehouses))
        if named is not None
    )
    statement = (
        PEOPLE.replace("<<here>>", here.text)
        .replace("<<shipments>>", shipments.text)
        .replace("<<orders>>", orders.text)
    )
    return statement, {**shipments.values, **orders.values}

"""What the books must know before a source's orders can be placed, made where it is missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection, transaction

from gendan.intake.drafts import Draft, StockNote
from gendan.intake.faults import bad_file
from gendan.intake.source import Codes, Source
from gendan.kernel.clock import WorkCalendar
from gendan.kernel.money import ZERO
from gendan.records.parties.contacts import initials
from gendan.records.parties.models import Carrier, Channel
from gendan.records.places.models import Store, Supply, Warehouse

PRICE_MAX = Decimal("9999999999.99")  # what an article's own price can be
OPEN_ALL_DAY = [["09:00", "21:00"]] * 7

ADD_PRODUCTS = """
INSERT INTO product (sku, name, name_en, initials, price, currency, weight_grams, is_sold)
SELECT sku, name, '', initials, price, currency, weight, true
  FROM unnest(%s::text[], %s::text[], %s::text[], %s::numeric[], %s::text[], %s::int[])
       AS new (sku, name, initials, price, currency, weight)
 ORDER BY sku
ON CONFLICT (sku) DO NOTHING
"""

# A name that three levels of the official table share is a match only when it is the only one.
DIVISIONS = """
SELECT asked.place, min(district.code)
  FROM unnest(%s::int[], %s::text[], %s::text[], %s::text[])
       AS asked (place, province, city, district)
  JOIN division AS district ON district.name = asked.district AND district.level = 3
  JOIN division AS city ON city.code = district.parent_id
  JOIN division AS province
    ON province.code = city.parent_id AND province.name = asked.province
 WHERE city.name = asked.city OR province.name = asked.city
 GROUP BY asked.place HAVING count(*) = 1
"""

PEOPLE = "SELECT username, id FROM staff WHERE username = ANY(%s) AND is_active"


@dataclass(frozen=True)
class House:
    """The ids behind a source's codes. Warehouses stand in the order of their rank."""

    channel: int
    store: int
    warehouses: tuple[int, ...]


def open_house(source: Source, codes: Codes) -> House:
    """Find what the source's orders belong to, and make what is missing. Harmless to repeat."""
    zone = str(source.zone)
    with transaction.atomic():
        calendar, _ = WorkCalendar.objects.get_or_create(
            code=f"import:{zone}", defaults={"zone": zone, "week": OPEN_ALL_DAY}
        )
        named = {"name": source.label.zh, "name_en": source.label.en}
        channel, _ = Channel.objects.get_or_create(
            code=codes.channel, defaults={**named, "kind": codes.kind, "auto_confirm": False}
        )
        store, _ = Store.objects.get_or_create(
            code=codes.store, defaults={**named, "calendar": calendar}
        )
        warehouses = _warehouses(codes, store, calendar, named)
        if codes.carrier:
            Carrier.objects.get_or_create(code=codes.carrier, defaults=named)
    return House(channel.pk, store.pk, warehouses)


def find_house(codes: Codes) -> House:
    """A channel and a store that are there already. Raises `BadFile` when one is not."""
    channel = Channel.objects.filter(code=codes.channel).values_list("pk", flat=True).first()
    store = Store.objects.filter(code=codes.store).values_list("pk", flat=True).first()
    if channel is None or store is None:
        raise bad_file(
            f"没有渠道 {codes.channel} 或门店 {codes.store}。",
            f"There is no channel {codes.channel} or no store {codes.store}.",
            "重新上传，选现有的渠道和门店。",
            "Upload it again and choose a channel and a store that exist.",
        )
    return House(channel, store, ())


def _warehouses(
    codes: Codes, store: Store, calendar: WorkCalendar, named: Mapping[str, str]
) -> tuple[int, ...]:
    wanted = [f"{codes.store}-{rank}" for rank in range(1, codes.warehouses + 1)]
    Warehouse.objects.bulk_create(
        [Warehouse(code=code, calendar=calendar, **named) for code in wanted],
        ignore_conflicts=True,
    )
    found = dict(Warehouse.objects.filter(code__in=wanted).values_list("code", "pk"))
    ids = tuple(found[code] for code in wanted)
    Supply.objects.bulk_create(
        [
            Supply(store=store, warehouse_id=warehouse, rank=rank)
            for rank, warehouse in enumerate(ids, start=1)
        ],
        ignore_conflicts=True,
    )
    return ids


def add_products(drafts: Sequence[Draft], notes: Sequence[StockNote]) -> int:
    """Make the articles that are not known yet; how many those were. One statement."""
    found: dict[str, tuple[str, Decimal, str, int]] = {}
    for draft in drafts:
        for line in draft.order.lines:
            name, price = line.name or line.sku, min(line.unit_price or ZERO, PRICE_MAX)
            weight = draft.weights.get(line.sku, 0)
            found.setdefault(line.sku, (name, price, draft.order.currency, weight))
    for note in notes:
        found.setdefault(note.sku, (note.sku, ZERO, note.currency, 0))
    if not found:
        return 0
    names = [name for name, _, _, _ in found.values()]
    with connection.cursor() as cursor:
        cursor.execute(
            ADD_PRODUCTS,
            [
                list(found),
                names,
                [initials(name) for name in names],
                [price for _, price, _, _ in found.values()],
                [currency for _, _, currency, _ in found.values()],
                [weight for _, _, _, weight in found.values()],
            ],
        )
        return cursor.rowcount


def divisions(drafts: Sequence[Draft]) -> dict[int, str]:
    """By position, the official code of the district that the address names. One statement."""
    named = [
        (place, draft.order)
        for place, draft in enumerate(drafts)
        if draft.order.district and draft.order.division is None
    ]
    if not named:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            DIVISIONS,
            [
                [place for place, _ in named],
                [order.province for _, order in named],
                [order.city for _, order in named],
                [order.district for _, order in named],
            ],
        )
        return dict(cursor.fetchall())


def people(drafts: Sequence[Draft]) -> dict[str, int]:
    """Ids of the salespeople by user name. One statement, if any are named."""
    names = sorted({draft.salesperson for draft in drafts if draft.salesperson})
    if not names:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE, [names])
        return dict(cursor.fetchall())

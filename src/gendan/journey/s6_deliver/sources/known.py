"""The sources that are set up, with their secrets opened, and the adapter of each kind."""

import json
from collections.abc import Collection, Mapping

from gendan.journey.s6_deliver.sources import aftership, alarms, kuaidi100, signed
from gendan.journey.s6_deliver.sources.adapter import Adapter, Source
from gendan.kernel import sql
from gendan.kernel.sealing import Unreadable, opened
from gendan.process.words import SourceKind
from gendan.records.following.models import OPENS, SIGNS

ADAPTERS: Mapping[str, Adapter] = {
    SourceKind.KUAIDI100.value: kuaidi100.ADAPTER,
    SourceKind.AFTERSHIP.value: aftership.ADAPTER,
    SourceKind.WEBHOOK.value: signed.ADAPTER,
}

SOURCES = """
SELECT source.id, source.name, source.kind, source.key, source.secret, source.account,
       source.api_key, source.url,
       coalesce((SELECT jsonb_object_agg(followed.code, carrier.code)
                   FROM followed_carrier AS followed
                   JOIN carrier ON carrier.id = followed.carrier_id
                  WHERE followed.source_id = source.id), '{{}}')::text
  FROM event_source AS source WHERE source.active AND source.{} = ANY(%s)
"""


def source_of(key: str) -> Source | None:
    """The one that sends to this address, if it is in use and can be read. One statement."""
    return next(iter(_sources("key", [key])), None)


def sources(ids: Collection[int]) -> dict[int, Source]:
    """Those of these that are in use and can be read, by id. One statement."""
    return {source.id: source for source in _sources("id", list(ids))}


def _sources(column: str, values: list[object]) -> list[Source]:
    found, shut = [], []
    for row in sql.rows(SOURCES.format(column), [values]):
        try:
            found.append(_opened(*row))
        except Unreadable:
            shut.append(row[1])
    alarms.warn(alarms.SHUT, [{"source": name} for name in shut])
    return found


def _opened(
    id: int, name: str, kind: str, key: str, secret: str, account: str, api_key: str, url: str,
    companies: str,
) -> Source:  # fmt: skip
    return Source(
        id=id,
        name=name,
        kind=kind,
        key=key,
        secret=opened(secret, SIGNS),
        account=account,
        api_key=opened(api_key, OPENS) if api_key else "",
        url=url,
        companies=json.loads(companies),
    )

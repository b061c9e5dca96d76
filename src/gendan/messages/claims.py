"""Take notices that are due, so that nobody else sends them; write down what became of them.

Between the two no transaction is open. Who dies in between leaves a claim that lapses; the notices
are then sent again under the same identity, by which a gateway knows the repetition.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from gendan.kernel import sql

LEASE = timedelta(minutes=3)

# A lane is the notices of one channel, or those for which none was chosen yet; each lane gives the
# oldest first, and a channel that is down keeps nobody else's notices back. The claim stands in no
# index, and they are named by an array: what the planner thinks of how many are due, it mostly
# thinks of some other hour, and would read the whole table for them.
CLAIM = """
UPDATE notice AS n SET claimed_until = %(lease)s, attempts = attempts + 1
 WHERE n.id = ANY(ARRAY(
       SELECT found.id
         FROM unnest(%(lanes)s::text[], %(most)s::int[]) AS lane (channel, most)
        CROSS JOIN LATERAL (
              SELECT id FROM notice
               WHERE state = 'due' AND notice.channel = lane.channel AND next_at <= %(at)s
                 AND (claimed_until IS NULL OR claimed_until <= %(at)s)
               ORDER BY next_at, id LIMIT lane.most
                 FOR NO KEY UPDATE SKIP LOCKED) AS found))
RETURNING n.id, n.key, n.document, n.document_id, n.occurrence, n.recipient, n.order_id,
          n.store_id, n.warehouse_id, n.channel, n.address, n.subject, n.rendered, n.html,
          n.attempts, n.resent
"""

# The lease is the claim's signature: whose claim has lapsed writes nothing.
SETTLE = """
UPDATE notice AS n
   SET claimed_until = NULL, state = now.state, next_at = now.next_at, channel = now.channel,
       gateway = now.gateway, address = now.address, subject = now.subject,
       rendered = now.rendered, html = now.html, outcome = now.outcome,
       attempts = attempts - now.untried,
       settled_at = CASE WHEN now.state <> 'due' THEN %s::timestamptz END
  FROM unnest(%s::bigint[], %s::text[], %s::timestamptz[], %s::text[], %s::text[], %s::text[],
              %s::text[], %s::text[], %s::text[], %s::text[], %s::int[])
       AS now (id, state, next_at, channel, gateway, address, subject, rendered, html, outcome,
               untried)
 WHERE n.id = now.id AND n.claimed_until = %s
"""


@dataclass(frozen=True, slots=True)
class Due:
    """A notice that is ours to send until the lease ends."""

    id: int
    key: str
    document: str
    document_id: int
    occurrence: int
    recipient: str
    order: int
    store: int | None
    warehouse: int | None
    channel: str
    address: str
    subject: str
    rendered: str
    html: str
    attempts: int
    resent: int
    series: str = "notice"

    @property
    def identity(self) -> str:
        """The same for every attempt: by it a gateway, or a mailbox, knows a repetition."""
        return f"{self.series}-{self.id}-{self.resent}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What became of a notice. One that is still `due` waits until `next_at`."""

    id: int
    state: str
    next_at: datetime
    channel: str
    gateway: str = ""
    address: str = ""
    subject: str = ""
    rendered: str = ""
    html: str = ""
    outcome: str = ""
    untried: bool = False  # nobody spoke with the gateway about it: no attempt


def claim(lanes: Mapping[str, int], at: datetime) -> list[Due]:
    """At most so many of each lane, oldest first, ours for the length of a lease: one statement."""
    given = {
        "lanes": list(lanes),
        "most": list(lanes.values()),
        "at": at,
        "lease": at + LEASE,
    }
    return sorted((Due(*row) for row in sql.rows(CLAIM, given)), key=lambda due: due.id)


def settle(settled: Sequence[Settled], at: datetime) -> int:
    """Write down what became of the claim of that moment; how many were still ours."""
    rows = [
        (s.id, s.state, s.next_at, s.channel, s.gateway, s.address, s.subject, s.rendered, s.html,
         s.outcome, int(s.untried))
        for s in settled
    ]  # fmt: skip
    return sql.run(SETTLE, [at, *sql.columns(rows, 11), at + LEASE])

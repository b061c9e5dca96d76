"""Have notices sent again: an act of its own, by somebody, to a corrected address or the same."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.db import transaction

from gendan.kernel import clock, sql
from gendan.kernel.actor import Actor
from gendan.kernel.masking import mask_contact
from gendan.kernel.outcome import Outcome, Refused, refused
from gendan.kernel.refusals import Refusal
from gendan.process.model import Role
from gendan.records.parties.contacts import normal_email, normal_phone

MAY = (Role.SALES, Role.SERVICE, Role.AFTERSALES, Role.MANAGER)  # who speaks with customers

LOCK = """
SELECT id, state, store_id FROM notice
 WHERE id = ANY(%s) AND recipient = 'customer' ORDER BY id FOR NO KEY UPDATE
"""

# What had become of it moves to the record of the act; the notice begins anew.
AGAIN = """
WITH noted AS (
    INSERT INTO resend (notice_id, at, actor, staff_id, address, before)
    SELECT id, %(at)s, %(actor)s, %(staff)s, %(shown)s,
           jsonb_build_object('state', state, 'channel', channel, 'gateway', gateway,
                              'address', address, 'subject', subject, 'text', rendered,
                              'attempts', attempts, 'outcome', outcome, 'settled_at', settled_at)
      FROM notice WHERE id = ANY(%(ids)s)
)
UPDATE notice
   SET state = 'due', next_at = %(at)s, claimed_until = NULL, channel = '', gateway = '',
       address = %(to)s, subject = '', rendered = '', html = '', attempts = 0, outcome = '',
       resent = resent + 1, settled_at = NULL
 WHERE id = ANY(%(ids)s)
"""

# The latest of its kind; an order or a shipment by number, a step by name.
NAMED = """
SELECT (SELECT n.id FROM notice AS n
         WHERE n.order_id = coalesce(s.order_id, o.id)
           AND n.document = CASE WHEN s.id IS NULL THEN 'order' ELSE 'shipment' END
           AND n.document_id = coalesce(s.id, o.id)
           AND n.key = asked.step AND n.recipient = 'customer'
         ORDER BY n.id DESC LIMIT 1)
  FROM unnest(%s::text[], %s::text[]) WITH ORDINALITY AS asked (number, step, place)
  LEFT JOIN customer_order AS o ON o.number = asked.number
  LEFT JOIN shipment AS s ON s.number = asked.number
 ORDER BY asked.place
"""


def named(asked: Sequence[tuple[str, str]]) -> list[int | None]:
    """The latest notice to the customer of each document (by number) and step: one statement."""
    return [id for (id,) in sql.rows(NAMED, sql.columns(asked, 2))]


def resend(notices: Sequence[int], *, by: Actor, to: str = "") -> Outcome:
    """Send customers' notices again; items are ids. `to`: an e-mail address or a phone number.

    Without `to` they go to what the customer's record says by now, in words made anew.
    Raises `PermissionDenied` for roles that do not speak with customers."""
    if by.role not in MAY:
        raise PermissionDenied("resend")
    try:
        address = _normal(to.strip())
    except ValueError:
        reason = Refusal.BAD_EMAIL if "@" in to else Refusal.BAD_PHONE
        return Outcome(refused=dict.fromkeys(notices, refused(reason, "to", given=to)))
    with transaction.atomic():
        found = {id: rest for id, *rest in sql.rows(LOCK, [list(notices)])}
        answers = {id: _unfit(found.get(id), by, corrected=bool(address)) for id in notices}
        done = [id for id, answer in answers.items() if answer is None]
        sql.run(AGAIN, {"ids": done, "at": clock.now(), "actor": by.name, "staff": by.staff,
                        "to": address, "shown": mask_contact(address)})  # fmt: skip
    return Outcome(tuple(done), {id: answer for id, answer in answers.items() if answer})


def _normal(to: str) -> str:
    if not to:
        return ""
    return normal_email(to) if "@" in to else normal_phone(to)


def _unfit(row: Sequence[object] | None, by: Actor, *, corrected: bool) -> Refused | None:
    if row is None:
        return refused(Refusal.NOT_FOUND)
    state, store = row
    if not by.reaches(store if isinstance(store, int) else None, ()):
        return refused(Refusal.NOT_FOUND)
    # It is on its way already, and another one would only be a second one.
    return refused(Refusal.ALREADY_DONE) if state == "due" and not corrected else None

"""Notices are taken in hand and put down again without a look at all the others."""

import re
from datetime import datetime, timedelta

from gendan.kernel import sql
from gendan.kernel.notices import Notice
from gendan.messages import claims
from gendan.messages.again import resend
from gendan.messages.claims import Settled
from tests import world
from tests.cast import SAM
from tests.plans import explained

MOMENT = timedelta(seconds=1)


def settled(id: int, at: datetime) -> Settled:
    return Settled(id=id, state="sent", next_at=at, channel="desk")


def test_the_many_that_were_sent_are_not_looked_at(shop: None, noon: datetime) -> None:
    world.placed()
    # What the planner knows is from an hour when they all waited.
    sql.run("INSERT INTO notice (key, document, document_id, occurrence, recipient, order_id)"
            " SELECT 'place', 'order', -nth, 0, 'sales', -nth"
            " FROM generate_series(1, 20000) AS nth")  # fmt: skip
    sql.run("ANALYZE notice")
    sql.run("UPDATE notice SET state = 'sent'")
    with explained() as lines:
        claims.claim({"": 500, "desk": 500, "email": 500, "sms": 500}, noon)
        claims.settle([settled(id, noon) for id in range(300)], noon)
    assert sum("Update on notice" in line for line in lines) == 2
    assert re.search("Index (Only )?Scan using notice_due", "\n".join(lines))
    assert "Seq Scan on notice" not in "\n".join(lines)


def test_what_is_in_hand_is_given_to_nobody_else_until_the_claim_lapses(
    shop: None, noon: datetime
) -> None:
    world.placed()
    taken = claims.claim({"": 500}, noon)
    assert len(taken) == 2
    assert claims.claim({"": 500}, noon + claims.LEASE - MOMENT) == []
    later = noon + claims.LEASE
    again = claims.claim({"": 500}, later)
    assert [(due.id, due.attempts) for due in again] == [(due.id, 2) for due in taken]
    assert claims.settle([settled(due.id, noon) for due in taken], noon) == 0, "it has lapsed"
    assert claims.settle([settled(due.id, later) for due in again], later) == 2
    assert set(Notice.objects.values_list("state", "claimed_until")) == {("sent", None)}


def test_whoever_corrects_its_address_takes_it_out_of_the_hand(shop: None, noon: datetime) -> None:
    world.placed()
    (told,) = (due for due in claims.claim({"": 500}, noon) if due.recipient == "customer")
    world.all_done(resend([told.id], by=SAM, to="zoe@example.com"))
    assert claims.settle([settled(told.id, noon)], noon) == 0
    assert Notice.objects.get(pk=told.id).state == "due"

"""Nothing that happened is lost on its way to the endpoints, however late it is committed."""

import random
import threading
from collections.abc import Callable
from contextlib import ExitStack, closing
from functools import partial

import pytest
from django.db import OperationalError, connection, transaction

from gendan.journey.s1_place.commands import place
from gendan.kernel import sql
from gendan.kernel.journal import JournalEntry
from gendan.webhooks import endpoints
from gendan.webhooks.feed import feed
from gendan.webhooks.models import Delivery, Endpoint, Watermark
from tests import world
from tests.cast import BO, SAM
from tests.together.crowd import at_once

HERE = "http://127.0.0.1:9/"


@pytest.fixture
def endpoint(house: None) -> Endpoint:
    new = endpoints.NewEndpoint(name="erp", url=HERE)
    return endpoints.create(new, by=BO)[0]


def heard_of() -> list[int]:
    return list(Delivery.objects.order_by("id").values_list("entry_id", flat=True))


def written() -> list[int]:
    return list(JournalEntry.objects.order_by("id").values_list("id", flat=True))


def writes_first(has_written: threading.Event, may_commit: threading.Event) -> None:
    """Somebody who writes before the others and commits after them."""
    with transaction.atomic():
        world.all_done(place([world.new()], by=SAM))
        has_written.set()
        assert may_commit.wait(30)


def test_what_commits_late_is_handed_on_late_but_not_lost(endpoint: Endpoint) -> None:
    """The first writes first and commits last; the second is in sight before it."""
    has_written, may_commit = threading.Event(), threading.Event()

    def second() -> None:
        assert has_written.wait(30)
        world.placed(1)
        seen = written()
        for _ in range(3):
            feed()
        assert len(seen) == 1
        assert heard_of() == []  # in sight, but something below it may still appear
        may_commit.set()

    at_once([partial(writes_first, has_written, may_commit), second])
    early, late = written()
    feed()
    assert heard_of() == [early, late]
    assert Watermark.objects.get().settled == late
    assert feed() == 0


def test_nobody_waits_for_transactions_that_do_not_write_the_journal(endpoint: Endpoint) -> None:
    """They write in another database and in this one, lock entries, read them; and stay open."""
    here = str(connection.settings_dict["NAME"])
    world.placed(1)
    with ExitStack() as open_still:
        for database, statement in (
            ("postgres", "CREATE TEMPORARY TABLE elsewhere (id int)"),
            (here, "INSERT INTO repeat (actor, key, request, answer) VALUES ('a', 'k', 'r', '{}')"),
            (here, "SELECT id FROM journal FOR SHARE"),
            (here, "DECLARE reading CURSOR FOR SELECT id FROM journal"),
        ):
            other = connection.copy()
            other.settings_dict["NAME"] = database
            open_still.enter_context(closing(other))
            other.set_autocommit(False)
            other.cursor().execute(statement)
        world.placed(1)
        assert feed() == 2
    assert heard_of() == written()


def test_who_waits_to_write_the_journal_has_no_id_yet(endpoint: Endpoint) -> None:
    """What the feed stands on: the lock comes before the id."""
    world.placed(1)
    with closing(connection.copy()) as other:
        other.set_autocommit(False)
        other.cursor().execute("LOCK TABLE journal IN SHARE MODE")
        with transaction.atomic():
            sql.run("SET LOCAL lock_timeout = '100ms'")
            with pytest.raises(OperationalError, match="lock timeout"):
                world.placed(1)
            transaction.set_rollback(True)
    world.placed(1)
    first, second = written()
    assert second == first + 1


def test_a_transaction_that_is_undone_holds_nobody_up(endpoint: Endpoint) -> None:
    with transaction.atomic():
        world.placed(1)
        transaction.set_rollback(True)
    world.placed(1)
    feed()
    assert heard_of() == written()


def test_a_new_endpoint_begins_after_the_steps_that_are_in_flight(house: None) -> None:
    """The first writes first and commits last; meanwhile the endpoint is made."""
    has_written, may_commit, making = threading.Event(), threading.Event(), threading.Event()
    made: list[Endpoint] = []

    def second() -> None:
        assert has_written.wait(30)
        world.placed(1)
        making.set()
        made.append(endpoints.create(endpoints.NewEndpoint(name="erp", url=HERE), by=BO)[0])

    def third() -> None:
        assert making.wait(30)
        threading.Event().wait(0.2)
        assert made == []
        may_commit.set()

    at_once([partial(writes_first, has_written, may_commit), second, third])
    assert made[0].reached == max(written())
    world.placed(1)
    feed()
    assert heard_of() == written()[2:]


def test_in_a_crowd_each_entry_is_handed_on_once(endpoint: Endpoint) -> None:
    """Eight write and commit in whatever order; two hand on what they see all the while."""
    at_work = threading.Semaphore(0)

    def clerk(seed: int) -> None:
        dice = random.Random(seed)
        for _ in range(12):
            with transaction.atomic():
                world.all_done(place([world.new() for _ in range(dice.randint(1, 3))], by=SAM))
                threading.Event().wait(dice.random() / 50)
                if dice.random() < 0.2:
                    transaction.set_rollback(True)
        at_work.release()

    def feeder() -> None:
        for _ in range(8 // 2):
            while not at_work.acquire(timeout=0.005):
                feed()

    works: list[Callable[[], None]] = [partial(clerk, seed) for seed in range(8)]
    at_once([*works, feeder, feeder])
    while feed():
        pass
    assert heard_of() == written()
    assert len(written()) > 100


def test_one_that_does_not_keep_up_leaves_the_rest_in_the_journal(
    endpoint: Endpoint,
) -> None:
    world.placed(15)
    assert [feed(4, waiting_max=6) for _ in range(4)] == [4, 4, 0, 0]
    assert heard_of() == written()[:8]
    Delivery.objects.update(state="sent")
    while feed(4, waiting_max=6):
        Delivery.objects.update(state="sent")
    assert heard_of() == written()

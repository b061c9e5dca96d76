"""Which tales are told, and when: the first start tells them all, later ones a few."""

from collections.abc import Callable, Iterator
from random import Random

from gendan.demo import tales, troubles
from gendan.demo.day import Day, Tale

Teller = Callable[[Day], Tale]

# By share of the day's working time at which each begins. What customers decide comes late, for
# an offer of yesterday has expired.
MARKED: tuple[tuple[float, Teller], ...] = (
    (0.01, tales.carried_away),
    (0.02, tales.two_boxes),
    (0.03, troubles.without_a_word),
    (0.04, troubles.arrives_broken),
    (0.05, troubles.refused_at_the_door),
    (0.06, tales.unpaid_at_first),
    (0.07, troubles.sent_once_more),
    (0.08, troubles.lost_on_the_road),
    (0.09, troubles.tried_again),
    (0.10, tales.cash_on_delivery),
    (0.11, troubles.gone_quiet),
    (0.12, tales.wrong_scan),
    (0.13, troubles.labelled_early),
    (0.14, tales.sent_twice),
    (0.16, troubles.nobody_home),
    (0.18, tales.fetched),
    (0.20, tales.picked_at_leisure),
    (0.22, tales.damaged_on_the_shelf),
    (0.24, troubles.sent_in_two_parts),
    (0.26, tales.in_one_walk),
    (0.27, tales.cancelled_in_time),
    (0.30, tales.not_on_the_shelf),
    (0.33, tales.cancelled_while_picking),
    (0.36, tales.customer_travels),
    (0.38, tales.carried_away),
    (0.40, tales.moved_house),
    (0.43, tales.wants_more),
    (0.46, troubles.new_number),
    (0.48, tales.cancelled_too_late),
    (0.52, tales.fetched),
    (0.55, tales.end_of_shift),
    (0.57, troubles.takes_less),
    (0.60, tales.carried_away),
    (0.62, troubles.takes_the_twin),
    (0.65, tales.cash_on_delivery),
    (0.68, troubles.waits_for_the_rest),
    (0.72, troubles.handed_out_by_mistake),
    (0.76, tales.unpaid_at_first),
    (0.80, tales.forgotten),
    (0.84, tales.carried_away),
    (0.86, troubles.undecided),
    (0.90, tales.unread),
    (0.92, tales.fetched),
)
PLAIN, RUSH = 22, 9  # orders like most: all day long, and towards its end
RUSH_FROM, LAST = 0.9, 0.99

# A few more, on a shorter day.
AGAIN: tuple[tuple[float, Teller], ...] = (
    (0.02, tales.cash_on_delivery),
    (0.10, tales.wrong_scan),
    (0.20, tales.carried_away),
    (0.30, tales.cancelled_while_picking),
    (0.45, troubles.takes_the_twin),
    (0.60, tales.unpaid_at_first),
)
PLAIN_AGAIN = 8


def whole(rng: Random) -> Iterator[tuple[float, Teller]]:
    """Every tale once or more, among orders like most."""
    yield from MARKED
    yield from _plain(PLAIN, rng, 0)
    yield from _plain(RUSH, rng, RUSH_FROM)


def short(rng: Random) -> Iterator[tuple[float, Teller]]:
    """A few more orders in a shop that is there already."""
    yield from AGAIN
    yield from _plain(PLAIN_AGAIN, rng, 0)


def _plain(count: int, rng: Random, since: float) -> Iterator[tuple[float, Teller]]:
    for _ in range(count):
        yield rng.uniform(since, LAST), tales.plain

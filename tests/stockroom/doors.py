"""What the database refuses of stock papers, whatever program asks."""

from tests import world
from tests.cast import MEI
from tests.stockroom import stock

NEVER_ASKED = {  # the trip-wire knows no way to an unknown state
    "receipt_state_is_in_the_process",
    "count_state_is_in_the_process",
    "transfer_state_is_in_the_process",
}


def entered() -> None:
    """A count of which one article is counted."""
    stock.enter(stock.counting()[0], MEI, tea=world.PLENTY)


STOCK_PAPER_CASES = [
    ("goods that were received before they came", stock.expected,
     "UPDATE receipt SET state = 'moon'", "no step moves a receipt like that"),
    ("a receipt that begins received", stock.expected,
     ("INSERT INTO receipt (number, state, state_since, opened_at, opened_by, warehouse_id, sender,"
      " reference) SELECT 'DH1', 'received', now(), now(), 'x', warehouse_id, 'x', 'x'"
      " FROM receipt"), "no receipt begins like that"),
    ("a receipt removed", stock.expected, "DELETE FROM receipt",
     "papers of stock are void, never deleted"),
    ("one note twice", stock.expected,
     ("INSERT INTO receipt (number, state, state_since, opened_at, opened_by, warehouse_id, sender,"
      " reference) SELECT 'DH1', 'expected', now(), now(), 'x', warehouse_id, sender, reference"
      " FROM receipt"), "receipt_note_once"),
    ("an article twice on a receipt", stock.expected,
     ("INSERT INTO receipt_line (receipt_id, product_id, expected)"
     " SELECT receipt_id, product_id, 1 FROM receipt_line"), "receipt_line_once"),
    ("less than nothing received", stock.expected,
     "UPDATE receipt_line SET received = -1", "receipt_line_units_are_not_negative"),
    ("a count settled before anybody counted", stock.counting,
     "UPDATE stock_count SET state = 'moon'", "no step moves a count like that"),
    ("a count that begins settled", stock.counting,
     ("INSERT INTO stock_count (number, state, state_since, opened_at, opened_by, warehouse_id)"
      " SELECT 'PD1', 'settled', now(), now(), 'x', warehouse_id FROM stock_count"),
     "no count begins like that"),
    ("a round before the first", stock.counting,
     "UPDATE stock_count SET round = 0", "count_round_is_counted"),
    ("an article twice on a count", stock.counting,
     ("INSERT INTO stock_count_line (count_id, product_id)"
     " SELECT count_id, product_id FROM stock_count_line"), "count_line_once"),
    ("a figure that nobody counted", stock.counting,
     "UPDATE stock_count_line SET counted = 1", "count_line_is_counted_with_the_books"),
    ("one round entered twice", entered,
     ("INSERT INTO count_entry (line_id, round, counted, shelf, actor, at)"
     " SELECT line_id, round, 1, 1, 'x', now() FROM count_entry"), "count_entry_once"),
    ("what was counted rewritten", entered,
     "UPDATE count_entry SET counted = 1", "count_entry is append-only"),
    ("a transfer received before it left", stock.planned,
     "UPDATE transfer SET state = 'received'", "no step moves a transfer like that"),
    ("a transfer that begins on its way", stock.planned,
     ("INSERT INTO transfer (number, state, state_since, opened_at, opened_by, source_id,"
      " target_id) SELECT 'DB1', 'sent', now(), now(), 'x', source_id, target_id FROM transfer"),
     "no transfer begins like that"),
    ("a transfer to where it is", stock.planned,
     "UPDATE transfer SET target_id = source_id", "transfer_goes_elsewhere"),
    ("an article twice on a transfer", stock.planned,
     ("INSERT INTO transfer_line (transfer_id, product_id, quantity)"
     " SELECT transfer_id, product_id, 1 FROM transfer_line"), "transfer_line_once"),
    ("more received than was sent", stock.sent,
     "UPDATE transfer_line SET received = sent + 1", "transfer_line_units_are_in_one_place"),
    ("the journal of stock rewritten", stock.expected,
     "UPDATE stock_journal SET actor = 'x'", "stock_journal is append-only"),
]  # fmt: skip

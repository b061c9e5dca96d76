"""What the database refuses of papers: what was printed, and the shop's own templates."""

from gendan.desks.papers.kinds import LABEL
from gendan.desks.papers.printing import print_papers
from tests import world
from tests.cast import MEI
from tests.records.doors import written

TEMPLATE = "INSERT INTO paper_template (paper, text) VALUES ('label', 't')"
PRINTED = "INSERT INTO printed (print_id, shipment_id, place) SELECT print_id, {} FROM printed"
ANOTHER = "(SELECT max(id) + 1 FROM shipment)"


def label() -> None:
    """Somebody printed the label of a parcel."""
    world.all_done(print_papers(LABEL, world.packed(), by=MEI))


PAPER_CASES = [
    ("a print rewritten", label, "UPDATE print SET actor = 'x'", "print is append-only"),
    ("a print removed", label, "DELETE FROM print", "print is append-only"),
    ("the prints emptied", label, "TRUNCATE print, printed", "append-only"),
    ("what was printed rewritten", label,
     "UPDATE printed SET place = 2", "printed is append-only"),
    ("what was printed removed", label, "DELETE FROM printed", "printed is append-only"),
    ("what was printed emptied", label, "TRUNCATE printed", "printed is append-only"),
    ("a print of an unknown paper", label,
     "INSERT INTO print (paper, actor) VALUES ('poem', 'mei')", "print_paper_is_known"),
    ("a print by nobody", label,
     "INSERT INTO print (paper, actor) VALUES ('label', '')", "print_says_who"),
    ("a shipment twice in a pile", label,
     PRINTED.format("shipment_id, 2"), "printed_shipment_once"),
    ("two papers in one place of a pile", label,
     PRINTED.format(f"{ANOTHER}, place"), "printed_place_once"),
    ("a place before the first", label,
     PRINTED.format(f"{ANOTHER}, 0"), "printed_place_is_counted"),
    ("two templates of one paper", written(TEMPLATE), TEMPLATE, "paper_template"),
    ("a template of no paper", written(TEMPLATE),
     "UPDATE paper_template SET paper = 'poem'", "paper_template_is_of_a_paper"),
    ("an empty template", written(TEMPLATE),
     "UPDATE paper_template SET text = ''", "paper_template_is_given"),
]  # fmt: skip

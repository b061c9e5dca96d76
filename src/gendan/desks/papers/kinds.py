"""The papers there are: what each is called, who may print it, and of shipments in which states.

Whoever takes a step prints the papers of that step; the process says who that is.
"""

from collections.abc import Collection
from dataclasses import dataclass

from gendan.kernel.actor import Actor
from gendan.process.definition import PROCESS
from gendan.process.model import Text
from gendan.records.shipments.models import OUT

PACKED = PROCESS.step("issue").source
AT_HAND = PROCESS.step("dispatch").source
ON_THE_WAY = PROCESS.step("deliver").source
IN_THE_AISLE = (*PROCESS.step("start_pick").source, *PROCESS.step("pack").source)
NOTED = (*AT_HAND, "delivered", *OUT)  # goods that are off the books


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One kind of paper. `steps`: whoever takes one of them may print it. `usual_in`: states in
    which it is what one prints. `follows`: the step after which it is wanted at once. `walked`:
    whether a pile of them goes in the order of the bins. `size`: width, height in millimetres."""

    name: str
    title: Text
    steps: tuple[str, ...]
    states: tuple[str, ...]
    usual_in: tuple[str, ...] = ()
    walked: bool = False
    size: tuple[int, int] = (210, 297)
    follows: str = ""

    def may_print(self, actor: Actor) -> bool:
        """Whether the actor takes a step for which this paper is needed."""
        return any(actor.may(PROCESS.step(step)) for step in self.steps)


PICK_LIST = Paper(
    name="pick_list",
    title=Text("拣货单", "Pick list"),
    steps=("start_pick",),
    states=IN_THE_AISLE,
    usual_in=IN_THE_AISLE,
    walked=True,
    follows="start_pick",
)
MERGED_LIST = Paper(
    name="merged_list",
    title=Text("汇总拣货单", "Merged pick list"),
    steps=("start_pick",),
    states=IN_THE_AISLE,
    walked=True,
)
BOX_LABEL = Paper(
    name="box_label",
    title=Text("箱标", "Box label"),
    steps=("start_pick", "dispatch"),
    states=(*IN_THE_AISLE, *PACKED, *AT_HAND),
    walked=True,
    size=(60, 40),
)
PACKING_SLIP = Paper(
    name="packing_slip",
    title=Text("装箱单", "Packing slip"),
    steps=("pack", "dispatch"),
    states=(*PACKED, *AT_HAND, *ON_THE_WAY),
)
GOODS_ISSUE_NOTE = Paper(
    name="goods_issue_note",
    title=Text("出库单", "Goods issue note"),
    steps=("issue", "dispatch"),
    states=NOTED,
    usual_in=AT_HAND,
    follows="issue",
)
LABEL = Paper(
    name="label",
    title=Text("面单", "Label"),
    steps=("pack", "dispatch"),
    states=(*PACKED, *AT_HAND, *ON_THE_WAY),
    usual_in=PACKED,
    size=(100, 150),
    follows="pack",
)
HANDOVER_LIST = Paper(
    name="handover_list",
    title=Text("交接单", "Handover list"),
    steps=("dispatch",),
    states=(*AT_HAND, *ON_THE_WAY),
    usual_in=ON_THE_WAY,
    follows="dispatch",
)
PAPERS = (PICK_LIST, MERGED_LIST, BOX_LABEL, PACKING_SLIP, GOODS_ISSUE_NOTE, LABEL, HANDOVER_LIST)
NAMES = tuple(paper.name for paper in PAPERS)


def paper(name: str) -> Paper:
    """The paper of that name. Raises `KeyError`."""
    return {each.name: each for each in PAPERS}[name]


def offered(actor: Actor, states: Collection[str] = ()) -> list[Paper]:
    """What the actor may print of shipments in those states, or in whatever state; what is usual
    first."""

    def is_rare(one: Paper) -> bool:
        return not states or not set(states) <= set(one.usual_in)

    fitting = [one for one in PAPERS if one.may_print(actor) and set(states) <= set(one.states)]
    return sorted(fitting, key=is_rare)


def paper_after(step: str, actor: Actor) -> Paper | None:
    """What the actor prints at once when that step is taken; nothing after most."""
    return next((one for one in PAPERS if one.follows == step and one.may_print(actor)), None)

"""The law of stock work: what a warehouse does with goods that no order asked it to move.

It is written in the same words as the journey of orders, and permissions, constraints and the
trip-wire follow from it in the same way; it stands apart because none of it belongs to an order.
"""

from gendan.process.definition import PROCESS
from gendan.process.model import Document, Process, Role, Stage, State, Step, Text

WAREHOUSE, MANAGER = Role.WAREHOUSE, Role.MANAGER
FLOOR, OFFICE = (WAREHOUSE, MANAGER), (MANAGER,)


def _state(code: str, zh: str, en: str, owner: Role | None = None) -> State:
    return State(code=code, label=Text(zh, en), owner=owner)


def _step(
    name: str, source: str, target: str | None = None, *, document: str, by: tuple[Role, ...],
    zh: tuple[str, str], en: tuple[str, str], otherwise: tuple[str, ...] = (),
) -> Step:  # fmt: skip
    return Step(
        name=name,
        document=document,
        source=tuple(source.split()),
        target=target,
        otherwise=otherwise,
        by=by,
        accountable=by[0],
        each_time=True,
        sections=(),
        label=Text(zh[0], en[0]),
        why=Text(zh[1], en[1]),
    )


RECEIPT = Document(
    name="receipt", label=Text("到货单", "Receipt"), ends=frozenset({"received", "cancelled"}),
    states=(
        _state("expected", "待收货", "Expected", WAREHOUSE),
        _state("receiving", "收货中", "Receiving", WAREHOUSE),
        _state("received", "已收货", "Received"),
        _state("cancelled", "已作废", "Void"),
    ),
)  # fmt: skip
COUNT = Document(
    name="count", label=Text("盘点单", "Count"), ends=frozenset({"settled", "cancelled"}),
    states=(
        _state("counting", "盘点中", "Counting", WAREHOUSE),
        _state("recounting", "待复盘", "To count again", WAREHOUSE),
        _state("differing", "有差异", "Differs", MANAGER),
        _state("settled", "已完成", "Settled"),
        _state("cancelled", "已作废", "Void"),
    ),
)  # fmt: skip
TRANSFER = Document(
    name="transfer", label=Text("调拨单", "Transfer"), ends=frozenset({"received", "cancelled"}),
    states=(
        _state("planned", "待发出", "To be sent", WAREHOUSE),
        _state("sent", "在途", "In transit", WAREHOUSE),
        _state("received", "已收货", "Received"),
        _state("cancelled", "已作废", "Void"),
    ),
)  # fmt: skip
# A level is no paper that travels: it stays what it is, whatever is done to it.
LEVEL = Document(
    name="level", label=Text("库存", "Stock"), computed=True, ends=frozenset(),
    states=(_state("kept", "在册", "Kept"),),
)  # fmt: skip

STOCK = Process(
    documents=(RECEIPT, COUNT, TRANSFER, LEVEL),
    sections=(),
    stages=(
        Stage(name="receipts", title=Text("收货", "Receiving"), steps=(
            _step("expect_goods", "", "expected", document="receipt", by=FLOOR,
                  zh=("登记到货单", "送货的说要来什么，先记下来。"),
                  en=("Expect goods", "What the delivery note says will come, written down.")),
            _step("receive", "expected receiving", "receiving", document="receipt", by=FLOOR,
                  zh=("收货", "到了的货点清，入账。"),
                  en=("Receive", "What came is checked, and on the books.")),
            _step("reverse_receive", "receiving", document="receipt", by=FLOOR,
                  zh=("冲销收货", "多点了，从账上退出来。"),
                  en=("Reverse receipt", "Too many were entered; they are off the books again.")),
            _step("close_receipt", "expected receiving", "received", document="receipt", by=FLOOR,
                  zh=("收货完毕", "不会再来了，差多差少有说法。"),
                  en=("Close receipt", "Nothing more comes; what differs is explained.")),
            _step("cancel_receipt", "expected", "cancelled", document="receipt", by=FLOOR,
                  zh=("作废到货单", "这批货不来了。"),
                  en=("Void receipt", "These goods will not come.")),
        )),
        Stage(name="counts", title=Text("盘点", "Counting"), steps=(
            _step("open_count", "", "counting", document="count", by=FLOOR,
                  zh=("开盘点单", "定下要盘哪些商品。"),
                  en=("Open count", "Which articles are to be counted.")),
            _step("count", "counting recounting", document="count", by=FLOOR,
                  otherwise=("recounting", "differing", "settled"),
                  zh=("盘点", "看不到账面数，架上有多少记多少。"),
                  en=("Count", "What is on the shelf, without seeing the books.")),
            _step("recount", "differing", "recounting", document="count", by=OFFICE,
                  zh=("再盘一次", "差得蹊跷，换人再数。"),
                  en=("Count again", "It looks odd; somebody else counts once more.")),
            _step("confirm_count", "differing", "settled", document="count", by=OFFICE,
                  zh=("确认盘点", "差异属实，按实数更正账面。"),
                  en=("Confirm count", "The difference is real; the books follow the shelf.")),
            _step("cancel_count", "counting recounting differing", "cancelled", document="count",
                  by=FLOOR, zh=("作废盘点单", "不盘了，账面不动。"),
                  en=("Void count", "It is not counted after all; the books stay.")),
        )),
        Stage(name="transfers", title=Text("调拨", "Transfers"), steps=(
            _step("plan_transfer", "", "planned", document="transfer", by=FLOOR,
                  zh=("开调拨单", "一个仓库要把货给另一个。"),
                  en=("Plan transfer", "One warehouse is to give goods to another.")),
            _step("send_transfer", "planned", "sent", document="transfer", by=FLOOR,
                  zh=("调拨发出", "货离开发出仓，在途。"),
                  en=("Send transfer", "The goods left the one warehouse and are in transit.")),
            _step("recall_transfer", "sent", "planned", document="transfer", by=FLOOR,
                  zh=("撤回发出", "没有走成，货回到发出仓。"),
                  en=("Recall transfer", "They did not go; they are back where they were.")),
            _step("receive_transfer", "sent", document="transfer", by=FLOOR,
                  zh=("调拨收货", "到了的货点清，入收货仓的账。"),
                  en=("Receive transfer", "What arrived is on the books of the other warehouse.")),
            _step("close_transfer", "sent", "received", document="transfer", by=FLOOR,
                  zh=("调拨完毕", "收齐了，或差多少记下来。"),
                  en=("Close transfer", "All arrived, or what did not is recorded.")),
            _step("cancel_transfer", "planned", "cancelled", document="transfer", by=FLOOR,
                  zh=("作废调拨单", "不调了，货没有动。"),
                  en=("Void transfer", "It is not needed; nothing was moved.")),
        )),
        Stage(name="levels", title=Text("库存处理", "Stock care"), steps=(
            _step("put_away", "kept", document="level", by=FLOOR,
                  zh=("上架", "货放到库位上，拣货的人找得到。"),
                  en=("Put away", "The goods have a bin, so that pickers find them.")),
            _step("adjust", "kept", document="level", by=OFFICE,
                  zh=("调整", "账面不对，按原因更正。"),
                  en=("Adjust", "The books are wrong and corrected, for a coded reason.")),
            _step("quarantine", "kept", document="level", by=FLOOR,
                  zh=("隔离", "有疑问的货先拿开，不再卖。"),
                  en=("Quarantine", "Doubtful goods are set aside and not sold.")),
            _step("release_quarantine", "kept", document="level", by=FLOOR,
                  zh=("解除隔离", "查过了没问题，或找到了，回到在库。"),
                  en=("Release from quarantine", "They are fine, or found, and on hand again.")),
            _step("scrap", "kept", document="level", by=OFFICE,
                  zh=("报损", "隔离的货卖不了了，离开账面。"),
                  en=("Scrap", "Set-aside goods nobody can sell leave the books.")),
        )),
    ),
)  # fmt: skip

LAWS = (PROCESS, STOCK)


def step_of(name: str) -> Step:
    """The step of that name, of orders or of stock; `KeyError` when there is none."""
    return {step.name: step for law in LAWS for step in law.steps}[name]


def document_of(name: str) -> Document:
    """The kind of document of that name, of either; `KeyError` when there is none."""
    return {document.name: document for law in LAWS for document in law.documents}[name]

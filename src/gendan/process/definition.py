"""The process. Change it here; permissions, constraints, trip-wire, tests and papers follow."""

from datetime import timedelta

from gendan.process.model import Document, Process, Role, Stage, State, Step, Text

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SALES, WAREHOUSE, LOGISTICS = Role.SALES, Role.WAREHOUSE, Role.LOGISTICS
SERVICE, AFTERSALES, MANAGER = Role.SERVICE, Role.AFTERSALES, Role.MANAGER
CUSTOMER, CARRIER, SYSTEM = Role.CUSTOMER, Role.CARRIER, Role.SYSTEM
DESK = (SALES, SERVICE, MANAGER)  # who speaks with customers
FLOOR = (WAREHOUSE, MANAGER)
DOCK = (LOGISTICS, MANAGER)
LOOKOUT = (LOGISTICS, SERVICE, MANAGER)  # who sees to parcels that go astray

NO_MOVEMENT = 48 * HOUR  # working time without a carrier's word after which a parcel is late
DUPLICATE_WINDOW = 10 * MINUTE  # same phone, same goods, so soon: probably one order
UNDO_WINDOW = 24 * HOUR  # wall-clock time in which a supervisor may take a delivery back
FEEDBACK_WINDOW = 2 * HOUR  # working time in which customers get a first answer
EXCEPTION_WINDOW = 4 * HOUR  # working time in which something is done about a parcel astray
NEXT_LOOK = 24 * HOUR  # and in which one looks again at what came of it
PICKUP_WINDOW = 36 * HOUR  # working time, some three days, for which goods wait to be collected

OPEN = "review shortage pending processing ready partly_shipped shipped"
EVER = "review shortage pending processing ready partly_shipped shipped completed closed cancelled"
LIVE = "review shortage pending processing ready partly_shipped"  # something has not left yet
ASTRAY = "dispatched delivered coming_back"  # where a parcel may be of which something is amiss


def state(code: str, zh: str, en: str, owner: Role | None = None, **clock: timedelta) -> State:
    """A state of a document."""
    return State(code=code, label=Text(zh, en), owner=owner, **clock)  # type: ignore[arg-type]


def order(name: str, source: str, **rest: object) -> Step:
    """A step of orders; their state is computed, so it has no target."""
    return _step("order", name, source, **rest)  # type: ignore[arg-type]


def shipment(name: str, source: str, target: str | None = None, **rest: object) -> Step:
    """A step of shipments."""
    return _step("shipment", name, source, target=target, **rest)  # type: ignore[arg-type]


def _step(
    document: str,
    name: str,
    source: str,
    *,
    section: str,
    zh: tuple[str, str],
    en: tuple[str, str],
    **rest: object,
) -> Step:
    return Step(
        name=name,
        document=document,
        source=tuple(source.split()),
        sections=tuple(section.split()),
        label=Text(zh[0], en[0]),
        why=Text(zh[1], en[1]),
        **rest,  # type: ignore[arg-type]
    )


ORDER = Document(
    name="order", label=Text("订单", "Order"), computed=True,
    ends=frozenset({"completed", "closed", "cancelled"}),
    states=(
        state("review", "待确认", "To review", SALES, within=30 * MINUTE),
        state("shortage", "缺货待定", "Short of goods", SALES, within=24 * HOUR, acknowledge=2 * HOUR),
        state("pending", "待处理", "Pending", WAREHOUSE),
        state("processing", "处理中", "Processing", WAREHOUSE),
        state("ready", "待发货", "Ready to ship", LOGISTICS),
        state("partly_shipped", "部分发货", "Partly shipped", LOGISTICS),
        state("shipped", "已发货", "Shipped", LOGISTICS),
        state("completed", "已完成", "Completed"),
        state("closed", "已关闭", "Closed"),
        state("cancelled", "已取消", "Cancelled"),
    ),
)  # fmt: skip

SHIPMENT = Document(
    name="shipment", label=Text("发货单", "Shipment"),
    ends=frozenset({"returned", "lost", "cancelled"}),
    states=(
        state("to_pick", "待拣货", "To pick", WAREHOUSE, within=2 * HOUR, acknowledge=15 * MINUTE),
        state("picking", "拣货中", "Picking", WAREHOUSE, within=4 * HOUR),
        State(code="packed", label=Text("已打包", "Packed"), owner=WAREHOUSE, until_cutoff=True),
        State(code="issued", label=Text("待发货", "Issued"), owner=LOGISTICS, until_cutoff=True,
              acknowledge=15 * MINUTE),
        state("dispatched", "已发货", "Dispatched", LOGISTICS, within=24 * HOUR),
        state("delivered", "已签收", "Delivered"),
        state("coming_back", "退回中", "Coming back", LOGISTICS),
        state("returned", "已退回", "Returned"),
        state("lost", "丢失/损毁", "Lost or destroyed"),
        state("cancelled", "已作废", "Void"),
    ),
)  # fmt: skip

PROCESS = Process(
    documents=(ORDER, SHIPMENT),
    sections=("1.1", "1.2", "2.1", "2.2", "2.3", "3.1", "3.2", "3.3", "4.1", "4.2", "4.3",
              "5.1"),
    stages=(
        Stage(name="s1_place", title=Text("订单生成", "Order placed"), steps=(
            order("place", "", by=(SALES, CUSTOMER, SERVICE, MANAGER, SYSTEM), accountable=SALES,
                  tell=(CUSTOMER, SALES), section="1.1 1.2", then="confirm", zh=("录入", "有人要我们的东西，我们记了下来。"),
                  en=("Place order", "Somebody wants something from us and we wrote it down.")),
            shipment("hand_over", "", "delivered", follows=("place",), by=(SYSTEM,),
                     accountable=SALES, section="4.3", zh=("当面交付", "现购的货当场交给客户，库存随之减少。"),
                     en=("Hand over", "Cash and carry: the customer leaves with the goods.")),
        )),
        Stage(name="s2_review", title=Text("订单确认", "Reviewed and stock-checked"), steps=(
            order("confirm", "review", by=(SALES, MANAGER, SYSTEM), accountable=SALES,
                  each_time=True, section="2.1 2.2", zh=("审核通过", "订单看过了，货给它留下了。"),
                  en=("Confirm", "The order was reviewed and its goods are reserved.")),
            shipment("plan", "", "to_pick", follows=("confirm", "reserve_again", "decide_shortage",
                     "report_short"), by=(SYSTEM,), accountable=SALES, tell=(WAREHOUSE,),
                     section="2.2", zh=("生成发货单", "留好的货成为一个仓库的工作。"),
                     en=("Plan shipment", "Reserved goods become work for one warehouse.")),
            order("open_shortage", LIVE, follows=("confirm", "report_short"), by=(SYSTEM,),
                  accountable=SALES, tell=(CUSTOMER, SALES), each_time=True, section="2.3",
                  zh=("缺货立案", "货不够，客户要在发货之前知道。"),
                  en=("Open shortage case", "Goods are short; the customer must hear first.")),
            order("record_contact", LIVE, by=DESK, accountable=SALES, each_time=True, section="2.3",
                  zh=("登记联系", "已联系客户说明缺货。"),
                  en=("Record contact", "The customer was told what is short.")),
            order("decide_shortage", LIVE, by=(CUSTOMER, *DESK), accountable=SALES,
                  tell=(CUSTOMER, SALES, WAREHOUSE), each_time=True, section="2.3", then="make_ready",
                  zh=("缺货决定", "客户选定了办法：替代、先发、等货、减量或取消。"),
                  en=("Decide shortage", "The customer chose: substitute, part, wait, less, none.")),
            order("reserve_again", "shortage pending processing ready partly_shipped", by=(SALES, WAREHOUSE, MANAGER, SYSTEM), accountable=SALES,
                  each_time=True, section="2.2", zh=("到货补配", "货到了，把欠的补上。"),
                  en=("Reserve again", "Goods arrived; what was owed is reserved.")),
            order("reject", "review shortage", by=(SALES, MANAGER), accountable=SALES,
                  tell=(CUSTOMER,), section="2.1", zh=("驳回", "这张订单我们不能接。"),
                  en=("Reject", "We cannot accept this order.")),
        )),
        Stage(name="s3_pick", title=Text("拣货打包", "Picked and packed"), steps=(
            shipment("acknowledge", "to_pick issued", by=(WAREHOUSE, LOGISTICS, MANAGER),
                     accountable=WAREHOUSE, each_time=True, section="3.1",
                     zh=("接单", "交到手上的工作，有人看见了。"),
                     en=("Acknowledge", "The work handed over was seen.")),
            shipment("plan_wave", "to_pick", by=FLOOR, accountable=WAREHOUSE, each_time=True,
                     section="3.1", zh=("编波次", "几张单一趟拣完，各有各的格口。"),
                     en=("Plan wave", "Picked in one walk, each gathering in a slot of its own.")),
            shipment("leave_wave", "to_pick picking", by=FLOOR, accountable=WAREHOUSE,
                     each_time=True, section="3.1", zh=("移出波次", "不跟这一趟了，单独拣。"),
                     en=("Leave wave", "It is picked by itself instead.")),
            shipment("start_pick", "to_pick", "picking", by=FLOOR, accountable=WAREHOUSE,
                     each_time=True, section="3.1", zh=("开始拣货", "有人领了这份工作。"),
                     en=("Start picking", "Somebody has taken the work.")),
            shipment("stop_pick", "picking", "to_pick", by=FLOOR, accountable=WAREHOUSE,
                     each_time=True, section="3.1", zh=("放回待拣", "已拣的放回原位，工作交还队列。"),
                     en=("Stop picking", "Picked goods go back; the work returns to the queue.")),
            shipment("reassign", "picking", by=FLOOR, accountable=WAREHOUSE, each_time=True,
                     section="3.1", zh=("换人拣货", "原来的人不能继续，换人接手。"),
                     en=("Reassign", "Somebody else goes on with the work.")),
            shipment("pick", "picking", by=FLOOR, accountable=WAREHOUSE, each_time=True,
                     section="3.2", zh=("拣货", "扫到的货对上了单，记入拣货记录。"),
                     en=("Pick", "A scanned unit matches the list and is recorded.")),
            shipment("undo_pick", "picking", by=FLOOR, accountable=WAREHOUSE, each_time=True,
                     section="3.2", zh=("撤销拣货", "扫错了或放错了，货放回原位。"),
                     en=("Undo pick", "Scanned or placed by mistake; it goes back to its place.")),
            shipment("report_short", "picking", otherwise=("cancelled",), by=FLOOR,
                     accountable=WAREHOUSE, tell=(SALES,), each_time=True, section="2.3",
                     zh=("报缺", "货架上没有，按原因处理库存。"),
                     en=("Report short", "It is not on the shelf; the reason decides the stock.")),
            shipment("pack", "picking", "packed", by=FLOOR, accountable=WAREHOUSE, each_time=True,
                     section="3.2", zh=("打包", "每件都核对过，箱子封好了。"),
                     en=("Pack", "Every unit was checked and the box is closed.")),
            shipment("unpack", "packed", "picking", by=FLOOR, accountable=WAREHOUSE, each_time=True,
                     section="3.1", zh=("拆包", "箱子重新打开，内容要再核对。"),
                     en=("Unpack", "The box is open again and must be checked anew.")),
        )),
        Stage(name="s4_issue", title=Text("出库", "Goods issue"), steps=(
            shipment("issue", "packed", "issued", by=FLOOR, accountable=WAREHOUSE,
                     tell=(LOGISTICS,), each_time=True, section="3.3", then="make_ready",
                     zh=("出库", "开出库单，货离开账面。"),
                     en=("Issue goods", "Stock leaves the books as it leaves the shelf.")),
            shipment("reverse_issue", "issued", "packed", by=FLOOR, accountable=WAREHOUSE,
                     tell=(LOGISTICS,), each_time=True, section="3.3",
                     zh=("冲销出库", "没有交出去，货回到账面。"),
                     en=("Reverse issue", "It did not leave; the stock is back on the books.")),
        )),
        Stage(name="s5_dispatch", title=Text("发货", "Dispatched"), steps=(
            shipment("choose_carrier", "issued", by=DOCK, accountable=LOGISTICS, each_time=True,
                     section="4.1", zh=("定承运商", "谁来送定下来了。"),
                     en=("Choose carrier", "Who will carry the parcel is settled.")),
            shipment("book_waybill", "issued", by=DOCK, accountable=LOGISTICS, each_time=True,
                     section="4.1", then="assign_waybill",
                     zh=("向承运商取号", "请承运商给一个运单号。"),
                     en=("Book waybill", "The carrier is asked for a waybill number.")),
            shipment("assign_waybill", "issued", by=(*DOCK, SYSTEM), accountable=LOGISTICS,
                     each_time=True, section="4.1", zh=("贴运单", "包裹有了运单号，还没有交出去。"),
                     en=("Assign waybill", "The parcel bears its number; it has not left yet.")),
            shipment("dispatch", "issued", "dispatched", by=DOCK, accountable=LOGISTICS,
                     tell=(CUSTOMER,), section="4.1", zh=("发货", "承运商收下了包裹，有单号为证。"),
                     en=("Dispatch", "The carrier has taken the parcel under a waybill.")),
            shipment("replace_waybill", "dispatched", by=DOCK, accountable=LOGISTICS,
                     tell=(CUSTOMER,), each_time=True, section="4.2",
                     zh=("更换运单", "换了单号，旧的作废留底。"),
                     en=("Replace waybill", "A new number; the old one is void and kept.")),
        )),
        Stage(name="s6_deliver", title=Text("送达", "Delivered"), steps=(
            shipment("record_carrier_event", "dispatched delivered coming_back returned lost",
                     by=(CARRIER, LOGISTICS, MANAGER, SYSTEM), accountable=LOGISTICS,
                     each_time=True, section="4.2", then="deliver", zh=("登记物流动态", "承运商说的话，原样记下。"),
                     en=("Record carrier event", "What the carrier said, kept as it was said.")),
            shipment("deliver", "dispatched", "delivered", by=(LOGISTICS, CARRIER, CUSTOMER,
                     MANAGER, SYSTEM), accountable=LOGISTICS, tell=(CUSTOMER, SERVICE),
                     section="4.3", zh=("确认送达", "货到了客户手里，有据可查。"),
                     en=("Confirm delivery", "The customer has the goods and we can prove it.")),
            shipment("make_ready", "issued", by=(SALES, WAREHOUSE, LOGISTICS, MANAGER, SYSTEM),
                     accountable=SALES, tell=(CUSTOMER,), each_time=True, section="4.1",
                     zh=("通知自提", "货备好了，把取件码告诉客户。"),
                     en=("Ready for pickup", "It is ready; the customer is told the code.")),
            shipment("collect", "issued", "delivered", by=(SALES, WAREHOUSE, LOGISTICS, MANAGER),
                     accountable=SALES, tell=(CUSTOMER, SERVICE), section="4.3",
                     zh=("客户自提", "客户到店取走了货。"),
                     en=("Collect", "The customer fetched the goods from the store.")),
            shipment("undo_deliver", "delivered", "dispatched", otherwise=("issued",),
                     by=(MANAGER,), accountable=MANAGER, tell=(LOGISTICS,), each_time=True,
                     section="4.3", zh=("撤销送达", "送达记错了，二十四小时内改回。"),
                     en=("Undo delivery", "It was recorded by mistake and is taken back.")),
            shipment("come_back", "dispatched", "coming_back", by=(LOGISTICS, CARRIER, MANAGER,
                     SYSTEM), accountable=LOGISTICS, tell=(SALES, SERVICE, WAREHOUSE),
                     section="4.3", then="open_exception", zh=("退回", "拒收、拦截或无法投递，货在回来的路上。"),
                     en=("Coming back", "Refused, intercepted or undeliverable: on its way home.")),
            shipment("receive_back", "coming_back", "returned", by=FLOOR, accountable=WAREHOUSE,
                     tell=(SALES, SERVICE), section="4.3",
                     zh=("退回入库", "货回到仓库，验过后回架或报损。"),
                     en=("Receive back", "Back in the warehouse, inspected, restocked or scrapped.")),
            shipment("lose", "dispatched coming_back", "lost", by=(MANAGER,), accountable=MANAGER,
                     tell=(SALES, SERVICE, LOGISTICS), section="4.3",
                     zh=("确认丢失", "承运商认赔，货不会再来。"),
                     en=("Confirm loss", "The claim is confirmed; the goods will not come.")),
            shipment("open_exception", ASTRAY, by=(*LOOKOUT, SYSTEM), accountable=LOGISTICS,
                     tell=(LOGISTICS, SERVICE), each_time=True, section="4.3",
                     zh=("开异常单", "包裹没有按预期走，要有人管到底。"),
                     en=("Open exception", "A parcel does not go as it should; somebody sees to it.")),
            shipment("take_exception", ASTRAY, by=LOOKOUT, accountable=LOGISTICS, each_time=True,
                     section="4.3", zh=("接手异常", "这件事归我管。"),
                     en=("Take exception", "From now on it is mine to see to.")),
            shipment("arrange", ASTRAY, by=LOOKOUT, accountable=LOGISTICS, tell=(CUSTOMER,),
                     each_time=True, section="4.3",
                     zh=("安排处理", "再派、改时间、改地址、改自取或补发，告诉客户。"),
                     en=("Arrange", "Another try, time, place, or parcel; the customer is told.")),
            shipment("pursue", ASTRAY, by=DOCK, accountable=LOGISTICS, each_time=True,
                     section="4.3", zh=("找承运商", "查件、拦截或索赔，再看结果。"),
                     en=("Pursue", "The carrier is asked, told to stop it, or to pay.")),
            shipment("close_exception", ASTRAY, by=(*LOOKOUT, SYSTEM), accountable=LOGISTICS,
                     each_time=True, section="4.3", zh=("异常结案", "事情有了结果，写明是什么。"),
                     en=("Close exception", "It has come to an end, and to which.")),
            shipment("settle_exception", "delivered returned lost issued",
                     follows=("deliver", "receive_back", "lose", "undo_deliver"), by=(SYSTEM,),
                     accountable=LOGISTICS, each_time=True, section="4.3",
                     zh=("异常了结", "包裹到了、退回了或丢了，异常随之了结。"),
                     en=("Settle exception", "It arrived, came back or is lost: nothing is left.")),
        )),
        Stage(name="anytime", title=Text("随时", "At any time"), steps=(
            order("cancel", "review shortage pending", by=(CUSTOMER, *DESK), accountable=SALES,
                  tell=(CUSTOMER, WAREHOUSE), section="2.3", zh=("取消", "客户不要了，货还没有动。"),
                  en=("Cancel", "No longer wanted, and nothing was touched yet.")),
            order("request_cancel", "processing ready partly_shipped", by=(CUSTOMER, *DESK),
                  accountable=SALES, tell=(WAREHOUSE, LOGISTICS), each_time=True, section="3.1",
                  zh=("申请取消", "货已在拣，请仓库拦下。"),
                  en=("Request cancellation", "Already being picked: the warehouse must stop it.")),
            order("accept_cancel", LIVE, by=FLOOR, accountable=WAREHOUSE, tell=(CUSTOMER, SALES),
                  each_time=True, section="3.1", zh=("同意取消", "拦下了，货回到架上。"),
                  en=("Accept cancellation", "Stopped in time; the goods are back.")),
            order("refuse_cancel", OPEN, by=FLOOR, accountable=WAREHOUSE,
                  tell=(CUSTOMER, SALES, LOGISTICS), each_time=True, section="3.1", zh=("不能取消", "来不及了，照常发出。"),
                  en=("Refuse cancellation", "Too late; it goes out as planned.")),
            shipment("withdraw", "to_pick picking packed", "cancelled", by=FLOOR,
                     accountable=WAREHOUSE, tell=(WAREHOUSE,), section="3.1",
                     zh=("作废", "这一箱不发了，货回到架上。"),
                     en=("Withdraw", "This box will not go; its goods are back.")),
            order("edit", "review shortage pending processing", by=DESK, accountable=SALES,
                  tell=(CUSTOMER,), each_time=True, section="2.3",
                  zh=("改单", "客户想要的变了，改前改后都留着。"),
                  en=("Edit", "What is wanted changed; before and after are kept.")),
            order("change_address", "review shortage pending", by=(CUSTOMER, *DESK),
                  accountable=SALES, tell=(CUSTOMER,), each_time=True, section="2.1",
                  zh=("改地址", "还没有打包，直接改。"),
                  en=("Change address", "Nothing is packed yet; change it at once.")),
            order("request_address", "processing ready", by=(CUSTOMER, *DESK), accountable=SALES,
                  tell=(WAREHOUSE, LOGISTICS), each_time=True, section="3.1",
                  zh=("申请改址", "货已在拣，请仓库换面单。"),
                  en=("Request new address", "Already being picked: a new label is needed.")),
            order("accept_address", LIVE, by=(*FLOOR, LOGISTICS), accountable=WAREHOUSE,
                  tell=(CUSTOMER,), each_time=True, section="3.1",
                  zh=("同意改址", "新地址生效，面单重打。"),
                  en=("Accept new address", "The new address holds; print a new label.")),
            order("refuse_address", OPEN, by=(*FLOOR, LOGISTICS), accountable=WAREHOUSE,
                  tell=(CUSTOMER, SALES), each_time=True, section="3.1",
                  zh=("不能改址", "来不及了，按原地址发。"),
                  en=("Refuse new address", "Too late; it goes to the old address.")),
            shipment("split", "to_pick picking packed issued dispatched coming_back",
                     by=(WAREHOUSE, LOGISTICS, SALES, MANAGER), accountable=WAREHOUSE,
                     each_time=True, section="3.1", zh=("拆单", "一部分走另一条路，先分成两单。"),
                     en=("Split", "Some units meet another fate, so they part first.")),
            order("hold", OPEN, by=(*DESK, WAREHOUSE, LOGISTICS, SYSTEM), accountable=SALES,
                  tell=(SALES,), each_time=True, section="2.1", zh=("挂起", "有事未了，指明的步骤先等。"),
                  en=("Hold", "Something is unsettled; the named steps wait.")),
            order("release", OPEN, by=(*DESK, WAREHOUSE, LOGISTICS, SYSTEM), accountable=SALES,
                  tell=(SALES,), each_time=True, section="2.1", then="confirm", zh=("解除挂起", "事情了结，继续。"),
                  en=("Release", "It is settled; go on.")),
            order("record_payment", f"{OPEN} completed closed cancelled", by=(SALES, SERVICE,
                  LOGISTICS, CUSTOMER, MANAGER, SYSTEM), accountable=SALES, each_time=True,
                  section="1.1", then="confirm",
                  zh=("收款", "钱到了，记到订单上。"),
                  en=("Record payment", "Money came and is on the order.")),
            order("record_refund", f"{OPEN} completed closed cancelled", by=(AFTERSALES, MANAGER),
                  accountable=MANAGER, tell=(CUSTOMER,), each_time=True, section="2.3",
                  zh=("退款", "该退的钱退给了客户，不超过所付。"),
                  en=("Record refund", "Money went back, never more than was paid.")),
            order("record_feedback", EVER, by=(CUSTOMER, *DESK, AFTERSALES), accountable=SERVICE,
                  tell=(SERVICE,), each_time=True, section="5.1", then="open_exception",
                  zh=("登记反馈", "没收到、有问题、想退换，客户说了，我们要回话。"),
                  en=("Record feedback", "Not arrived, wrong, to be returned: it asks for an answer.")),
            order("answer_feedback", EVER, by=(SALES, SERVICE, AFTERSALES, MANAGER),
                  accountable=SERVICE, tell=(CUSTOMER,), each_time=True, section="5.1",
                  zh=("答复反馈", "给了客户答复，时限停下。"),
                  en=("Answer feedback", "The customer has an answer; the clock stops.")),
            order("choose_messages", EVER, by=(CUSTOMER, *DESK), accountable=SERVICE,
                  each_time=True, section="4.2",
                  zh=("选择通知", "客户说了，哪种消息可以不发。"),
                  en=("Choose messages", "The customer says which messages need not come.")),
            shipment("pause", "to_pick picking packed issued dispatched", by=(*FLOOR, LOGISTICS,
                     SALES), accountable=MANAGER, each_time=True, section="3.1",
                     zh=("暂停计时", "在等客户、等货或等承运商，时限先停。"),
                     en=("Pause clock", "Waiting for customer, goods or carrier.")),
            shipment("resume", "to_pick picking packed issued dispatched", by=(*FLOOR, LOGISTICS,
                     SALES), accountable=MANAGER, each_time=True, section="3.1",
                     zh=("恢复计时", "等的事情有了结果，时限继续。"),
                     en=("Resume clock", "The wait is over; the clock runs again.")),
        )),
    ),
)  # fmt: skip

"""The words around the process on its papers: roles, headings, and what the business asked for."""

from gendan.process.model import Role, Text

ROLES = {
    Role.SALES: Text("销售", "Sales"),
    Role.WAREHOUSE: Text("仓储", "Warehouse"),
    Role.LOGISTICS: Text("物流", "Logistics"),
    Role.SERVICE: Text("客服", "Customer service"),
    Role.AFTERSALES: Text("售后", "After-sales"),
    Role.MANAGER: Text("管理", "Management"),
    Role.CUSTOMER: Text("客户", "Customer"),
    Role.CARRIER: Text("承运商", "Carrier"),
    Role.SYSTEM: Text("系统", "System"),
}

# What the business wrote down must happen, section by section.
SECTIONS = {
    "1.1": Text(
        "客户线上下单，或店员在店里录入：客户、商品、数量、价格都记下来。",
        "Customer online or salesperson in store: customer, goods, quantity, price recorded.",
    ),
    "1.2": Text(
        "系统编订单号，并发邮件或短信确认，附订单内容。",
        "The system assigns the order number and confirms by e-mail or SMS with the details.",
    ),
    "2.1": Text("销售审核订单，核对库存。", "Sales reviews the order and checks the stock."),
    "2.2": Text(
        "库存够：状态为待处理，库存留好，通知仓库。",
        "Enough stock: the status is pending, stock is reserved, the warehouse is notified.",
    ),
    "2.3": Text(
        "库存不够：及时联系客户，给替代品或调整订单。",
        "Not enough: the customer is contacted in time and offered a substitute or a change.",
    ),
    "3.1": Text("仓库拣货、打包，状态为处理中。", "The warehouse picks and packs: processing."),
    "3.2": Text(
        "录入拣货记录，生成出库单。",
        "The picking record is entered and the goods issue note is made.",
    ),
    "3.3": Text("状态为待发货，通知物流。", "The status is ready to ship; logistics is notified."),
    "4.1": Text(
        "物流按出库单安排运输，登记运单号，状态为已发货。",
        "Logistics arranges transport from the note and records the waybill number: shipped.",
    ),
    "4.2": Text(
        "物流信息马上发给客户，客户随时能查。",
        "Tracking details go to the customer at once; the order can be looked up at any time.",
    ),
    "4.3": Text("确认送达，状态为已完成。", "Delivery is confirmed: completed."),
    "5.1": Text("客服把客户反馈记到订单上。", "Customer service records feedback on the order."),
}

OPEN_UNITS = Text(
    "“未了件数” = 订购 − 取消 − 被替代 − 退回或丢失的发货单里的件数。"
    "从上往下，第一条成立的就是状态。",
    "“Open” units: ordered − cancelled − substituted − those in returned or lost shipments. "
    "The first test that holds, from the top, is the status.",
)

# In the order in which `records.orders.progress` tests them; a test compares the two.
CONDITIONS = {
    "cancelled": Text(
        "没有未了的件，也从未交给承运商或客户",
        "nothing is open, and nothing was ever handed to a carrier or a customer",
    ),
    "closed": Text("没有未了的件（其余情形）", "nothing is open, otherwise"),
    "completed": Text("未了的件全部已签收", "all open units are delivered"),
    "shipped": Text("未了的件全部已发货或更后", "all open units are dispatched or beyond"),
    "partly_shipped": Text("有的件已发货或更后", "some open units are dispatched or beyond"),
    "ready": Text("未了的件全部已出库", "all open units are in issued shipments"),
    "processing": Text("有的件在拣、已打包或已出库", "some unit is being picked, packed or issued"),
    "pending": Text("未了的件全部待拣货", "all open units wait to be picked"),
    "shortage": Text("有未决的缺货协商", "a shortage case is open"),
    "review": Text("其余", "else"),
}

WORDS = {
    "accountable": Text("谁负责", "Accountable"),
    "afterwards": Text("做完之后", "Afterwards"),
    "again": Text("可否再做", "May happen again"),
    "asked": Text("制度要求与步骤", "What the business asked for, and the steps that do it"),
    "blocked by": Text("挂起时不能做", "Not while held for"),
    "blocks": Text("挡住的步骤", "Steps that wait"),
    "caused by": Text("由谁引起", "Caused by"),
    "clock": Text("时限", "Clock"),
    "clock note": Text(
        "时限按工作时间算：用到 75% 为临近，用完为超时。",
        "Clocks count working time: at risk from 75 %, late when it is used up.",
    ),
    "code": Text("代码", "Code"),
    "computed": Text("状态由订单行和发货单算出", "The status is computed from lines and shipments"),
    "condition": Text("条件", "Test"),
    "creates": Text("随时都行，生成新的{}", "At any time; it makes a new one: {}"),
    "cutoff": Text("承运商下一次截单前", "before the carrier's next cut-off"),
    "diagram note": Text(
        "拆单不在图上：拆出的一单从原单所在的状态开始。",
        "Splitting is not drawn: the new part begins in the state of the one it left.",
    ),
    "ends": Text("终点", "End"),
    "goes on": Text("系统接着试", "The system tries next"),
    "held by": Text("在谁手上", "Held by"),
    "holds": Text("挂起", "Holds"),
    "manual note": Text(
        "每一步：为什么做、谁来做、谁负责、告知谁、时限多少。",
        "Every step: why, who takes it, who answers for it, who is told, and by when.",
    ),
    "meaning": Text("含义", "Meaning"),
    "message": Text("看到的话", "What is said"),
    "must happen": Text("要做到", "Must happen"),
    "nobody": Text("无", "nobody"),
    "once": Text("否，一张单一次", "No, once for each document"),
    "or": Text(" 或 ", " or "),
    "overrides": Text("可以代行，写明原因", "May override, saying why"),
    "raci note": Text(
        "R 动手做，A 负责（每步一个），O 可以代行（要写明原因），I 被告知。",
        "R takes the step, A answers for it (one for each step), O may override, saying why, "
        "I is told.",
    ),
    "refusals": Text(
        "做不了的时候会说原因，也会说怎么办。代码是给别的系统用的，不会变。",
        "What cannot be done is left alone, with the reason and what to do about it. "
        "The code is for other systems and stays the same.",
    ),
    "remedy": Text("怎么办", "What to do"),
    "section": Text("条款", "Section"),
    "seen within": Text("{}内先有回应", "answered within {}"),
    "state": Text("状态", "State"),
    "status of an order": Text("订单状态怎么算", "How the status of an order is computed"),
    "stays": Text("状态不变", "stays as it is"),
    "step": Text("步骤", "Step"),
    "steps": Text("步骤", "Steps"),
    "told": Text("告知谁", "Told"),
    "way of a shipment": Text("发货单的路", "The way of a shipment"),
    "when": Text("什么时候", "When"),
    "who": Text("谁来做", "Who"),
    "yes": Text("可以", "Yes"),
}

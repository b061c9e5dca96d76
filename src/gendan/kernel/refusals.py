"""Every reason for which a command leaves an item alone, with what to do about it."""

from enum import Enum
from typing import Self

from gendan.process.model import Text


class Refusal(Enum):
    """Name for machines; sentence and remedy for people. `{…}` is filled in by the command."""

    text: Text
    remedy: Text

    def __new__(cls, zh: str, en: str, zh_remedy: str, en_remedy: str) -> Self:
        """A member whose value is its place; its name is what other systems see."""
        member = object.__new__(cls)
        member._value_ = len(cls.__members__)
        member.text = Text(zh, en)
        member.remedy = Text(zh_remedy, en_remedy)
        return member

    @property
    def code(self) -> str:
        """The stable name that other systems may rely on."""
        return self.name.lower()

    NOT_FOUND = (
        "没有这张单，或不在您的门店或仓库范围内。",
        "No such document within your stores and warehouses.",
        "核对单号；需要权限请找主管。",
        "Check the number; ask a manager for access.",
    )
    WRONG_STATE = (
        "现在是“{state}”，不能做这一步。",
        "It is “{state}” now, so this step is not possible.",
        "刷新后按现在的状态处理。",
        "Refresh and act on the present state.",
    )
    ALREADY_DONE = (
        "已经做过了。",
        "This was done already.",
        "不用再做。",
        "Nothing more to do.",
    )
    HELD = (
        "订单被挂起：{hold}。",
        "The order is held: {hold}.",
        "先处理挂起的原因并解除。",
        "Settle the reason and release the hold first.",
    )
    OVERRIDE_REASON = (
        "这一步是别的部门的，您来代行要写明原因。",
        "This step is another department's; whoever overrides says why.",
        "写上代行原因（override）再做一次。",
        "Say why you override (override) and repeat it.",
    )
    STALE = (
        "您打开之后别人改过这张单。",
        "Somebody changed this order since you opened it.",
        "重新打开，再改一次。",
        "Open it again and repeat your change.",
    )
    SHORT_STOCK = (
        "库存不足：{sku}。",
        "Not enough in stock: {sku}.",
        "盘点库位，或拆单、联系客户。",
        "Count the bin, split the order, or ask the customer.",
    )
    UNKNOWN_SKU = (
        "没有商品编码 {sku}。",
        "There is no product {sku}.",
        "核对编码，或先建商品。",
        "Check the code, or create the product first.",
    )
    UNKNOWN_CHANNEL = (
        "没有渠道 {given}。",
        "There is no channel {given}.",
        "用已有的渠道代码，或先建渠道。",
        "Use an existing channel code, or create it first.",
    )
    UNKNOWN_STORE = (
        "没有门店 {given}。",
        "There is no store {given}.",
        "用已有的门店代码，或先建门店。",
        "Use an existing store code, or create it first.",
    )
    UNKNOWN_CARRIER = (
        "没有承运商 {given}。",
        "There is no carrier {given}.",
        "用已有的承运商代码，或先建承运商。",
        "Use an existing carrier code, or create it first.",
    )
    NO_WAREHOUSE = (
        "门店 {given} 没有供货的仓库。",
        "Store {given} is served by no warehouse.",
        "先给门店指定仓库。",
        "Assign a warehouse to the store first.",
    )
    MISSING = (
        "缺少“{field}”。",
        "“{field}” is missing.",
        "填上再提交。",
        "Fill it in and send again.",
    )
    NOT_POSITIVE = (
        "“{field}”必须大于零，收到 {given}。",
        "“{field}” must be more than zero, got {given}.",
        "改成正数。",
        "Give a positive number.",
    )
    NEGATIVE = (
        "“{field}”不能是负数，收到 {given}。",
        "“{field}” cannot be negative, got {given}.",
        "改成零或正数。",
        "Give zero or more.",
    )
    TOO_LARGE = (
        "“{field}”太大：{given}。",
        "“{field}” is too large: {given}.",
        "核对数字，或分开录入。",
        "Check the figure, or enter it in parts.",
    )
    TOO_LONG = (
        "“{field}”太长，最多 {given} 个字。",
        "“{field}” is too long; at most {given} characters.",
        "缩短再提交。",
        "Shorten it and send again.",
    )
    BAD_PHONE = (
        "电话号码 {given} 不像真的。",
        "{given} does not look like a phone number.",
        "核对号码；座机带区号，海外带国家号。",
        "Check it; give the area or country code.",
    )
    BAD_EMAIL = (
        "邮箱 {given} 不像真的。",
        "{given} does not look like an e-mail address.",
        "核对邮箱，或留空。",
        "Check it, or leave it empty.",
    )
    BAD_CURRENCY = (
        "货币代码 {given} 不对。",
        "{given} is no currency code.",
        "用三个大写字母，如 CNY。",
        "Use three capital letters, such as CNY.",
    )
    BAD_AMOUNT = (
        "“{field}”不是到分的金额：{given}。",
        "“{field}” is no amount to the cent: {given}.",
        "最多两位小数。",
        "Give at most two decimals.",
    )
    BAD_CHOICE = (
        "“{field}”不能是 {given}。",
        "“{field}” cannot be {given}.",
        "从给出的选项里选。",
        "Choose one of the given options.",
    )
    IN_FUTURE = (
        "“{field}”在将来：{given}。",
        "“{field}” lies in the future: {given}.",
        "核对时间和时区。",
        "Check the time and its zone.",
    )
    DISCOUNT_TOO_LARGE = (
        "折扣 {given} 超过了这一行的金额。",
        "Discount {given} is more than the line is worth.",
        "减小折扣。",
        "Lower the discount.",
    )
    REFERENCE_TAKEN = (
        "渠道单号 {given} 已有订单，内容不同。",
        "Channel reference {given} already has an order with other goods.",
        "核对渠道单号；要改原单请用改单。",
        "Check the reference; to change that order, edit it.",
    )
    NOTHING_WAITING = (
        "没有等待配货的商品。",
        "No goods are waiting to be reserved.",
        "不用再做。",
        "Nothing more to do.",
    )
    NO_OPEN_CASE = (
        "没有未决的缺货协商。",
        "No shortage case is open.",
        "刷新后看现在的状态。",
        "Refresh and look at the present state.",
    )
    NO_OPEN_EXCEPTION = (
        "没有未结的配送异常单。",
        "No delivery exception is open.",
        "刷新后看现在的状态；确有异常就先开单。",
        "Refresh and look at the present state; open one if something is amiss.",
    )
    SENT_AGAIN = (
        "已经补发过：{given}。",
        "It was sent once more already: {given}.",
        "看那张订单；那个包裹也出了问题，就在那里补发。",
        "See that order; if its parcel goes astray too, send that one once more.",
    )
    NOT_SENT_AGAIN = (
        "没有补发过。",
        "Nothing was sent once more.",
        "先补发，或选别的结果。",
        "Send it once more first, or choose another outcome.",
    )
    NOT_PAID_FOR = (
        "客户没有付清，或钱已经退了；补发是免费的。",
        "The customer has not paid for it, or has the money back; sending once more is free.",
        "先收款，或请客户另下一张单。",
        "Record the payment first, or place a new order.",
    )
    NO_OPEN_CLAIM = (
        "没有等答复的索赔。",
        "No claim waits for an answer.",
        "先索赔。",
        "Claim first.",
    )
    NOTHING_GRANTED = (
        "承运商还没有赔。",
        "The carrier has paid nothing.",
        "先登记索赔结果，或选别的结果。",
        "Settle the claim first, or choose another outcome.",
    )
    MORE_THAN_CLAIMED = (
        "赔付 {given} 超过索赔的 {expected}。",
        "{given} is more than the {expected} that were claimed.",
        "核对金额。",
        "Check the amount.",
    )
    OFFER_EXPIRED = (
        "这个选择已过期。",
        "This offer has expired.",
        "请客服重新联系客户。",
        "Ask sales to contact the customer again.",
    )
    NO_SUBSTITUTE = (
        "{sku} 不是可用的替代品。",
        "{sku} is no substitute for it.",
        "从列出的替代品里选。",
        "Choose one of the listed substitutes.",
    )
    WRONG_ITEM = (
        "这件不在本单里：扫到 {given}，应为 {expected}。",
        "This item is not on the list: scanned {given}, expected {expected}.",
        "放回原位，扫正确的条码。",
        "Put it back and scan the right one.",
    )
    TOO_MANY = (
        "多了：{sku} 还差 {expected} 件，收到 {given} 件。",
        "Too many: {sku} needs {expected} more, got {given}.",
        "多的放回原位。",
        "Put the surplus back.",
    )
    NOT_COMPLETE = (
        "还没拣齐：{sku} 差 {expected} 件。",
        "Not complete: {sku} lacks {expected}.",
        "拣齐，或按原因报缺。",
        "Pick the rest, or report it short.",
    )
    NOT_PICKED = (
        "没有拣过这么多 {sku}：已拣 {expected} 件，要退 {given} 件。",
        "So much of {sku} was not picked: {expected} in the box, {given} to go back.",
        "核对条码和数量。",
        "Check the code and the quantity.",
    )
    ASKED_OF_EACH = (
        "{sku} 要逐件扫，登记{field}。",
        "{sku} is scanned one by one, with its {field}.",
        "一次扫一件。",
        "Scan one at a time.",
    )
    EXPIRED_UNIT = (
        "这件已过期：{sku}，效期到 {given}。",
        "This one is past its last day: {sku}, {given}.",
        "拿下货架，按“过期”报缺，再拿一件没过期的。",
        "Take it off the shelf, report it as expired, and take another.",
    )
    SERIAL_TAKEN = (
        "序列号 {given} 已经在一个箱子里了。",
        "Serial number {given} is in a box already.",
        "核对这件的序列号；扫过的不用再扫。",
        "Check the number on this unit; what was scanned is not scanned again.",
    )
    WEIGHT_OFF = (
        "重量不对：称得 {given} 克，应在 {expected} 克之间。",
        "The weight is off: {given} g, and it should be {expected} g.",
        "打开箱子再对一遍；确实无误，写明复核说明再封箱。",
        "Open the box and check it again; if it is right, say what the recheck found.",
    )
    IN_WAVE = (
        "已经在波次 {given} 里。",
        "It is in wave {given} already.",
        "先移出那个波次。",
        "Take it out of that wave first.",
    )
    NOT_IN_WAVE = (
        "不在任何波次里。",
        "It is in no wave.",
        "不用再做。",
        "Nothing more to do.",
    )
    UNKNOWN_LINE = (
        "单里没有这一行：{given}。",
        "There is no such line on it: {given}.",
        "核对行号。",
        "Check the line.",
    )
    NOTHING_LEFT = (
        "拆分后原单不能为空，也不能拆出空单。",
        "Neither part of a split may be empty.",
        "至少留一件、拆一件。",
        "Leave at least one unit and move at least one.",
    )
    TOO_LATE_TO_REDUCE = (
        "要减的货已经拣好：{sku}。",
        "What you want to take off is picked already: {sku}.",
        "申请取消，或请仓库拆包。",
        "Request a cancellation, or ask the warehouse to unpack.",
    )
    ONLY_LESS = (
        "已在拣货，只能减少。",
        "It is being picked; only less is possible.",
        "要加货请另下一单。",
        "Place another order for more.",
    )
    NOTHING_CHANGES = (
        "没有要改的内容。",
        "Nothing would change.",
        "改动后再提交。",
        "Change something first.",
    )
    WAYBILL_TAKEN = (
        "运单号 {given} 已用在别的发货单上。",
        "Waybill {given} is on another shipment.",
        "核对单号，扫包裹上的条码。",
        "Check it; scan the code on the parcel.",
    )
    NO_WAYBILL = (
        "没有运单 {given}。",
        "There is no waybill {given}.",
        "核对承运商和单号。",
        "Check the carrier and the number.",
    )
    WAYBILL_MISREAD = (
        "运单号 {given} 的校验位不对。",
        "The check digit of waybill {given} is wrong.",
        "再扫一次；手工输入的请逐位核对。",
        "Scan it again; if you typed it, compare every digit.",
    )
    NO_NUMBERS_LEFT = (
        "承运商 {given} 的号段用完了。",
        "The number blocks of carrier {given} are used up.",
        "在主数据里录入新号段，或扫面单上的运单号。",
        "Enter a new block in the master data, or scan the numbers on the labels.",
    )
    NO_ACCOUNT = (
        "承运商 {given} 没有接口账号，不能在线取号。",
        "Carrier {given} has no account, so it cannot be asked for numbers.",
        "用号段或扫描；要在线取号，请主管录入账号。",
        "Use a number block, or scan; for numbers over the line a manager enters the account.",
    )
    NUMBER_ON_ITS_WAY = (
        "正在向承运商取号，用的还是原地址。",
        "Its carrier is being asked for a number, under the old address.",
        "等承运商答复（最多几分钟）再同意；取到的号会作废。",
        "Accept when the carrier has answered, in some minutes; that number will be void.",
    )
    NO_WAYBILL_YET = (
        "还没有运单号。",
        "It has no waybill number yet.",
        "先取号、贴面单，再扫描交接。",
        "Give it a number and a label first, then scan it.",
    )
    UNKNOWN_PARCEL = (
        "没有包裹 {given}。",
        "There is no parcel {given}.",
        "放到一边，核对面单；不是我们的包裹就退回仓库。",
        "Put it aside and check the label; it may not be ours.",
    )
    VOID_LABEL = (
        "{given} 已作废：这张面单换过了。",
        "{given} is void: this label was replaced.",
        "撕掉旧面单，贴上新的再扫。",
        "Take the old label off, put the new one on, and scan it.",
    )
    OTHER_CARRIER = (
        "这件归{expected}，不是{given}的。",
        "This one is for {expected}, not for {given}.",
        "放到{expected}的笼车上。",
        "Put it on the trolley of {expected}.",
    )
    BAD_PICTURE = (
        "“{field}”不是可用的图片：要 JPEG 或 PNG，不超过 {given} KB。",
        "“{field}” is no picture that can be kept: JPEG or PNG, at most {given} KB.",
        "重新签名或拍照。",
        "Sign or take the photo again.",
    )
    BEFORE_HANDED = (
        "签收时间 {given} 早于交给承运商的时间。",
        "Delivered at {given}, before the carrier had it.",
        "核对日期、时间和时区。",
        "Check day, time and zone.",
    )
    CODE_NEEDED = (
        "要核对取件码才能交货。",
        "It is handed over against its pickup code only.",
        "请客户出示六位取件码；没有的，核对身份并写明原因。",
        "Ask the customer for the six digits; without them check who it is and say why.",
    )
    WRONG_CODE = (
        "取件码不对。",
        "This is not the code of this pickup.",
        "请客户再念一遍，或核对是不是这一单。",
        "Ask the customer to read it again, or check that it is this order.",
    )
    GUESSED_TOO_OFTEN = (
        "取件码错了太多次，{given} 分钟内不能再试。",
        "Too many wrong codes; nothing is accepted for {given} minutes.",
        "等一会儿，或重新通知客户取件码。",
        "Wait, or send the customer a new code.",
    )
    NOT_FOR_DELIVERY = (
        "这是自提单，不走承运商。",
        "This one is collected, not sent by a carrier.",
        "等客户来取，核对后交付。",
        "Wait for the customer and hand it over.",
    )
    NOT_FOR_PICKUP = (
        "这不是自提单。",
        "This one is not for pickup.",
        "按配送发货。",
        "Dispatch it.",
    )
    UNDO_TOO_LATE = (
        "送达已超过 24 小时，不能撤销。",
        "Delivered more than 24 hours ago; no undo.",
        "走售后处理。",
        "Open an after-sales case.",
    )
    NOT_BALANCED = (
        "验收数量与退回数量不符：{sku}。",
        "What was inspected is not what came back: {sku}.",
        "每件只能回架或报损。",
        "Each unit is either restocked or written off.",
    )
    NO_REQUEST = (
        "没有待处理的申请。",
        "No request is waiting.",
        "刷新后再看。",
        "Refresh and look again.",
    )
    NO_SUCH_HOLD = (
        "没有这个挂起，或已解除。",
        "No such hold, or it is released already.",
        "刷新后再看。",
        "Refresh and look again.",
    )
    OVER_REFUND = (
        "退款 {given} 超过可退的 {expected}。",
        "Refund {given} exceeds what may go back, {expected}.",
        "减小退款金额。",
        "Lower the refund.",
    )
    OVER_LIMIT = (
        "超过您的退款额度：这张订单您最多退 {expected}，这次要退到 {given}。",
        "Over your limit: you may give back {expected} for this order, this would make {given}.",
        "请主管退款，或减小金额。",
        "Ask a manager to refund it, or lower the amount.",
    )
    PAYMENT_TAKEN = (
        "流水号 {given} 已经记过，金额不同。",
        "Payment {given} is recorded already, with another amount.",
        "核对流水号。",
        "Check the payment reference.",
    )
    PAUSED_ALREADY = (
        "时限已经暂停。",
        "The clock stands still already.",
        "不用再做。",
        "Nothing more to do.",
    )
    NOT_PAUSED = (
        "时限没有暂停。",
        "The clock is not paused.",
        "不用再做。",
        "Nothing more to do.",
    )
    UNKNOWN_PERSON = (
        "没有员工 {given}，或已离职。",
        "There is no such person {given}, or they have left.",
        "选一位在岗的同事。",
        "Choose a colleague who is here.",
    )
    UNKNOWN_WAREHOUSE = (
        "没有仓库 {given}，或您不在那里工作。",
        "There is no warehouse {given}, or you do not work there.",
        "用已有的仓库代码；需要权限请找主管。",
        "Use an existing warehouse code; ask a manager for access.",
    )
    UNKNOWN_BIN = (
        "这个仓库没有库位 {given}。",
        "This warehouse has no bin {given}.",
        "核对库位标签，或请管理员先建库位。",
        "Check the label of the bin, or have a manager create it.",
    )
    NOTE_TAKEN = (
        "{sender} 的送货单 {given} 已经登记过。",
        "Delivery note {given} of {sender} is here already.",
        "打开那张到货单收货；号码抄错了就改正。",
        "Open that receipt and receive on it, or correct the number.",
    )
    NOT_ON_NOTE = (
        "{sku} 不在到货单上，收到 {given} 件。",
        "{sku} is not on the note; {given} came.",
        "要收下就选“单外也收”，否则交还送货的人。",
        "Accept it beyond the note, or hand it back to whoever brought it.",
    )
    MORE_THAN_NOTED = (
        "{sku} 多了：单上 {expected} 件，连这次共 {given} 件。",
        "Too many of {sku}: the note says {expected}, with these it is {given}.",
        "再数一遍；要收下就选“单外也收”。",
        "Count again; accept it beyond the note if it is so.",
    )
    DIFFERS = (
        "与单不符：{differences}。",
        "It is not as the paper says: {differences}.",
        "接着收，或写明原因再完毕。",
        "Go on receiving, or give the reason and close it.",
    )
    NOT_ON_PAPER = (
        "{given} 不在这张单上。",
        "{given} is not on this paper.",
        "核对条码；这件另外处理。",
        "Check the code; deal with this one apart.",
    )
    NOT_SO_MANY = (
        "{sku} 只有 {expected} 件，不够 {given} 件。",
        "There are only {expected} of {sku}, not {given}.",
        "改小数量，或先盘点。",
        "Lower the quantity, or count first.",
    )
    HELD_FOR = (
        "{sku} 可用只有 {expected} 件，不够 {given} 件；其余被占用：{shipments}。",
        "Only {expected} of {sku} are available, not {given}; the rest is held by {shipments}.",
        "先给这些发货单报缺或作废，再做这一步。",
        "Report those shipments short or withdraw them first, then repeat this.",
    )
    COUNTED_ALREADY = (
        "{sku} 这一轮已经盘过了。",
        "{sku} was counted in this round already.",
        "盘下一个。",
        "Go on with the next one.",
    )
    SOMEBODY_ELSE = (
        "{sku} 上一次是您盘的，这次要换人。",
        "You counted {sku} last time; this time somebody else has to.",
        "请同事复盘或确认。",
        "Ask a colleague to count or confirm it.",
    )
    CORRECTED_SINCE = (
        "{sku} 盘过之后账面已经更正过。",
        "The books of {sku} were corrected since it was counted.",
        "再盘一次，免得更正两遍。",
        "Have it counted again, so that nothing is corrected twice.",
    )
    SAME_WAREHOUSE = (
        "发出仓和收货仓是同一个：{given}。",
        "Both warehouses are the same: {given}.",
        "选另一个仓库；仓内换位置用上架。",
        "Choose another one; within a warehouse, put away.",
    )
    MORE_THAN_SENT = (
        "{sku} 多了：发出 {expected} 件，连这次共 {given} 件。",
        "Too many of {sku}: {expected} were sent, with these it is {given}.",
        "再数一遍；真多了请发出仓盘点。",
        "Count again; if it is so, have the sending warehouse count.",
    )
    ARRIVED_ALREADY = (
        "已有货收下，不能撤回发出。",
        "Some of it was received already; it cannot be recalled.",
        "收完再调回来。",
        "Receive the rest and transfer it back.",
    )
    REPEATED_IN_BATCH = (
        "同一批里重复。", "It is in this batch twice.", "去掉一个。", "Take one out.",
    )  # fmt: skip

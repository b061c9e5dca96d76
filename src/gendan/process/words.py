"""The coded reasons and choices that the process knows, each in both languages."""

from collections.abc import Mapping
from enum import Enum
from functools import cache
from typing import Self

from gendan.process.model import Text


class Coded(Enum):
    """A closed list: the member's value is its code, its `label` the words for people."""

    label: Text

    def __new__(cls, code: str, zh: str, en: str) -> Self:
        """A member whose value is its code."""
        member = object.__new__(cls)
        member._value_ = code
        member.label = Text(zh, en)
        return member

    @classmethod
    def of(cls, code: str) -> Self:
        """The member with that code; `ValueError` when there is none."""
        for member in cls:
            if member.value == code:
                return member
        raise ValueError(code)

    @classmethod
    @cache
    def codes(cls) -> tuple[str, ...]:
        """Every code, in the order of declaration."""
        return tuple(member.value for member in cls)

    @classmethod
    def words(cls) -> dict[str, Text]:
        """The words of each code."""
        return {str(member.value): member.label for member in cls}


class Naming(Coded):
    """A closed list whose members also name states or steps of the process (`names`)."""

    names: tuple[str, ...]

    def __new__(cls, code: str, zh: str, en: str, names: str) -> Self:
        """A member whose value is its code; `names` are apart by blanks."""
        member = object.__new__(cls)
        member._value_ = code
        member.label = Text(zh, en)
        member.names = tuple(names.split())
        return member


class Fulfilment(Coded):
    """How the goods reach the customer."""

    DELIVERY = "delivery", "配送", "Delivery"
    PICKUP = "pickup", "门店自提", "Store pickup"
    CARRY = "carry", "现购自提", "Cash and carry"


class ChannelKind(Coded):
    """Where orders come from."""

    ONLINE = "online", "网店", "Online shop"
    MARKETPLACE = "marketplace", "平台", "Marketplace"
    STORE = "store", "门店", "Store"
    PHONE = "phone", "电话", "Phone"
    IMPORT = "import", "导入", "Import"


class ShortReason(Coded):
    """Why a picker could not take a unit; it decides what happens to the stock (domain §5)."""

    NOT_FOUND = "not_found", "找不到", "Not found"
    NOT_IN_STOCK = "not_in_stock", "实际无货", "Not in stock"
    DAMAGED = "damaged", "破损", "Damaged"
    EXPIRED = "expired", "过期", "Expired"


class AdjustReason(Coded):
    """Why the books of a warehouse were wrong."""

    FOUND = "found", "盘盈", "Found"
    MISSING = "missing", "盘亏", "Missing"
    ENTRY_ERROR = "entry_error", "录入错误", "Entered wrongly"
    USED = "used", "领用", "Used in the house"
    OPENING = "opening", "期初", "Opening stock"


class QuarantineReason(Coded):
    """Why goods are taken off sale for now."""

    DAMAGED = "damaged", "破损", "Damaged"
    EXPIRED = "expired", "过期", "Expired"
    QUALITY = "quality", "质量存疑", "Quality in doubt"
    RECALLED = "recalled", "厂家召回", "Recalled by the maker"


class ReleaseReason(Coded):
    """Why goods that were set aside may be sold again."""

    FIT = "fit", "查验合格", "Inspected and fit"
    FOUND = "found", "找到了", "Found"


class ScrapReason(Coded):
    """Why goods that were set aside are gone for good."""

    DAMAGED = "damaged", "破损", "Damaged"
    EXPIRED = "expired", "过期", "Expired"
    QUALITY = "quality", "质量不合格", "Not fit to be sold"
    SENT_BACK = "sent_back", "退供应商", "Sent back to the supplier"
    LOST = "lost", "找不到", "Not found"


class Decision(Coded):
    """What a customer may choose when goods are short."""

    SUBSTITUTE = "substitute", "换替代品", "Take a substitute"
    SHIP_AVAILABLE = "ship_available", "先发有货", "Ship what is there"
    WAIT = "wait", "等货齐发", "Wait for the goods"
    REDUCE = "reduce", "减少数量", "Reduce the order"
    CANCEL = "cancel", "取消订单", "Cancel the order"

    @property
    def awaits_goods(self) -> bool:
        """Whether what is short is still to come, so that the case stays open."""
        return self in (Decision.SHIP_AVAILABLE, Decision.WAIT)


class PauseReason(Coded):
    """The only reasons for which a clock may stand still (domain §6)."""

    CUSTOMER = "customer", "等客户", "Waiting for the customer"
    GOODS = "goods", "等货", "Waiting for goods"
    CARRIER = "carrier", "等承运商", "Waiting for the carrier"


class ComeBackReason(Coded):
    """Why a dispatched parcel is on its way back."""

    REFUSED = "refused", "拒收", "Refused"
    INTERCEPTED = "intercepted", "拦截", "Intercepted"
    UNDELIVERABLE = "undeliverable", "无法投递", "Undeliverable"


class CarrierKind(Coded):
    """Whose vehicles a carrier's are."""

    NETWORK = "network", "快递物流", "Carrier"
    OWN = "own", "自有车队", "Own vans"


class CheckKind(Coded):
    """How the check digit of a waybill number is reckoned."""

    S10 = "s10", "UPU S10（EMS、国际邮政）", "UPU S10 (EMS, international post)"
    MOD7 = "mod7", "余七", "Modulo 7"
    UPS = "ups", "UPS 1Z", "UPS 1Z"


class ProofKind(Coded):
    """What proves that something changed hands."""

    SIGNATURE = "signature", "签名", "Signature"
    PHOTO = "photo", "照片", "Photo"


class BookingState(Coded):
    """How far the request for a waybill number is."""

    ASKED = "asked", "等承运商给号", "Waiting for the carrier"
    GIVEN = "given", "已给号", "Number given"
    REFUSED = "refused", "没给号", "Refused"


class SourceKind(Coded):
    """Who tells us what carriers say of parcels, and in which words."""

    KUAIDI100 = "kuaidi100", "快递100", "Kuaidi100"
    AFTERSHIP = "aftership", "AfterShip", "AfterShip"
    WEBHOOK = "webhook", "签名推送（Standard Webhooks）", "Signed webhook (Standard Webhooks)"


class SubscriptionState(Coded):
    """How far the wish to be told of a parcel is."""

    ASKED = "asked", "等待订阅", "To be subscribed"
    FOLLOWED = "followed", "已订阅", "Subscribed"
    REFUSED = "refused", "未能订阅", "Refused"
    ENDED = "ended", "对方已停止", "Ended by the other side"


class AttemptReason(Coded):
    """Why a driver could not hand a parcel over."""

    NOBODY_HOME = "nobody_home", "家里没人", "Nobody at home"
    NO_ANSWER = "no_answer", "电话不通", "Phone not answered"
    WRONG_ADDRESS = "wrong_address", "地址不对", "Wrong address"
    ANOTHER_TIME = "another_time", "客户改时间", "Customer wants another time"
    NO_ACCESS = "no_access", "进不去", "No access"


class FeedbackKind(Coded):
    """What a customer says of their order, and wants to be answered."""

    NOT_ARRIVED = "not_arrived", "没有收到", "It did not arrive"
    PROBLEM = "problem", "商品有问题", "Something is wrong with it"
    RETURN = "return", "想退货", "I want to return it"
    EXCHANGE = "exchange", "想换货", "I want to exchange it"
    OTHER = "other", "其他", "Something else"


class ExceptionKind(Naming):
    """What is amiss with a parcel, and in which states (`states`) that can be."""

    @property
    def states(self) -> tuple[str, ...]:
        """The states in which that can be."""
        return self.names

    NO_SCAN = "no_scan", "未揽收", "Not collected", "dispatched"
    NO_MOVEMENT = "no_movement", "停滞", "No movement", "dispatched"
    UNCOLLECTED = "uncollected", "久未取件", "Left at the pickup point", "dispatched"
    FAILED = "failed", "派送失败", "Delivery failed", "dispatched coming_back"
    REFUSED = "refused", "拒收", "Refused", "dispatched coming_back"
    DISPUTED = "disputed", "客户说没收到", "Customer did not get it", "dispatched delivered"
    LOST = "lost", "疑似丢失", "Perhaps lost", "dispatched delivered coming_back"


class Arrangement(Coded):
    """What is arranged about a parcel that went astray, for its customer."""

    REDELIVER = "redeliver", "再次派送", "Another delivery"
    CHANGE_TIME = "change_time", "改派送时间", "Another time"
    PICKUP = "pickup", "改为自取", "Collected by the customer"


class Pursuit(Coded):
    """What its carrier is asked for."""

    ASK = "ask", "查件催件", "Ask where it is"
    INTERCEPT = "intercept", "拦截", "Intercept"


class Remedy(Coded):
    """What else is done about a parcel that went astray, by a step of its own."""

    CHANGE_ADDRESS = "change_address", "改派送地址", "Another address"
    RESEND = "resend", "补发", "Sent once more"
    CLAIM = "claim", "索赔", "Claim"
    CLAIM_SETTLED = "claim_settled", "索赔结果", "Claim settled"


class ExceptionOutcome(Coded):
    """What came of a parcel that went astray."""

    DELIVERED = "delivered", "已送达", "Delivered"
    RETURNED = "returned", "已退回", "Returned"
    LOST = "lost", "确认丢失", "Lost"
    MOVING = "moving", "恢复运输", "Moving again"
    RESENT = "resent", "已补发", "Sent once more"
    COMPENSATED = "compensated", "承运商已赔", "The carrier paid"
    CORRECTED = "corrected", "送达记录已更正", "The delivery was recorded by mistake"
    FALSE_ALARM = "false_alarm", "误报", "False alarm"


class PaymentMethod(Coded):
    """How money came or went."""

    ONLINE = "online", "在线支付", "Online"
    CASH = "cash", "现金", "Cash"
    CARD = "card", "银行卡", "Card"
    COD = "cod", "货到付款", "Cash on delivery"
    TRANSFER = "transfer", "转账", "Bank transfer"
    OTHER = "other", "其他", "Other"


class HoldKind(Naming):
    """Why an order is held, and with it which steps wait (`blocks`)."""

    @property
    def blocks(self) -> tuple[str, ...]:
        """The steps that wait."""
        return self.names

    DUPLICATE = "duplicate", "疑似重复", "Suspected duplicate", "confirm"
    AWAITING_PAYMENT = "awaiting_payment", "等待付款", "Awaiting payment", "confirm"
    SHORTAGE = (
        "shortage", "缺货待定", "Shortage undecided",
        "start_pick issue dispatch make_ready collect",
    )  # fmt: skip
    CANCEL_REQUESTED = (
        "cancel_requested", "申请取消中", "Cancellation requested",
        "start_pick pick pack issue dispatch make_ready collect",
    )  # fmt: skip
    ADDRESS_REQUESTED = (
        "address_requested", "申请改址中", "Address change requested", "issue dispatch",
    )  # fmt: skip
    MANUAL = (
        "manual", "人工挂起", "Held by hand",
        "confirm start_pick pack issue dispatch make_ready collect",
    )  # fmt: skip


class CarrierCode(Coded):
    """What a carrier says of a parcel, in our words (domain §8). Rank: the order of a journey."""

    PRE_TRANSIT = "pre_transit", "待揽收", "Awaiting collection"
    COLLECTED = "collected", "已揽收", "Collected"
    IN_TRANSIT = "in_transit", "运输中", "In transit"
    FORWARDED = "forwarded", "转投", "Forwarded"
    CUSTOMS = "customs", "清关", "Customs"
    OUT_FOR_DELIVERY = "out_for_delivery", "派送中", "Out for delivery"
    AT_PICKUP_POINT = "at_pickup_point", "待取件", "At a pickup point"
    ATTEMPT_FAILED = "attempt_failed", "派送失败", "Attempt failed"
    EXCEPTION = "exception", "疑难", "Exception"
    UNKNOWN = "unknown", "未知", "Unknown"
    CANCELLED_BY_CARRIER = "cancelled_by_carrier", "已销单", "Cancelled by the carrier"
    REFUSED = "refused", "拒签", "Refused"
    RETURNING = "returning", "退回中", "Returning"
    RETURNED = "returned", "已退签", "Returned"
    DELIVERED = "delivered", "已签收", "Delivered"


# What is done about a parcel that went astray, in one list; older entries of the journal have what
# is a remedy now as an arrangement, or as what a carrier was asked for.
ACTS: Mapping[str, Text] = {str(act.value): act.label for act in (*Arrangement, *Pursuit, *Remedy)}
# Steps whose reason in the journal is a code, and the words of each.
REASONS: Mapping[str, Mapping[str, Text]] = {
    "come_back": ComeBackReason.words(),
    "decide_shortage": Decision.words(),
    "record_feedback": FeedbackKind.words(),
    "open_exception": ExceptionKind.words(),
    "arrange": ACTS,
    "pursue": ACTS,
    "close_exception": ExceptionOutcome.words(),
}


def reason_words(step: str, reason: str) -> Text:
    """The reason that a step left in the journal: what somebody wrote, or the words of a code."""
    return REASONS.get(step, {}).get(reason) or Text(reason, reason)

"""Codes with their words, as constants of a statement: `{STATUS} -> o.status`."""

import json
from collections.abc import Iterable, Mapping

from gendan.process.definition import PROCESS
from gendan.process.model import Document, Text
from gendan.process.papers import ROLES
from gendan.process.words import (
    ACTS,
    CarrierCode,
    Coded,
    ComeBackReason,
    Decision,
    ExceptionKind,
    ExceptionOutcome,
    Fulfilment,
    HoldKind,
    PauseReason,
    PaymentMethod,
)

PAYMENT = {
    "unpaid": Text("未付款", "Unpaid"),
    "cash_on_delivery": Text("货到付款", "Cash on delivery"),
    "partly_paid": Text("部分付款", "Partly paid"),
    "paid": Text("已付款", "Paid"),
    "partly_refunded": Text("部分退款", "Partly refunded"),
    "refunded": Text("已退款", "Refunded"),
}
PAYMENT_STATUSES = tuple(PAYMENT)


def coded(code: str, words: Text) -> dict[str, str]:
    """A code beside its words in both languages."""
    return {"code": code, "zh": words.zh, "en": words.en}


def of_document(name: str) -> dict[str, Text]:
    """The states of a kind of document."""
    document: Document = PROCESS.document(name)
    return {state.code: state.label for state in document.states}


def of_list(members: Iterable[Coded]) -> dict[str, Text]:
    """The members of a closed list."""
    return {str(member.value): member.label for member in members}


def constant(words: Mapping[str, Text]) -> str:
    """The codes as a JSON constant of SQL, each with its words."""
    text = json.dumps({code: coded(code, said) for code, said in words.items()}, ensure_ascii=False)
    return "'" + text.replace("'", "''").replace("%", "%%") + "'::jsonb"


STATUS = constant(of_document("order"))
STATE = constant(of_document("shipment"))
STEP = constant({step.name: step.label for step in PROCESS.steps})
ROLE = constant({role.value: label for role, label in ROLES.items()})
PAYMENT_STATUS = constant(PAYMENT)
FULFILMENT = constant(of_list(Fulfilment))
HOLD = constant(of_list(HoldKind))
CARRIER = constant(of_list(CarrierCode))
DECISION = constant(of_list(Decision))
PAUSE = constant(of_list(PauseReason))
COME_BACK = constant(of_list(ComeBackReason))
EXCEPTION = constant(of_list(ExceptionKind))
EXCEPTION_ACTION = constant(ACTS)
EXCEPTION_OUTCOME = constant(of_list(ExceptionOutcome))
METHOD = constant(of_list(PaymentMethod))

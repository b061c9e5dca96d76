"""The law of stock work as a page: states, steps, and who may take them, in both languages."""

from gendan.process.model import Document, Step
from gendan.process.papers import ROLES
from gendan.process.stock import STOCK

HEAD = """\
# Stock work 库存作业

Made from `process/stock.py` by `make docs`. 由流程定义生成。
"""


def stock_page() -> str:
    """The page as it must be now."""
    return "\n".join([HEAD, *(_section(document) for document in STOCK.documents)])


def _section(document: Document) -> str:
    lines = [f"## {document.label.zh} · {document.label.en}", ""]
    if len(document.states) > 1:
        lines += ["| 状态 State | Code | 归谁 Held by | 结束 End |", "|---|---|---|:-:|"]
        for state in document.states:
            owner = ROLES[state.owner] if state.owner else None
            held = f"{owner.zh} {owner.en}" if owner else "–"
            end = "✓" if state.code in document.ends else ""
            lines.append(f"| {state.label.zh} {state.label.en} | `{state.code}` | {held} | {end} |")
        lines.append("")
    lines += [
        "| 步骤 Step | Code | 从 From | 到 To | 谁 Who | 说明 Why |",
        "|---|---|---|---|---|---|",
    ]
    lines += [_row(step) for step in STOCK.of(document.name)]
    return "\n".join([*lines, ""])


def _row(step: Step) -> str:
    came = "、".join(f"`{code}`" for code in step.source) or "–"
    goes = "、".join(f"`{code}`" for code in (step.target, *step.otherwise) if code) or "="
    who = "、".join(ROLES[role].zh for role in step.by)
    label = f"{step.label.zh} {step.label.en}"
    why = f"{step.why.zh} {step.why.en}"
    return f"| {label} | `{step.name}` | {came} | {goes} | {who} | {why} |"

"""What input fields are called by people: `lines[2].quantity` is line 3, quantity."""

import re

from gendan.process.model import Text

INDEXED = re.compile(r"(\w+)\[(\d+)\]")

FIELDS = {
    "added": Text("新增的行", "added lines"),
    "amount": Text("金额", "amount"),
    "awaits_payment": Text("等待付款", "awaits payment"),
    "at": Text("时间", "time"),
    "blocks": Text("挂起的步骤", "blocked steps"),
    "carrier": Text("承运商", "carrier"),
    "channel": Text("渠道", "channel"),
    "charges": Text("运费及其他费用", "charges"),
    "city": Text("市", "city"),
    "code": Text("条码", "code"),
    "consignee": Text("收货人", "consignee"),
    "consignee_phone": Text("收货电话", "consignee's phone"),
    "currency": Text("货币", "currency"),
    "customer_reference": Text("渠道客户号", "channel's customer number"),
    "discount": Text("折扣", "discount"),
    "district": Text("区", "district"),
    "division": Text("行政区划代码", "division code"),
    "email": Text("邮箱", "e-mail"),
    "fulfilment": Text("交付方式", "fulfilment"),
    "kind": Text("类别", "kind"),
    "line": Text("行", "line"),
    "lines": Text("商品", "goods"),
    "method": Text("支付方式", "method"),
    "name": Text("姓名", "name"),
    "note": Text("联系记录", "note of the contact"),
    "number": Text("运单号", "waybill number"),
    "paid": Text("已付金额", "amount paid"),
    "payment_method": Text("支付方式", "payment method"),
    "phone": Text("电话", "phone"),
    "placed_at": Text("下单时间", "time of the order"),
    "priority": Text("优先级", "priority"),
    "province": Text("省", "province"),
    "quantity": Text("数量", "quantity"),
    "reason": Text("原因", "reason"),
    "reference": Text("外部单号", "reference"),
    "remark": Text("备注", "remark"),
    "salesperson": Text("销售员", "salesperson"),
    "scheme": Text("物流代码表", "code table"),
    "scrapped": Text("报损数量", "units scrapped"),
    "sku": Text("商品编码", "SKU"),
    "store": Text("门店", "store"),
    "street": Text("详细地址", "street"),
    "substitutes": Text("替代品", "substitutes"),
    "to": Text("接手的人", "successor"),
    "unit_price": Text("单价", "unit price"),
    "units": Text("拆出数量", "units"),
    "version": Text("版本", "version"),
}


def field_words(field: str, language: str) -> str:
    """The words for a field, or for a field of a numbered line."""
    words = []
    for part in field.split("."):
        if indexed := INDEXED.fullmatch(part):
            place = int(indexed[2]) + 1
            words.append(Text(f"第 {place} 行", f"line {place}").in_language(language))
        elif part in FIELDS:
            words.append(FIELDS[part].in_language(language))
        else:
            words.append(part)
    return " ".join(words)

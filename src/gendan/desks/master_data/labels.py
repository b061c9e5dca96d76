"""What tables and columns are called by people. Words never stand in the schema, so here they are.

They are hung on the models when the pages are set up; migrations do not see them.
"""

from collections.abc import Mapping

from django.apps import apps
from django.db.models import Model

from gendan.kit.words import said, words
from gendan.process.model import Text

GROUPS = {
    "carriers": Text("承运商约定", "Agreed with carriers"),
    "following": Text("物流动态来源", "Who tells of parcels"),
    "kernel": Text("工作时间", "Working time"),
    "outgoing": Text("消息", "Messages"),
    "papers": Text("纸单", "Papers"),
    "parties": Text("客户、渠道、承运商", "Customers, channels, carriers"),
    "people": Text("人员", "People"),
    "places": Text("门店、仓库", "Stores and warehouses"),
    "products": Text("商品", "Goods"),
    "shop": Text("店铺", "The shop"),
}
TABLES = {
    "Address": Text("地址", "address"),
    "Bin": Text("库位", "bin"),
    "Carrier": Text("承运商", "carrier"),
    "CarrierAccount": Text("承运商接口账号", "carrier account"),
    "Channel": Text("渠道", "channel"),
    "Customer": Text("客户", "customer"),
    "Division": Text("省市区", "division"),
    "EventSource": Text("动态来源", "event source"),
    "FollowedCarrier": Text("跟踪的承运商", "followed carrier"),
    "Holiday": Text("节假日", "holiday"),
    "PaperTemplate": Text("纸单模板", "paper template"),
    "NumberBlock": Text("运单号段", "number block"),
    "NumberPattern": Text("运单号规则", "number pattern"),
    "Product": Text("商品", "product"),
    "Robot": Text("群机器人", "robot"),
    "ShopSettings": Text("店铺设置", "shop settings"),
    "SmsTemplate": Text("短信模板", "SMS template"),
    "Staff": Text("员工", "person"),
    "Store": Text("门店", "store"),
    "Substitute": Text("替代品", "substitute"),
    "Supply": Text("供货", "supply"),
    "Tariff": Text("资费", "tariff"),
    "Warehouse": Text("仓库", "warehouse"),
    "Wording": Text("消息文字", "message text"),
    "WorkCalendar": Text("工作日历", "calendar"),
}
SEVERAL = {
    "Address": "addresses",
    "ShopSettings": "shop settings",
    "Staff": "people",
    "Supply": "supply",
}
COLUMNS = {
    "account": Text("客户编号", "customer number"),
    "active": Text("启用", "in use"),
    "adapter": Text("接口", "interface"),
    "amount_limit": Text("每单退款额度", "refund limit for an order"),
    "asks_expiry": Text("拣货时登记效期", "last day recorded when picked"),
    "asks_lot": Text("拣货时登记批号", "lot recorded when picked"),
    "asks_serial": Text("拣货时登记序列号", "serial number recorded when picked"),
    "auto_confirm": Text("自动审核", "confirmed by rule"),
    "body": Text("邮件正文", "text of the e-mail"),
    "calendar": Text("工作日历", "calendar"),
    "carrier": Text("承运商", "carrier"),
    "check_kind": Text("校验位", "check digit"),
    "closed_at": Text("停用时间", "closed"),
    "code": Text("代码", "code"),
    "colour": Text("颜色", "colour"),
    "consignee": Text("收货人", "consignee"),
    "created_at": Text("建立时间", "since"),
    "currency": Text("货币", "currency"),
    "customer": Text("客户", "customer"),
    "cutoff": Text("截单时间", "cut-off"),
    "date_joined": Text("加入时间", "joined"),
    "day": Text("日期", "day"),
    "days": Text("时效（天）", "days"),
    "department": Text("部门", "department"),
    "digits": Text("数字位数", "digits"),
    "division": Text("省市区", "division"),
    "duplicate_minutes": Text("疑似重复的分钟数", "minutes in which orders look double"),
    "email": Text("邮箱", "e-mail"),
    "entered_at": Text("地址、密钥录入于", "address and secret entered"),
    "example": Text("例子", "example"),
    "failures": Text("连续失败", "failures in a row"),
    "first": Text("首号", "first"),
    "first_grams": Text("首重（克）", "first weight in grams"),
    "first_price": Text("首重价", "first price"),
    "gtin": Text("条码", "GTIN"),
    "initials": Text("拼音首字母", "pinyin initials"),
    "is_active": Text("在岗", "works here"),
    "is_sold": Text("在售", "sold"),
    "is_usual": Text("常用", "usual"),
    "key": Text("步骤", "step"),
    "kind": Text("类别", "kind"),
    "language": Text("语言", "language"),
    "last": Text("末号", "last"),
    "last_login": Text("上次登录", "last signed in"),
    "level": Text("级别", "level"),
    "most_grams": Text("最重（克）", "heaviest in grams"),
    "logo_digest": Text("标志指纹", "logo's digest"),
    "logo_type": Text("标志格式", "kind of logo"),
    "name": Text("名称", "name"),
    "name_en": Text("英文名称", "English name"),
    "paper": Text("纸单", "paper"),
    "parameters": Text("变量", "facts"),
    "parent": Text("上级", "within"),
    "pattern": Text("规则", "pattern"),
    "phone": Text("电话", "phone"),
    "prefix": Text("前缀", "prefix"),
    "price": Text("单价", "price"),
    "product": Text("商品", "product"),
    "quiet_from": Text("晚上不发短信，从", "no SMS at night, from"),
    "quiet_until": Text("到", "until"),
    "rank": Text("次序", "rank"),
    "reference": Text("渠道客户号", "channel's number"),
    "sku": Text("商品编码", "SKU"),
    "step_grams": Text("续重（克）", "step in grams"),
    "step_price": Text("续重价", "price of a step"),
    "sms": Text("短信", "SMS"),
    "store": Text("门店", "store"),
    "stores": Text("门店", "stores"),
    "street": Text("详细地址", "street"),
    "subject": Text("邮件标题", "subject of the e-mail"),
    "substitute": Text("替代品", "substitute"),
    "suffix": Text("后缀", "suffix"),
    "template": Text("模板代码", "template id"),
    "text": Text("模板", "template"),
    "source": Text("动态来源", "event source"),
    "url": Text("地址", "address"),
    "untold_email": Text("不发邮件的步骤", "steps without e-mail"),
    "untold_sms": Text("不发短信的步骤", "steps without SMS"),
    "username": Text("登录名", "login name"),
    "walk": Text("行走次序", "place in the walk"),
    "warehouse": Text("仓库", "warehouse"),
    "warehouses": Text("仓库", "warehouses"),
    "ways": Text("怎样通知顾客", "how customers are told"),
    "week": Text("每周工作时间", "week"),
    "weight_grams": Text("重量（克）", "weight in grams"),
    "works": Text("上班", "is worked"),
    "zone": Text("时区", "time zone"),
}
OWN: Mapping[str, Mapping[str, Text]] = {
    "ShopSettings": {
        "name": Text("店名", "name of the shop"),
        "name_en": Text("英文店名", "English name of the shop"),
        "phone": Text("顾客电话", "phone for customers"),
        "email": Text("顾客邮箱", "e-mail for customers"),
    },
    "Customer": {"name": Text("姓名", "name")},
    "EventSource": {
        "key": Text("推送地址里的名字", "its name in the address"),
        "url": Text("接口地址", "address of its interface"),
        "entered_at": Text("密钥录入于", "secrets entered"),
    },
    "FollowedCarrier": {"code": Text("对方的公司编码", "what the source calls it")},
    "Staff": {"name": Text("姓名", "name")},
}


def label(models: list[type[Model]]) -> None:
    """Hang the words on these models, their columns and the groups in which they are shown."""
    for name, text in GROUPS.items():
        apps.get_app_config(name).verbose_name = words(text.zh, text.en)
    for model in models:
        name = model.__name__
        one = TABLES[name]
        model._meta.verbose_name = words(one.zh, one.en)
        model._meta.verbose_name_plural = words(one.zh, SEVERAL.get(name, f"{one.en}s"))
        for field in (*model._meta.fields, *model._meta.many_to_many):
            if called := OWN.get(name, {}).get(field.name) or COLUMNS.get(field.name):
                field.verbose_name = words(called.zh, called.en)


def column(model: type[Model], name: str) -> str:
    """What a column is called, for a history."""
    if name in COLUMNS and model.__name__ not in TABLES:  # rows that only join two others
        return said(COLUMNS[name])
    return str(getattr(model._meta.get_field(name), "verbose_name", name))

"""What the demo shop sells. Invented articles; two that stand side by side replace each other."""

from dataclasses import dataclass
from decimal import Decimal

from stdnum import ean

# GS1 keeps numbers that begin so for use inside a house: nobody else's article has one of them.
PREFIX = "20"
STRIDE = 73_939_133  # shares no factor with ten, so no two articles get the same digits


@dataclass(frozen=True, slots=True)
class Good:
    """An article. Price in yuan; `twin`: the SKU of the one that may stand in for it."""

    sku: str
    gtin: str
    name: str
    name_en: str
    price: Decimal
    weight_grams: int
    twin: str


# By SKU prefix: name, English name, price in yuan, weight in grams.
FAMILIES: dict[str, tuple[tuple[str, str, str, int], ...]] = {
    "TEA": (
        ("明前龙井绿茶 罐装 100g", "Longjing green tea, tin 100 g", "168.00", 180),
        ("雨前龙井绿茶 罐装 100g", "Late-spring Longjing, tin 100 g", "118.00", 180),
        ("安溪铁观音 清香型 250g", "Tieguanyin oolong, light 250 g", "98.00", 300),
        ("武夷大红袍 岩茶 250g", "Wuyi Dahongpao oolong 250 g", "128.00", 310),
        ("云南熟普洱茶饼 357g", "Ripe Pu'er tea cake 357 g", "139.00", 400),
        ("云南生普洱茶饼 357g", "Raw Pu'er tea cake 357 g", "149.00", 400),
        ("祁门红茶 袋泡 25包", "Keemun black tea, 25 bags", "45.00", 90),
        ("正山小种 袋泡 25包", "Lapsang Souchong, 25 bags", "49.00", 90),
        ("杭白菊 胎菊 50g", "Chrysanthemum buds 50 g", "32.00", 80),
        ("洛神花 桂花 花草茶 60g", "Roselle and osmanthus tea 60 g", "36.00", 90),
    ),
    "SNK": (
        ("原味碧根果 500g", "Pecans, plain 500 g", "49.90", 560),
        ("奶油味夏威夷果 500g", "Macadamia nuts, cream 500 g", "52.90", 560),
        ("每日坚果 混合装 30袋", "Daily nuts, 30 bags", "89.00", 800),
        ("每日坚果 孕妇款 30袋", "Daily nuts for mothers-to-be, 30 bags", "99.00", 800),
        ("手撕牛肉干 五香 200g", "Beef jerky, five spice 200 g", "59.80", 240),
        ("手撕牛肉干 香辣 200g", "Beef jerky, hot 200 g", "59.80", 240),
        ("桂花糕 手工 12块", "Osmanthus cakes, 12 pieces", "28.00", 420),
        ("绿豆糕 手工 12块", "Mung bean cakes, 12 pieces", "26.00", 420),
        ("冻干草莓脆 60g", "Freeze-dried strawberries 60 g", "22.90", 90),
        ("冻干榴莲 60g", "Freeze-dried durian 60 g", "39.90", 90),
    ),
    "RIC": (
        ("五常稻花香大米 5kg", "Wuchang rice 5 kg", "79.90", 5100),
        ("盘锦蟹田大米 5kg", "Panjin rice 5 kg", "65.90", 5100),
        ("有机黄小米 2.5kg", "Organic millet 2.5 kg", "45.00", 2560),
        ("有机黑米 2.5kg", "Organic black rice 2.5 kg", "48.00", 2560),
        ("手工挂面 龙须 1kg", "Dried noodles, fine 1 kg", "19.90", 1050),
        ("手工挂面 宽面 1kg", "Dried noodles, broad 1 kg", "19.90", 1050),
        ("冷榨山茶油 750ml", "Cold-pressed camellia oil 750 ml", "138.00", 1300),
        ("浓香菜籽油 1.8L", "Rapeseed oil 1.8 l", "52.00", 1950),
        ("头道酱油 500ml", "First-draw soy sauce 500 ml", "24.80", 900),
        ("三年陈香醋 500ml", "Three-year black vinegar 500 ml", "29.80", 900),
    ),
    "KIT": (
        ("精铁炒锅 32cm", "Iron wok 32 cm", "199.00", 2100),
        ("不粘炒锅 32cm", "Non-stick wok 32 cm", "229.00", 1900),
        ("鸡翅木筷子 10双", "Wenge chopsticks, 10 pairs", "39.00", 320),
        ("合金筷子 10双", "Alloy chopsticks, 10 pairs", "35.00", 300),
        ("三德刀 家用菜刀", "Kitchen knife", "128.00", 420),
        ("整竹菜板 40cm", "Bamboo board 40 cm", "69.00", 1500),
        ("316 不锈钢保温壶 1.5L", "Vacuum jug 1.5 l", "159.00", 1100),
        ("316 不锈钢保温杯 480ml", "Vacuum flask 480 ml", "99.00", 380),
        ("玻璃饭盒 三件套", "Glass lunch boxes, set of 3", "79.00", 1600),
        ("耐热玻璃茶壶 800ml", "Glass teapot 800 ml", "68.00", 520),
    ),
    "BED": (
        ("全棉四件套 1.8m 米白", "Cotton bedding 1.8 m, cream", "399.00", 2600),
        ("全棉四件套 1.8m 雾蓝", "Cotton bedding 1.8 m, mist blue", "399.00", 2600),
        ("蚕丝被 春秋 2kg", "Silk quilt, spring 2 kg", "899.00", 2700),
        ("大豆纤维被 春秋 2kg", "Soy-fibre quilt, spring 2 kg", "299.00", 2700),
        ("乳胶枕 成人款", "Latex pillow", "189.00", 1300),
        ("荞麦枕 成人款", "Buckwheat pillow", "109.00", 2200),
        ("纯棉毛巾 3条装", "Cotton towels, 3", "49.00", 330),
        ("纯棉浴巾 单条", "Cotton bath towel", "59.00", 420),
        ("亚麻抱枕套 45cm", "Linen cushion cover 45 cm", "39.00", 160),
        ("针织盖毯 130×170", "Knitted throw 130×170", "149.00", 980),
    ),
    "CAR": (
        ("氨基酸洗面奶 120g", "Amino-acid cleanser 120 g", "69.00", 160),
        ("温和卸妆水 300ml", "Micellar water 300 ml", "75.00", 360),
        ("桂花护手霜 60g", "Osmanthus hand cream 60 g", "39.00", 90),
        ("乳木果护手霜 60g", "Shea hand cream 60 g", "42.00", 90),
        ("无硅油洗发水 500ml", "Silicone-free shampoo 500 ml", "79.00", 580),
        ("生姜洗发水 500ml", "Ginger shampoo 500 ml", "69.00", 580),
        ("艾草手工皂 4块", "Mugwort soap, 4 bars", "45.00", 460),
        ("羊奶手工皂 4块", "Goat-milk soap, 4 bars", "49.00", 460),
        ("软毛牙刷 6支", "Soft toothbrushes, 6", "29.90", 120),
        ("茶香牙膏 140g 两支", "Tea toothpaste 140 g, 2", "33.90", 340),
    ),
    "BBY": (
        ("婴儿棉柔巾 6包", "Baby cotton tissues, 6 packs", "59.90", 1500),
        ("婴儿湿巾 80抽 10包", "Baby wipes 80, 10 packs", "69.90", 4200),
        ("纱布睡袋 四季款", "Muslin sleeping bag", "129.00", 420),
        ("竹棉包被 90cm", "Bamboo-cotton swaddle 90 cm", "89.00", 300),
        ("硅胶餐具 五件套", "Silicone tableware, set of 5", "99.00", 620),
        ("学饮杯 240ml", "Training cup 240 ml", "59.00", 180),
        ("木制积木 100块", "Wooden blocks, 100", "139.00", 2300),
        ("木制拼图 动物 6张", "Wooden animal puzzles, 6", "59.00", 900),
        ("儿童防晒帽", "Child's sun hat", "49.00", 90),
        ("儿童雨衣 书包位", "Child's raincoat", "79.00", 360),
    ),
    "PAP": (
        ("方格笔记本 A5 三本", "Squared notebooks A5, 3", "29.90", 480),
        ("横线笔记本 A5 三本", "Ruled notebooks A5, 3", "29.90", 480),
        ("中性笔 0.5 黑 12支", "Gel pens 0.5 black, 12", "19.90", 150),
        ("按动中性笔 0.5 黑 10支", "Click gel pens 0.5 black, 10", "24.90", 150),
        ("小楷毛笔 狼毫", "Small weasel-hair brush", "36.00", 40),
        ("宣纸 半生熟 50张", "Xuan paper, 50 sheets", "42.00", 620),
        ("手帐贴纸 四季 20张", "Journal stickers, 20 sheets", "18.00", 110),
        ("和纸胶带 12卷", "Washi tape, 12 rolls", "26.00", 220),
        ("黄铜书签 二十四节气", "Brass bookmarks, solar terms", "48.00", 120),
        ("台历 二十四节气", "Desk calendar, solar terms", "39.00", 420),
    ),
    "GAD": (
        ("氮化镓充电器 65W", "GaN charger 65 W", "129.00", 150),
        ("氮化镓充电器 45W", "GaN charger 45 W", "89.00", 120),
        ("快充数据线 1.5m 两条", "Charging cables 1.5 m, 2", "39.00", 90),
        ("编织数据线 2m 两条", "Braided cables 2 m, 2", "49.00", 120),
        ("移动电源 10000mAh", "Power bank 10,000 mAh", "119.00", 240),
        ("移动电源 20000mAh", "Power bank 20,000 mAh", "169.00", 410),
        ("桌面手机支架", "Phone stand", "35.00", 210),
        ("笔记本支架 铝合金", "Laptop stand, aluminium", "139.00", 1050),
        ("护眼台灯 充电款", "Desk lamp, rechargeable", "159.00", 900),
        ("人感小夜灯 两只", "Motion night lights, 2", "59.00", 160),
    ),
    "OUT": (
        ("折叠露营椅", "Folding camp chair", "119.00", 2400),
        ("折叠露营桌 90cm", "Folding camp table 90 cm", "169.00", 4300),
        ("瑜伽垫 6mm", "Yoga mat 6 mm", "89.00", 1100),
        ("天然橡胶瑜伽垫 5mm", "Rubber yoga mat 5 mm", "199.00", 2300),
        ("登山杖 碳素 一对", "Carbon trekking poles, pair", "259.00", 480),
        ("登山杖 铝合金 一对", "Aluminium trekking poles, pair", "129.00", 560),
        ("速干毛巾 两条", "Quick-dry towels, 2", "39.00", 160),
        ("运动水壶 750ml", "Sports bottle 750 ml", "59.00", 200),
        ("头灯 充电款", "Head torch, rechargeable", "79.00", 130),
        ("轻量雨披", "Light poncho", "69.00", 280),
    ),
    "PET": (
        ("全价猫粮 鸡肉 2kg", "Cat food, chicken 2 kg", "99.00", 2080),
        ("全价猫粮 三文鱼 2kg", "Cat food, salmon 2 kg", "109.00", 2080),
        ("豆腐猫砂 6L 三袋", "Tofu cat litter 6 l, 3 bags", "59.00", 7600),
        ("混合猫砂 6L 三袋", "Mixed cat litter 6 l, 3 bags", "65.00", 8200),
        ("冻干鸡肉粒 200g", "Freeze-dried chicken 200 g", "49.00", 260),
        ("冻干三文鱼粒 200g", "Freeze-dried salmon 200 g", "59.00", 260),
        ("全价犬粮 小型犬 2kg", "Dog food, small breeds 2 kg", "95.00", 2080),
        ("磨牙洁齿棒 30支", "Dental sticks, 30", "45.00", 640),
        ("宠物梳 去浮毛", "Grooming comb", "39.00", 150),
        ("猫抓板 瓦楞 两片", "Scratching boards, 2", "29.90", 1200),
    ),
    "WEA": (
        ("纯棉白T恤 M", "White cotton T-shirt M", "79.00", 210),
        ("纯棉白T恤 L", "White cotton T-shirt L", "79.00", 230),
        ("经典白衬衫 M", "Classic white shirt M", "169.00", 260),
        ("经典白衬衫 L", "Classic white shirt L", "169.00", 280),
        ("羊毛围巾 驼色", "Wool scarf, camel", "199.00", 240),
        ("羊毛围巾 炭灰", "Wool scarf, charcoal", "199.00", 240),
        ("中筒棉袜 5双", "Cotton socks, 5 pairs", "39.90", 260),
        ("船袜 5双", "Ankle socks, 5 pairs", "29.90", 180),
        ("帆布托特包", "Canvas tote", "89.00", 420),
        ("帆布双肩包", "Canvas rucksack", "169.00", 760),
    ),
}


def catalogue() -> list[Good]:
    """Every article with its codes."""
    found = []
    for family, (prefix, articles) in enumerate(FAMILIES.items()):
        for place, (name, name_en, price, grams) in enumerate(articles):
            body = f"{PREFIX}{(family * 10 + place + 1) * STRIDE % 10**10:010d}"
            found.append(
                Good(
                    sku=_sku(prefix, place),
                    gtin=body + ean.calc_check_digit(body),
                    name=name,
                    name_en=name_en,
                    price=Decimal(price),
                    weight_grams=grams,
                    twin=_sku(prefix, place ^ 1),
                )
            )
    return found


def _sku(prefix: str, place: int) -> str:
    return f"{prefix}{place + 1:03d}"

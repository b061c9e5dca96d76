"""Pasted addresses: what is certain is right, what is in doubt is asked, and nothing is lost."""

import csv
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gendan.config.commands_setup_data import divisions as official
from gendan.records.places.divisions import Divisions, Place, short_names
from gendan.records.places.pasted import Answers, Pasted, split

TABLE = Divisions([Place(one.code, one.name, one.level, one.parent) for one in official()])
DISTRICTS = [
    place for place in TABLE.by_code.values() if place.level > 1 and not TABLE.below(place)
]
EXPORT = Path("/work/shared/data/cn_exports/fixture_taobao_ExportOrderList_2017.gbk.csv")

WEST_LAKE = ("浙江省", "杭州市", "西湖区")
ROAD = "文三路1号2单元301"
ZHANG = ("张三", "13800138000", WEST_LAKE, ROAD)
# The line; who, phone, region, street; what is asked.
CERTAIN = {
    "张三 13800138000 浙江省杭州市西湖区文三路1号2单元301": ZHANG,
    "张三13800138000浙江省杭州市西湖区文三路1号2单元301": ZHANG,
    "浙江省杭州市西湖区文三路1号2单元301 张三 13800138000": ZHANG,
    "浙江省杭州市西湖区文三路1号2单元301，13800138000，张三": ZHANG,
    "13800138000 张三 浙江杭州西湖区文三路1号2单元301": ZHANG,
    "浙江 杭州 西湖 文三路1号2单元301，张三，138 0013 8000": (
        "张三", "13800138000", WEST_LAKE, ROAD),
    "张三,+86 138-0013-8000,浙江省-杭州市-西湖区,文三路1号2单元301": (
        "张三", "13800138000", WEST_LAKE, ROAD),
    "张三\n13800138000\n浙江省杭州市西湖区\n文三路1号2单元301": ZHANG,
    "收货人：张三 联系电话：13800138000 收货地址：浙江省 杭州市 西湖区 文三路 1 号(310012)": (
        "张三", "13800138000", WEST_LAKE, "文三路 1 号"),
    "张三（收）１３８００１３８０００ 浙江省杭州市西湖区文三路１号": (
        "张三", "13800138000", WEST_LAKE, "文三路1号"),
    "欧阳小明 0571-88888888 浙江省杭州市西湖区文三路1号": (
        "欧阳小明", "0571-88888888", WEST_LAKE, "文三路1号"),
    "王先生 13800138000 北京市朝阳区建国路88号": (
        "王先生", "13800138000", ("北京市", "北京市", "朝阳区"), "建国路88号"),
    "上海市上海市市辖区浦东新区世纪大道100号 王小明 13911112222": (
        "王小明", "13911112222", ("上海市", "上海市", "浦东新区"), "世纪大道100号"),
    "广东省东莞市南城街道元美路8号 阿依古丽·买买提 13911112222": (
        "阿依古丽·买买提", "13911112222", ("广东省", "东莞市", ""), "南城街道元美路8号"),
    "湖北恩施州利川市清江大道1号 John Smith 13911112222": (
        "John Smith", "13911112222", ("湖北省", "恩施土家族苗族自治州", "利川市"), "清江大道1号"),
    "河南省济源市黄河路1号 李四 13911112222": (
        "李四", "13911112222", ("河南省", "", "济源市"), "黄河路1号"),
    "浙江省杭州市西湖区 13800138000 文三路1号 张三": (
        "张三", "13800138000", WEST_LAKE, "文三路1号"),
    "浙江省杭州市西湖区北京路上海公寓1号 张三 13800138000": (
        "张三", "13800138000", WEST_LAKE, "北京路上海公寓1号"),
}  # fmt: skip
# The line; about what is asked, and how many choices there are.
ASKED = {
    "西湖区文三路1号 张三 13800138000": {"division": 2},
    "张三 13800138000 鼓楼区中山路1号": {"division": 4},
    "余杭区文一西路1号 张三 13800138000": {"division": 1},
    "杭州西湖文三路1号 张三 13800138000": {"division": 13},
    "杭州市文三路1号 张三 13800138000": {"division": 13},
    "浙江省杭州市下城区文三路1号 张三 13800138000": {"division": 13},
    "四川省 成都市 其它区 人民路2号 李强 13900000000": {"division": 20},
    "浙江省文三路1号 张三 13800138000": {"division": 11},
    "江苏省杭州市西湖区文三路1号 张三 13800138000": {"division": 1},
    "浙江省南昌市西湖区文三路1号 张三 13800138000": {"division": 2},
    "阳光小区东区5栋 张三 13800138000": {"division": 1, "street": 0},
    "东方市场3楼 张三 13800138000": {"division": 0},
    "北京路1号 张三 13800138000": {"division": 0},
    "浙江省杭州市西湖区文三路1号2单元301张三13800138000": {"consignee": 2},
    "送货上门 张三 13800138000 浙江省杭州市西湖区文三路1号": {"consignee": 3},
    "小熊猫 13800138000 浙江省杭州市西湖区文三路1号": {"consignee": 2},
    "张三 13800138000 13900139000 浙江省杭州市西湖区文三路1号": {"phone": 2},
    "南京东路100号上海市黄浦区 张三 13800138000": {"street": 0},
    "文三路": {"division": 0},
    "Baker Street 221b London": {"division": 0, "consignee": 2},
    "": {"division": 0},
}


def fields(pasted: Pasted) -> tuple[str, str, tuple[str, str, str] | None, str]:
    region = TABLE.said(pasted.place) if pasted.place else None
    return pasted.consignee, pasted.phone, region, pasted.street


@pytest.mark.parametrize("line", CERTAIN)
def test_an_address_in_any_usual_form_is_taken_apart(line: str) -> None:
    pasted = split(line, TABLE)
    assert fields(pasted) == CERTAIN[line]
    assert pasted.doubts == ()


@pytest.mark.parametrize("line", ASKED)
def test_what_is_in_doubt_is_asked(line: str) -> None:
    doubts = {doubt.about: len(doubt.choices) for doubt in split(line, TABLE).doubts}
    assert doubts == ASKED[line]


def test_what_was_answered_is_asked_no_more() -> None:
    line = "西湖区文三路1号2单元301张三13800138000 0571-88888888"
    asked = {doubt.about: doubt.choices for doubt in split(line, TABLE).doubts}
    assert asked == {
        "division": ("330106", "360103"),
        "consignee": ("张三", ""),
        "phone": ("13800138000", "0571-88888888"),
    }
    pasted = split(line, TABLE, Answers(division="330106"))
    assert pasted.place == TABLE.by_code["330106"]
    assert {doubt.about for doubt in pasted.doubts} == {"consignee", "phone"}
    answers = Answers(division="330106", consignee="张三", phone="13800138000")
    pasted = split(line, TABLE, answers)
    assert pasted.doubts == ()
    assert fields(pasted) == ("张三", "13800138000", WEST_LAKE, f"{ROAD} 0571-88888888")
    assert split("西湖区文三路", TABLE, Answers(division="110101")).place is None
    pasted = split("Baker Street 221b London", TABLE, Answers(consignee=""))
    assert [doubt.about for doubt in pasted.doubts] == ["division"]
    assert (pasted.consignee, pasted.street) == ("", "Baker Street 221b London")


def region_of(place: Place, how: str) -> str:
    """Province, city and district as people write them."""
    province, city, district = TABLE.said(place)
    names = [province, "" if city == province else city, district]
    short = [short_names(name)[0] if short_names(name) else name for name in names]
    return {
        "whole": "".join(names),
        "apart": " ".join(filter(None, names)),
        "no province": "".join(names[1:] if names[1] else names),
        "short": "".join([short[0], short[1] if names[2] else names[1], names[2]]),
        "shortest": "".join(short),
        "district": names[2] or names[1],
    }[how]


HOWS = ("whole", "apart", "no province", "short", "shortest", "district")
FORMS = ("{who} {phone} {region}{street}", "{who}{phone}{region}{street}",
         "{region}{street} {who} {phone}", "{region}{street},{phone},{who}",
         "{phone} {who} {region}{street}", "{region}{street}{who}{phone}")  # fmt: skip
NAMES = ("张三", "欧阳小明", "王小明", "李女士", "陈晨")
STREETS = (
    "文三路1号2单元301",
    "人民北路 88 号",
    "幸福小区3栋1201室",
    "南京路10弄5号",
    "高新大道A座1602",
)
PHONES = ("13800138000", "0571-88888888")


@given(
    place=st.sampled_from(DISTRICTS), how=st.sampled_from(HOWS), form=st.sampled_from(FORMS),
    who=st.sampled_from(NAMES), street=st.sampled_from(STREETS), phone=st.sampled_from(PHONES),
)  # fmt: skip
def test_whatever_is_not_asked_is_right(
    place: Place, how: str, form: str, who: str, street: str, phone: str
) -> None:
    line = form.format(who=who, phone=phone, region=region_of(place, how), street=street)
    pasted = split(line, TABLE)
    asked = {doubt.about: doubt.choices for doubt in pasted.doubts}
    assert pasted.phone == phone
    assert pasted.consignee == who or who in asked["consignee"]
    if pasted.place:
        assert pasted.place == place
        assert re.sub(r"\s", "", pasted.street.removesuffix(who)) == street.replace(" ", "")
    elif asked["division"]:
        above = TABLE.line(place)
        assert {one.code for one in above} & set(asked["division"]), line


@given(
    st.text(
        alphabet="张三王 ,，\n浙江省杭州市西湖区文路号0123456789138-()（）收货人：", max_size=60
    )
)
def test_nothing_that_was_typed_is_lost(line: str) -> None:
    pasted = split(line, TABLE)
    kept = f"{pasted.consignee}{pasted.phone}{pasted.street}"
    if pasted.place:
        kept += "".join(name for one in TABLE.line(pasted.place) for name in one.name) * 3
    kept += "".join(choice for doubt in pasted.doubts for choice in doubt.choices)
    digits = re.sub(r"\D", "", line)
    assert sorted(set(digits)) == sorted(set(digits) & set(kept))


def test_every_district_written_out_is_read() -> None:
    wrong = []
    for place in DISTRICTS:
        for how in ("whole", "apart"):
            pasted = split(f"张三 13800138000 {region_of(place, how)}{ROAD}", TABLE)
            if (pasted.place, pasted.street, pasted.consignee) != (place, ROAD, "张三"):
                wrong.append((region_of(place, how), pasted))
    assert wrong == []


@pytest.mark.skipif(not EXPORT.exists(), reason=f"THERE ARE NO REAL EXPORTS: {EXPORT} is absent")
def test_addresses_of_a_real_export_are_taken_apart() -> None:
    with EXPORT.open(encoding="gbk", newline="") as file:
        rows = list(csv.DictReader(file))
    first, second = (
        split(f"{row['收货人姓名']} {row['联系手机']} {row['收货地址 ']}", TABLE) for row in rows
    )
    assert fields(first) == (
        "张**", "13800000000", ("广东省", "广州市", "越秀区"), "某某街道某某路1号",
    )  # fmt: skip
    assert fields(second)[1:3] == ("13900000000", None)  # 其它区 is none of the table
    assert {doubt.about: len(doubt.choices) for doubt in second.doubts}["division"] == 20

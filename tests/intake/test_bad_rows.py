"""The file of bad rows: what is wrong, where, and what to do, in a place where it hurts nobody."""

import pytest
from click.testing import CliRunner

from gendan.intake.errors import COLUMNS, MARK
from gendan.records.orders.models import CustomerOrder
from tests.intake.files import HEADER, complaints, import_file, read_bad, rows, write_csv

pytestmark = pytest.mark.usefixtures("shop")


def test_formulas_are_text_where_text_belongs_and_stay_text_in_the_file_of_bad_rows(tmp_path):
    header = (*HEADER, "备注")
    given = [[*rows(1)[0], "=cmd|' /C calc'!A0"], ["W9", "web", "S1", "none", "1", "=1+1"]]
    imported = import_file(write_csv(tmp_path / "a.csv", header, given))
    assert CustomerOrder.objects.get().remark == "=cmd|' /C calc'!A0"
    assert read_bad(imported.bad_rows)[1][0][5] == "'=1+1"
    _, wrong = read_bad(imported.bad_rows)
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in wrong for cell in row)


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("商品编码", "none", "没有商品编码 none。"),
        ("渠道", "none", "没有渠道 none。"),
        ("门店", "none", "没有门店 none。"),
        ("数量", "0", "“数量”必须大于零"),
        ("数量", "9999999", "“数量”太大"),
        ("客户电话", "12", "电话号码 12 不像真的"),
        ("客户电话", "138****0000", "电话被遮住了一部分"),
        ("客户邮箱", "w@", "邮箱 w@ 不像真的"),
        ("导购", "nobody", "没有员工 nobody"),
        ("下单时间", "2199-01-01", "“下单时间”在将来"),
        ("单价", "1.005", "金额多于两位小数"),
        ("配送方式", "火箭", "不在可选范围内"),
        ("优先级", "40000", "优先级在 -100 到 100 之间"),
        ("币种", "yuan", "货币代码 yuan 不对"),
        ("备注", "a\x00b", "控制字符"),
        ("区划代码", "999999", "不能是 999999"),
    ],
)
def test_each_fault_names_its_line_column_value_and_remedy(tmp_path, column, value, said):
    values = dict(zip(HEADER, rows(1)[0], strict=True)) | {column: value}
    given = [[f"{value if column == '渠道单号' else 'A'}", "web", "S1", "tea", "1"]]
    header = list(values)
    good = dict(zip(HEADER, given[0], strict=True))
    lines = [[good.get(name, "") for name in header], list(values.values())]
    imported = import_file(write_csv(tmp_path / "a.csv", header, lines))
    assert imported.status == 2
    assert imported.figures["placed"] == 1
    (row,) = read_bad(imported.bad_rows)[1]
    told = row[len(header) :]
    assert told[:3] == ["3", column, value]
    assert said in told[3]
    assert told[4]


def test_bad_rows_speak_the_language_of_the_house(tmp_path, settings):
    settings.LANGUAGE_CODE = "en"
    imported = import_file(write_csv(tmp_path / "a.csv", HEADER, rows(1, quantity="x")))
    header, (row,) = read_bad(imported.bad_rows)
    assert header[5:] == [MARK + column.en for column in COLUMNS]
    assert row[8:] == ["This is no number.", "Write digits only, such as 12 or 12.50."]


def test_bad_rows_lie_beside_the_file_and_never_over_another(tmp_path):
    from gendan.config.commands_import import import_

    path = write_csv(tmp_path / "a.csv", HEADER, rows(1, quantity="x"))
    for _ in range(2):
        assert CliRunner().invoke(import_, [str(path)]).exit_code == 2
    assert sorted(file.name for file in tmp_path.iterdir()) == [
        "a.csv", "a.csv.errors-2.csv", "a.csv.errors.csv",
    ]  # fmt: skip


def test_bad_rows_of_a_folder_that_stays_as_it_is_lie_at_home(tmp_path):
    from gendan.config import env
    from gendan.config.commands_import import import_

    folder = tmp_path / "kept"
    folder.mkdir()
    path = write_csv(folder / "kept.csv", HEADER, rows(1, quantity="x"))
    folder.chmod(0o555)
    result = CliRunner().invoke(import_, [str(path)])
    folder.chmod(0o755)
    assert result.exit_code == 2
    assert [file.name for file in folder.iterdir()] == ["kept.csv"]
    home = env.current().home / "imports" / "kept.csv.errors.csv"
    assert complaints(home) == [(2, "数量", "x")]

"""The guide names what there is: columns, options, kinds of contradiction, ends."""

from pathlib import Path

import pytest

from gendan.config.commands_import import import_
from gendan.intake.source import FILES, load
from gendan.intake.sources.olist import ODDITIES_OF_TIME
from gendan.intake.template import columns

GUIDE = Path(__file__).resolve().parents[2].joinpath("docs/guide/import.md").read_text("utf-8")


def test_every_column_of_the_template_is_explained_in_its_order():
    rows = [line for line in GUIDE.splitlines() if line.startswith("| ")]
    told = [tuple(cell.strip() for cell in row.split("|")[1:3]) for row in rows]
    wanted = list(zip(columns("zh-hans"), columns("en"), strict=True))
    assert [row for row in told if row in wanted] == wanted


def test_every_option_is_explained():
    for parameter in import_.params:
        for name in (*parameter.opts, *parameter.secondary_opts):
            assert name == "files" or f"`{name}" in GUIDE, name


@pytest.mark.parametrize("kind", [*ODDITIES_OF_TIME, "no_lines", "money_differs", "no_payment",
                                  "several_sellers"])  # fmt: skip
def test_every_contradiction_is_explained(kind):
    assert f"`{kind}`" in GUIDE


def test_every_end_of_the_olist_file_is_explained():
    for status, end in load("olist").table("ends").items():
        row = next(line for line in GUIDE.splitlines() if line.startswith("| ") and status in line)
        assert f"`{end}`" in row or status == "canceled"


@pytest.mark.parametrize("source", FILES)
def test_every_source_is_explained_and_its_mapping_loads(source):
    assert f"`{source}`" in GUIDE
    assert load(source).columns

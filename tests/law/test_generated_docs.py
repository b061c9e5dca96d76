"""The pages in docs/generated are what the process renders now."""

from pathlib import Path

import pytest

from gendan.config.commands_docs import GENERATED, pages

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", sorted(pages()))
def test_the_page_is_what_the_process_says_now(name: str) -> None:
    written = (ROOT / GENERATED / name).read_text(encoding="utf-8")
    assert written == pages()[name], f"{name} is out of date: say “make docs”"

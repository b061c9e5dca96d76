"""Every form of master data is for everybody: its fields have names, and it can be read."""

from collections.abc import Iterator

import pytest
from django.contrib import admin

from tests import world
from tests.desks.browser import CHROMIUM, Page, chromium
from tests.desks.test_browser import address, enter, show
from tests.desks.test_screens import AXE, RULES, WIDE, looked_at

__all__ = ["address"]  # the served shop, a fixture
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium"),
    pytest.mark.skipif(not AXE.exists(), reason="there is no axe-core: say make setup"),
]
LOOK = [(WIDE, False, RULES)]
SEARCHED = "document.querySelector('.select2-selection')"


def forms() -> Iterator[str]:
    """The forms in which something new is written down, and one of what is there already."""
    for model in admin.site._registry:
        yield f"/admin/{model._meta.app_label}/{model._meta.model_name}/add/"
    yield f"/admin/products/product/{world.product('tea')}/change/"


def test_every_form_of_master_data_is_for_everybody(address: str) -> None:
    faults: dict[str, list[str]] = {}
    walked = 0
    with chromium() as tab:
        tab.size(*WIDE)
        enter(tab, address, "manager")
        for path in forms():
            tab.go(f"{address}{path}")
            if tab.run("document.querySelector('#content form') === null"):
                continue  # nobody makes new ones by hand
            walked += 1
            wait_for_searching(tab)
            if found := [*looked_at(tab, LOOK)]:
                faults[path] = found
            tab.complaints.clear()
    assert faults == {}
    assert walked > 10


def test_a_field_that_searches_is_called_by_its_label(address: str) -> None:
    with chromium() as tab:
        tab.size(*WIDE)
        enter(tab, address, "manager")
        tab.go(f"{address}/admin/carriers/tariff/add/")
        wait_for_searching(tab)
        label = str(tab.run("document.querySelector('label[for=id_division]').textContent"))
        called = f"{SEARCHED}.getAttribute('aria-label')"
        assert tab.run(called) == label.rstrip(":：")
        tab.run("django.jQuery('#id_division').select2('open')")
        inner = "document.querySelector('.select2-search__field')"
        tab.wait(f"{inner}?.getAttribute('aria-label') === {called}")
        show(tab, "tariff")


def wait_for_searching(tab: Page) -> None:
    """Until the lists that are searched have their boxes."""
    tab.wait(
        f"!document.querySelector('.admin-autocomplete:not([name*=__prefix__])') || {SEARCHED}"
    )

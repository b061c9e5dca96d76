"""`gendan token`: the same tokens from the command line."""

import re

from click.testing import CliRunner

from gendan.config.commands_token import token
from gendan.records.integrations.models import ApiToken
from tests import world
from tests.api.operations import numbers
from tests.api.programs import Program


def test_a_token_is_made_shown_once_listed_and_revoked(shop: None) -> None:
    run = CliRunner().invoke
    given = ["create", "wms", "--role", "warehouse", "--step", "issue", "--warehouse", "W1"]
    made = run(token, given)
    assert made.exit_code == 0, made.output
    (shown,) = re.findall(r"^gd_live_\w+$", made.stdout, re.MULTILINE)
    box = numbers("shipment", world.packed())
    assert Program(shown).post("/shipments/issues", {"shipments": box}).json["done"] == 1
    listed = run(token, ["list"]).output
    assert "wms\twarehouse\tgd_live_" in listed
    assert shown.rpartition("_")[2] not in listed
    assert ApiToken.objects.get().created_by.startswith("cli:")
    again = run(token, given)
    assert (again.exit_code, "name:" in again.output) == (2, True)
    assert run(token, ["revoke", "wms"]).exit_code == 0
    assert run(token, ["revoke", "wms"]).exit_code == 1
    assert run(token, ["list"]).output == ""

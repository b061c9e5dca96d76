"""The reference is what the API does, is valid, and can be read without signing in."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.test import Client
from jsonschema import Draft202012Validator

from gendan.config.api import api, reference
from gendan.kit.rest.problems import Kind

WRITTEN = Path(__file__).parents[2] / "docs" / "generated" / "openapi.json"


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """The reference, read."""
    read: dict[str, Any] = json.loads(reference())
    return read


def test_the_committed_reference_is_what_the_api_does_now() -> None:
    assert WRITTEN.read_text(encoding="utf-8") == reference(), "say “make docs”"


def test_it_is_openapi_3_1_with_stable_names_words_and_a_way_in(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1.")
    assert set(document["components"]["securitySchemes"]) == {"Bearer", "Session"}
    seen: set[str] = set()
    for operations in document["paths"].values():
        for operation in operations.values():
            assert operation["operationId"] not in seen
            seen.add(operation["operationId"])
            assert operation["tags"]
            assert re.search("[\u4e00-\u9fff]", operation["summary"]), operation["operationId"]
            assert operation["security"] == [{"Bearer": []}, {"Session": []}]
            assert {"4XX", "5XX"} <= set(operation["responses"])
    schema = schemathesis.openapi.from_dict(document)
    schema.validate()
    assert sum(1 for _ in schema.get_all_operations()) == len(seen)


def test_every_example_is_what_its_schema_says(document: dict[str, Any]) -> None:
    for path, operations in document["paths"].items():
        for operation in operations.values():
            if "requestBody" not in operation:
                continue
            content = operation["requestBody"]["content"]["application/json"]
            whole = {**content["schema"], "components": document["components"]}
            errors = list(Draft202012Validator(whole).iter_errors(content["example"]))
            assert not errors, (path, errors)


def test_what_is_read_stands_together(document: dict[str, Any]) -> None:
    """Lists share their address with a command; they do not share its tag."""
    reads = {"/orders", "/orders/{number}", "/orders/searches", "/shipments", "/stock", "/river"}
    for path in reads:
        for method, operation in document["paths"][f"/api/v1{path}"].items():
            is_read = method == "get" or path.endswith("/searches")
            assert (operation["tags"] == ["查询 · Reading"]) == is_read, (method, path)


def test_anybody_may_read_it_and_the_page_runs_nothing_inline(db: None) -> None:
    answer = Client().get("/api/v1/openapi.json")
    assert answer.status_code == 200
    assert answer.json()["info"]["title"] == api.title
    page = Client().get("/api/v1/docs")
    text = page.content.decode()
    assert page.status_code == 200
    nonce = re.search(r"'nonce-([^']+)'", page.headers["Content-Security-Policy"])
    assert nonce
    for script in re.findall(r"<script[^>]*>", text):
        assert f'nonce="{nonce[1]}"' in script
        assert "src=" in script or 'type="application/json"' in script
    assert "//cdn" not in text
    assert "https://" not in text


def test_a_problem_is_what_the_reference_says_of_it(document: dict[str, Any]) -> None:
    problem = document["components"]["schemas"]["Problem"]
    answer = Client().post("/api/v1/orders", "{}", "application/json", HTTP_AUTHORIZATION="Bearer")
    assert list(Draft202012Validator(problem).iter_errors(answer.json())) == []
    assert problem["properties"]["code"]["enum"] == [kind.code for kind in Kind]

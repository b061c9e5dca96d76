"""What a request may hold has a name for people: refusals speak of it in the reader's language."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from gendan.config.api import PREFIX, api
from gendan.kernel.fields import FIELDS

Schema = Mapping[str, Any]


def fields(schema: Schema, known: Schema, seen: set[str]) -> Iterator[str]:
    """Every field of a schema, and of what it refers to."""
    if name := schema.get("$ref", "").rpartition("/")[2]:
        if name not in seen:
            seen.add(name)
            yield from fields(known[name], known, seen)
        return
    yield from schema.get("properties", {})
    inner = list(schema.get("properties", {}).values())
    inner += [schema["items"]] if "items" in schema else []
    for choice in ("anyOf", "allOf", "oneOf"):
        inner += schema.get(choice, [])
    for part in inner:
        yield from fields(part, known, seen)


def asked() -> Iterator[str]:
    """The fields of every body, and the parameters of every address."""
    document = cast("Schema", api.get_openapi_schema(path_prefix=PREFIX))
    known = document["components"]["schemas"]
    for operations in document["paths"].values():
        for operation in operations.values():
            yield from (one["name"] for one in operation["parameters"] if one["in"] != "header")
            for content in operation.get("requestBody", {}).get("content", {}).values():
                yield from fields(content["schema"], known, set())


def test_every_field_of_a_request_has_words() -> None:
    found = set(asked())
    assert {"lines", "unit_price", "cursor", "key", "whole_only"} <= found
    assert sorted(found - set(FIELDS)) == []

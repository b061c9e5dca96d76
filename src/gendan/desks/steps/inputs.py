"""What a step asks for beside the documents, read off the body that the API takes for it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gendan.kit.rest.bodies import SAME, Body
from gendan.process.model import Text
from gendan.process.words import Coded, Naming

DOCUMENTS = ("orders", "shipments", "order", "shipment", "version")
CODES = ("division",)  # programs know them; people write the names
OVERRIDE = "override"  # asked of managers only, once for all the documents
LONG = 1_000  # characters; what may be longer gets room to write
CODED = {kind.__name__: kind for family in (Coded, Naming) for kind in family.__subclasses__()}
# Codes of the house, which its own tables list.
HOUSE = {"carrier": "carrier", "to": "picker"}

Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Input:
    """One thing to be filled in. `kind`: text, long, choice, number, money, moment, tick, or the
    name of a list of the house (carrier, picker)."""

    name: str
    kind: str
    required: bool
    choices: tuple[tuple[str, Text], ...] = ()
    most: int | None = None  # characters
    keeps: bool = False  # whether what is left empty stays as it was


@dataclass(frozen=True, slots=True)
class Asked:
    """What a body asks for: `items` names its list where each document has a part of its own,
    else it is empty; `documents` is the field that names them."""

    documents: str
    items: str
    inputs: tuple[Input, ...]
    complete: bool  # whether these inputs are all that the body needs
    version: bool = False  # whether it says which version of the order was seen


def asked(model: type[Body]) -> Asked:
    """The inputs of a command's body."""
    schema = model.model_json_schema()
    shapes = schema.get("$defs", {})
    for name, field in schema["properties"].items():
        item = shapes.get(_ref(field.get("items", {})), {})
        documents = {"order", "shipment"} & set(item.get("properties", {}))
        if documents:
            return _of(item, documents.pop(), name)
    documents = {"orders", "shipments"} & set(schema["properties"])
    return _of(schema, documents.pop() if documents else "", "")


def _of(schema: Schema, documents: str, items: str) -> Asked:
    fields = [*_fields(schema)]
    return Asked(
        documents,
        items,
        tuple(field for field in fields if field.kind),
        all(field.kind or not field.required for field in fields),
        "version" in schema["properties"],
    )


def _fields(schema: Schema) -> Iterator[Input]:
    for name, field in schema["properties"].items():
        if name not in (*DOCUMENTS, *CODES, OVERRIDE):
            yield _input(name, field, name in schema.get("required", []))


def _input(name: str, field: Schema, required: bool) -> Input:
    ways = [way for way in field.get("anyOf", [field]) if way.get("type") != "null"]
    types = {way.get("type") for way in ways}
    coded = CODED.get(_ref(ways[0]) or _ref(*ways[0].get("allOf", [])))
    most = ways[0].get("maxLength")
    if coded is not None:
        choices = tuple((str(member.value), member.label) for member in coded)
        return Input(name, "choice", required, choices)
    if name in HOUSE:
        return Input(name, HOUSE[name], required)
    if "number" in types:
        return Input(name, "money", required)
    kinds = {"boolean": "tick", "integer": "number", "string": "text"}
    kind = kinds.get(ways[0].get("type", ""), "")
    if ways[0].get("format") == "date-time":
        kind = "moment"
    if kind == "text" and (most or 0) > LONG:
        kind = "long"
    keeps = field.get("description", "").startswith(SAME)
    return Input(name, kind, required, most=most, keeps=keeps)


def _ref(*places: Mapping[str, str]) -> str:
    return places[0].get("$ref", "").rpartition("/")[2] if places else ""

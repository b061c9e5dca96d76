"""What the reference says beside the endpoints: the problems, and the headers every answer has."""

from collections.abc import Iterable

from ninja.types import DictStrAny

from gendan.kit.rest.problems import MEDIA_TYPE, Kind

PROBLEM: DictStrAny = {
    "title": "Problem",
    "description": "RFC 9457. `code` is stable; title, detail and remedy are for people.",
    "type": "object",
    "required": ["type", "title", "status", "code", "detail", "remedy", "instance"],
    "properties": {
        "type": {"type": "string", "format": "uri", "examples": ["urn:gendan:problem:invalid"]},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "enum": [kind.code for kind in Kind]},
        "detail": {"type": "string"},
        "remedy": {"type": "string"},
        "instance": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "title": "Fault",
                "type": "object",
                "required": ["pointer", "field", "message", "remedy"],
                "properties": {
                    "pointer": {"type": "string", "description": "RFC 6901"},
                    "field": {"type": "string"},
                    "message": {"type": "string"},
                    "remedy": {"type": "string"},
                },
            },
        },
    },
}
HEADERS: DictStrAny = {
    "RateLimit-Policy": {
        "description": "How many requests a minute you may send.",
        "schema": {"type": "string", "examples": ['"token";q=600;w=60']},
    },
    "RateLimit": {
        "description": "How many are left, and for how many seconds that counts.",
        "schema": {"type": "string", "examples": ['"token";r=599;t=42']},
    },
}
REPLAYED: DictStrAny = {
    "description": "`true` when this is the answer of an earlier request with the same key.",
    "schema": {"type": "string", "const": "true"},
}


def add_problems(schema: DictStrAny) -> None:
    """Let each operation answer with a problem, and each answer bear the headers."""
    components = schema["components"]
    components["schemas"]["Problem"] = PROBLEM
    components["headers"] = {**HEADERS, "Idempotency-Replayed": REPLAYED}
    components["responses"] = {
        "Problem": {
            "description": "A problem; " + ", ".join(f"{k.status} {k.code}" for k in Kind),
            "headers": _headers(HEADERS),
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
    }
    for operations in schema["paths"].values():
        for operation in operations.values():
            writes = any(one["name"] == "Idempotency-Key" for one in operation["parameters"])
            names = [*HEADERS, "Idempotency-Replayed"] if writes else HEADERS
            for answer in operation["responses"].values():
                answer["headers"] = {**answer.get("headers", {}), **_headers(names)}
            for parameter in operation["parameters"]:
                # Of a schema examples are a list, of a parameter they are not; ninja copies them.
                parameter.pop("examples", None)
            for statuses in ("4XX", "5XX"):
                operation["responses"][statuses] = {"$ref": "#/components/responses/Problem"}


def _headers(names: Iterable[str]) -> DictStrAny:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}

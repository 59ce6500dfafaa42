"""The OpenAPI 3.1 document of the whole API, made from what rooms declare.

Source: OpenAPI Initiative, OpenAPI Specification 3.1.1.
"""

from __future__ import annotations

from types import NoneType
from typing import Any

import msgspec

from jalons import __version__
from jalons.foundation.api.endpoints import ANY_SCOPE, Endpoint, all_endpoints, mounted
from jalons.foundation.api.problems import MEDIA_TYPE

BASE = "/api/v1"
REFERENCE = "#/components/schemas/{name}"
FORMATS = {
    "int": {"type": "integer"},
    "uuid": {"type": "string", "format": "uuid"},
}
PROBLEM = {
    "type": "object",
    "description": "RFC 9457 problem.",
    "required": ["type", "title", "status", "code", "hint"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "hint": {"type": "string"},
        "where": {"type": "object"},
    },
}


def document() -> dict[str, Any]:
    """The document, its words in the active language."""
    endpoints = list(all_endpoints())
    types = _types(endpoints)
    schemas, components = msgspec.json.schema_components(types, ref_template=REFERENCE)
    shapes = dict(zip(map(repr, types), schemas, strict=True))
    for endpoint in endpoints:
        if kind := endpoint.takes("query"):
            components |= _query_shape(kind)[1]
    paths: dict[str, dict[str, Any]] = {}
    for each in endpoints:
        paths.setdefault(each.template, {})[each.method.lower()] = _operation(each, shapes)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Jalons",
            "version": __version__,
            "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        },
        "servers": [{"url": BASE}],
        "tags": [{"name": each.room, "description": str(each.title)} for each in mounted()],
        "paths": paths,
        "components": {
            "schemas": dict(sorted((components | {"HttpProblem": PROBLEM}).items())),
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "session": {"type": "apiKey", "in": "cookie", "name": "sessionid"},
            },
        },
    }


def _types(endpoints: list[Endpoint]) -> list[Any]:
    """Every type that is read or answered, once."""
    found: dict[str, Any] = {}
    for endpoint in endpoints:
        for kind in (endpoint.answer, endpoint.takes("body")):
            if kind is not None and _has_shape(kind):
                found.setdefault(repr(kind), kind)
    return list(found.values())


def _has_shape(kind: Any) -> bool:
    return kind is not NoneType and not (
        isinstance(kind, type) and kind.__module__.startswith("django.")
    )


def _operation(each: Endpoint, shapes: dict[str, Any]) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": each.operation,
        "tags": [each.room],
        "summary": str(each.summary),
        "parameters": [*_address(each), *_query(each)],
        "responses": {
            str(each.status): _response(each, shapes),
            "default": {
                "description": "A problem (RFC 9457).",
                "content": {MEDIA_TYPE: {"schema": {"$ref": REFERENCE.format(name="HttpProblem")}}},
            },
        },
        "security": _security(each),
    }
    if each.scope and each.scope != ANY_SCOPE:
        operation["x-scope"] = each.scope
    if kind := each.takes("body"):
        content = {"application/json": {"schema": shapes[repr(kind)]}}
        operation["requestBody"] = {"required": True, "content": content}
    if each.takes("file"):
        operation["requestBody"] = {"required": True, "content": _file()}
    return operation


def _address(each: Endpoint) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": FORMATS.get(kind, {"type": "string"}),
        }
        for kind, name in each.parameters
    ]


def _query(each: Endpoint) -> list[dict[str, Any]]:
    kind = each.takes("query")
    if kind is None:
        name = {"name": "name", "in": "query", "schema": {"type": "string"}}
        return [name] if each.takes("file") else []
    shape, _shared = _query_shape(kind)
    needed = shape.get("required", [])
    return [
        {"name": name, "in": "query", "schema": schema}
        | ({"required": True} if name in needed else {})
        for name, schema in shape["properties"].items()
    ]


def _query_shape(kind: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """The schema of the parameters of a query, and the schemas it refers to."""
    schemas, parts = msgspec.json.schema_components([kind], ref_template=REFERENCE)
    return parts.pop(schemas[0]["$ref"].rsplit("/", 1)[1]), parts


def _response(each: Endpoint, shapes: dict[str, Any]) -> dict[str, Any]:
    if each.answer is NoneType:
        return {"description": "Done."}
    schema = shapes.get(repr(each.answer), {})
    return {"description": "Done.", "content": {each.media_type: {"schema": schema}}}


def _security(each: Endpoint) -> list[dict[str, list[str]]]:
    if each.scope is None:
        return []
    return [{"token": []}, {"session": []}] if each.method == "GET" else [{"token": []}]


def _file() -> dict[str, Any]:
    binary = {"type": "string", "contentMediaType": "application/octet-stream"}
    return {
        "multipart/form-data": {
            "schema": {"type": "object", "required": ["file"], "properties": {"file": binary}}
        },
        "application/octet-stream": {"schema": {}},
    }

"""Entities as the features of OGC API – Features: collections, features, queryables.

Source: OGC 17-069r4 (part 1), 18-058r1 (part 2), 19-079r2 (part 3).
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping
from typing import Any

from jalons.broker.engine.contexts import Context
from jalons.broker.engine.entities import Doc
from jalons.broker.engine.instants import canonical
from jalons.broker.engine.models import Model
from jalons.broker.engine.problems import bad
from jalons.broker.engine.query.leaves import OBSERVED
from jalons.broker.engine.query.tree import (
    STEP,
    Compare,
    Either,
    Node,
    Operator,
    Range,
    Scalar,
    encoded,
    path,
)

from .crs import CRS84, SYSTEMS, in_system
from .extents import MOMENTS, CollectionExtent
from .flat import Columns, place, row

_SPEC = "http://www.opengis.net/spec/"
CONFORMS = (
    f"{_SPEC}ogcapi-features-1/1.0/conf/core",
    f"{_SPEC}ogcapi-features-1/1.0/conf/oas30",
    f"{_SPEC}ogcapi-features-1/1.0/conf/geojson",
    f"{_SPEC}ogcapi-features-2/1.0/conf/crs",
    f"{_SPEC}ogcapi-features-3/1.0/conf/queryables",
    f"{_SPEC}ogcapi-features-3/1.0/conf/queryables-query-parameters",
    f"{_SPEC}ogcapi-features-3/1.0/conf/filter",
    f"{_SPEC}ogcapi-features-3/1.0/conf/features-filter",
    f"{_SPEC}cql2/1.0/conf/cql2-text",
    f"{_SPEC}cql2/1.0/conf/basic-cql2",
    f"{_SPEC}cql2/1.0/conf/advanced-comparison-operators",
)
OPEN = ("", "..")
MOMENT = "{name} is a date and time, or two between a slash: 2026-11-01T00:00:00Z/.."


def feature(doc: Doc, columns: Columns, context: Context, *, system: str = CRS84) -> dict[str, Any]:
    """The GeoJSON Feature of an entity, its properties flat."""
    return {
        "type": "Feature",
        "id": doc["id"],
        "geometry": in_system(place(doc), system),
        "properties": row(doc, columns, context),
    }


def collection(
    name: str, *, title: str, about: str, extent: CollectionExtent, root: str
) -> dict[str, Any]:
    """What is said of a collection; its address starts with ``root``.

    The extent is left out where no entity has a place nor a date.
    """
    here = f"{root}/collections/{name}"
    known = extent.document()
    return {
        "id": name,
        "title": title,
        "description": about,
        "itemType": "feature",
        "crs": list(SYSTEMS),
        "storageCrs": CRS84,
        **({"extent": known} if known else {}),
        "links": [
            link(here, "self", "application/json", title),
            link(f"{here}/items", "items", "application/geo+json", title),
            link(f"{here}/queryables", f"{_QUERYABLES}", "application/schema+json", title),
        ],
    }


_QUERYABLES = "http://www.opengis.net/def/rel/ogc/1.0/queryables"


def link(href: str, rel: str, media: str, title: str = "") -> dict[str, str]:
    """A link as the OGC APIs write it."""
    return {"href": href, "rel": rel, "type": media, **({"title": title} if title else {})}


def queryables(name: str, columns: Columns, model: Model | None, *, root: str) -> dict[str, Any]:
    """The JSON Schema of the properties a filter may name."""
    known = model.attributes if model is not None else {}
    members: dict[str, Any] = {
        "geometry": {"format": "geometry-any", "x-ogc-role": "primary-geometry"}
    }
    for column, iri in columns.iris.items():
        item = known.get(iri)
        members[column] = {"title": item.label or column} if item is not None else {"title": column}
        if item is not None and item.json in ("string", "number", "boolean"):
            members[column]["type"] = item.json
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{root}/collections/{name}/queryables",
        "type": "object",
        "title": name,
        "properties": members,
        "additionalProperties": False,
    }


def moments(text: str, attributes: Iterable[str], *, name: str = "datetime") -> Node:
    """The tree of an instant or interval: something was observed then, or is dated so.

    Raises ``Problem`` when the text is neither.
    """
    low, slash, high = text.partition("/")
    if not slash:
        high = low
    if low in OPEN and high in OPEN:
        raise bad(MOMENT.format(name=name))
    start = None if low in OPEN else _instant(low, name, end=False)
    stop = None if high in OPEN else _instant(high, name, end=True)
    if start is not None and stop is not None and start > stop:
        raise bad(f"{name} ends before it starts")
    places = [f"{iri}{STEP}{OBSERVED}" for iri in attributes]
    places += [path(iri) for iri in attributes if iri.rpartition("/")[2] in MOMENTS]
    return Either(tuple(_within(place, start, stop) for place in places))


def _instant(text: str, name: str, *, end: bool) -> str:
    if len(text) == 10:
        text = f"{text}T23:59:59.999999Z" if end else f"{text}T00:00:00Z"
    try:
        return str(encoded(canonical(text)))
    except Exception as error:
        raise bad(MOMENT.format(name=name)) from error


def _within(place: str, start: str | None, stop: str | None) -> Compare:
    if start is not None and stop is not None:
        return Compare(place, "==", (Range(start, stop),))
    sign: Operator = ">=" if start is not None else "<="
    return Compare(place, sign, (start if start is not None else stop or "",))


def equal(iri: str, text: str) -> Compare:
    """The tree of ``?name=value``: the text, the number or the truth it may stand for."""
    values: list[Scalar] = [encoded(text)]
    if text in ("true", "false"):
        values.append(encoded(text == "true"))
    with contextlib.suppress(ValueError):
        values.append(float(text))
    return Compare(path(iri), "==", tuple(values))


def openapi(*, root: str, names: Mapping[str, str], most: int) -> dict[str, Any]:
    """The OpenAPI 3.0 document of this interface for the collections there are (name → title)."""
    ok = {"description": "OK", "content": {"application/json": {"schema": {"type": "object"}}}}
    answers = {"200": ok, "400": {"description": "A parameter is wrong"}}

    def got(summary: str, parameters: list[dict[str, Any]]) -> dict[str, Any]:
        return {"get": {"summary": summary, "parameters": parameters, "responses": answers}}

    def parameter(name: str, schema: dict[str, Any], **more: Any) -> dict[str, Any]:
        return {"name": name, "in": "query", "required": False, "schema": schema, **more}

    numbers = {"type": "array", "minItems": 4, "maxItems": 6, "items": {"type": "number"}}
    items = [
        parameter("limit", {"type": "integer", "minimum": 1, "maximum": most, "default": 100}),
        parameter("offset", {"type": "integer", "minimum": 0, "default": 0}),
        parameter("bbox", numbers, style="form", explode=False),
        parameter("datetime", {"type": "string"}),
        parameter("filter", {"type": "string"}),
        parameter("filter-lang", {"type": "string", "enum": ["cql2-text"], "default": "cql2-text"}),
        parameter("crs", {"type": "string", "enum": list(SYSTEMS)}),
        parameter("bbox-crs", {"type": "string", "enum": list(SYSTEMS)}),
    ]
    one = {"name": "featureId", "in": "path", "required": True, "schema": {"type": "string"}}
    paths = {
        "/": got("Landing page", []),
        "/conformance": got("Conformance", []),
        "/collections": got("Collections", []),
    }
    for name, title in names.items():
        here = f"/collections/{name}"
        paths[here] = got(title, [])
        paths[f"{here}/queryables"] = got(f"Queryables: {title}", [])
        paths[f"{here}/items"] = got(f"Features: {title}", items)
        paths[f"{here}/items/{{featureId}}"] = got(f"Feature: {title}", [one])
    return {
        "openapi": "3.0.3",
        "info": {"title": "Jalons: OGC API – Features", "version": "1.0.0"},
        "servers": [{"url": root}],
        "paths": paths,
    }

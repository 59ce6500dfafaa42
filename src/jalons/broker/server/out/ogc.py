"""OGC API – Features under ``/ogc``: every type a caller may see is a collection.

Source: OGC 17-069r4 (part 1), 18-058r1 (part 2), 19-079r2 (part 3), 21-065r2 (CQL2).
"""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from jalons.broker.engine.instants import written
from jalons.broker.engine.out import cql, features
from jalons.broker.engine.out.crs import CRS84, SYSTEMS, read_box
from jalons.broker.engine.out.features import link
from jalons.broker.engine.problems import bad, missing
from jalons.broker.engine.query.geo import GeoQuery
from jalons.broker.engine.query.request import EntityQuery, Page
from jalons.broker.engine.query.tree import Node, conjunction
from jalons.broker.server.broker import Broker
from jalons.broker.server.call import Call
from jalons.broker.server.negotiation import GEO_JSON, JSON
from jalons.broker.store.out.offered_types import Offered

from .reads import again, answer, offered, one, origin, page_of, reading_call

ROOT = "/ogc"
DEFAULT, MOST = 100, 1_000
PLAIN = frozenset({"f"})
ITEMS = frozenset(
    {
        "limit",
        "offset",
        "bbox",
        "bbox-crs",
        "crs",
        "datetime",
        "filter",
        "filter-lang",
        "filter-crs",
    }
)
SCHEMA_JSON = "application/schema+json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"


async def landing(request: Request, broker: Broker) -> Response:
    """GET /ogc."""
    call = await reading_call(request, broker, known=PLAIN)
    root = origin(call, ROOT)
    links = [
        link(root, "self", JSON, "Accueil"),
        link(f"{root}/api", "service-desc", OPENAPI, "Description de l’interface"),
        link(f"{root}/conformance", "conformance", JSON, "Conformité"),
        link(f"{root}/collections", "data", JSON, "Collections"),
    ]
    about = "Les entités du jumeau numérique de la collectivité, par type."
    return answer({"title": "Jalons, jumeau numérique", "description": about, "links": links})


async def conformance(request: Request, broker: Broker) -> Response:
    """GET /ogc/conformance."""
    await reading_call(request, broker, known=PLAIN)
    return answer({"conformsTo": list(features.CONFORMS)})


async def api(request: Request, broker: Broker) -> Response:
    """GET /ogc/api: the OpenAPI document."""
    call = await reading_call(request, broker, known=PLAIN)
    names = {name: kind.title for name, kind in (await offered(call)).items()}
    return answer(features.openapi(root=origin(call, ROOT), names=names, most=MOST), OPENAPI)


async def collections(request: Request, broker: Broker) -> Response:
    """GET /ogc/collections."""
    call = await reading_call(request, broker, known=PLAIN)
    kinds = (await offered(call)).values()
    found = [await _collection(call, kind) for kind in kinds]
    links = [link(f"{origin(call, ROOT)}/collections", "self", JSON, "Collections")]
    return answer({"links": links, "crs": list(SYSTEMS), "collections": found})


async def _collection(call: Call, kind: Offered) -> dict[str, Any]:
    """A collection as its policy and its model describe it, and as far as its entities go."""
    extents = call.broker.extents
    extent = await asyncio.to_thread(extents.of, call.tenant, call.caller.audience, kind.kind.iri)
    return features.collection(
        kind.name, title=kind.title, about=kind.about, extent=extent, root=origin(call, ROOT)
    )


async def collection(request: Request, broker: Broker) -> Response:
    """GET /ogc/collections/{collection}."""
    call = await reading_call(request, broker, known=PLAIN)
    return answer(await _collection(call, await one(call, call.path("collection"))))


async def queryables(request: Request, broker: Broker) -> Response:
    """GET /ogc/collections/{collection}/queryables."""
    call = await reading_call(request, broker, known=PLAIN)
    kind = await one(call, call.path("collection"))
    schema = features.queryables(kind.name, kind.columns, kind.model, root=origin(call, ROOT))
    return answer(schema, SCHEMA_JSON)


async def items(request: Request, broker: Broker) -> Response:
    """GET /ogc/collections/{collection}/items."""
    call = await reading_call(request, broker)
    kind = await one(call, call.path("collection"))
    unknown = set(call.params) - ITEMS - PLAIN - set(kind.columns.iris)
    if unknown:
        raise bad(f"{min(unknown)!r} is neither a parameter nor a property of {kind.name}")
    system = _system(call, "crs")
    query, also = selected(call, kind)
    page = await page_of(call, query, also)
    here = origin(call, f"{ROOT}/collections/{quote(kind.name)}/items")
    body: dict[str, Any] = {
        "type": "FeatureCollection",
        "timeStamp": written(broker.now()),
        "numberReturned": len(page.docs),
        "links": _around(call, here, query, page),
        "features": [
            features.feature(doc, kind.columns, kind.context, system=system) for doc in page.docs
        ],
    }
    if (
        page.total is not None and page.margin is None
    ):  # optional: an estimate would be taken for it
        body["numberMatched"] = page.total
    return answer(body, GEO_JSON, {"Content-Crs": f"<{system}>"})


def _around(call: Call, here: str, query: EntityQuery, page: Page) -> list[dict[str, str]]:
    links = [link(again(call, here), "self", GEO_JSON)]
    links.append(link(here.rpartition("/")[0], "collection", JSON))
    if page.more:
        after = again(call, here, limit=query.limit, offset=query.offset + query.limit)
        links.append(link(after, "next", GEO_JSON))
    if query.offset:
        before = again(call, here, limit=query.limit, offset=max(0, query.offset - query.limit))
        links.append(link(before, "prev", GEO_JSON))
    return links


def selected(call: Call, kind: Offered) -> tuple[EntityQuery, tuple[GeoQuery, ...]]:
    """The query of the parameters, and the geometries every match is in relation to besides.

    Raises ``Problem`` for a parameter that is wrong.
    """
    params = call.params
    parts: list[Node | None] = [kind.wanted()]
    places: list[GeoQuery] = []
    if params.get("bbox"):
        places.append(GeoQuery("intersects", cql.box(_box(call))))
    if "datetime" in params:
        parts.append(features.moments(params["datetime"], kind.kind.attrs))
    if "filter" in params:
        if params.get("filter-lang", "cql2-text") != "cql2-text":
            raise bad("filter-lang is cql2-text")
        if params.get("filter-crs", CRS84) != CRS84:
            raise bad(f"filter-crs is {CRS84}")
        by_text = cql.parsed(params["filter"], kind.columns.iris)
        parts.append(by_text.where)
        places += by_text.places
    for name, value in params.items():
        if name in kind.columns.iris and name not in ITEMS:
            parts.append(features.equal(kind.columns.iris[name], value))
    limit = call.number("limit", DEFAULT, least=1) or DEFAULT
    query = EntityQuery(
        where=conjunction(*parts),
        geo=places[0] if places else None,
        limit=min(limit, MOST),
        offset=call.number("offset", 0) or 0,
        counted=True,
        roughly=True,
    )
    return query, tuple(places[1:])


def _box(call: Call) -> list[float]:
    try:
        numbers = [float(part) for part in call.params["bbox"].split(",")]
    except ValueError as error:
        raise bad("bbox is four numbers between commas") from error
    if len(numbers) == 6:
        numbers = [*numbers[:2], *numbers[3:5]]
    if len(numbers) != 4 or not all(abs(number) < 1e9 for number in numbers):
        raise bad("bbox is four numbers between commas, or six with heights")
    return list(
        read_box((numbers[0], numbers[1], numbers[2], numbers[3]), _system(call, "bbox-crs"))
    )


def _system(call: Call, name: str) -> str:
    system = call.params.get(name, CRS84)
    if system not in SYSTEMS:
        raise bad(f"{name} is one of {', '.join(SYSTEMS)}")
    return system


async def item(request: Request, broker: Broker) -> Response:
    """GET /ogc/collections/{collection}/items/{feature}."""
    call = await reading_call(request, broker, known=PLAIN | {"crs"})
    kind = await one(call, call.path("collection"))
    system = _system(call, "crs")
    identifier = call.path("feature")
    doc = (await call.reading(broker.store.read, call.tenant, [identifier])).get(identifier)
    if doc is None or kind.kind.iri not in doc["type"]:
        raise missing(f"{identifier} in {kind.name}")
    root = origin(call, f"{ROOT}/collections/{quote(kind.name)}")
    body = features.feature(doc, kind.columns, kind.context, system=system)
    body["links"] = [
        link(f"{root}/items/{quote(identifier, safe=':')}", "self", GEO_JSON),
        link(root, "collection", JSON),
    ]
    return answer(body, GEO_JSON, {"Content-Crs": f"<{system}>"})

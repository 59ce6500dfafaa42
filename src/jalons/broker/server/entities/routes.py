"""The routes of entities and of their attributes.

Source: ETSI GS CIM 009 V1.9.1, clauses 6.4 to 6.7.
"""

from __future__ import annotations

import dataclasses
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from jalons.broker.engine import operations
from jalons.broker.engine.entities import Doc, Instance, checked_name, expand_attribute, uri
from jalons.broker.engine.instants import canonical
from jalons.broker.engine.operations import Effect, Operation
from jalons.broker.engine.plain import expanded
from jalons.broker.engine.problems import Problem, bad, missing
from jalons.broker.engine.query import selection
from jalons.broker.engine.query.evaluate import index, matches
from jalons.broker.engine.query.request import EntityQuery, Page
from jalons.broker.engine.rendering import View, entity, feature, features
from jalons.broker.server.broker import Broker
from jalons.broker.server.call import Call, answered, call_of
from jalons.broker.server.listing import around
from jalons.broker.server.negotiation import GEO_JSON, JSON, JSON_LD, MERGE_PATCH
from jalons.broker.store.port import Step

from . import query_parameters
from .joins import joined

NOTHING: frozenset[str] = frozenset()
BODY = (JSON, JSON_LD)
PATCH = (JSON, JSON_LD, MERGE_PATCH)
WITH_GEO = (JSON, JSON_LD, GEO_JSON)
NO_CONTENT = 204
PURGED_TOGETHER = 1_000


async def create(request: Request, broker: Broker) -> Response:
    """POST /entities: 201 with the address of the entity."""
    call = await call_of(request, broker, known=NOTHING, takes=BODY, writes=True)
    if not isinstance(call.body, dict):
        raise Problem("InvalidRequest", "the body is one entity, a JSON object")
    fragment = expanded(call.body, call.context)
    await call.step(Step(fragment["id"], operations.create(fragment)))
    return Response(status_code=201, headers={"Location": address(call, fragment["id"])})


def address(call: Call, identifier: str) -> str:
    """The address of an entity, from the root of the server."""
    return f"{call.root}/ngsi-ld/v1/entities/{quote(identifier, safe=':')}"


async def query(request: Request, broker: Broker) -> Response:
    """GET /entities: a page of the entities the parameters select."""
    call = await call_of(request, broker, known=query_parameters.QUERY, offered=WITH_GEO)
    return await queried(call, query_parameters.entity_query(call))


async def queried(call: Call, wanted: EntityQuery) -> Response:
    """The answer of a query of entities."""
    page = await call.reading(call.broker.store.query, call.tenant, wanted)
    view = query_parameters.view_of(call)
    headers = paging(call, wanted, page)
    if call.media == GEO_JSON:
        geometry = call.context.expand(call.params.get("geometryProperty", "location"))
        return call.answer(features(page.docs, view, geometry=geometry), headers=headers)
    return call.answer(await written(call, page.docs, view), headers=headers)


async def written(call: Call, docs: list[Doc], view: View) -> list[dict[str, object]]:
    """Entities as JSON, joined on request with those their relationships lead to."""
    if call.params.get("join", "@none") != "@none":
        return await joined(call, docs, view)
    return [entity(doc, view) for doc in docs]


def paging(call: Call, wanted: EntityQuery, page: Page) -> dict[str, str]:
    """The headers of a page: how many in all, and the addresses of the pages around.

    A count that is an estimate comes with a warning (code 199 of RFC 7234, clause 5.5).
    """
    headers = {} if page.total is None else {"NGSILD-Results-Count": str(page.total)}
    if page.margin is not None:
        words = f"the count is an estimate, right within {page.margin} in 95 cases of 100"
        headers["NGSILD-Warning"] = f'199 {call.request.url.netloc or "-"} "{words}"'
    return headers | around(call, limit=wanted.limit, offset=wanted.offset, more=page.more)


async def retrieve(request: Request, broker: Broker) -> Response:
    """GET /entities/{id}."""
    known = query_parameters.SHOWING
    call = await call_of(request, broker, known=known, offered=WITH_GEO)
    identifier = uri(call.path("entity"), "the id of an entity")
    view = query_parameters.view_of(call)
    found = await call.reading(broker.store.read, call.tenant, [identifier])
    doc = answered(found.get(identifier), identifier)
    heading = () if "attrs" in call.params else [m for m in ("id", "type", "scope") if m in doc]
    members = (*doc["attrs"], *heading)
    if not any(view.projection.shows(name) for name in members):
        answered(None, f"{identifier} with such an attribute")
    if call.media == GEO_JSON:
        geometry = call.context.expand(call.params.get("geometryProperty", "location"))
        return call.answer(feature(doc, view, geometry=geometry))
    bodies = await written(call, [doc], view)
    return call.answer(bodies[0] if len(bodies) == 1 else bodies)


async def replace(request: Request, broker: Broker) -> Response:
    """PUT /entities/{id}."""
    call = await call_of(request, broker, known=NOTHING, takes=BODY, writes=True)
    fragment = _fragment(call)
    await call.step(Step(fragment["id"], operations.replace(fragment)))
    return Response(status_code=NO_CONTENT)


async def merge(request: Request, broker: Broker) -> Response:
    """PATCH /entities/{id}: merge a fragment."""
    known = frozenset({"observedAt", "lang", "type"})
    call = await call_of(request, broker, known=known, takes=PATCH, writes=True)
    fragment = _fragment(call, nulls=True)
    observed = call.params.get("observedAt")
    step = operations.merge(
        fragment,
        observed=canonical(observed) if observed else None,
        lang=call.params.get("lang"),
    )
    await call.step(Step(fragment["id"], _gated(call, step)))
    return Response(status_code=NO_CONTENT)


async def delete(request: Request, broker: Broker) -> Response:
    """DELETE /entities/{id}."""
    call = await call_of(request, broker, known=frozenset({"type"}), writes=True)
    identifier = uri(call.path("entity"), "the id of an entity")
    await call.step(Step(identifier, _gated(call, operations.delete())))
    return Response(status_code=NO_CONTENT)


def _fragment(call: Call, *, nulls: bool = False) -> Doc:
    """The fragment of a body, whose id is the one of the address."""
    identifier = uri(call.path("entity"), "the id of an entity")
    fragment = expanded(call.body, call.context, fragment=True, nulls=nulls)
    if fragment.setdefault("id", identifier) != identifier:
        raise bad(f"the body is about {fragment['id']}, the address about {identifier}")
    return fragment


async def append(request: Request, broker: Broker) -> Response:
    """POST /entities/{id}/attrs: add attributes, or replace them unless ``noOverwrite``."""
    call = await call_of(request, broker, known=frozenset({"type"}), takes=BODY, writes=True)
    fragment = _fragment(call)
    overwrite = "noOverwrite" not in call.options()
    operation = _gated(call, operations.append(fragment, overwrite=overwrite))
    effect = await call.step(Step(fragment["id"], operation))
    return _updated(call, effect)


async def update(request: Request, broker: Broker) -> Response:
    """PATCH /entities/{id}/attrs: replace attributes that are there."""
    call = await call_of(request, broker, known=frozenset({"type"}), takes=PATCH, writes=True)
    fragment = _fragment(call, nulls=True)
    operation = _gated(call, operations.update(fragment))
    return _updated(call, await call.step(Step(fragment["id"], operation)))


def _gated(call: Call, operation: Operation) -> Operation:
    """An operation on an entity of the types the parameter ``type`` selects, on no other."""
    if "type" not in call.params:
        return operation
    wanted = selection.types(call.params["type"], call.context)

    def apply(current: Doc | None, now: str) -> Effect:
        if current is not None and wanted and not matches(index(current), wanted):
            raise missing(f"an entity {current['id']} of the type {call.params['type']}")
        return operation(current, now)

    return apply


async def nameless(request: Request, broker: Broker) -> Response:
    """An address without the id of an entity where there must be one."""
    del broker
    raise bad(f"{request.url.path} names no entity")


async def purge(request: Request, broker: Broker) -> Response:
    """DELETE /entities: delete what a query selects, or some attributes of it (keep, drop)."""
    known = query_parameters.QUERY | {"keep", "drop"}
    call = await call_of(request, broker, known=known, writes=True)
    keep, drop = call.names("keep"), call.names("drop")
    if keep and drop:
        raise bad("keep and drop exclude each other")
    names = frozenset(call.context.expand(checked_name(name)) for name in keep or drop)
    operation = operations.drop(names, keep=bool(keep)) if names else operations.delete()
    wanted = dataclasses.replace(
        query_parameters.entity_query(call, by_id=True), limit=PURGED_TOGETHER, offset=0
    )
    while True:
        page = await call.reading(broker.store.query, call.tenant, wanted)
        await call.writing([Step(doc["id"], operation) for doc in page.docs])
        if not page.more:
            return Response(status_code=NO_CONTENT)
        if names:
            wanted = dataclasses.replace(wanted, offset=wanted.offset + PURGED_TOGETHER)


def _updated(call: Call, effect: Effect) -> Response:
    """204 when all was done, else 207 with what was and what was not."""
    if not effect.left:
        return Response(status_code=NO_CONTENT)
    body = {
        "updated": effect.updated,
        "notUpdated": [
            {"attributeName": iri, "reason": reason} for iri, reason in effect.left.items()
        ],
    }
    return call.answer(body, status=207)


async def patch_attribute(request: Request, broker: Broker) -> Response:
    """PATCH /entities/{id}/attrs/{attribute}: change members of one instance."""
    call = await call_of(request, broker, known=frozenset({"type"}), takes=PATCH, writes=True)
    name, iri, instances = _attribute(call, partial=True)
    if len(instances) != 1:
        raise bad("a partial update is about one instance")
    operation = operations.patch_attribute(iri, instances[0], name=name)
    identifier = uri(call.path("entity"), "the id of an entity")
    await call.step(Step(identifier, _gated(call, operation)))
    return Response(status_code=NO_CONTENT)


async def replace_attribute(request: Request, broker: Broker) -> Response:
    """PUT /entities/{id}/attrs/{attribute}: replace one attribute."""
    call = await call_of(request, broker, known=frozenset({"type"}), takes=BODY, writes=True)
    name, iri, instances = _attribute(call, partial=False)
    operation = operations.replace_attribute(iri, instances, name=name)
    identifier = uri(call.path("entity"), "the id of an entity")
    await call.step(Step(identifier, _gated(call, operation)))
    return Response(status_code=NO_CONTENT)


def _attribute(call: Call, *, partial: bool) -> tuple[str, str, list[Instance]]:
    name = checked_name(call.path("attribute"))
    if name == "scope" and not partial:
        raise bad("the scope is no attribute: replace the entity, or append a scope to it")
    body = call.body
    if isinstance(body, dict) and name in body and len(body) == 1:
        body = body[name]
    instances = expand_attribute(name, body, call.context, partial=partial, nulls=partial)
    return name, call.context.expand(name), instances


async def delete_attribute(request: Request, broker: Broker) -> Response:
    """DELETE /entities/{id}/attrs/{attribute}: the default instance, one dataset, or all."""
    known = frozenset({"datasetId", "deleteAll", "type"})
    call = await call_of(request, broker, known=known, writes=True)
    name = call.path("attribute")
    identifier = uri(call.path("entity"), "the id of an entity")
    if name == "scope":
        await call.step(Step(identifier, _gated(call, operations.delete_scope())))
        return Response(status_code=NO_CONTENT)
    dataset = call.params.get("datasetId")
    operation = operations.delete_attribute(
        call.context.expand(name),
        name=name,
        dataset=uri(dataset, "datasetId") if dataset is not None else None,
        every=call.flag("deleteAll"),
    )
    await call.step(Step(identifier, _gated(call, operation)))
    return Response(status_code=NO_CONTENT)

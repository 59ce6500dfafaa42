"""The routes of operations on many entities at once.

Source: ETSI GS CIM 009 V1.9.1, clauses 5.6.7 to 5.6.10, 5.6.20 and 6.14 to 6.17, 6.31.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from jalons.broker.engine import operations
from jalons.broker.engine.bounds import as_text, bounded
from jalons.broker.engine.contexts import Context
from jalons.broker.engine.entities import Doc, uri
from jalons.broker.engine.operations import Effect, Operation
from jalons.broker.engine.plain import expanded
from jalons.broker.engine.problems import Problem, bad
from jalons.broker.engine.query.tree import Either, conjunction
from jalons.broker.server.broker import Broker
from jalons.broker.server.call import Call, call_of
from jalons.broker.server.context_fetching import context_for
from jalons.broker.server.negotiation import JSON_LD
from jalons.broker.store.port import Step

from . import query_parameters
from .routes import BODY, NO_CONTENT, WITH_GEO, queried

OperationOf = Callable[[Doc], Operation]
NOTHING: frozenset[str] = frozenset()


async def create(request: Request, broker: Broker) -> Response:
    """POST /entityOperations/create."""
    call = await call_of(request, broker, known=NOTHING, takes=BODY, writes=True)
    done, errors = await _each(call, operations.create)
    return _result(call, [doc["id"] for doc, _ in done], errors, created=True)


async def upsert(request: Request, broker: Broker) -> Response:
    """POST /entityOperations/upsert: 201 with what was created, 204 when all was there."""
    call = await call_of(request, broker, known=NOTHING, takes=BODY, writes=True)
    updating = "update" in call.options()
    done, errors = await _each(call, lambda doc: operations.upsert(doc, updating=updating))
    created = [doc["id"] for doc, effect in done if effect.before is None]
    if errors:
        return _result(call, [doc["id"] for doc, _ in done], errors, created=True)
    return call.answer(created, status=201) if created else Response(status_code=NO_CONTENT)


async def update(request: Request, broker: Broker) -> Response:
    """POST /entityOperations/update."""
    call = await call_of(request, broker, known=NOTHING, takes=BODY, writes=True)
    overwrite = "noOverwrite" not in call.options()
    done, errors = await _each(
        call, lambda doc: operations.append(doc, overwrite=overwrite), fragment=True
    )
    return _result(call, [doc["id"] for doc, _ in done], errors)


async def merge(request: Request, broker: Broker) -> Response:
    """POST /entityOperations/merge."""
    call = await call_of(request, broker, known=NOTHING, takes=BODY, writes=True)
    done, errors = await _each(call, operations.merge, fragment=True, nulls=True)
    return _result(call, [doc["id"] for doc, _ in done], errors)


async def delete(request: Request, broker: Broker) -> Response:
    """POST /entityOperations/delete: a list of ids."""
    call = await call_of(request, broker, known=NOTHING, takes=BODY, writes=True)
    if not isinstance(call.body, list) or not call.body:
        raise bad("the body is a list of ids of entities")
    ids, errors, steps = [], [], []
    for item in call.body:
        try:
            bounded(item, "this id")
            key = uri(item, "the id of an entity")
        except Problem as problem:
            errors.append(_error(as_text(item), problem))
        else:
            ids.append(key)
            steps.append(Step(key, operations.delete()))
    answers = await call.writing(steps)
    done = []
    for key, answer in zip(ids, answers, strict=True):
        if isinstance(answer, Problem):
            errors.append(_error(key, answer))
        else:
            done.append(key)
    return _result(call, done, errors)


async def query(request: Request, broker: Broker) -> Response:
    """POST /entityOperations/query."""
    call = await call_of(
        request, broker, known=query_parameters.QUERY, offered=WITH_GEO, takes=BODY
    )
    query_call = query_parameters.posted(call)
    selectors = query_parameters.selectors(call.body)
    if not selectors:
        return await queried(query_call, query_parameters.entity_query(query_call))
    parts, ids = [], set()
    for selector in selectors:
        kinds = selector["type"]
        params = {"type": ",".join(kinds) if isinstance(kinds, list) else kinds}
        parts.append(query_parameters.entity_query(replace(query_call, params=params)).where)
        wanted = selector.get("id", [])
        wanted = wanted if isinstance(wanted, list) else [wanted]
        ids |= {uri(each, "the id of a selector") for each in wanted}
    rest = query_parameters.entity_query(
        replace(query_call, params={**query_call.params, "local": "true"})
    )
    types = tuple(part for part in parts if part is not None)
    where = conjunction(Either(types) if len(types) == len(parts) else None, rest.where)
    patterns = [s["idPattern"] for s in selectors if "idPattern" in s]
    return await queried(
        query_call,
        replace(
            rest, where=where, ids=tuple(sorted(ids)), id_pattern=patterns[0] if patterns else ""
        ),
    )


async def _each(
    call: Call, operation_of: OperationOf, *, fragment: bool = False, nulls: bool = False
) -> tuple[list[tuple[Doc, Effect]], list[dict[str, Any]]]:
    """What became of each entity of the body: those done, and the errors of the others."""
    if not isinstance(call.body, list) or not call.body:
        raise bad("the body is a list of entities")
    if None in call.body:
        raise bad("the list of entities has a null")
    docs: list[Doc] = []
    errors = []
    linked = call.context
    for item in call.body:
        identifier = item.get("id") if isinstance(item, dict) else None
        try:
            context = await _own_context(call, item, linked)
            doc = expanded(item, context, fragment=fragment, nulls=nulls)
            if "id" not in doc:
                raise bad("an entity has an id")
            docs.append(doc)
        except Problem as problem:
            errors.append(_error(as_text(identifier), problem))
    answers = await call.writing([Step(doc["id"], operation_of(doc)) for doc in docs])
    done = []
    for doc, answer in zip(docs, answers, strict=True):
        if isinstance(answer, Problem):
            errors.append(_error(doc["id"], answer))
        else:
            done.append((doc, answer))
            if answer.left:
                errors.append(_error(doc["id"], bad("attributes were left as they were")))
    return done, errors


async def _own_context(call: Call, item: Any, linked: Context) -> Context:
    json_ld = call.request.headers.get("content-type", "").startswith(JSON_LD)
    if not isinstance(item, dict) or "@context" not in item:
        if json_ld:
            raise bad("each entity of a JSON-LD body has a member @context")
        return linked
    if not json_ld:
        raise bad("a JSON body has no @context: send it as application/ld+json")
    bounded(item["@context"], "@context")
    return await context_for(call.broker, item.pop("@context"), tenant=call.tenant)


def _error(identifier: str, problem: Problem) -> dict[str, Any]:
    return {"entityId": identifier, "error": problem.document()}


def _result(
    call: Call, success: list[str], errors: list[dict[str, Any]], *, created: bool = False
) -> Response:
    """204 or 201 when all was done, 207 with both lists otherwise."""
    if errors:
        return call.answer({"success": success, "errors": errors}, status=207)
    return call.answer(success, status=201) if created else Response(status_code=NO_CONTENT)

"""The routes of subscriptions.

Source: ETSI GS CIM 009 V1.9.1, clauses 5.8 and 6.10 to 6.11.
"""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import Response

from jalons.broker.engine.contexts import Context
from jalons.broker.engine.instants import written
from jalons.broker.engine.problems import Problem, bad
from jalons.broker.engine.subscriptions.notification import shown
from jalons.broker.engine.subscriptions.subscription import Subscription, compiled
from jalons.broker.engine.subscriptions.validation import (
    Body,
    checked,
    checked_fragment,
    expanded,
    merged,
)
from jalons.broker.server import context_routes
from jalons.broker.server.active_subscriptions import KIND, STATE, tally
from jalons.broker.server.broker import Broker
from jalons.broker.server.call import Call, call_of
from jalons.broker.server.context_fetching import context_for
from jalons.broker.server.entities import query_parameters
from jalons.broker.server.listing import named, page_of
from jalons.broker.server.negotiation import JSON, JSON_LD, MERGE_PATCH, preferred_version

from .delivery import refuse_more, refuse_private
from .owners import made_known, signed

NOTHING: frozenset[str] = frozenset()
NO_CONTENT = 204


async def create(request: Request, broker: Broker) -> Response:
    """POST /subscriptions: 201 with the address of the subscription."""
    call = await call_of(request, broker, known=NOTHING, takes=(JSON, JSON_LD), writes=True)
    body = expanded(call.body, call.context)
    body = checked(
        {name: value for name, value in body.items() if value is not None}, now=_now(call)
    )
    if "jsonldContext" not in body and (address := await context_routes.implicit(call)):
        body["jsonldContext"] = address
    identifier = body.pop("id", None) or f"urn:ngsi-ld:Subscription:{uuid4()}"
    moment = written(_now(call))
    source = call.context.source
    document = {"id": identifier, "body": body, "context": source, "qContext": source}
    document |= {"createdAt": moment, "modifiedAt": moment}
    document = signed(document, call.caller)
    ready = await _ready(call, document)
    async with broker.watch.changing:
        there = await call.reading(broker.store.every, call.tenant, KIND)
        refuse_more(there, identifier)
        await _keep(call, document, ready)
    made_known(broker, call.caller, document, ready)
    return call.created("/ngsi-ld/v1/subscriptions", identifier)


def _now(call: Call) -> int:
    return call.broker.now()


async def _ready(call: Call, document: dict[str, Any]) -> Subscription:
    """The subscription ready to be matched, its contexts at hand and its endpoint one to reach."""
    broker, body = call.broker, document["body"]
    if broker.options.requires_policies and call.caller.audience != "internal":
        raise Problem("Forbidden", "the authority alone subscribes to data that sheets may hide")
    refuse_private(broker.options, body["notification"]["endpoint"]["uri"])
    if "jsonldContext" in body:
        await context_for(broker, body["jsonldContext"], tenant=call.tenant)
    return compiled(document, partial(_context, call))


def _context(call: Call, source: Any) -> Context:
    return call.broker.contexts.context(source, tenant=call.tenant)


async def _keep(call: Call, document: dict[str, Any], ready: Subscription) -> None:
    await call.reading(call.broker.store.put, call.tenant, KIND, document["id"], document)
    call.broker.watch.put(call.tenant, document, ready)


async def _found(call: Call) -> dict[str, Any]:
    return await named(call, KIND, part="subscription", what="the id of a subscription")


async def _shown(call: Call, document: dict[str, Any]) -> Body:
    """A subscription as the API shows it, with its counts, whichever broker delivered."""
    broker = call.broker
    state = (
        await call.reading(tally, broker.store, broker.watch, call.tenant, document["id"])
    ).members()
    dated = "sysAttrs" in call.options()
    out = shown(document, call.context, now=_now(call), state=state, sys_attrs=dated)
    return out | ({"pausedBecause": document["paused"]} if "paused" in document else {})


async def query(request: Request, broker: Broker) -> Response:
    """GET /subscriptions: a page of the subscriptions of the tenant."""
    call = await call_of(request, broker, known=query_parameters.PAGING)
    counted = "count" in call.options() or call.flag("count")
    page = query_parameters.page(call, counted=counted)
    every = await call.reading(broker.store.every, call.tenant, KIND)
    found, headers = page_of(call, every, page, counted=counted)
    headers |= _applied(request)
    return call.answer([await _shown(call, document) for document in found], headers=headers)


async def retrieve(request: Request, broker: Broker) -> Response:
    """GET /subscriptions/{id}."""
    call = await call_of(request, broker, known=NOTHING)
    return call.answer(await _shown(call, await _found(call)), headers=_applied(request))


def _applied(request: Request) -> dict[str, str]:
    """The header that confirms a requested version: a subscription is the same in all of them."""
    version = preferred_version(request.headers.get("prefer", ""))
    return {"Preference-Applied": f"ngsi-ld={version}"} if version else {}


async def update(request: Request, broker: Broker) -> Response:
    """PATCH /subscriptions/{id}: merge a fragment."""
    takes = (JSON, JSON_LD, MERGE_PATCH)
    call = await call_of(request, broker, known=NOTHING, takes=takes, writes=True)
    patch = checked_fragment(expanded(call.body, call.context))
    async with broker.watch.changing:
        document = await _found(call)
        if patch.pop("id", document["id"]) != document["id"]:
            raise bad("the id of a subscription does not change")
        before = document["body"]
        body = merged(before, patch)
        past = "expiresAt" not in patch and "expiresAt" in body
        trial = {name: value for name, value in body.items() if not (past and name == "expiresAt")}
        body = checked(trial, now=_now(call)) | ({"expiresAt": before["expiresAt"]} if past else {})
        document = {**document, "body": body, "modifiedAt": written(_now(call))}
        if {"q", "expandValues"} & patch.keys():
            document["qContext"] = call.context.source
        document = signed(document, call.caller)
        ready = await _ready(call, document)
        await _keep(call, document, ready)
    made_known(broker, call.caller, document, ready)
    return Response(status_code=NO_CONTENT)


async def delete(request: Request, broker: Broker) -> Response:
    """DELETE /subscriptions/{id}: forget it, and what it was still owed."""
    call = await call_of(request, broker, known=NOTHING, writes=True)
    async with broker.watch.changing:
        document = await _found(call)
        broker.watch.drop(call.tenant, document["id"])
        for kind in (KIND, STATE):
            await call.reading(broker.store.put, call.tenant, kind, document["id"], None)
    return Response(status_code=NO_CONTENT)

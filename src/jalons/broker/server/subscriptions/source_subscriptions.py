"""The routes of subscriptions to registrations.

Who subscribes, or changes a subscription, is notified of the registrations that match already; that
notification is owed in the transaction that keeps the subscription.
Source: ETSI GS CIM 009 V1.9.1, clauses 5.11 and 6.12 to 6.13.
"""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import Response

from jalons.broker.engine.instants import written
from jalons.broker.engine.problems import bad
from jalons.broker.engine.registrations import Discovery
from jalons.broker.engine.subscriptions.notification import GEO_JSON, shown
from jalons.broker.engine.subscriptions.sources import sought
from jalons.broker.engine.subscriptions.subscription import Subscription, compiled
from jalons.broker.engine.subscriptions.validation import Body, checked, expanded, merged
from jalons.broker.server.active_subscriptions import SOURCES, STATES, key_of, tally
from jalons.broker.server.broker import Broker
from jalons.broker.server.call import Call, call_of
from jalons.broker.server.context_fetching import context_for
from jalons.broker.server.entities import query_parameters
from jalons.broker.server.listing import named, page_of
from jalons.broker.server.negotiation import JSON, JSON_LD, MERGE_PATCH

from .delivery import refuse_more, refuse_private
from .owners import signed
from .registration_notifications import first_notes

NOTHING: frozenset[str] = frozenset()
NO_CONTENT = 204


async def create(request: Request, broker: Broker) -> Response:
    """POST /csourceSubscriptions: 201 with the address of the subscription."""
    call = await call_of(request, broker, known=NOTHING, takes=(JSON, JSON_LD), writes=True)
    received = expanded(call.body, call.context)
    now = broker.now()
    body = checked({name: value for name, value in received.items() if value is not None}, now=now)
    identifier = body.pop("id", None) or f"urn:ngsi-ld:Subscription:{uuid4()}"
    source = call.context.source
    document = {"id": identifier, "body": body, "context": source, "qContext": source}
    document |= {"createdAt": written(now), "modifiedAt": written(now)}
    document = signed(document, call.caller)
    ready, wanted = await _ready(call, document)
    async with broker.watch.changing:
        there = await call.reading(broker.store.every, call.tenant, SOURCES)
        refuse_more(there, identifier)
        await _keep(call, document, ready, wanted)
    return call.created("/ngsi-ld/v1/csourceSubscriptions", identifier)


async def _ready(call: Call, document: Body) -> tuple[Subscription, tuple[Discovery, ...]]:
    """The subscription ready to be matched, and what it looks for.

    Raises ``Problem`` when its query or its endpoint is wrong.
    """
    body = document["body"]
    endpoint = body["notification"]["endpoint"]
    refuse_private(call.broker.options, endpoint["uri"])
    if endpoint.get("accept") == GEO_JSON:
        raise bad("registrations are told in JSON or JSON-LD, not in GeoJSON")
    if "jsonldContext" in body:
        await context_for(call.broker, body["jsonldContext"], tenant=call.tenant)
    context_of = partial(call.broker.contexts.context, tenant=call.tenant)
    ready = compiled(document, context_of)
    return ready, sought(document, ready, context_of)


async def _keep(
    call: Call, document: Body, ready: Subscription, wanted: tuple[Discovery, ...]
) -> None:
    """Keep a subscription and owe it what matches already, in one transaction."""
    broker, identifier = call.broker, document["id"]
    notes = await call.reading(first_notes, broker, call.tenant, ready, wanted)
    await call.reading(broker.store.put, call.tenant, SOURCES, identifier, document, notes=notes)
    watched = broker.watch.put(call.tenant, document, ready, wanted)
    if notes:
        watched.waiting += len(notes)
        watched.noted = broker.now()


async def query(request: Request, broker: Broker) -> Response:
    """GET /csourceSubscriptions: a page of the subscriptions of the tenant."""
    call = await call_of(request, broker, known=query_parameters.PAGING)
    counted = "count" in call.options() or call.flag("count")
    page = query_parameters.page(call, counted=counted)
    every = await call.reading(broker.store.every, call.tenant, SOURCES)
    found, headers = page_of(call, every, page, counted=counted)
    return call.answer([await _shown(call, document) for document in found], headers=headers)


async def retrieve(request: Request, broker: Broker) -> Response:
    """GET /csourceSubscriptions/{id}."""
    call = await call_of(request, broker, known=NOTHING)
    return call.answer(await _shown(call, await _found(call)))


async def update(request: Request, broker: Broker) -> Response:
    """PATCH /csourceSubscriptions/{id}: merge a fragment."""
    takes = (JSON, JSON_LD, MERGE_PATCH)
    call = await call_of(request, broker, known=NOTHING, takes=takes, writes=True)
    patch = expanded(call.body, call.context)
    async with broker.watch.changing:
        before = await _found(call)
        if patch.pop("id", before["id"]) != before["id"]:
            raise bad("the id of a subscription does not change")
        body = merged(before["body"], patch)
        over = body.pop("expiresAt", None) if "expiresAt" not in patch else None
        now = broker.now()
        body = checked(body, now=now) | ({"expiresAt": over} if over else {})
        document = signed({**before, "body": body, "modifiedAt": written(now)}, call.caller)
        if {"q", "csf", "expandValues"} & patch.keys():
            document["qContext"] = call.context.source
        ready, wanted = await _ready(call, document)
        await _keep(call, document, ready, wanted)
    return Response(status_code=NO_CONTENT)


async def delete(request: Request, broker: Broker) -> Response:
    """DELETE /csourceSubscriptions/{id}."""
    call = await call_of(request, broker, known=NOTHING, writes=True)
    async with broker.watch.changing:
        document = await _found(call)
        broker.watch.drop(call.tenant, key_of(SOURCES, document["id"]))
        for kind in (SOURCES, STATES[SOURCES]):
            await call.reading(broker.store.put, call.tenant, kind, document["id"], None)
    return Response(status_code=NO_CONTENT)


async def _found(call: Call) -> dict[str, Any]:
    return await named(call, SOURCES, part="subscription", what="the id of a subscription")


async def _shown(call: Call, document: dict[str, Any]) -> Body:
    broker, key = call.broker, key_of(SOURCES, document["id"])
    state = (await call.reading(tally, broker.store, broker.watch, call.tenant, key)).members()
    dated = "sysAttrs" in call.options()
    body = shown(document, call.context, now=broker.now(), state=state, sys_attrs=dated)
    if "paused" in document:
        body["pausedBecause"] = document["paused"]
    if "notificationTrigger" not in document["body"]:  # a default of subscriptions to entities
        body.pop("notificationTrigger", None)
    return body

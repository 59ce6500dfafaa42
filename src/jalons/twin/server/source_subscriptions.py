"""The routes of subscriptions to registrations: kept and told, nothing is sent to them yet.

The delivery of subscriptions speaks of entities alone. Until it speaks of registrations too, who
subscribes here must also ask ``/csourceRegistrations`` from time to time.
Source: ETSI GS CIM 009 V1.9.1, clauses 5.11 and 6.12 to 6.13.
"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import Response

from jalons.twin.engine.instants import written
from jalons.twin.engine.problems import Problem, bad
from jalons.twin.engine.subscriptions.notification import shown
from jalons.twin.engine.subscriptions.reading import Body, checked, expanded, merged
from jalons.twin.engine.subscriptions.subscription import compiled

from . import querying
from .broker import Broker
from .call import Call, call_of
from .delivery import reach_of
from .listing import named, page_of
from .negotiation import JSON, JSON_LD, MERGE_PATCH

KIND = "subscription to registrations"
NOTHING: frozenset[str] = frozenset()
NO_CONTENT = 204
MOST_SUBSCRIPTIONS = 10_000
_changing = asyncio.Lock()


async def create(request: Request, broker: Broker) -> Response:
    """POST /csourceSubscriptions: 201 with the address of the subscription."""
    call = await call_of(request, broker, known=NOTHING, takes=(JSON, JSON_LD), writes=True)
    given = expanded(call.body, call.context)
    now = broker.now()
    body = checked({name: value for name, value in given.items() if value is not None}, now=now)
    identifier = body.pop("id", None) or f"urn:ngsi-ld:Subscription:{uuid4()}"
    kept = _kept(call, identifier, body, created=written(now), modified=written(now))
    async with _changing:
        there = await call.reading(broker.store.every, call.tenant, KIND)
        if any(other["id"] == identifier for other in there):
            raise Problem("AlreadyExists", f"{identifier} already exists")
        if len(there) >= MOST_SUBSCRIPTIONS:
            raise Problem("Forbidden", f"a tenant has at most {MOST_SUBSCRIPTIONS} subscriptions")
        await call.reading(broker.store.put, call.tenant, KIND, identifier, kept)
    root = str(request.scope.get("root_path", "")).rstrip("/")
    address = f"{root}/ngsi-ld/v1/csourceSubscriptions/{quote(identifier, safe=':')}"
    return Response(status_code=201, headers={"Location": address})


def _kept(call: Call, identifier: str, body: Body, *, created: str, modified: str) -> Body:
    """The subscription to keep; raises ``Problem`` when its query or its endpoint is wrong."""
    source = call.context.source
    kept = {"id": identifier, "body": body, "context": source, "qContext": source}
    host = urlsplit(body["notification"]["endpoint"]["uri"]).hostname or ""
    if reach_of(call.broker.options).refuses(host):
        raise bad(f"notifications are not sent to {host}: it is no public address")
    compiled(kept, partial(call.broker.contexts.context, tenant=call.tenant))
    return kept | {"createdAt": created, "modifiedAt": modified}


async def query(request: Request, broker: Broker) -> Response:
    """GET /csourceSubscriptions: a page of the subscriptions of the tenant."""
    call = await call_of(request, broker, known=querying.PAGING)
    counted = "count" in call.options() or call.flag("count")
    page = querying.page(call, counted=counted)
    every = await call.reading(broker.store.every, call.tenant, KIND)
    found, headers = page_of(call, every, page, counted=counted)
    return call.answer([_shown(call, kept) for kept in found], headers=headers)


async def retrieve(request: Request, broker: Broker) -> Response:
    """GET /csourceSubscriptions/{id}."""
    call = await call_of(request, broker, known=NOTHING)
    return call.answer(_shown(call, await _found(call)))


async def update(request: Request, broker: Broker) -> Response:
    """PATCH /csourceSubscriptions/{id}: merge a fragment."""
    takes = (JSON, JSON_LD, MERGE_PATCH)
    call = await call_of(request, broker, known=NOTHING, takes=takes, writes=True)
    patch = expanded(call.body, call.context)
    async with _changing:
        before = await _found(call)
        if patch.pop("id", before["id"]) != before["id"]:
            raise bad("the id of a subscription does not change")
        body = merged(before["body"], patch)
        over = body.pop("expiresAt", None) if "expiresAt" not in patch else None
        now = broker.now()
        body = checked(body, now=now) | ({"expiresAt": over} if over else {})
        dates = {"created": before["createdAt"], "modified": written(now)}
        kept = _kept(call, before["id"], body, **dates)
        if not {"q", "expandValues"} & patch.keys():
            kept["qContext"] = before["qContext"]
        await call.reading(broker.store.put, call.tenant, KIND, before["id"], kept)
    return Response(status_code=NO_CONTENT)


async def delete(request: Request, broker: Broker) -> Response:
    """DELETE /csourceSubscriptions/{id}."""
    call = await call_of(request, broker, known=NOTHING, writes=True)
    async with _changing:
        kept = await _found(call)
        await call.reading(broker.store.put, call.tenant, KIND, kept["id"], None)
    return Response(status_code=NO_CONTENT)


async def _found(call: Call) -> dict[str, Any]:
    return await named(call, KIND, part="subscription", what="the id of a subscription")


def _shown(call: Call, kept: dict[str, Any]) -> Body:
    dated = "sysAttrs" in call.options()
    body = shown(kept, call.context, now=call.broker.now(), state={}, sys_attrs=dated)
    if "notificationTrigger" not in kept["body"]:  # a default of subscriptions to entities
        body.pop("notificationTrigger", None)
    return body

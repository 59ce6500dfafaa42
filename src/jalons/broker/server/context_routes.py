"""The routes of the contexts the broker keeps and serves.

Usage counts, optional in the standard, are not stored: each read would become a write.
Source: ETSI GS CIM 009 V1.9.1, clauses 5.13 and 6.29 to 6.30.
"""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from jalons.broker.engine.instants import written
from jalons.broker.engine.problems import Problem, bad, missing
from jalons.broker.server.broker import Broker
from jalons.broker.server.call import Call, body_of, call_of, encode
from jalons.broker.server.negotiation import JSON, JSON_LD
from jalons.broker.store.contexts import CACHED, HOSTED, IMPLICIT, Stored, core_addresses

from .context_fetching import fetched

KINDS = (HOSTED, CACHED, IMPLICIT)
MOST_BYTES = 1 << 20


async def add(request: Request, broker: Broker) -> Response:
    """POST /jsonldContexts: 201 with the address of the context on this broker."""
    call = await call_of(request, broker, known=frozenset(), writes=True)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in (JSON, JSON_LD):
        raise Problem("UnsupportedMediaType", f"{kind or 'no content type'}; send {JSON}")
    body = await body_of(request, broker)
    if not isinstance(body, dict) or "@context" not in body:
        raise Problem("InvalidRequest", "the body is an object with a member @context")
    path = await hosted(broker, body["@context"], tenant=call.tenant, kind=HOSTED)
    return Response(status_code=201, headers={"Location": call.root + path})


async def hosted(broker: Broker, source: Any, *, tenant: str, kind: str) -> str:
    """The path on this broker of a context it now keeps.

    Raises ``Problem``: BadRequestData for no context, RequestEntityTooLarge beyond ``MOST_BYTES``.
    """
    if not isinstance(source, dict | list | str):
        raise bad("a context is an address, an object or a list of them")
    if len(encode(source)) > MOST_BYTES:
        raise Problem(
            "RequestEntityTooLarge", f"a context kept here has {MOST_BYTES} bytes at most"
        )
    found = await asyncio.to_thread(
        broker.contexts.host, source, tenant=tenant, kind=kind, now=broker.now()
    )
    return found.address


async def implicit(call: Call) -> str | None:
    """An address for the context of a call, stored here when it has none; None when it has one.

    What answers later in JSON needs it for a Link header: a list of contexts has no address.
    """
    source = call.context.source
    if isinstance(source, list) and len(source) == 1:
        (source,) = source
    if isinstance(source, str):
        return None
    path = await hosted(call.broker, source, tenant=call.tenant, kind=IMPLICIT)
    return str(call.request.base_url).rstrip("/") + path


async def every(request: Request, broker: Broker) -> Response:
    """GET /jsonldContexts: the addresses of the contexts, or each with what is known of it."""
    known = frozenset({"details", "kind", "limit", "offset", "count"})
    call = await call_of(request, broker, known=known)
    detailed = call.flag("details")
    kind = call.params.get("kind")
    if kind is not None and kind not in KINDS:
        raise bad(f"kind is one of {', '.join(KINDS)}, not {kind!r}")
    found = await call.reading(broker.contexts.every, tenant=call.tenant)
    found = [item for item in found if kind in (None, item.kind)]
    limit = call.number("limit", broker.options.max_limit) or 0
    offset = call.number("offset", 0) or 0
    headers = {"NGSILD-Results-Count": str(len(found))} if call.flag("count") else {}
    shown = found[offset : offset + min(limit, broker.options.max_limit)]
    body = [_details(call, item) if detailed else _address(call, item) for item in shown]
    return Response(encode(body), 200, headers, media_type=JSON)


async def serve(request: Request, broker: Broker) -> Response:
    """GET /jsonldContexts/{id}: the context, or what is known of it."""
    call = await call_of(request, broker, known=frozenset({"details"}))
    detailed = call.flag("details")
    found = await _found(call)
    if detailed:
        return Response(encode(_details(call, found)), media_type=JSON)
    if found.kind == CACHED:
        raise Problem(
            "OperationNotSupported", f"{found.address} is a copy: ask for it at its own address"
        )
    media = call.media if "ld+json" in request.headers.get("accept", "") else JSON
    return Response(encode({"@context": found.body}), media_type=media)


async def delete(request: Request, broker: Broker) -> Response:
    """DELETE /jsonldContexts/{id}: erase it; with reload, have a cached one anew."""
    call = await call_of(request, broker, known=frozenset({"reload"}), writes=True)
    again = call.flag("reload")
    try:
        found = await _found(call)
    except Problem as problem:
        if again:
            raise bad(f"{call.path('context')} is not a cached context") from problem
        raise
    if again and found.kind != CACHED:
        raise bad("only a cached context can be had anew")
    if again:
        await _reload(call, found)
    elif found.address in core_addresses():
        raise bad("the core context cannot be removed")
    else:
        await asyncio.to_thread(broker.contexts.forget, found, tenant=call.tenant)
    return Response(status_code=204)


async def _reload(call: Call, found: Stored) -> None:
    """Nothing to fetch for what is shipped or set by the operator; the others are fetched again."""
    contexts = call.broker.contexts
    if found.address in core_addresses() or contexts.has_file(found.address):
        contexts.forget_maps()
        return
    await fetched(call.broker, found.address, again=True)


async def _found(call: Call) -> Stored:
    name = call.path("context")
    found = await call.reading(call.broker.contexts.stored, name, tenant=call.tenant)
    if found is None:
        raise missing(f"the context {name}")
    return found


def _address(call: Call, item: Stored) -> str:
    if item.kind == CACHED:
        return item.address
    root = str(call.request.base_url).rstrip("/")
    return root + item.address


def _details(call: Call, item: Stored) -> dict[str, Any]:
    return {
        "URL": _address(call, item),
        "localId": item.key,
        "kind": item.kind,
        "createdAt": written(item.created),
    }

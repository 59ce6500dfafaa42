"""What the ways out have in common: who asks, which types there are for them, pages of entities.

Every read goes through ``Call.reading``, which hides and blurs what the policies of the types say.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from jalons.broker.engine.entities import Doc
from jalons.broker.engine.problems import bad, missing
from jalons.broker.engine.query.geo import GeoQuery, satisfies
from jalons.broker.engine.query.leaves import shapes
from jalons.broker.engine.query.request import EntityQuery, Page
from jalons.broker.server.broker import Broker
from jalons.broker.server.call import Call
from jalons.broker.server.negotiation import JSON
from jalons.broker.store.contexts import core
from jalons.broker.store.out import offered_types
from jalons.broker.store.out.offered_types import Offered
from jalons.broker.store.paging import following

TOGETHER = 1_000


async def reading_call(
    request: Request, broker: Broker, *, known: frozenset[str] | None = None
) -> Call:
    """The call of a request that reads; raises ``Problem`` for an unknown parameter."""
    caller = await broker.gate.caller(request.headers, writing=False)
    raw = request.scope["query_string"].decode("utf-8", "replace")
    params = dict(parse_qsl(raw, keep_blank_values=True))
    for name in params:
        if known is not None and name not in known:
            raise bad(f"the parameter {name!r} is not one of this address")
    return Call(request, broker, caller, params, JSON, core())


async def offered(call: Call) -> dict[str, Offered]:
    """The types this caller may see, by short name."""
    kinds = await call.reading(call.broker.store.types, call.tenant)
    policies = await asyncio.to_thread(call.broker.policies.usable, call.tenant)
    return offered_types.offered(kinds, call.broker.contexts.context, policies)


async def one(call: Call, name: str) -> Offered:
    """The type of a short name; raises ``Problem`` when this caller sees none."""
    found = (await offered(call)).get(name)
    if found is None:
        raise missing(f"the type {name}")
    return found


async def page_of(call: Call, query: EntityQuery, also: tuple[GeoQuery, ...] = ()) -> Page:
    """A page of a query whose matches are also in relation to other geometries."""
    if not also:
        return await call.reading(call.broker.store.query, call.tenant, query)
    matching: list[Doc] = []
    last = query.offset + query.limit + 1
    async for docs in pages(call, query):
        matching += [doc for doc in docs if all(_satisfies(geo, doc) for geo in also)]
        if len(matching) >= last:
            break
    return Page(matching[query.offset : last - 1], None, more=len(matching) >= last)


def _satisfies(geo: GeoQuery, doc: Doc) -> bool:
    return any(iri == geo.attr and satisfies(geo, shape) for iri, shape in shapes(doc))


async def pages(call: Call, query: EntityQuery) -> AsyncIterator[list[Doc]]:
    """Every entity of a query, some at a time, from the first; its page is not looked at."""
    part: EntityQuery | None = replace(query, limit=TOGETHER, offset=0, counted=False)
    while part is not None:
        page = await call.reading(call.broker.store.query, call.tenant, part)
        if page.docs:
            yield page.docs
        part = following(part, page)


def origin(call: Call, path: str) -> str:
    """The full address of a path of this server."""
    request = call.request
    return f"{request.url.scheme}://{request.url.netloc}{call.root}{path}"


def again(call: Call, here: str, **changed: Any) -> str:
    """An address with the parameters of this call, some changed."""
    params = {
        **call.params,
        **{name: value for name, value in changed.items() if value is not None},
    }
    return f"{here}?{urlencode(params, quote_via=quote)}" if params else here


def answer(body: Any, media: str = JSON, headers: dict[str, str] | None = None) -> Response:
    """The answer in JSON of a media type."""
    return Response(msgspec.json.encode(body), 200, headers, media_type=media)

"""The routes of context source registrations: stored and discovered, not forwarded to.

Source: ETSI GS CIM 009 V1.9.1, clauses 5.9, 5.10 and 6.8 to 6.9.
"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import Response

from jalons.broker.engine.entities import uri
from jalons.broker.engine.instants import written
from jalons.broker.engine.problems import Problem, bad, missing
from jalons.broker.engine.query import geo, language, selection
from jalons.broker.engine.query.tree import conjunction
from jalons.broker.engine.registrations import (
    Body,
    Discovery,
    found_by,
    live,
    merged,
    registration,
    shown,
    times_of,
)

from .broker import Broker
from .call import Call, call_of
from .entities import query_parameters
from .listing import page_of
from .negotiation import JSON, JSON_LD, MERGE_PATCH
from .subscriptions.registration_notifications import KIND, keep

NOTHING: frozenset[str] = frozenset()
NO_CONTENT = 204
MOST_REGISTRATIONS = 10_000
TIMES = frozenset({"timerel", "timeAt", "endTimeAt", "timeproperty"})
QUERY = query_parameters.FILTERS | query_parameters.PAGING | TIMES | {"csf"}
NARROWING = ("id", "type", "idPattern", "attrs", "q", "csf", "georel", "timerel")


async def create(request: Request, broker: Broker) -> Response:
    """POST /csourceRegistrations: 201 with the address of the registration."""
    call = await call_of(request, broker, known=NOTHING, takes=(JSON, JSON_LD), writes=True)
    now = broker.now()
    document = {**registration(call.body, call.context, now=now)}
    document.setdefault("id", f"urn:ngsi-ld:ContextSourceRegistration:{uuid4()}")
    document |= {"createdAt": written(now), "modifiedAt": written(now)}
    async with broker.watch.changing:
        there = await call.reading(broker.store.every, call.tenant, KIND)
        if any(other["id"] == document["id"] and live(other, now) for other in there):
            raise Problem("AlreadyExists", f"{document['id']} already exists")
        if len(there) >= MOST_REGISTRATIONS:
            raise Problem("Forbidden", f"a tenant has at most {MOST_REGISTRATIONS} registrations")
        await keep(call, document["id"], before=None, after=document)
    return call.created("/ngsi-ld/v1/csourceRegistrations", document["id"])


async def query(request: Request, broker: Broker) -> Response:
    """GET /csourceRegistrations: a page of the sources that may have what is looked for."""
    call = await call_of(request, broker, known=QUERY)
    wanted = discovery(call)
    counted = "count" in call.options() or call.flag("count")
    page = query_parameters.page(call, counted=counted)
    now = broker.now()
    every = await call.reading(broker.store.every, call.tenant, KIND)
    found = [document for document in every if live(document, now) and found_by(document, wanted)]
    return paged(call, found, page, counted=counted)


def paged(call: Call, found: list[Body], page: dict[str, Any], *, counted: bool) -> Response:
    """The answer with a page of registrations, and the addresses of those around."""
    page_documents, headers = page_of(call, found, page, counted=counted)
    dated = "sysAttrs" in call.options()
    bodies = [shown(document, call.context, sys_attrs=dated) for document in page_documents]
    return call.answer(bodies, headers=headers)


def discovery(call: Call) -> Discovery:
    """What the parameters look for; raises ``Problem`` when they are wrong or narrow nothing."""
    params = call.params
    if not any(params.get(name) for name in NARROWING):
        raise bad(f"a query of sources has one or more of {', '.join(NARROWING)}")
    own = [language.parsed(params[name], call.context) for name in ("q", "csf") if params.get(name)]
    return Discovery(
        ids=tuple(uri(item, "id") for item in call.names("id")) if params.get("id") else (),
        id_pattern=language.checked_pattern(params["idPattern"]) if params.get("idPattern") else "",
        types=selection.types(params["type"], call.context) if params.get("type") else None,
        attrs=frozenset(map(call.context.expand, call.names("attrs")))
        if params.get("attrs")
        else frozenset(),
        where=conjunction(*own),
        geo=geo.parsed(params, call.context),
        times=times_of(params),
    )


async def retrieve(request: Request, broker: Broker) -> Response:
    """GET /csourceRegistrations/{id}."""
    call = await call_of(request, broker, known=NOTHING)
    document = await _found(call)
    return call.answer(shown(document, call.context, sys_attrs="sysAttrs" in call.options()))


async def update(request: Request, broker: Broker) -> Response:
    """PATCH /csourceRegistrations/{id}: merge a fragment."""
    takes = (JSON, JSON_LD, MERGE_PATCH)
    call = await call_of(request, broker, known=NOTHING, takes=takes, writes=True)
    async with broker.watch.changing:
        document = await _found(call)
        now = broker.now()
        after = merged(document, call.body, call.context, now=now)
        after |= {"createdAt": document["createdAt"], "modifiedAt": written(now)}
        await keep(call, document["id"], before=document, after=after)
    return Response(status_code=NO_CONTENT)


async def delete(request: Request, broker: Broker) -> Response:
    """DELETE /csourceRegistrations/{id}."""
    call = await call_of(request, broker, known=NOTHING, writes=True)
    async with broker.watch.changing:
        document = await _found(call)
        await keep(call, document["id"], before=document, after=None)
    return Response(status_code=NO_CONTENT)


async def _found(call: Call) -> Body:
    identifier = uri(call.path("registration"), "the id of a registration")
    document = await call.reading(call.broker.store.get, call.tenant, KIND, identifier)
    if document is None or not live(document, call.broker.now()):
        raise missing(identifier)
    return document

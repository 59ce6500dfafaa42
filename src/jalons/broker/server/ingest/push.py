"""HTTP push: ``POST /ingest/{source}`` with a token, JSON or a CSV of the source's mapping.

The answer comes after the commit and counts what was stored and refused; refused messages are
in the dead letters, so that a network server need not send them again.
"""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import Response

from jalons.broker.engine.problems import Problem
from jalons.broker.server.broker import Broker
from jalons.broker.server.call import encode
from jalons.broker.server.negotiation import linked_context

from .files import messages_of
from .intake import MOST_MESSAGE, Intake, Message, Tally
from .sources import IngestSource, holder, stored_source

MOST_FILE = 20 << 20
MOST_INTAKES = 1_000


async def receive(request: Request, broker: Broker) -> Response:
    """Take what a source pushes: 200 with the counts, 401 without a token of this source."""
    tenant = await asyncio.to_thread(broker.stored, request.headers.get("ngsild-tenant", ""))
    key = str(request.path_params["source"])
    source, device = await asyncio.to_thread(_entitled, broker, tenant, key, _token(request))
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    table = source.mapping.envelope == "table"
    body = await _body(request, MOST_FILE if table else MOST_MESSAGE)
    now = broker.now()
    if table and kind != "application/json":
        messages = await asyncio.to_thread(messages_of, body, source, now)
    else:
        linked = linked_context(request.headers.getlist("link"))
        messages = [Message(now, payload=body, origin=f"POST /ingest/{key}", context=linked)]
    tally = await intake_of(broker, tenant, source).take(messages, only=device)
    return Response(encode(summary(tally)), media_type="application/json")


def summary(tally: Tally) -> dict[str, object]:
    """The JSON of a tally: counts, and the first refusals with their reasons."""
    problems = [{"origin": origin, **problem.document()} for origin, problem in tally.problems]
    return {**tally.counts(), "problems": problems}


def intake_of(broker: Broker, tenant: str, source: IngestSource) -> Intake:
    """The intake of a source, the same from one request to the next until the source changes."""
    known = broker.intakes.get((tenant, source.key))
    if isinstance(known, Intake) and known.source == source:
        return known
    if len(broker.intakes) > MOST_INTAKES:
        broker.intakes.clear()
    made = Intake(broker, tenant, source)
    broker.intakes[tenant, source.key] = made
    return made


def _token(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _entitled(broker: Broker, tenant: str, key: str, token: str) -> tuple[IngestSource, str]:
    """The source and the device of a token; the same refusal whether either is unknown."""
    refusal = Problem("Unauthorized", "send the token of this source as Authorization: Bearer …")
    try:
        source = stored_source(broker.store, tenant, key)
    except Problem as problem:
        raise refusal from problem
    device = holder(source, token)
    if device is None or source.way != "push":
        raise refusal
    if not source.enabled:
        raise Problem("Forbidden", "this source is switched off")
    return source, device


async def _body(request: Request, most: int) -> bytes:
    length = request.headers.get("content-length", "")
    if length.isdecimal() and len(length) < 19 and int(length) > most:
        raise Problem("RequestEntityTooLarge", f"{length} bytes; at most {most}")
    raw = bytearray()
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > most:
            raise Problem("RequestEntityTooLarge", f"more than {most} bytes")
    return bytes(raw)

"""The models shipped, their contexts and schemas, under ``/models``: never about data."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from jalons.broker.engine.models import schema
from jalons.broker.engine.problems import missing
from jalons.broker.server.broker import Broker
from jalons.broker.server.negotiation import JSON_LD
from jalons.broker.store.models import models, named, subjects

from .reads import answer, reading_call

NONE: frozenset[str] = frozenset()


async def every(request: Request, broker: Broker) -> Response:
    """GET /models: the types we have a model of."""
    await reading_call(request, broker, known=NONE)
    listed = [
        {
            "name": model.name,
            "iri": model.iri,
            "subject": model.subject,
            "version": model.version,
            "label": model.label,
            "about": model.about,
            "context": subjects()[model.subject].context,
            "licence": model.licence,
            "attribution": model.attribution,
        }
        for model in models().values()
    ]
    return answer(listed)


async def one_schema(request: Request, broker: Broker) -> Response:
    """GET /models/{type}/schema.json."""
    call = await reading_call(request, broker, known=NONE)
    return answer(schema(named(call.path("type"))), "application/schema+json")


async def one_context(request: Request, broker: Broker) -> Response:
    """GET /models/{subject}/context.jsonld."""
    call = await reading_call(request, broker, known=NONE)
    found = subjects().get(call.path("subject"))
    if found is None:
        raise missing(f"the subject {call.path('subject')}")
    return answer(found.document(), JSON_LD)

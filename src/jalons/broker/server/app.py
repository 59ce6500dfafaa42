"""The routes of the broker, put together into a Starlette application."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext

import msgspec
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from jalons.broker.engine.problems import Problem
from jalons.kernel.errors import new_reference

from . import context_routes, registrations
from .broker import Broker
from .entities import batch, discovery, temporal, temporal_query
from .entities import routes as entity_routes
from .ingest import ROUTES as INGEST_ROUTES
from .ingest.runner import ingesting
from .negotiation import JSON
from .out import ROUTES as OUT_ROUTES
from .subscriptions import routes as subscription_routes
from .subscriptions import source_subscriptions
from .subscriptions.delivery import delivering

_log = logging.getLogger(__name__)
Handler = Callable[[Request, Broker], Awaitable[Response]]
PREFIX = "/ngsi-ld/v1"
PROBLEM = "application/problem+json"

Table = dict[str, dict[str, Handler]]
ENTITIES: Table = {
    "/entities": {
        "POST": entity_routes.create,
        "GET": entity_routes.query,
        "DELETE": entity_routes.purge,
        "PUT": entity_routes.nameless,
        "PATCH": entity_routes.nameless,
    },
    "/entities//attrs": {"POST": entity_routes.nameless, "PATCH": entity_routes.nameless},
    "/entities//attrs/{attribute:path}": {
        "PATCH": entity_routes.nameless,
        "PUT": entity_routes.nameless,
        "DELETE": entity_routes.nameless,
    },
    "/entities/{entity}": {
        "GET": entity_routes.retrieve,
        "PUT": entity_routes.replace,
        "PATCH": entity_routes.merge,
        "DELETE": entity_routes.delete,
    },
    "/entities/{entity}/attrs": {"POST": entity_routes.append, "PATCH": entity_routes.update},
    "/entities/{entity}/attrs/{attribute:path}": {
        "PATCH": entity_routes.patch_attribute,
        "PUT": entity_routes.replace_attribute,
        "DELETE": entity_routes.delete_attribute,
    },
    "/entityOperations/create": {"POST": batch.create},
    "/entityOperations/upsert": {"POST": batch.upsert},
    "/entityOperations/update": {"POST": batch.update},
    "/entityOperations/merge": {"POST": batch.merge},
    "/entityOperations/delete": {"POST": batch.delete},
    "/entityOperations/query": {"POST": batch.query},
    "/temporal/entities": {
        "POST": temporal.create,
        "GET": temporal_query.query,
    },
    "/temporal/entities//attrs": {"POST": entity_routes.nameless},
    "/temporal/entities//attrs/{attribute:path}": {
        "PATCH": entity_routes.nameless,
        "DELETE": entity_routes.nameless,
    },
    "/temporal/entities/{entity}": {"GET": temporal_query.retrieve, "DELETE": temporal.delete},
    "/temporal/entities/{entity}/attrs": {"POST": temporal.append},
    "/temporal/entities/{entity}/attrs/{attribute}/{instance}": {
        "PATCH": temporal.patch_instance,
        "DELETE": temporal.delete_instance,
    },
    "/temporal/entities/{entity}/attrs/{attribute:path}": {"DELETE": temporal.delete_attribute},
    "/temporal/entityOperations/query": {"POST": temporal_query.posted},
    "/types": {"GET": discovery.types},
    "/types/{type:path}": {"GET": discovery.type_},
    "/attributes": {"GET": discovery.attributes},
    "/attributes/{attribute:path}": {"GET": discovery.attribute},
    "/subscriptions": {"POST": subscription_routes.create, "GET": subscription_routes.query},
    "/subscriptions/{subscription:path}": {
        "GET": subscription_routes.retrieve,
        "PATCH": subscription_routes.update,
        "DELETE": subscription_routes.delete,
    },
    "/csourceSubscriptions": {
        "GET": source_subscriptions.query,
        "POST": source_subscriptions.create,
    },
    "/csourceSubscriptions/{subscription}": {
        "GET": source_subscriptions.retrieve,
        "PATCH": source_subscriptions.update,
        "DELETE": source_subscriptions.delete,
    },
    "/csourceRegistrations": {
        "GET": registrations.query,
        "POST": registrations.create,
    },
    "/csourceRegistrations/{registration}": {
        "GET": registrations.retrieve,
        "PATCH": registrations.update,
        "DELETE": registrations.delete,
    },
    "/jsonldContexts": {"GET": context_routes.every, "POST": context_routes.add},
    "/jsonldContexts/{context:path}": {
        "GET": context_routes.serve,
        "DELETE": context_routes.delete,
    },
}


Beside = Callable[[], AbstractAsyncContextManager[None]]


def application(broker: Broker, *, beside: Beside = nullcontext) -> Starlette:
    """The ASGI application of a broker: ``/ngsi-ld/v1``, and the ways out beside it.

    ``beside`` is what else lives as long as it serves.
    """
    table = {f"{PREFIX}{path}": methods for path, methods in ENTITIES.items()}
    table |= OUT_ROUTES | INGEST_ROUTES
    routes = [
        Route(f"{path}{ending}", _endpoint(path, methods, broker), methods=_all(methods))
        for path, methods in table.items()
        for ending in ("/", "")
    ]
    return Starlette(
        routes=routes,
        exception_handlers={404: _unknown},
        lifespan=lambda _: living(broker, beside),
        middleware=[Middleware(EncodedPaths)],
    )


@asynccontextmanager
async def living(broker: Broker, beside: Beside) -> AsyncIterator[None]:
    """What a broker does by itself while it serves: it delivers, and it runs its sources."""
    async with beside(), delivering(broker), ingesting(broker):
        yield


class EncodedPaths:
    """Routes see the path as sent: an id may contain an encoded slash. ``Call.path`` decodes."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, its path encoded."""
        if scope["type"] == "http" and scope.get("raw_path"):
            scope["path"] = scope["raw_path"].partition(b"?")[0].decode("ascii", "replace")
        await self.app(scope, receive, send)


def _all(methods: dict[str, Handler]) -> list[str]:
    return ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"] if methods else []


def _endpoint(
    path: str, methods: dict[str, Handler], broker: Broker
) -> Callable[[Request], Awaitable[Response]]:
    media = _media_of_problems(path)

    async def endpoint(request: Request) -> Response:
        answer = await answered(request)
        if tenant := request.headers.get("ngsild-tenant"):
            answer.headers["NGSILD-Tenant"] = tenant
        return answer

    async def answered(request: Request) -> Response:
        handler = methods.get("GET" if request.method == "HEAD" else request.method)
        if handler is None:
            none = Problem("MethodNotAllowed", f"{request.method} does not exist here")
            return problem_response(none, media, allowed=methods)
        try:
            return await handler(request, broker)
        except Problem as problem:
            return problem_response(problem, media, allowed=methods)
        except Exception:  # answered as a problem, and logged by its route: the broker goes on
            reference = new_reference()
            _log.exception("[%s] %s %s failed", reference, request.method, path)
            said = f"the request failed; it is logged under the reference {reference}"
            return problem_response(Problem("InternalError", said), media)

    return endpoint


def _media_of_problems(path: str) -> str:
    """The media type of a refusal: NGSI-LD has plain JSON (ETSI GS CIM 009, clause 5.5.3)."""
    return JSON if PREFIX in path else PROBLEM


def problem_response(
    problem: Problem, media: str, *, allowed: dict[str, Handler] | None = None
) -> Response:
    """A problem as an answer (RFC 9457)."""
    headers = {"Allow": ", ".join(allowed)} if allowed and problem.status == 405 else {}
    body = msgspec.json.encode(problem.document())
    return Response(body, problem.status, headers, media_type=media)


async def _unknown(request: Request, _: Exception) -> Response:
    problem = Problem("ResourceNotFound", f"{request.url.path} is not an address of this broker")
    return problem_response(problem, _media_of_problems(request.url.path))

"""The ways out of the broker: OGC API Features, SensorThings, exports, models."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

from jalons.broker.server.broker import Broker

from . import export, models, ogc, sta

ROUTES: dict[str, dict[str, Callable[[Request, Broker], Awaitable[Response]]]] = {
    "/ogc": {"GET": ogc.landing},
    "/ogc/conformance": {"GET": ogc.conformance},
    "/ogc/api": {"GET": ogc.api},
    "/ogc/collections": {"GET": ogc.collections},
    "/ogc/collections/{collection}": {"GET": ogc.collection},
    "/ogc/collections/{collection}/queryables": {"GET": ogc.queryables},
    "/ogc/collections/{collection}/items": {"GET": ogc.items},
    "/ogc/collections/{collection}/items/{feature:path}": {"GET": ogc.item},
    "/export": {"GET": export.listing},
    "/export/{file:path}": {"GET": export.export},
    "/sta/v1.1": {"GET": sta.landing},
    "/sta/v1.1/{path:path}": {"GET": sta.resource},
    "/models": {"GET": models.every},
    "/models/{type}/schema.json": {"GET": models.one_schema},
    "/models/{subject}/context.jsonld": {"GET": models.one_context},
}

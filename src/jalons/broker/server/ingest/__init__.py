"""Sources: MQTT, HTTP push, scheduled pull and files, all through one intake to the store."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

from jalons.broker.server.broker import Broker

from . import push

ROUTES: dict[str, dict[str, Callable[[Request, Broker], Awaitable[Response]]]] = {
    "/ingest/{source}": {"POST": push.receive},
}

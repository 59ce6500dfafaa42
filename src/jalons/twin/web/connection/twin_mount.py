"""The broker mounted in the product: ``/ngsi-ld/v1`` answers before Django, in the same process.

The tenant is the slug of the authority, in the header ``NGSILD-Tenant`` or in the address
``/jumeau/<slug>/ngsi-ld/v1``. The broker starts in the background once the server is up, so
that the first page does not wait for it.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.types import Receive, Scope, Send

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from jalons.broker.server.broker import Broker

_log = logging.getLogger(__name__)
HEADER = b"ngsild-tenant"
# What the broker answers; under /jumeau/<slug> too, for one authority.
WAYS = ("/ngsi-ld/v1", "/ogc", "/sta/v1.1", "/export", "/models", "/ingest")


class TwinMount:
    """The ASGI application of the broker; ``live`` runs beside the server."""

    paths = (
        *(f"{way}{rest}" for way in WAYS for rest in ("", "/{rest:path}")),
        "/jumeau/{siren}/{rest:path}",
    )

    def __init__(self) -> None:
        self._lock = asyncio.Lock()
        self._parts: tuple[Starlette, Broker] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer; the tenant of the address, where there is one, becomes the header."""
        application, _ = await self._mounted()
        named = scope.get("path_params", {}).get("siren")
        headers = scope["headers"]
        if named:
            headers = [(name, value) for name, value in headers if name != HEADER]
            headers.append((HEADER, str(named).encode()))
        root = f"/jumeau/{named}" if named else ""
        await application({**scope, "headers": headers, "root_path": root}, receive, send)

    async def live(self) -> None:
        """Run the background work of the broker (pending notifications, …) until cancelled."""
        try:
            application, _ = await self._mounted()
            async with application.router.lifespan_context(application):
                await asyncio.Event().wait()
        except Exception:  # the pages do not need it: logged, and the server goes on
            _log.exception("the broker of the twin does not run")

    async def _mounted(self) -> tuple[Starlette, Broker]:
        async with self._lock:
            if self._parts is None:
                self._parts = await run_in_threadpool(_mount)
            return self._parts


def _mount() -> tuple[Starlette, Broker]:
    from jalons.broker.server.app import application
    from jalons.twin.web.connection.twin_auth import broker

    instance = broker()
    return application(instance), instance

"""The number of connections of this process, and how long each may stay silent.

uvicorn waits for ever for headers that never come, and takes connections until the system has no
descriptor left. Here headers have their time, and the connection idle for longest makes room.
"""

from __future__ import annotations

import asyncio
import resource
import time
from typing import Any, override

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from jalons.site.serving.refusals import RequestRefusedError, refusal

HEADERS = 10.0  # seconds from the first byte, or from the connection, to the end of the headers
MOST_CONNECTIONS = 1_000
SPARE = 64  # descriptors for databases, files and logs, at the least
MOST_REQUESTS = 200  # at work or waiting for a thread
RETRY = 5  # seconds
_BUSY = (
    f"HTTP/1.1 503 Service Unavailable\r\nRetry-After: {RETRY}\r\n"
    "Content-Length: 0\r\nConnection: close\r\n\r\n"
).encode()


def most_connections() -> int:
    """How many connections fit in the descriptors of this process, with some to spare."""
    soft, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        return MOST_CONNECTIONS
    return max(1, min(MOST_CONNECTIONS, soft - max(SPARE, soft // 4)))


class Connection(HttpToolsProtocol):
    """A connection of uvicorn that ends when its headers are late, or when its place is needed."""

    _late: asyncio.TimerHandle | None = None
    _since = 0.0

    @property
    def is_idle(self) -> bool:
        """Whether no request is at work: none yet, headers under way, or answered already."""
        return self.cycle is None or bool(self.cycle.response_complete)

    @override
    def connection_made(self, transport: Any) -> None:
        """Begin, unless all places are taken by requests at work."""
        self._since = time.monotonic()
        others = [each for each in self.connections if isinstance(each, Connection)]
        super().connection_made(transport)
        if len(others) >= most_connections():
            idle = [each for each in others if each.is_idle]
            if not idle:
                transport.write(_BUSY)
                transport.close()
                return
            min(idle, key=lambda each: each._since).end()  # noqa: SLF001
        self._expect_headers()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the timer with the connection."""
        self._headers_came()
        super().connection_lost(exc)

    @override
    def data_received(self, data: bytes) -> None:
        """Whatever comes between two requests begins the headers of the next."""
        if self.is_idle:
            self._expect_headers()
        super().data_received(data)

    @override
    def on_headers_complete(self) -> None:
        """A request has begun: its body and its answer have limits of their own."""
        self._headers_came()
        self._since = time.monotonic()
        super().on_headers_complete()

    def end(self) -> None:
        """Close, and leave the place at once."""
        self.connections.discard(self)
        self.transport.close()

    def _expect_headers(self) -> None:
        if self._late is None:
            self._late = self.loop.call_later(HEADERS, self.end)

    def _headers_came(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None


class Bounded:
    """An ASGI application that serves ``most`` requests at once; one more must retry later."""

    def __init__(self, app: ASGIApp, *, most: int = MOST_REQUESTS) -> None:
        self.app, self.most, self.count = app, most, 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 503 with the time to wait."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if self.count >= self.most:
            error = RequestRefusedError("requests_many")
            await refusal(scope, error, status=503, wait=RETRY)(scope, receive, send)
            return
        self.count += 1
        try:
            await self.app(scope, receive, send)
        finally:
            self.count -= 1

"""The process that answers heavy pages, on a socket that only its server knows."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import uvicorn
from django.conf import settings
from django.urls import get_resolver
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.routing import Mount
from starlette.types import ASGIApp, Receive, Scope, Send

from jalons.site.serving import periodic
from jalons.site.serving.beside import Beside
from jalons.site.serving.django_application import pages_application
from jalons.site.serving.worker_process import until_stopped

IDLE = 60.0  # seconds without a page
LOOKS, LEAVING = 5.0, 1.0  # seconds
THREADS = 4  # heavy pages computed at once, at most


class Busy:
    """An ASGI application that knows the time of its last request."""

    def __init__(self, app: ASGIApp) -> None:
        self.app, self.count, self.since = app, 0, time.monotonic()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, and remember."""
        self.count += 1
        try:
            await self.app(scope, receive, send)
        finally:
            self.count -= 1
            self.since = time.monotonic()

    @property
    def is_idle(self) -> bool:
        """Whether no page was requested for long."""
        return not self.count and time.monotonic() - self.since > IDLE


def answer(place: Path) -> None:
    """Answer pages on the socket ``place`` until stopped, idle for long, or left by the server."""
    busy = Busy(pages_application(threads=min(THREADS, settings.OPTIONS["THREADS"])))
    _ = get_resolver().url_patterns
    server: uvicorn.Server

    def stop() -> None:
        server.should_exit = True

    application = Starlette(
        routes=[Mount("/", app=busy)], lifespan=lambda _: _life(stop, busy, place)
    )
    config = uvicorn.Config(
        application,
        uds=str(place),
        http="httptools",
        log_config=None,
        log_level="warning",
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=10,
    )
    server = uvicorn.Server(config)
    until_stopped(stop, with_input=True)
    beside = Beside()
    beside.start()
    server.run()
    periodic.end()
    beside.stop()


@contextlib.asynccontextmanager
async def _life(stop: Callable[[], object], busy: Busy, place: Path) -> AsyncIterator[None]:
    watching = asyncio.create_task(_until_idle(stop, busy, place))
    yield
    watching.cancel()


async def _until_idle(stop: Callable[[], object], busy: Busy, place: Path) -> None:
    while not busy.is_idle:
        await asyncio.sleep(LOOKS)
        await run_in_threadpool(periodic.work_everywhere)
    place.unlink(missing_ok=True)  # nobody new: the server starts another process
    await asyncio.sleep(LEAVING)
    stop()

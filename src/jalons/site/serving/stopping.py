"""A server that is stopped leaves its proxy the time to send visitors elsewhere.

On SIGTERM it goes on answering for ``JALONS_STOP_GRACE`` seconds, while ``/sante/pret`` says that
it leaves; then it ends the requests under way and stops. A second signal stops it at once.
"""

from __future__ import annotations

import signal
import time
from types import FrameType

import uvicorn
from django.core.cache import cache
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from jalons.foundation.accounts.files import folders
from jalons.site.serving.health import Health
from jalons.site.storage import instance, migration

PATH = "/sante/pret"


class Leaving:
    """Whether a server was asked to stop, and is still answering."""

    def __init__(self) -> None:
        self.until: float | None = None

    def begin(self, seconds: float) -> None:
        self.until = time.monotonic() + seconds

    @property
    def is_over(self) -> bool:
        return self.until is not None and time.monotonic() > self.until


class Server(uvicorn.Server):
    """A server that says that it leaves before it does."""

    def __init__(self, config: uvicorn.Config, *, leaving: Leaving, grace: float) -> None:
        super().__init__(config)
        self._leaving, self._grace = leaving, grace

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if sig == signal.SIGTERM and self._grace and self._leaving.until is None:
            self._leaving.begin(self._grace)
        else:
            super().handle_exit(sig, frame)

    async def on_tick(self, counter: int) -> bool:
        if self._leaving.is_over and not self.should_exit:
            super().handle_exit(signal.SIGTERM, None)
        return await super().on_tick(counter)


def tables_are_ready() -> bool:
    """Whether the tables are of this version, or of one that works beside it."""
    migration.refuse_unfit()
    return True


def files_are_ready() -> bool:
    """Whether the files answer: the name of the instance is among them."""
    return folders.dropped().find(instance.MARK) is not None


def cache_is_ready() -> bool:
    """Whether what counts requests answers."""
    cache.get("ready")
    return True


class Readiness(Health):
    """The endpoint for proxies: 200 when requests may come here, else 503.

    ``/sante`` says whether the instance is well; a proxy that left all servers because a job waits
    for an hour would make things worse.
    """

    def __init__(self, leaving: Leaving) -> None:
        super().__init__(
            {"tables": tables_are_ready, "files": files_are_ready, "cache": cache_is_ready}
        )
        self._leaving = leaving

    async def answer(self, request: Request) -> Response:
        """What is ready, or that this server leaves."""
        if self._leaving.until is not None:
            return JSONResponse({"status": "leaving"}, 503, {"Cache-Control": "no-store"})
        return await super().answer(request)


def route(leaving: Leaving) -> Route:
    """The address of readiness."""
    return Route(PATH, Readiness(leaving).answer)

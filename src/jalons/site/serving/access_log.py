"""Names each request in the log, counts its answer, and writes the access log where wanted."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django.urls import Resolver404, resolve
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from jalons.kernel.logs import about, hidden
from jalons.site.pages.middleware import REFERENCE, authority_in

_access = logging.getLogger("jalons.access")
_SHOWN = 3  # the first parts of an address that is no page
_NAME = REFERENCE.encode()
type Count = Callable[[str, int, float], object]  # of a path, a status, seconds


class Watched:
    """An ASGI application whose answers are named in the log, and passed to ``counted``."""

    def __init__(self, app: ASGIApp, *, counted: Count | None, logged: bool) -> None:
        self.app, self.counted, self.logged = app, counted, logged

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, then count its answer; one that never began counts as 500."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        status, start = 500, time.perf_counter()

        async def seen(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        path = scope["path"]
        with about(authority=authority_in(path)) as named:
            headers = [each for each in scope["headers"] if each[0] != _NAME]
            scope["headers"] = [*headers, (_NAME, named.reference.encode())]
            try:
                await self.app(scope, receive, seen)
            finally:
                spent = time.perf_counter() - start
                if self.counted:
                    self.counted(path, status, spent)
                if self.logged:
                    named.route = named_route(path)
                    _write(status, scope["method"], named.route, spent)


def _write(status: int, method: str, route: str, spent: float) -> None:
    milliseconds = round(spent * 1000)
    figures = {"status": status, "method": method, "milliseconds": milliseconds}
    _access.info(
        "%d %s %s %d ms", status, method, route, milliseconds, extra={"figures": figures}
    )  # fmt: skip


def named_route(path: str) -> str:
    """The route of a page; of another address its first parts, nothing secret in them."""
    try:
        return f"/{resolve(path).route}"
    except Resolver404:
        parts = path.strip("/").split("/")
        more = ["…"] if len(parts) > _SHOWN else []
        return hidden("/" + "/".join([*parts[:_SHOWN], *more]))

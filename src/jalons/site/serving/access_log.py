"""Counts the answers of this process by status, and writes the access log where it is wanted."""

from __future__ import annotations

import logging
import time
from collections import Counter

from django.urls import Resolver404, resolve
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from jalons.kernel.logs import hidden

_access = logging.getLogger("jalons.access")
_SHOWN = 3  # the first parts of an address that is no page


class Watched:
    """An ASGI application whose answers are counted in ``counts`` by status."""

    def __init__(self, app: ASGIApp, *, counts: Counter[int], logged: bool) -> None:
        self.app, self.counts, self.logged = app, counts, logged

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

        method, path = scope["method"], scope["path"]
        try:
            await self.app(scope, receive, seen)
        finally:
            self.counts[status] += 1
            if self.logged:
                spent = (time.perf_counter() - start) * 1000
                _access.info("%d %s %s %.0f ms", status, method, named(path), spent)


def named(path: str) -> str:
    """The route of a page; of another address its first parts, nothing secret in them."""
    try:
        return f"/{resolve(path).route}"
    except Resolver404:
        parts = path.strip("/").split("/")
        more = ["…"] if len(parts) > _SHOWN else []
        return hidden("/" + "/".join([*parts[:_SHOWN], *more]))

"""The body of a request is received whole before a thread of Django is taken for it.

A slow body then costs a connection and a little memory, never a page of somebody else.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from jalons.site.serving.refusals import RequestRefusedError, refusal

IN_MEMORY = 1_000_000  # bytes; what is longer waits on the disk
SILENCE = 20.0  # seconds without a byte
START, PACE = 30.0, 10_000  # seconds to begin, then bytes a second at the least
DISCARDED = 5  # times the bound: read so that a browser hears the refusal, then cut
BODY = "jalons.body"

type Spool = SpooledTemporaryFile[bytes]
type Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]


class Bodies:
    """An ASGI application that gets the requests whose body came whole, within ``most`` bytes.

    Others are answered here: 413 for what is too long, 408 for what is too slow.
    """

    def __init__(self, app: ASGIApp, *, most: int, folder: Path) -> None:
        self.app, self.most, self.folder = app, most, folder

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Receive, then pass on; a visitor who leaves meanwhile is passed on to nobody."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        # without a name on the disk: nothing is left behind, however the process ends
        with SpooledTemporaryFile[bytes](IN_MEMORY, dir=str(self.folder)) as body:
            try:
                if not await self._received(_announced(scope), receive, body):
                    return
            except TimeoutError:
                error = RequestRefusedError("body_slow")
                await refusal(scope, error, status=408)(scope, receive, send)
                return
            except RequestRefusedError as error:
                await refusal(scope, error, status=413)(scope, receive, send)
                return
            await self.app({**scope, BODY: body}, _nothing_more(receive), send)

    async def _received(self, announced: int, receive: Receive, body: Spool) -> bool:
        """Whether the body came to its end; ``RequestRefusedError`` (``body_long``) past the bound.

        Raises ``TimeoutError`` for a body slower than the pace.
        """
        start, size, more = time.monotonic(), 0, True
        while more:
            left = start + START + size / PACE - time.monotonic()
            message = await asyncio.wait_for(receive(), min(SILENCE, left))
            if message["type"] == "http.disconnect":
                return False
            part, more = message.get("body", b""), message.get("more_body", False)
            size += len(part)
            if size > self.most * DISCARDED:
                break
            if max(size, announced) <= self.most:
                body.write(part)
        if max(size, announced) > self.most:
            raise RequestRefusedError("body_long", mb=self.most // 2**20)
        body.seek(0)
        return True


def _announced(scope: Scope) -> int:
    said = dict(scope["headers"]).get(b"content-length", b"")
    return int(said) if said.isdigit() else 0


def _nothing_more(receive: Receive) -> Receive:
    """What is received after a whole body: its end, then what the connection says."""
    ended = False

    async def rest() -> Message:
        nonlocal ended
        if ended:
            return await receive()
        ended = True
        return {"type": "http.request", "body": b"", "more_body": False}

    return rest


def with_body(app: Wsgi) -> Wsgi:
    """A WSGI application that reads the body received by ``Bodies``, without the event loop."""

    def reading(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        body: Spool = environ["asgi.scope"][BODY]
        environ["wsgi.input"] = body
        environ["CONTENT_LENGTH"] = str(body.seek(0, 2))  # unknown before, when sent in chunks
        body.seek(0)
        return app(environ, start_response)

    return reading

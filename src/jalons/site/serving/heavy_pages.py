"""Heavy pages are served by a process that starts with the first request, and ends when idle.

One request, one connection on a socket of the file system, in a folder of ours: no port, no library
beside the parser of the server.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
import secrets
import shutil
import tempfile
import threading
from collections.abc import AsyncIterator, Callable
from functools import cache
from pathlib import Path

import httptools
from django.urls import Resolver404, get_resolver, resolve, reverse
from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from jalons.foundation.tasks.processes import Child
from jalons.site.pages.named_pages import walk
from jalons.site.serving.refusals import RequestRefusedError, refusal
from jalons.site.serving.request_bodies import BODY, Spool

STARTING = 40.0  # seconds a page waits for the process to start
TRIES = 0.05  # seconds between two looks
ANSWERING = 120.0  # seconds it may compute
RETRY = 5  # seconds
CHUNK = 1 << 16
API = "/api/"  # declared by all rooms: its process has loaded them
_PER_CONNECTION = frozenset({b"connection", b"content-length", b"transfer-encoding", b"expect",
                             b"keep-alive", b"upgrade", b"te", b"trailer"})  # fmt: skip
_loading = threading.Lock()
_log = logging.getLogger(__name__)


class AwayError(Exception):
    """The process cannot be reached, or left before it answered."""


class HeavyProcess:
    """The process of the heavy pages: ``command`` and the socket it must listen on."""

    def __init__(self, command: Callable[[Path], list[str]]) -> None:
        self.folder = Path(tempfile.gettempdir()) / f"jalons-{secrets.token_hex(8)}"
        self.place = self.folder / "pages"
        self.child = Child(command(self.place))

    async def connected(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A connection to it, started first where needed. Raises ``AwayError``."""
        end = asyncio.get_running_loop().time() + STARTING
        while asyncio.get_running_loop().time() < end:
            with contextlib.suppress(OSError):
                return await asyncio.open_unix_connection(str(self.place))
            if self.child.pid is None:
                self.folder.mkdir(mode=0o700, exist_ok=True)
                self.place.unlink(missing_ok=True)
                if not self.child.start():
                    break
            await asyncio.sleep(TRIES)
        raise AwayError

    def stop(self) -> None:
        self.child.stop(grace_seconds=12)
        shutil.rmtree(self.folder, ignore_errors=True)


class HeavyPages:
    """An ASGI application that passes heavy pages on, and gives the others to ``app``.

    ``answered`` is called after each: it may have left a job in the queue.
    """

    def __init__(
        self, app: ASGIApp, process: HeavyProcess, *, answered: Callable[[], object]
    ) -> None:
        self.app, self.process, self.answered = app, process, answered

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on; when the process is away, say when to come back."""
        if not _heavy_paths.cache_info().currsize:
            await run_in_threadpool(load_pages)  # the loop goes on with what needs none
        if scope["type"] != "http" or not is_heavy(scope["path"]):
            await self.app(scope, receive, send)
            return
        begun = False

        async def seen(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._pass_on(scope, seen)
        except (AwayError, OSError, TimeoutError, httptools.HttpParserError) as problem:
            _log.warning("the process of the heavy pages did not answer: %r", problem)
            if begun:
                raise
            error = RequestRefusedError("pages_away")
            await refusal(scope, error, status=503, wait=RETRY)(scope, receive, send)
        finally:
            self.answered()

    async def _pass_on(self, scope: Scope, send: Send) -> None:
        reader, writer = await self.process.connected()
        try:
            async for part in _request(scope):
                writer.write(part)
                await writer.drain()
            answer = _Answer(send)
            while not answer.ended:
                async with asyncio.timeout(ANSWERING):
                    data = await reader.read(CHUNK)
                await answer.feed(data)
        finally:
            writer.close()


def load_pages() -> None:
    """Load all pages and the table of their names, unless another thread did."""
    with _loading:
        reverse("home")
        _heavy_paths()


def is_heavy(path: str) -> bool:
    """Whether the page of a path is declared heavy."""
    if path.startswith(API):
        return True
    if not _heavy_paths().fullmatch(path):  # most requests, and all static files
        return False
    try:
        return bool(getattr(resolve(path).func, "heavy", False))
    except Resolver404:
        return False


@cache
def _heavy_paths() -> re.Pattern[str]:
    """The paths of all heavy pages: a first look that costs a hundredth of resolving."""
    patterns = [
        pattern
        for _name, pattern, view in walk(get_resolver(), "/", "")
        if getattr(view, "heavy", False)
    ]
    return re.compile("|".join(re.sub(r"\?P<\w+>", "?:", each) for each in patterns))


async def _request(scope: Scope) -> AsyncIterator[bytes]:
    """The request as it is written: its head, then its body, received before."""
    body: Spool = scope[BODY]
    size = body.seek(0, 2)
    body.seek(0)
    query = scope["query_string"]
    target = scope["raw_path"] + (b"?" + query if query else b"")
    lines = [scope["method"].encode() + b" " + target + b" HTTP/1.1"]
    lines += [
        name + b": " + value for name, value in scope["headers"] if name not in _PER_CONNECTION
    ]
    lines += [b"content-length: " + str(size).encode(), b"connection: close", b"", b""]
    yield b"\r\n".join(lines)
    while part := body.read(CHUNK):
        yield part


class _Answer:
    """What comes back, read by the parser and sent on part by part."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._parser = httptools.HttpResponseParser(self)
        self._headers: list[tuple[bytes, bytes]] = []
        self._waiting: list[Message] = []
        self._begun = self.ended = False

    async def feed(self, data: bytes) -> None:
        """Read what came; nothing means that the process closed. Raises ``AwayError``."""
        if data:
            self._parser.feed_data(data)
        elif not self._begun:
            raise AwayError
        else:
            self.ended = True  # a HEAD, or an answer without a body
        messages, self._waiting = self._waiting, []
        for message in messages:
            await self._send(message)
        if self.ended:
            await self._send({"type": "http.response.body", "body": b"", "more_body": False})

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header of the answer; those of this one connection stay here."""
        if name.lower() not in {b"connection", b"transfer-encoding"}:
            self._headers.append((name.lower(), value))

    def on_headers_complete(self) -> None:
        self._begun = True
        status = self._parser.get_status_code()
        start = {"type": "http.response.start", "status": status, "headers": self._headers}
        self._waiting.append(start)

    def on_body(self, body: bytes) -> None:
        self._waiting.append({"type": "http.response.body", "body": body, "more_body": True})

    def on_message_complete(self) -> None:
        """Its end."""
        self.ended = True

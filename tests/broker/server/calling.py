"""Calls of an ASGI application in this process, without a socket."""

from __future__ import annotations

import asyncio
import json as codec
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode, urlsplit


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; the names of ``headers`` are in small letters."""

    status_code: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """The body read as JSON."""
        return codec.loads(self.body)


class Client:
    """Sends requests to an application, each in a loop of its own."""

    def __init__(self, application: Any) -> None:
        self.application = application

    def get(self, address: str, **more: Any) -> Answer:
        """The answer to a GET."""
        return self.send("GET", address, **more)

    def post(self, address: str, **more: Any) -> Answer:
        """The answer to a POST."""
        return self.send("POST", address, **more)

    def patch(self, address: str, **more: Any) -> Answer:
        """The answer to a PATCH."""
        return self.send("PATCH", address, **more)

    def send(  # noqa: PLR0913 - a request has these parts
        self,
        method: str,
        address: str,
        *,
        json: Any = None,
        content: bytes | None = None,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """The answer to a request; ``json`` (or ``content``) is its body."""
        body = content or (b"" if json is None else codec.dumps(json).encode())
        named = {"host": "testserver", **(headers or {})}
        if json is not None or content is not None:
            named = {"content-type": "application/json", "content-length": str(len(body))} | named
        parts = urlsplit(address)
        query = parts.query or urlencode(params or {})
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": parts.path,
            "raw_path": quote(parts.path, safe="/:%").encode(),
            "root_path": "",
            "query_string": query.encode(),
            "headers": [(k.lower().encode(), v.encode()) for k, v in named.items()],
            "server": ("testserver", 80),
            "client": ("127.0.0.1", 1),
        }
        return asyncio.run(self._exchange(scope, body))

    async def _exchange(self, scope: dict[str, Any], body: bytes) -> Answer:
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        await self.application(scope, receive, send)
        headers = {k.decode().lower(): v.decode() for k, v in sent[0]["headers"]}
        return Answer(sent[0]["status"], headers, b"".join(m.get("body", b"") for m in sent[1:]))

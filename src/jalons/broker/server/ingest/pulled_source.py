"""One source pulled: an address requested now and then, within bounds of place, size and time.

Only hosts of ``Options.ingest_from`` are reached. The connection goes to the very address that was
checked, redirections are followed nowhere, and what did not change is not read again.
Source: RFC 9110, 13.1 (conditional requests); OWASP, Server-Side Request Forgery Prevention.
"""

from __future__ import annotations

import asyncio
import http.client
import socket
import ssl
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from jalons.broker.engine.problems import Problem
from jalons.broker.server.broker import Broker
from jalons.broker.server.egress_policy import resolved
from jalons.kernel.network.addresses import Reach

from . import failures
from .files import messages_of
from .intake import Intake, Message, Tally
from .sources import Pulled

MOST_BYTES = 20 << 20
MOST_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address answered: its status, its body, what to send to ask whether it changed."""

    status: int
    body: bytes = b""
    etag: str = ""
    modified: str = ""


async def pulling(intake: Intake, *, state: dict[str, Any]) -> None:
    """Pull a source at its pace until cancelled; ``state`` says how the last time went.

    Its ``tried`` is when that was, its ``since`` when it last succeeded.
    """
    total = Tally()
    last = Fetched(0)
    while True:
        try:
            last, tally = await pulled(intake, last)
            total.add(tally)
            state.update(connected=True, why="", since=intake.broker.now(), **total.counts())
        except (Problem, OSError, ValueError, http.client.HTTPException) as error:
            state.update(connected=False, why=failures.why(error))
        state["tried"] = intake.broker.now()
        await asyncio.sleep(_place(intake).every)


async def pulled(intake: Intake, last: Fetched) -> tuple[Fetched, Tally]:
    """Ask once and keep what came; nothing when it is as ``last`` time.

    Raises ``Problem``, ``OSError`` or ``HTTPException`` when it cannot be had.
    """
    source, broker = intake.source, intake.broker
    url = _place(intake).url
    answer = await fetched(broker, url, last)
    if answer.status == http.client.NOT_MODIFIED or answer.body == last.body != b"":
        return last, Tally()
    if source.mapping.envelope == "table":
        messages = await asyncio.to_thread(messages_of, answer.body, source, broker.now())
    else:
        messages = [Message(broker.now(), payload=answer.body, origin=url)]
    return answer, await intake.take(messages, most=MOST_BYTES)


def _place(intake: Intake) -> Pulled:
    if intake.source.pull is None:
        raise Problem("BadRequestData", f"the source {intake.source.key!r} has no table pull")
    return intake.source.pull


async def fetched(broker: Broker, url: str, last: Fetched) -> Fetched:
    """The answer of an address to a conditional request; see ``pulled`` for what it raises."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if host not in broker.options.ingest_from:
        raise Problem("Forbidden", f"{host} is not among the hosts that sources may ask")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    async with asyncio.timeout(MOST_SECONDS + 5):
        address = await resolved(Reach(allowed=broker.options.ingest_from), host, port)
        return await asyncio.to_thread(_fetched, url, address, last)


def _fetched(url: str, address: str, last: Fetched) -> Fetched:
    parts = urlsplit(url)
    made = _SecureToAddress if parts.scheme == "https" else _ToAddress
    connection = made(parts.hostname or "", parts.port, timeout=MOST_SECONDS / 3)
    connection.address = address
    headers = {"Accept": "application/json, text/csv, */*;q=0.5", "Accept-Encoding": "identity"}
    if last.etag:
        headers["If-None-Match"] = last.etag
    if last.modified:
        headers["If-Modified-Since"] = last.modified
    deadline = time.monotonic() + MOST_SECONDS
    try:
        target = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
        connection.request("GET", target, headers=headers)
        with connection.getresponse() as answer:
            return _body(answer, deadline)
    finally:
        connection.close()


def _body(answer: http.client.HTTPResponse, deadline: float) -> Fetched:
    if answer.status == http.client.NOT_MODIFIED:
        return Fetched(answer.status)
    if answer.status != http.client.OK:
        moved = "; redirections are not followed" if 300 <= answer.status < 400 else ""
        raise Problem("BadRequestData", f"the answer was {answer.status}{moved}")
    return Fetched(
        answer.status,
        _read(answer, deadline),
        answer.headers.get("etag", "")[:500],
        answer.headers.get("last-modified", "")[:100],
    )


def _read(answer: http.client.HTTPResponse, deadline: float) -> bytes:
    raw = bytearray()
    while part := answer.read1(65_536):
        raw += part
        if len(raw) > MOST_BYTES:
            raise Problem("RequestEntityTooLarge", f"more than {MOST_BYTES} bytes")
        if time.monotonic() > deadline:
            raise TimeoutError(f"it did not come within {MOST_SECONDS:.0f} s")
    return bytes(raw)


class _ToAddress(http.client.HTTPConnection):
    """A connection to the address that was checked, whatever the name resolves to by now."""

    address = ""

    def connect(self) -> None:
        """Connect to the address."""
        self.sock = socket.create_connection((self.address, self.port), self.timeout)


class _SecureToAddress(http.client.HTTPSConnection):
    """The same, under TLS, the certificate checked against the name."""

    address = ""

    def connect(self) -> None:
        """Connect to the address and check the certificate."""
        plain = socket.create_connection((self.address, self.port), self.timeout)
        try:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(plain, server_hostname=self.host)
        except BaseException:
            plain.close()
            raise

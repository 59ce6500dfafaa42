"""A notification put on the wire: HTTP or MQTT, to an address that was checked, within a time.

Source: ETSI GS CIM 009 V1.9.1, clauses 6.3.8 (HTTP) and 7.2 (MQTT); RFC 9112 (HTTP/1.1).
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import ssl
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

import msgspec

from jalons.broker.engine.problems import Problem
from jalons.broker.server.egress_policy import resolved
from jalons.kernel.network.addresses import Reach

PORTS = {"http": 80, "https": 443, "mqtt": 1883, "mqtts": 8883}
MOST_HEADERS = 100
LONGEST_LINE = 16_384
MOST_ANSWER = 65_536
QUEUE_LATER = frozenset({408, 425, 429})


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a delivery went; ``again`` when another attempt may do better."""

    ok: bool
    why: str = ""
    again: bool = False


@dataclass(frozen=True, slots=True)
class Parcel:
    """A notification to send: its body, its headers, how MQTT carries it."""

    uri: str
    body: dict[str, Any]
    headers: tuple[tuple[str, str], ...]
    version: str = "mqtt5.0"
    qos: int = 0


async def sent(parcel: Parcel, *, reach: Reach, timeout: float) -> Outcome:
    """Send a parcel, ``timeout`` seconds at most. Nothing is raised: a failure is an outcome."""
    try:
        async with asyncio.timeout(timeout):
            parts = urlsplit(parcel.uri)
            host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
            address = await resolved(reach, host, port)
            if parts.scheme.startswith("mqtt"):
                return await _published(parcel, parts, address, port)
            return await _posted(parcel, parts, address, port)
    except Problem as problem:
        return Outcome(ok=False, why=problem.detail)
    except TimeoutError:
        return Outcome(ok=False, why=f"no answer in {timeout:g} s", again=True)
    except (OSError, ValueError, EOFError) as error:
        return Outcome(ok=False, why=f"{type(error).__name__}: {error}", again=True)


async def _posted(parcel: Parcel, parts: SplitResult, address: str, port: int) -> Outcome:
    secure = ssl.create_default_context() if parts.scheme == "https" else None
    reader, writer = await asyncio.open_connection(
        address,
        port,
        ssl=secure,
        server_hostname=parts.hostname if secure else None,
        limit=LONGEST_LINE,
    )
    try:
        writer.write(_request(parcel, parts))
        await writer.drain()
        status = await _status(reader)
    finally:
        writer.close()
        with contextlib.suppress(OSError, TimeoutError, asyncio.CancelledError):
            await asyncio.wait_for(writer.wait_closed(), 0.2)
    if 200 <= status < 300:
        return Outcome(ok=True)
    moved = " (redirections are not followed)" if 300 <= status < 400 else ""
    again = status >= 500 or status in QUEUE_LATER
    return Outcome(ok=False, why=f"the answer was {status}{moved}", again=again)


def _request(parcel: Parcel, parts: SplitResult) -> bytes:
    body = msgspec.json.encode(parcel.body)
    target = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    host = parts.netloc.rpartition("@")[2]
    lines = [f"POST {target} HTTP/1.1", f"Host: {host}", "Connection: close"]
    if parts.username is not None:
        pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        lines.append(f"Authorization: Basic {base64.b64encode(pair.encode()).decode()}")
    lines += [f"{name}: {value}" for name, value in parcel.headers]
    lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode("ascii") + body


async def _status(reader: asyncio.StreamReader) -> int:
    """The status of an answer; its body is read when it is short, and dropped."""
    while True:
        status = _status_of(await reader.readline())
        length = 0
        for _ in range(MOST_HEADERS):
            line = await reader.readline()
            if line in (b"\r\n", b"\n", b""):
                break
            name, _colon, value = line.partition(b":")
            if name.strip().lower() == b"content-length" and value.strip().isdigit():
                length = int(value.strip()[:9])
        else:
            raise ValueError("the answer has too many headers")
        if status >= 200:
            break
    with contextlib.suppress(asyncio.IncompleteReadError):
        await reader.readexactly(min(length, MOST_ANSWER))
    return status


def _status_of(line: bytes) -> int:
    version, _, rest = line.partition(b" ")
    code = rest[:3]
    if not version.startswith(b"HTTP/1.") or len(code) != 3 or not code.isdigit():
        raise ValueError("the answer is not HTTP" if line else "the connection was closed")
    return int(code)


async def _published(parcel: Parcel, parts: SplitResult, address: str, port: int) -> Outcome:
    import aiomqtt  # loaded when first needed: it costs memory

    old = parcel.version == "mqtt3.1.1"
    message = msgspec.json.encode({"metadata": dict(parcel.headers), "body": parcel.body})
    try:
        async with aiomqtt.Client(
            address,
            port,
            username=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            protocol=aiomqtt.ProtocolVersion.V311 if old else aiomqtt.ProtocolVersion.V5,
            tls_context=_Named.of(parts.hostname or "") if parts.scheme == "mqtts" else None,
        ) as client:
            await client.publish(unquote(parts.path).lstrip("/"), message, qos=parcel.qos)
    except aiomqtt.MqttError as error:
        return Outcome(ok=False, why=f"MQTT: {error}", again=True)
    return Outcome(ok=True)


class _Named(ssl.SSLContext):
    """A TLS context that checks the certificate against a name, though we connect to an address."""

    name: str

    @classmethod
    def of(cls, name: str) -> _Named:
        """The context for a name, with the authorities of the system."""
        context = cls(ssl.PROTOCOL_TLS_CLIENT)
        context.load_default_certs()
        context.name = name
        return context

    def wrap_socket(self, sock: Any, *args: Any, **named: Any) -> ssl.SSLSocket:
        """As usual, with the name."""
        return super().wrap_socket(sock, *args, **{**named, "server_hostname": self.name})

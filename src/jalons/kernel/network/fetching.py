"""What a public web address answers: one guarded way out for what the product reads elsewhere.

Only public addresses, unless the caller allows others; each name is resolved once and the
connection goes to the address that was checked, redirections included; certificates are verified;
the size and the time are limited; conditional requests spare what did not change.
"""

from __future__ import annotations

import gzip
import http.client
import io
import socket
import ssl
import threading
import time
import zlib
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from jalons.kernel.errors import JalonsError
from jalons.kernel.network.addresses import Reach

MOST_BYTES, MOST_SECONDS, MOST_REDIRECTIONS = 50_000_000, 120.0, 5
PUBLIC = Reach()
CONNECT_SECONDS, PIECE = 20.0, 65_536
PACKING = 1_000  # bytes that packing may add to a small answer
MOVED, UNCHANGED, OK = frozenset({301, 302, 303, 307, 308}), 304, 200
_SAFE = "/%:=&?~#+!$,;'@()*[]"


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address answered: where it was in the end, its type, its bytes, what marks them.

    ``unchanged`` is true, and ``content`` empty, when the marks of the caller are still good.
    """

    url: str
    content_type: str = ""
    content: bytes = b""
    etag: str = ""
    modified: str = ""
    unchanged: bool = False


@dataclass(frozen=True, slots=True)
class Fetcher:
    """Reads addresses within limits: bytes and seconds for each answer, redirections included."""

    reach: Reach = PUBLIC
    most_bytes: int = MOST_BYTES
    most_seconds: float = MOST_SECONDS

    def get(self, url: str, *, accept: str = "*/*", etag: str = "", modified: str = "") -> Fetched:
        """What ``url`` answers to GET, once redirections were followed.

        Raises ``JalonsError``: ``fetch_address``, ``fetch_private``, ``fetch_unreachable``,
        ``fetch_certificate``, ``fetch_status``, ``fetch_redirections``, ``fetch_too_big``,
        ``fetch_slow``, ``fetch_cut``.
        """
        headers = {"Accept": accept, "Accept-Encoding": "gzip", "User-Agent": "Jalons"}
        headers |= {"If-None-Match": etag} if etag else {}
        headers |= {"If-Modified-Since": modified} if modified else {}
        deadline = time.monotonic() + self.most_seconds
        for _ in range(MOST_REDIRECTIONS + 1):
            found = self._once(url, headers, deadline)
            if isinstance(found, Fetched):
                return found
            if url.startswith("https:") and not found.startswith("https:"):
                raise JalonsError("fetch_redirections", url=url)
            url = found
        raise JalonsError("fetch_redirections", url=url)

    def _once(self, url: str, headers: dict[str, str], deadline: float) -> Fetched | str:
        """The answer of an address, or the address it sends to."""
        parts = _parts(url)
        connection = self._connection(url, parts, deadline)
        target = quote(parts.path or "/", safe=_SAFE)
        target += f"?{quote(parts.query, safe=_SAFE)}" if parts.query else ""
        watch: threading.Timer | None = None
        try:
            connection.connect()
            watch = threading.Timer(max(0.0, deadline - time.monotonic()), _cut, [connection.sock])
            watch.daemon = True
            watch.start()
            connection.request("GET", target, headers=headers)
            with connection.getresponse() as answer:
                return self._answer(url, answer, deadline)
        except ssl.SSLCertVerificationError as error:
            raise JalonsError("fetch_certificate", host=parts.hostname) from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            code = "fetch_slow" if _late(deadline) else "fetch_unreachable"
            raise JalonsError(code, host=parts.hostname, url=url) from error
        finally:
            if watch is not None:
                watch.cancel()
            connection.close()

    def _connection(self, url: str, parts: SplitResult, deadline: float) -> _ToAddress:
        host, secure = parts.hostname or "", parts.scheme == "https"
        port = parts.port or (443 if secure else 80)
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise JalonsError("fetch_unreachable", host=host, url=url) from error
        address = self.reach.chosen(host, (str(place[0]) for *_, place in found))
        if not address:
            raise JalonsError("fetch_private", host=host)
        timeout = max(0.1, min(CONNECT_SECONDS, deadline - time.monotonic()))
        return _ToAddress(host, port, address, timeout, secure=secure)

    def _answer(self, url: str, answer: http.client.HTTPResponse, deadline: float) -> Fetched | str:
        marks = (answer.headers.get("ETag", ""), answer.headers.get("Last-Modified", ""))
        if answer.status in MOVED and (place := answer.headers.get("Location")):
            return urljoin(url, place)
        if answer.status == UNCHANGED:
            return Fetched(url, "", b"", *marks, unchanged=True)
        if answer.status != OK:
            raise JalonsError("fetch_status", url=url, status=answer.status)
        packed = answer.headers.get("Content-Encoding", "").lower() in {"gzip", "x-gzip"}
        most = self.most_bytes + (PACKING + self.most_bytes // 1_000 if packed else 0)
        content = bytearray()
        while piece := answer.read1(PIECE):
            content += piece
            if len(content) > most:
                raise JalonsError("fetch_too_big", url=url, most=self.most_bytes // 1_000_000)
        if _late(deadline):
            raise JalonsError("fetch_slow", host=urlsplit(url).hostname, url=url)
        if answer.length:  # less than was announced
            raise JalonsError("fetch_cut", url=url)
        whole = bytes(content)
        if packed:
            whole = self._unpacked(url, whole)
        return Fetched(url, answer.headers.get("Content-Type", ""), whole, *marks)

    def _unpacked(self, url: str, content: bytes) -> bytes:
        try:
            whole = gzip.GzipFile(fileobj=io.BytesIO(content)).read(self.most_bytes + 1)
        except (OSError, EOFError, zlib.error) as error:
            raise JalonsError("fetch_cut", url=url) from error
        if len(whole) > self.most_bytes:
            raise JalonsError("fetch_too_big", url=url, most=self.most_bytes // 1_000_000)
        return whole


class _ToAddress(http.client.HTTPConnection):
    """A connection to an address that was checked, under the name of its host."""

    def __init__(self, host: str, port: int, address: str, timeout: float, *, secure: bool) -> None:
        super().__init__(host, port, timeout=timeout)
        self.default_port = 443 if secure else 80  # decides whether the port is in ``Host``
        self._address, self._secure = address, secure

    def connect(self) -> None:
        """Open the connection, encrypted and verified where the address is https."""
        self.sock = socket.create_connection((self._address, self.port), self.timeout)
        if self._secure:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self.host)


def _parts(url: str) -> SplitResult:
    """The parts of a web address; ``JalonsError`` (``fetch_address``) when it is none."""
    try:
        parts = urlsplit(url.strip())
        sound = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        sound = False
    if not sound or parts.username or parts.password:
        raise JalonsError("fetch_address", url=url)
    return parts


def _late(deadline: float) -> bool:
    return time.monotonic() >= deadline


def _cut(connected: socket.socket) -> None:
    """End a connection that drips: the read under way fails."""
    try:
        socket.socket.shutdown(connected, socket.SHUT_RDWR)  # also under an encrypted one
    except OSError:
        connected.close()

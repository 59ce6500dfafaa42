"""A web site on a loopback port, in a thread of the tests: pages by path."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Site:
    """Its pages: content, type and more headers, or a function that answers; what was requested."""

    port: int = 0
    pages: dict[str, Any] = field(default_factory=dict)
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def put(
        self, path: str, content: bytes | str, kind: str = "text/turtle", status: int = 200,
        **headers: str,
    ) -> None:  # fmt: skip
        whole = content.encode() if isinstance(content, str) else content
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[path] = (status, whole, {"Content-Type": kind, **more})


@contextmanager
def remote_site() -> Iterator[Site]:
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.requests.append((self.path, dict(self.headers)))
            page = site.pages.get(self.path, (404, b"", {}))
            if isinstance(page, Callable):  # type: ignore[arg-type]
                page(self)
                return
            status, content, headers = page
            marks = (("ETag", "If-None-Match"), ("Last-Modified", "If-Modified-Since"))
            if any(headers.get(a) and headers[a] == self.headers.get(b) for a, b in marks):
                status, content = 304, b""
            self.send_response(status)
            for name, value in {"Content-Length": str(len(content)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

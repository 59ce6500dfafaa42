"""A broker that answers over HTTP on a free loopback port, in a thread of the tests."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import uvicorn

from jalons.broker.server.alone import made
from jalons.broker.server.app import application
from jalons.broker.server.broker import Broker

JSON_LD = {"Content-Type": "application/ld+json"}


@dataclass(frozen=True)
class Answer:
    """What the broker said."""

    status: int
    headers: Mapping[str, str]
    raw: bytes

    @property
    def body(self) -> Any:
        """The JSON of the answer."""
        return json.loads(self.raw)


@dataclass
class Living:
    """A running broker: ``ask`` speaks to it from the root of its API."""

    broker: Broker
    port: int

    def ask(
        self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Send a request; a body is sent as JSON unless the headers say otherwise."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        sent = body if isinstance(body, bytes | None) else json.dumps(body).encode()
        more = {"Content-Type": "application/json"} if body is not None else {}
        try:
            connection.request(method, f"/ngsi-ld/v1{path}", sent, more | dict(headers or {}))
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())  # type: ignore[arg-type]
        finally:
            connection.close()


@contextmanager
def living(folder: Path, **options: Any) -> Iterator[Living]:
    """A broker on a new file, with options of ``server.broker.Options``, until the block ends."""
    broker = made(
        store=f"sqlite:///{folder}/twin.db", durability="off", contexts={}, open_test_mode=False
    )
    broker.options = replace(broker.options, **options)
    server = uvicorn.Server(uvicorn.Config(application(broker), port=0, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield Living(broker, port)
    finally:
        server.should_exit = True
        thread.join()
        broker.store.close()


class Host:
    """A host of contexts: ``pages`` by path, each (status, headers, body); ``asked`` counts."""

    def __init__(self) -> None:
        self.pages: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self.asked: list[str] = []
        self.go_on = threading.Event()
        self.address = ""

    def context(self, path: str, terms: Any, media: str = "application/ld+json") -> str:
        """Serve a context; returns its address."""
        self.pages[path] = (
            200,
            {"Content-Type": media},
            json.dumps({"@context": terms}).encode(),
        )
        return self.address + path


@contextmanager
def hosting() -> Iterator[Host]:
    """A web server of contexts on this machine, until the block ends; ``/hangs`` never answers."""
    host = Host()

    class Pages(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """Answer one of the pages."""
            host.asked.append(self.path)
            if self.path == "/hangs":
                host.go_on.wait()
                return
            status, headers, body = host.pages.get(self.path, (404, {}, b"{}"))
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    host.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield host
    finally:
        host.go_on.set()
        server.shutdown()
        thread.join()
        server.server_close()

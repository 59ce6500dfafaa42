"""Subscribers as they are: an HTTP server that answers as told, and a real MQTT broker."""

from __future__ import annotations

import json
import queue
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

PATIENCE = 20.0
MOSQUITTO = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin")


@dataclass(frozen=True)
class Received:
    """One notification as it came; the names of ``headers`` are in small letters."""

    path: str
    headers: Mapping[str, str]
    body: Any


class Subscriber:
    """An HTTP server: ``/ok`` takes a notification, other paths behave badly, each its own way."""

    def __init__(self) -> None:
        self.address = ""
        self.port = 0
        self.go_on = threading.Event()
        self.failing = True
        self.patience = PATIENCE
        self.asked: list[str] = []
        self._received: queue.Queue[Received] = queue.Queue()

    def took(self, received: Received) -> None:
        """Keep a notification for the test."""
        self._received.put(received)

    def next(self) -> Received:
        """The next notification; fails when none comes."""
        return self._received.get(timeout=self.patience)

    def nothing_more(self) -> bool:
        """Whether nothing waits to be read."""
        return self._received.empty()


def _answer(handler: BaseHTTPRequestHandler, subscriber: Subscriber, received: Received) -> None:
    path = received.path
    if path == "/hangs":
        subscriber.go_on.wait()
        return
    if path == "/garbage":
        handler.wfile.write(b"\x00\x01 this is no HTTP\r\n\r\n")
        return
    if path == "/endless":
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n" + b"X-Header: 1\r\n" * 1_000)
        return
    if path == "/closes":
        handler.close_connection = True
        return
    if path == "/redirects":
        handler.send_response(307)
        handler.send_header("Location", f"{subscriber.address}/ok")
    elif path == "/gone":
        handler.send_response(410)
    elif path == "/fails" and subscriber.failing:
        handler.send_response(500)
    else:
        subscriber.took(received)
        handler.send_response(200)
    handler.send_header("Content-Length", "0")
    handler.end_headers()


@contextmanager
def subscribing() -> Iterator[Subscriber]:
    """An HTTP subscriber on this machine, until the block ends."""
    subscriber = Subscriber()

    class Notify(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            """Read a notification and behave as the path says."""
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            headers = {name.lower(): value for name, value in self.headers.items()}
            subscriber.asked.append(self.path)
            _answer(self, subscriber, Received(self.path, headers, body))

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Notify)
    subscriber.port = server.server_port
    subscriber.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield subscriber
    finally:
        subscriber.go_on.set()
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def mosquitto(folder: Path) -> Iterator[int]:
    """A real MQTT broker that wants a name and a password, until the block ends; its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    passwords = folder / "passwords"
    conf = folder / "mosquitto.conf"
    subprocess.run(
        ["mosquitto_passwd", "-b", "-c", str(passwords), "town", "secret"],
        check=True,
        capture_output=True,
    )
    passwords.chmod(0o644)
    conf.write_text(
        f"listener {port} 127.0.0.1\nallow_anonymous false\npassword_file {passwords}\n"
        f"user {'root'}\nlog_dest none\n",
        encoding="utf-8",
    )
    process = subprocess.Popen([str(MOSQUITTO), "-c", str(conf)])
    try:
        until(lambda: _answers(port), "mosquitto listens")
        yield port
    finally:
        process.terminate()
        process.wait()


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def until(condition: Callable[[], Any], what: str) -> Any:
    """The first true value of ``condition``; fails telling ``what`` when it never comes."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if value := condition():
            return value
        time.sleep(0.02)
    raise AssertionError(f"it never came to this: {what}")

"""Backups of a store that serves: the server goes on, and what it acknowledged stays."""

from __future__ import annotations

import http.client
import json
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from ready_process import jalons
from serving import environment

pytestmark = pytest.mark.slow
ENTITIES = "/ngsi-ld/v1/entities"
BACKUPS = 8


@contextmanager
def broker(data: Path) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """A process that serves the twin of an instance, and its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    store = f"sqlite:///{data / 'twin.sqlite3'}"
    process = subprocess.Popen(
        [sys.executable, "-m", "jalons.site.cli", "twin", "serve", "--open-test-mode",
         "--store", store, "--port", str(port)],
        env=environment(data),
    )  # fmt: skip
    try:
        for _ in range(600):
            with socket.socket() as wanted:
                if wanted.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield port, process
    finally:
        process.terminate()
        process.wait(timeout=30)


@dataclass
class Writer:
    """A thread that creates entities until it is stopped, and what was acknowledged."""

    port: int
    name: str
    done: threading.Event = field(default_factory=threading.Event)
    acknowledged: set[str] = field(default_factory=set)

    def run(self) -> None:
        """Create one entity after the other; a broken connection ends it."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        with closing(connection):
            while not self.done.is_set():
                entity = f"urn:ngsi-ld:Meter:{self.name}-{len(self.acknowledged)}"
                body = {"id": entity, "type": "Meter", "level": {"type": "Property", "value": 1}}
                connection.request(
                    "POST", ENTITIES, json.dumps(body), {"Content-Type": "application/json"}
                )
                answer = connection.getresponse()
                answer.read()
                if answer.status == 201:
                    self.acknowledged.add(entity)


@contextmanager
def writing(*ports: int) -> Iterator[list[Writer]]:
    """Three writers a port, until the block ends."""
    writers = [Writer(port, f"{port}-{number}") for port in ports for number in range(3)]
    threads = [threading.Thread(target=writer.run) for writer in writers]
    for thread in threads:
        thread.start()
    try:
        yield writers
    finally:
        for writer in writers:
            writer.done.set()
        for thread in threads:
            thread.join()


def stored(file: Path) -> set[str]:
    """The ids in a store, found sound."""
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return {name for (name,) in connection.execute("SELECT id FROM entity")}


def test_backups_under_writing_leave_the_server_alive_and_lose_nothing(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    with broker(data) as (port, process), writing(port) as writers:
        for number in range(BACKUPS):
            done = jalons("backup", str(tmp_path / f"{number}.tar.gz"), data=data)
            assert done.returncode == 0, done.stderr
            assert process.poll() is None, "the server died"
    acknowledged = set().union(*(writer.acknowledged for writer in writers))
    assert len(acknowledged) > 100
    assert acknowledged == stored(data / "twin.sqlite3")


def test_two_brokers_on_one_store_lose_nothing_of_what_they_acknowledged(tmp_path: Path) -> None:
    with broker(tmp_path) as (one, _), broker(tmp_path) as (two, _), writing(one, two) as writers:
        while sum(len(writer.acknowledged) for writer in writers) < 4_000:
            time.sleep(0.1)
            assert len(threading.enumerate()) > len(writers), "a writer was cut off"
    acknowledged = set().union(*(writer.acknowledged for writer in writers))
    assert acknowledged == stored(tmp_path / "twin.sqlite3")

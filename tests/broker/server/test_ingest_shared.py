"""Several processes on one store: one of them listens to a source, another when it dies."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from broker.server.mosquitto import mosquitto, published
from broker.server.test_ingest_mqtt import CHILD, TOPIC, counted, state, town, until, uplinks
from jalons.broker.server.ingest.leases import SourceLeases

KEY = ("", "ecoles")


@contextmanager
def brokers(folder: Path, port: int, number: int) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Brokers in processes of their own, on one store, with one MQTT source."""
    found = [
        subprocess.Popen([sys.executable, "-c", CHILD, str(folder), f"{port}"])
        for _ in range(number)
    ]
    try:
        yield found
    finally:
        for child in found:
            child.send_signal(signal.SIGKILL)
            child.wait()


def logged(folder: Path, words: str) -> int:
    return (folder / "mosquitto.log").read_text("utf-8", "replace").count(words)


@pytest.mark.slow
def test_one_broker_of_two_listens_and_the_other_takes_over_when_it_dies(tmp_path: Path) -> None:
    log = f"log_dest file {tmp_path}/mosquitto.log"

    async def sent(first: int, last: int) -> None:
        for start in range(first, last, 50):
            await published(server.port, TOPIC, uplinks(start, start + 50))
            await asyncio.sleep(0.1)

    with (
        mosquitto(tmp_path, log, "log_type all") as server,
        town(tmp_path, server.port) as broker,
        brokers(tmp_path, server.port, 2) as children,
    ):
        asyncio.run(until(lambda: state(broker).get("connected") is True))
        asyncio.run(sent(0, 1_000))
        asyncio.run(until(lambda: len(counted(broker)) == 1_000))
        assert logged(tmp_path, "already connected") == 0
        assert logged(tmp_path, "New client connected from 127.0.0.1") >= 1
        assert logged(tmp_path, f"as {listener(tmp_path)} ") == 1
        holder = next(child for child in children if connected(child, server.port))
        holder.send_signal(signal.SIGKILL)
        holder.wait()
        asyncio.run(sent(1_000, 2_000))
        asyncio.run(until(lambda: len(counted(broker)) >= 2_000))
        assert counted(broker) == list(range(2_000))
        assert logged(tmp_path, "already connected") == 0
        assert state(broker)["connected"] is True


def listener(folder: Path) -> str:
    """The name our session has at the MQTT broker."""
    text = (folder / "mosquitto.log").read_text("utf-8", "replace")
    return next(word for word in text.split() if word.startswith("jalons-"))


def connected(child: subprocess.Popen[bytes], port: int) -> bool:
    """Whether a process has a connection to a port of this machine."""
    sockets = {
        link.readlink().name
        for link in Path(f"/proc/{child.pid}/fd").iterdir()
        if link.is_symlink()
    }
    for line in Path(f"/proc/{child.pid}/net/tcp").read_text().splitlines()[1:]:
        fields = line.split()
        if int(fields[2].rpartition(":")[2], 16) == port and f"socket:[{fields[9]}]" in sockets:
            return True
    return False


def test_a_lease_has_one_process_and_is_left_at_once_by_one_that_ends(tmp_path: Path) -> None:
    with town(tmp_path, 1883) as broker:
        one, other = (SourceLeases(broker, look_every=5) for _ in range(2))
        assert one.ours([KEY]) == {KEY}
        assert other.ours([KEY]) == frozenset()
        assert one.ours([KEY]) == one.lasting() == {KEY}
        one.give_back()
        assert one.lasting() == frozenset()
        assert other.ours([KEY]) == {KEY}


def test_a_process_that_lost_its_lease_knows_it(tmp_path: Path) -> None:
    with town(tmp_path, 1883) as broker:
        stalled, other = (SourceLeases(broker, look_every=0.01) for _ in range(2))
        assert stalled.ours([KEY]) == {KEY}
        time.sleep(0.05)
        assert stalled.lasting() == frozenset()
        assert other.ours([KEY]) == {KEY}
        assert stalled.ours([KEY]) == frozenset()


def test_a_lease_is_not_written_again_at_each_look(tmp_path: Path) -> None:
    with town(tmp_path, 1883) as broker:
        leases = SourceLeases(broker, look_every=5)
        leases.ours([KEY])
        before = (tmp_path / "twin.db-wal").stat().st_size
        for _ in range(20):
            assert leases.ours([KEY]) == {KEY}
        assert (tmp_path / "twin.db-wal").stat().st_size == before

"""What an MQTT broker hands us is kept before it is acknowledged, whatever stops in between."""

from __future__ import annotations

import asyncio
import json
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from broker.engine.uplinks import chirpstack, document
from broker.server.mosquitto import Mosquitto, free_port, mosquitto, published
from jalons.broker.engine.instants import written
from jalons.broker.engine.temporal.request import HistoryQuery
from jalons.broker.server.alone import made
from jalons.broker.server.broker import Broker
from jalons.broker.server.ingest import sources
from jalons.broker.server.ingest.runner import ingesting
from jalons.broker.store.contexts import core

TOPIC = "application/1/device/70b3/event/up"
START = (time.time_ns() // 1_000_000_000 - 86_400) * 1_000_000
ENTITY = "urn:ngsi-ld:AirQualityObserved:70B3D57ED0001234"


@contextmanager
def town(folder: Path, port: int, **mqtt: Any) -> Iterator[Broker]:
    """A broker on a file, with one MQTT source."""
    broker = made(
        store=f"sqlite:///{folder}/twin.db", durability="off", contexts={}, open_test_mode=False
    )
    hosts = frozenset({"127.0.0.1", "localhost"})
    broker.options = replace(broker.options, ingests=True, ingest_from=hosts)
    place = {"host": "127.0.0.1", "port": port, "topic": "application/+/device/+/event/up", **mqtt}
    source = {"key": "ecoles", "way": "mqtt", "mapping": document(), "mqtt": place}
    sources.keep(broker.store, "", source)
    try:
        yield broker
    finally:
        broker.store.close()


def uplinks(first: int, last: int) -> list[bytes]:
    """Uplinks numbered by their counter, a second apart, each with its number as temperature."""
    return [
        json.dumps(
            chirpstack(
                time=written(START + number * 1_000_000),
                fCnt=number,
                object={"temperature": number / 1000},
            )
        ).encode()
        for number in range(first, last)
    ]


def counted(broker: Broker) -> list[int]:
    """The numbers in the history, in the order of time."""
    iri = core().expand("temperature")
    found = broker.store.history("", HistoryQuery(entities=(ENTITY,), attrs=(iri,)))
    return [round(row.value * 1000) for series in found for row in series.rows]


def state(broker: Broker) -> dict[str, Any]:
    return broker.store.get("", sources.STATE, "ecoles") or {}


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not await asyncio.to_thread(true):
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("protocol", ["5", "3.1.1"])
def test_what_is_published_is_kept_and_the_state_of_the_source_told(
    tmp_path: Path, protocol: str
) -> None:
    async def story(server: Mosquitto, broker: Broker) -> None:
        async with ingesting(broker, look_every=0.05):
            await until(lambda: state(broker).get("connected") is True)
            await published(server.port, TOPIC, [*uplinks(0, 300), b"{}", b"not JSON"])
            await until(lambda: state(broker).get("kept") == 300)
            await until(lambda: state(broker).get("refused") == 2)
        assert counted(broker) == list(range(300))

    with mosquitto(tmp_path) as server, town(tmp_path, server.port, protocol=protocol) as broker:
        asyncio.run(story(server, broker))


@pytest.mark.parametrize("protocol", ["5", "3.1.1"])
@pytest.mark.skipif(shutil.which("mosquitto_passwd") is None, reason="it makes the account")
def test_a_wrong_password_is_said_before_the_first_message(tmp_path: Path, protocol: str) -> None:
    accounts = tmp_path / "accounts"
    make = ["mosquitto_passwd", "-b", "-c", str(accounts), "ville", "good"]
    subprocess.run(make, check=True, capture_output=True)

    async def story(broker: Broker) -> None:
        async with ingesting(broker, look_every=0.05):
            await until(lambda: state(broker).get("connected") is False)
            assert state(broker)["why"] == "the account or its password is refused"
            kept = broker.store.get("", sources.KIND, "ecoles")
            assert kept is not None
            right = {**kept, "mqtt": {**kept["mqtt"], "password": "good"}}
            await asyncio.to_thread(sources.keep, broker.store, "", right)
            await until(lambda: state(broker).get("connected") is True)
            assert state(broker)["since"]

    settings = ("allow_anonymous false", f"password_file {accounts}")
    account = {"username": "ville", "password": "bad", "protocol": protocol}
    with mosquitto(tmp_path, *settings) as server, town(tmp_path, server.port, **account) as broker:
        asyncio.run(story(broker))


@pytest.mark.parametrize(
    ("host", "says"),
    [("127.0.0.1", "nothing answers at this address"), ("nowhere.invalid", "this host is unknown")],
)
def test_where_nothing_listens_it_is_said(tmp_path: Path, host: str, says: str) -> None:
    async def story(broker: Broker) -> None:
        hosts = frozenset({"127.0.0.1", "nowhere.invalid"})
        broker.options = replace(broker.options, ingest_from=hosts)
        async with ingesting(broker, look_every=0.05):
            await until(lambda: says in str(state(broker).get("why")))

    with town(tmp_path, free_port(), host=host) as broker:
        asyncio.run(story(broker))


def test_an_mqtt_broker_that_stops_is_told_and_nothing_acknowledged_is_lost(
    tmp_path: Path,
) -> None:
    async def story(server: Mosquitto, broker: Broker) -> None:
        async with ingesting(broker, look_every=0.05):
            await until(lambda: state(broker).get("connected") is True)
            await published(server.port, TOPIC, uplinks(0, 200))
            await asyncio.to_thread(server.stop)
            await until(lambda: state(broker).get("connected") is False)
            assert state(broker)["why"]
            await asyncio.to_thread(server.start)
            await until(lambda: state(broker).get("connected") is True)
            await published(server.port, TOPIC, uplinks(200, 300))
            await until(lambda: len(counted(broker)) >= 300)
        assert counted(broker) == list(range(300))

    with mosquitto(tmp_path) as server, town(tmp_path, server.port) as broker:
        asyncio.run(story(server, broker))


def test_what_comes_while_we_are_away_waits_for_us(tmp_path: Path) -> None:
    async def once(broker: Broker, numbers: range) -> None:
        async with ingesting(broker, look_every=0.05):
            await until(lambda: counted(broker) == list(numbers))

    async def first(broker: Broker) -> None:
        async with ingesting(broker, look_every=0.05):
            await until(lambda: state(broker).get("connected") is True)

    with mosquitto(tmp_path) as server, town(tmp_path, server.port) as broker:
        asyncio.run(first(broker))
        asyncio.run(published(server.port, TOPIC, uplinks(0, 50)))
        assert counted(broker) == []
        asyncio.run(once(broker, range(50)))


def test_a_store_that_keeps_nothing_leaves_the_messages_to_come_again(tmp_path: Path) -> None:
    async def shut(server: Mosquitto, broker: Broker) -> None:
        async with ingesting(broker, look_every=0.05):
            await until(lambda: state(broker).get("connected") is True)
            await asyncio.to_thread(broker.store.close)
            await published(server.port, TOPIC, uplinks(0, 50))
            await asyncio.sleep(0.3)

    async def again(broker: Broker) -> None:
        async with ingesting(broker, look_every=0.05):
            await until(lambda: counted(broker) == list(range(50)))

    with mosquitto(tmp_path) as server:
        with town(tmp_path, server.port) as broker:
            asyncio.run(shut(server, broker))
        with town(tmp_path, server.port) as broker:
            assert counted(broker) == []
            asyncio.run(again(broker))


def test_a_host_the_operator_did_not_allow_is_not_listened_to(tmp_path: Path) -> None:
    async def story(broker: Broker) -> None:
        async with ingesting(broker, look_every=0.05):
            await until(lambda: "not among the hosts" in str(state(broker).get("why")))

    with town(tmp_path, free_port(), host="192.0.2.1") as broker:
        asyncio.run(story(broker))


def test_a_source_changed_or_forgotten_stops_as_it_was(tmp_path: Path) -> None:
    async def story(server: Mosquitto, broker: Broker) -> None:
        kept = broker.store.get("", sources.KIND, "ecoles")
        assert kept is not None
        async with ingesting(broker, look_every=0.05):
            await until(lambda: state(broker).get("connected") is True)
            wrong = {**kept, "mqtt": {**kept["mqtt"], "port": free_port()}}
            await asyncio.to_thread(sources.keep, broker.store, "", wrong)
            await until(lambda: state(broker).get("connected") is False)
            await asyncio.to_thread(sources.keep, broker.store, "", kept)
            await until(lambda: state(broker).get("connected") is True)

    with mosquitto(tmp_path) as server, town(tmp_path, server.port) as broker:
        asyncio.run(story(server, broker))


@pytest.mark.slow
def test_killed_again_and_again_the_broker_keeps_each_message_once(tmp_path: Path) -> None:
    """Our process is killed without notice while it takes messages."""
    with mosquitto(tmp_path) as server:
        with town(tmp_path, server.port) as broker:
            asyncio.run(_connected_once(broker))
        with town(tmp_path, server.port) as broker:
            for kill in range(5):
                child = subprocess.Popen(
                    [sys.executable, "-c", CHILD, str(tmp_path), f"{server.port}"]
                )
                asyncio.run(published(server.port, TOPIC, uplinks(kill * 400, kill * 400 + 400)))
                asyncio.run(until(lambda n=kill: len(counted(broker)) > n * 400 + 50))  # type: ignore[misc]
                child.send_signal(signal.SIGKILL)
                child.wait()
        with town(tmp_path, server.port) as broker:
            asyncio.run(_all_there(broker, 2_000))
            assert counted(broker) == list(range(2_000))


async def _connected_once(broker: Broker) -> None:
    async with ingesting(broker, look_every=0.05):
        await until(lambda: state(broker).get("connected") is True)


async def _all_there(broker: Broker, number: int) -> None:
    async with ingesting(broker, look_every=0.05):
        await until(lambda: len(counted(broker)) >= number)


@pytest.mark.slow
def test_killed_before_a_commit_it_has_acknowledged_nothing_of_it(tmp_path: Path) -> None:
    """The disk is slow: whoever acknowledged first would lose what waits for it."""
    with mosquitto(tmp_path) as server:
        with town(tmp_path, server.port) as broker:
            asyncio.run(_connected_once(broker))
        for kill in range(4):
            child = subprocess.Popen(
                [sys.executable, "-c", SLOW + CHILD, str(tmp_path), f"{server.port}"],
                stdout=subprocess.PIPE,
            )
            assert child.stdout is not None
            asyncio.run(published(server.port, TOPIC, uplinks(kill * 50, kill * 50 + 50)))
            assert child.stdout.readline() == b"about to commit\n"
            time.sleep(0.2)  # what would be acknowledged now is by now
            child.send_signal(signal.SIGKILL)
            child.wait()
            child.stdout.close()
        with town(tmp_path, server.port) as broker:
            assert counted(broker) == []
            asyncio.run(_all_there(broker, 200))
            assert counted(broker) == list(range(200))


@pytest.mark.slow
def test_what_a_full_disk_does_not_keep_comes_again_once_there_is_room(tmp_path: Path) -> None:
    """A process may write files of 200 kB at most: its disk is full after some messages."""
    many = 3_000
    with mosquitto(tmp_path) as server:
        with town(tmp_path, server.port) as broker:
            asyncio.run(_connected_once(broker))
        child = subprocess.Popen(
            [sys.executable, "-c", CRAMPED + CHILD, str(tmp_path), f"{server.port}"],
            stderr=subprocess.PIPE,
        )
        assert child.stderr is not None
        for first in range(0, many, 100):
            asyncio.run(published(server.port, TOPIC, uplinks(first, first + 100)))
        try:
            assert any(b"keeps nothing for now" in line for line in child.stderr)
        finally:
            child.send_signal(signal.SIGKILL)
            child.wait()
            child.stderr.close()
        with town(tmp_path, server.port) as broker:
            there = counted(broker)
            assert len(there) < many
            asyncio.run(_all_there(broker, many))
            assert counted(broker) == list(range(many))


SLOW = """
import sys, threading, time
from jalons.broker.store.sqlite.store import SqliteStore
from jalons.broker.store.sqlite.writer import Writing
keep = SqliteStore._commit
def slowly(self, group):
    if any(job.steps for job in group):  # not the state of the source
        print("about to commit", flush=True)
        time.sleep(60)
    return keep(self, group)
SqliteStore._commit = slowly
"""
CRAMPED = """
import logging, resource
logging.basicConfig(level="WARNING")
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
"""
CHILD = """
import asyncio, sys
from dataclasses import replace
from jalons.broker.server.alone import made
from jalons.broker.server.ingest.runner import ingesting
broker = made(store=f"sqlite:///{sys.argv[1]}/twin.db", durability="full", contexts={},
              open_test_mode=False)
broker.options = replace(broker.options, ingests=True, ingest_from=frozenset({"127.0.0.1"}))
async def run():
    async with ingesting(broker, look_every=0.2):
        await asyncio.sleep(60)
asyncio.run(run())
"""


@pytest.mark.filterwarnings(  # the library leaves its socket to the collector when TLS fails
    "ignore::pytest.PytestUnraisableExceptionWarning"
)
@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificate")
def test_over_tls_the_certificate_of_the_mqtt_broker_is_checked(tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", str(key), "-out",
         str(certificate), "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost"],
        check=True, capture_output=True,
    )  # fmt: skip
    settings = (f"certfile {certificate}", f"keyfile {key}")

    async def story(server: Mosquitto, broker: Broker, *, trusted: bool) -> None:
        async with ingesting(broker, look_every=0.05):
            if not trusted:
                await until(lambda: "certificate" in str(state(broker).get("why")).lower())
                return
            await until(lambda: state(broker).get("connected") is True)

    with mosquitto(tmp_path, *settings) as server:
        for trusted in (True, False):
            ca = {"ca_file": str(certificate)} if trusted else {}
            place = {"host": "localhost", "tls": True, **ca}
            with town(tmp_path, server.port, **place) as broker:
                asyncio.run(story(server, broker, trusted=trusted))

"""What was answered is kept, whatever happens to the process or to the disk."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from broker.store.conftest import Cluster, clusters
from broker.store.samples import NOON, addition, creation, iri
from jalons.broker.engine.operations import Effect
from jalons.broker.engine.problems import Problem
from jalons.broker.engine.query.request import EntityQuery
from jalons.broker.engine.query.tree import Compare
from jalons.broker.engine.temporal.request import HistoryQuery
from jalons.broker.store.factory import opened
from jalons.broker.store.postgresql import PostgresqlStore
from jalons.broker.store.sqlite import SqliteStore

TIMES = 50
INGESTING = """
import sys
sys.path.insert(0, sys.argv[3])
from concurrent.futures import ThreadPoolExecutor
from broker.store.samples import NOON, addition, creation
from jalons.broker.store.sqlite import SqliteStore

store = SqliteStore(sys.argv[1], durability="full")
first = int(sys.argv[2])

def ingest(number):
    store.write("", [creation(f"e{number}", n=number), addition(f"e{number}", n=-number)], now=NOON)
    sys.stdout.write(f"{number}\\n")
    sys.stdout.flush()

with ThreadPoolExecutor(4) as threads:
    list(threads.map(ingest, range(first, first + 1_000_000)))
"""


@pytest.mark.slow
def test_fifty_kills_during_ingestion_lose_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    path, tests = tmp_path / "twin.db", str(Path(__file__).parents[2])
    chance = random.Random(20261124)
    acknowledged: list[int] = []
    for turn in range(TIMES):
        command = [sys.executable, "-c", INGESTING, str(path), str(turn * 1_000_000), tests]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as child:
            assert child.stdout is not None
            lines = [child.stdout.readline() for _ in range(chance.randint(1, 40))]
            time.sleep(chance.random() * 0.02)
            child.send_signal(signal.SIGKILL)
            lines += child.stdout.read().splitlines()
        whole = [int(line) for line in lines if line.strip()]
        assert whole, "the child wrote nothing"
        acknowledged += whole
        _is_whole(path, acknowledged)
    store = opened(f"sqlite:///{path}")
    try:
        asked = HistoryQuery(tuple(f"urn:t:e{n}" for n in acknowledged), time="modifiedAt")
        values = {s.entity: [row.value for row in s.rows] for s in store.history("", asked)}
        assert values == {f"urn:t:e{n}": [n, -n] for n in acknowledged}
    finally:
        store.close()


KILLS = 3


@pytest.mark.slow
def test_a_postgresql_killed_during_ingestion_loses_nothing_that_was_acknowledged() -> None:
    """Its processes end without notice, and it starts again, with fsync as in production."""
    with clusters(fsync="on") as cluster, ExitStack() as brokers:
        address = cluster.made()
        stores = [PostgresqlStore(address) for _ in range(2)]
        for store in stores:
            brokers.callback(store.close)
        acknowledged: list[int] = []
        for turn in range(KILLS):
            acknowledged += _until_killed(cluster, stores, first=turn * 1_000_000)
            cluster.start()
            one, other = stores
            asked = [f"urn:t:e{number}" for number in acknowledged]
            docs = other.read("", asked)
            assert {doc["attrs"][iri("n")][0]["value"] for doc in docs.values()} == {
                -number for number in acknowledged
            }
            (kind,) = one.types("")
            assert kind.entities == one.query("", EntityQuery(counted=True)).total
        history = stores[0].history("", HistoryQuery(tuple(asked), time="modifiedAt"))
        values = {series.entity: [row.value for row in series.rows] for series in history}
        assert values == {f"urn:t:e{n}": [n, -n] for n in acknowledged}


def _until_killed(cluster: Cluster, stores: list[PostgresqlStore], *, first: int) -> list[int]:
    """Ingest through two brokers until the database is killed; what was acknowledged."""
    acknowledged: list[int] = []
    enough, over = threading.Event(), threading.Event()

    def ingest(broker: int) -> None:
        for number in range(first + broker, first + 1_000_000, 4):
            steps = [creation(f"e{number}", n=number), addition(f"e{number}", n=-number)]
            try:
                stores[broker % 2].write("", steps, now=NOON)
            except Problem as problem:
                assert problem.kind == "Busy"
                return
            acknowledged.append(number)
            if len(acknowledged) > 40:
                enough.set()
            if over.is_set():
                return

    threads = [threading.Thread(target=ingest, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    assert enough.wait(60)
    cluster.kill()
    over.set()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive()
    return acknowledged


def _is_whole(path: Path, acknowledged: list[int]) -> None:
    with sqlite3.connect(path) as link:
        assert link.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    link.close()
    store = opened(f"sqlite:///{path}")
    try:
        docs = store.read("", [f"urn:t:e{number}" for number in acknowledged])
        found = {doc["attrs"][iri("n")][0]["value"] for doc in docs.values()}
        assert found == {-number for number in acknowledged}
        one = Compare(iri("n"), "==", (float(-acknowledged[-1]),))
        assert store.query("", EntityQuery(where=one, counted=True)).total == 1
        (kind,) = store.types("")
        assert kind.entities == store.query("", EntityQuery(counted=True)).total
    finally:
        store.close()


def test_a_full_disk_is_busy_keeps_nothing_by_halves_and_works_again_after(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "twin.db")
    try:
        store.write("", [creation("a", n=1)], now=NOON)
        link = store._writing.connection
        full = link.execute("PRAGMA page_count").fetchone()[0]
        link.execute(f"PRAGMA max_page_count = {full + 2}")
        many = [creation(f"b{n}", text="x" * 3000) for n in range(50)]
        with pytest.raises(Problem, match="full") as refused:
            store.write("", many, now=NOON + 1)
        assert refused.value.kind == "Busy"
        assert store.query("", EntityQuery(counted=True)).total == 1
        (kind,) = store.types("")
        assert kind.entities == 1
        link.execute("PRAGMA max_page_count = 1000000")
        assert all(isinstance(a, Effect) for a in store.write("", many, now=NOON + 2))
        store.write("", [addition("a", n=2)], now=NOON + 3)
        assert store.query("", EntityQuery(counted=True)).total == 51
    finally:
        store.close()
    with sqlite3.connect(tmp_path / "twin.db") as again:
        assert again.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    again.close()

"""The SQLite file itself: an older one, the log beside it, statements prepared once."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from jalons.twin.engine.query.geo import GeoQuery
from jalons.twin.engine.query.request import EntityQuery
from jalons.twin.engine.query.tree import Compare
from jalons.twin.engine.temporal.request import HistoryQuery
from jalons.twin.store.port import Note
from jalons.twin.store.sqlite import SqliteStore
from jalons.twin.store.sqlite.schema import LOG_SIZE
from twin.store.samples import DAY, NOON, addition, creation, iri

BACK_TO_1 = """
ALTER TABLE series RENAME TO series_2;
CREATE TABLE series (
    id INTEGER PRIMARY KEY, tenant INTEGER NOT NULL, entity TEXT NOT NULL,
    attr INTEGER NOT NULL, dataset TEXT NOT NULL, UNIQUE (tenant, entity, attr, dataset));
INSERT INTO series SELECT id, tenant, entity, attr, dataset FROM series_2;
DROP TABLE series_2;
DELETE FROM counter WHERE name = 'series';
DROP INDEX owed_held;
ALTER TABLE owed DROP COLUMN held;
ALTER TABLE owed DROP COLUMN holder;
PRAGMA user_version = 1;
"""


def of_version_1(path: Path) -> None:
    store = SqliteStore(path)
    store.watcher = lambda _tenant, _effects: [Note("urn:s", b"owed", 0)]
    store.write("", [creation("a", level=1), creation("b", level=2, light=3)], now=NOON)
    store.close()
    with sqlite3.connect(path) as connection:
        connection.executescript(BACK_TO_1)
    connection.close()


def values(store: SqliteStore, name: str) -> dict[str, list[object]]:
    query = HistoryQuery(entities=(f"urn:t:{name}",), time="modifiedAt")
    return {each.attr: [row.value for row in each.rows] for each in store.history("", query)}


def test_a_file_of_the_first_version_keeps_its_history_and_numbers_new_series_after(
    tmp_path: Path,
) -> None:
    of_version_1(tmp_path / "t.db")
    store = SqliteStore(tmp_path / "t.db")
    changes = [addition("a", level=7, light=8), creation("c", level=9)]
    store.write("", changes, now=NOON + DAY)
    assert values(store, "a") == {iri("level"): [1, 7], iri("light"): [8]}
    assert values(store, "b") == {iri("level"): [2], iri("light"): [3]}
    assert values(store, "c") == {iri("level"): [9]}
    found = store.outbox.take(holder="a", now=NOON, until=NOON + 1, limit=9, known=())
    assert [note.payload for _number, _tenant, note in found] == [b"owed"]
    store.close()


def test_a_file_that_cannot_be_brought_to_this_version_is_left_as_it_was(tmp_path: Path) -> None:
    of_version_1(tmp_path / "t.db")
    with sqlite3.connect(tmp_path / "t.db") as connection:
        connection.execute("CREATE TABLE series_1 (in_the_way)")
    connection.close()
    with pytest.raises(sqlite3.OperationalError):
        SqliteStore(tmp_path / "t.db")
    with sqlite3.connect(tmp_path / "t.db") as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
        assert connection.execute("SELECT count(*) FROM series").fetchone() == (3,)
    connection.close()


LOCKED = """
import fcntl, os, sys
index = os.open(sys.argv[1] + "-shm", os.O_RDWR)
try:
    fcntl.lockf(index, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, 128)  # what each user shares
except OSError:
    print("in use")
else:
    print("free")
"""


def test_another_process_sees_the_store_in_use_for_as_long_as_it_is_open(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "t.db")
    store.write("", [creation(f"e{n}", level=n) for n in range(2_000)], now=NOON)
    await_that(lambda: b"urn:t:e1999" in file_alone(tmp_path / "t.db"))
    command = [sys.executable, "-c", LOCKED, str(tmp_path / "t.db")]
    assert subprocess.check_output(command, text=True).strip() == "in use"
    store.close()


def test_what_was_written_goes_into_the_file_itself_once_writing_pauses(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "t.db")
    store.write("", [creation(f"e{n}", level=n) for n in range(2_000)], now=NOON)
    await_that(lambda: b"urn:t:e1999" in file_alone(tmp_path / "t.db"))
    store.close()


def test_a_log_that_grew_is_cut_back_when_it_starts_again(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "t.db")
    log = tmp_path / "t.db-wal"
    store.write("", [creation(f"e{n}", level=n) for n in range(20_000)], now=NOON)
    assert log.stat().st_size > 2 * LOG_SIZE
    await_that(lambda: b"urn:t:e19999" in file_alone(tmp_path / "t.db"))

    def cut_back() -> bool:
        store.write("", [addition("e1", level=1)], now=NOON + DAY)
        return log.stat().st_size <= LOG_SIZE

    await_that(cut_back)
    store.close()


def file_alone(path: Path) -> bytes:
    """The bytes of the file without its log, read by another process: see ``Checkpoints``."""
    return subprocess.check_output(["cat", str(path)])


def await_that(true: Callable[[], bool]) -> None:
    for _ in range(600):
        if true():
            return
        time.sleep(0.1)
    raise AssertionError("it never came true")


def _near(longitude: float) -> EntityQuery:
    here = {"type": "Point", "coordinates": [longitude, 48.0]}
    return EntityQuery(geo=GeoQuery("near", here, max_distance=1000.0))


def test_a_query_seen_before_is_not_prepared_again(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "twin.db", durability="off")
    place = {"type": "Point", "coordinates": [1.0, 48.0]}
    store.write("", [creation("a", power=3, name="lampe", location=place)], now=NOON)
    prepared: list[int] = []

    def counted(action: int, *_: object) -> int:
        prepared.append(action)
        return sqlite3.SQLITE_OK

    queries = [
        EntityQuery(where=Compare(iri("power"), ">", (2.0,))),
        EntityQuery(where=Compare(iri("name"), "~=", ("^lam",))),
        _near(1.0),
    ]
    with store._reading() as connection:  # SQLite asks the authorizer when it prepares
        connection.set_authorizer(counted)
    for query in queries:
        assert len(store.query("", query).docs) == 1
    assert prepared
    prepared.clear()
    for query in queries * 3:
        assert len(store.query("", query).docs) == 1
    assert prepared == []
    store.close()


def test_places_asked_one_after_the_other_are_answered_each_for_itself(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "twin.db", durability="off")
    steps = [
        creation(name, location={"type": "Point", "coordinates": [longitude, 48.0]})
        for name, longitude in (("a", 1.0), ("b", 2.0), ("c", 3.0))
    ]
    store.write("", steps, now=NOON)
    for name, longitude in (("a", 1.0), ("b", 2.0), ("a", 1.0), ("c", 3.0)):
        assert [doc["id"] for doc in store.query("", _near(longitude)).docs] == [f"urn:t:{name}"]
    assert store.query("", _near(5.0)).docs == []
    store.close()

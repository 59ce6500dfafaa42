"""The SQLite file itself: an older one, the log beside it, statements prepared once."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from broker.store.samples import DAY, NOON, addition, creation, iri
from jalons.broker.engine import operations
from jalons.broker.engine.query.geo import GeoQuery
from jalons.broker.engine.query.leaves import CREATED, MODIFIED, OBSERVED, UNIT
from jalons.broker.engine.query.request import EntityQuery, selects
from jalons.broker.engine.query.tree import STEP, Compare, Has, Range, encoded
from jalons.broker.engine.temporal.request import HistoryQuery
from jalons.broker.store.port import Step
from jalons.broker.store.sqlite import SqliteStore
from jalons.broker.store.sqlite.schema import LOG_SIZE

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


VERSION_2 = Path(__file__).parent / "files" / "version_2.sql"
"""A file that version wrote: a, b observed twice, c with an attribute in the name of a date."""


def of_version_2(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.executescript(VERSION_2.read_text(encoding="utf-8"))
    connection.close()


def of_version_1(path: Path) -> None:
    of_version_2(path)
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
    changes = [addition("a", level=7, light=8), creation("d", level=9)]
    store.write("", changes, now=NOON + DAY)
    assert values(store, "a") == {iri("level"): [1, 7], iri("light"): [8]}
    b = values(store, "b")
    assert (b[iri("level")], b[iri("light")]) == ([12.5, 13.5], [3])
    assert values(store, "d") == {iri("level"): [9]}
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
        assert connection.execute("SELECT count(*) FROM series").fetchone() == (6,)
    connection.close()


def dates_asked() -> list[EntityQuery]:
    """Queries on what the second version had leaves for and this one has not."""
    level, mark = iri("level"), f"{iri('mark')}{STEP}{iri('accuracy')}"
    at, later = (str(encoded(f"2026-11-{day}T12:00:00Z")) for day in (24, 25))
    asked: list[Has | Compare] = [Has(CREATED), Has(f"{level}{STEP}{OBSERVED}")]
    for place in (CREATED, MODIFIED, f"{level}{STEP}{OBSERVED}", f"{mark}{STEP}{OBSERVED}"):
        asked += [Compare(place, sign, (at,)) for sign in (">", "<=", "==", "!=")]
        asked += [Compare(place, "==", (Range(at, later),)), Compare(place, "~=", ("in the|T11",))]
    asked += [Compare(f"{level}{STEP}{UNIT}", "==", ("CEL",)), Compare(level, ">", (1.0,))]
    return [EntityQuery(where=node) for node in asked]


def test_a_file_of_the_second_version_answers_what_it_answered(tmp_path: Path) -> None:
    of_version_2(tmp_path / "t.db")
    store = SqliteStore(tmp_path / "t.db")
    docs = list(store.read("", [f"urn:t:{name}" for name in "abc"]).values())
    assert len(docs) == 3
    found = [[doc["id"] for doc in store.query("", query).docs] for query in dates_asked()]
    assert found == [[d["id"] for d in docs if selects(query, d)] for query in dates_asked()]
    assert len(store.query("", _near(-1.6, 48.1)).docs) == 1
    assert store.get("", "sheet", "k") == {"n": 1}
    with sqlite3.connect(tmp_path / "t.db") as connection:
        (leaves,) = connection.execute("SELECT count(*) FROM leaf").fetchone()
    connection.close()
    assert leaves == 10  # 19 before, 9 of them dates and units
    store.write("", [Step(doc["id"], operations.delete()) for doc in docs], now=NOON + 2 * DAY)
    assert (store.query("", EntityQuery(counted=True)).total, store.types("")) == (0, [])
    store.close()


def test_a_file_made_anew_and_one_of_the_second_version_have_the_same_tables(
    tmp_path: Path,
) -> None:
    of_version_2(tmp_path / "old.db")
    shapes = []
    for name in ("old.db", "new.db"):
        SqliteStore(tmp_path / name).close()
        with sqlite3.connect(tmp_path / name) as connection:
            tables = [
                table
                for (table,) in connection.execute(
                    "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
                )
                if not table.startswith("history_")
            ]
            shapes.append(
                {
                    table: [
                        tuple(row[1:]) for row in connection.execute(f"PRAGMA table_info({table})")
                    ]
                    for table in tables
                }
            )
        connection.close()
    assert shapes[0] == shapes[1]


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
    text = "x" * 3_000
    steps = [creation(f"e{n}", level=n, text=text) for n in range(20_000)]
    for start in range(0, len(steps), 5_000):
        store.write("", steps[start : start + 5_000], now=NOON)
    assert log.stat().st_size > LOG_SIZE
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


def _near(longitude: float, latitude: float = 48.0) -> EntityQuery:
    here = {"type": "Point", "coordinates": [longitude, latitude]}
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


OPENS = """
import sys
from jalons.broker.store.sqlite import SqliteStore
print("ready", flush=True)
sys.stdin.readline()
SqliteStore(sys.argv[1]).close()
"""


@pytest.mark.parametrize("older", [False, True], ids=["new", "of version 2"])
def test_processes_that_open_one_file_at_once_all_do(tmp_path: Path, older: bool) -> None:
    alone, shared = tmp_path / "alone.sqlite3", tmp_path / "shared.sqlite3"
    for file in (alone, shared) if older else ():
        of_version_2(file)
    SqliteStore(str(alone)).close()
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", OPENS, str(shared)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(6)
    ]
    for each in processes:
        assert each.stdout
        assert each.stdout.readline() == "ready\n"
    for each in processes:
        assert each.stdin
        each.stdin.write("\n")
        each.stdin.flush()
    assert [each.communicate(timeout=60)[1] for each in processes] == [""] * 6
    assert rows_of(shared) == rows_of(alone)


def rows_of(file: Path) -> list[str]:
    """What a file says, its tables first."""
    with closing(sqlite3.connect(file)) as connection:
        connection.create_function("encoded", 1, encoded)
        return sorted(connection.iterdump())

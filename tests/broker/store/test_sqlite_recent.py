"""The history comes into a small table, then into the months: whoever reads sees it as one."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from broker.store.samples import DAY, NOON, addition, creation, iri
from jalons.broker.engine import operations
from jalons.broker.engine.instants import written
from jalons.broker.engine.operations import Effect
from jalons.broker.engine.temporal.request import HistoryQuery, Row, TimeProperty
from jalons.broker.store.factory import opened
from jalons.broker.store.port import Erase, HistoryChange, Step
from jalons.broker.store.sqlite import SqliteStore, months

NAMES = [f"e{n}" for n in range(6)]
KEYS = tuple(f"urn:t:{name}" for name in NAMES)
TIMES: tuple[TimeProperty, ...] = ("observedAt", "modifiedAt", "createdAt", "stamp", "deletedAt")
YEARS = (-170 * 365, 0, 3, 40, 400 * 365)  # days from now: outside of the months too


def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(months, "FEWEST_RECENT", 12)
    monkeypatch.setattr(months, "ROWS_A_SERIES", 0)
    monkeypatch.setattr(months, "TOGETHER", 3)


def _steps(seed: int) -> list[Step]:
    """Observations in any order of time, changes of parts, erasures, deletions."""
    chance = random.Random(seed)
    found = [creation(name, level=0, mark="x") for name in NAMES]
    for number in range(160):
        name = chance.choice(NAMES)
        moment = NOON + (chance.choice(YEARS) + chance.randint(0, 3)) * DAY + number
        level = {"type": "Property", "value": number, "observedAt": written(moment)}
        what = chance.random()
        if what < 0.8:
            found.append(addition(name, level=level, mark=f"m{number}"))
        elif what < 0.9:
            low = NOON + chance.randint(-5, 5) * DAY
            erase = chance.choice(
                [
                    Erase(iri("level"), since=low, before=low + 3 * DAY),
                    Erase(iri("mark")),
                    Erase(before=low),
                ]
            )
            found.append(Step(f"urn:t:{name}", _same, HistoryChange(erase=erase)))
        else:
            found += [Step(f"urn:t:{name}", operations.delete()), creation(name, level=number)]
    return found


def _same(doc: Any, _: str) -> Effect:
    return Effect(doc, doc)


def _played(path: Path, seed: int) -> SqliteStore:
    store = SqliteStore(path, durability="off")
    steps = _steps(seed)
    for start in range(0, len(steps), 3):
        answers = store.write("", steps[start : start + 3], now=NOON + start)
        assert all(isinstance(answer, Effect) for answer in answers)
    return store


BOUNDS: tuple[dict[str, int], ...] = (
    {},
    {"start": NOON},
    {"end": NOON + 2 * DAY},
    {"start": NOON, "end": NOON + DAY},
)
FEW: tuple[dict[str, int], ...] = ({}, {"last": 2}, {"first": 3})


def _queries() -> list[HistoryQuery]:
    return [
        HistoryQuery(KEYS, time=time, **bounds, **few)
        for time in TIMES
        for bounds in BOUNDS
        for few in FEW
    ]


def _read(store: SqliteStore) -> list[Any]:
    return [(store.history("", query), store.points("", query)) for query in _queries()]


@pytest.mark.parametrize("seed", range(6))
def test_recent_rows_and_those_of_the_months_read_as_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    plain = _played(tmp_path / "plain.db", seed)  # nothing of it ever goes to the months
    wanted = _read(plain)
    plain.close()
    _small(monkeypatch)
    store = _played(tmp_path / "small.db", seed)
    get = store._writing.connection.execute
    assert get("SELECT count(*) FROM month").fetchone()[0] > 2
    assert _read(store) == wanted
    store.close()
    again = SqliteStore(tmp_path / "small.db", durability="off")
    assert _read(again) == wanted
    again.close()


def test_a_row_that_takes_the_place_of_a_recent_one_is_there_once(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "t.db", durability="off")
    store.write("", [creation("e0", level=0)], now=NOON)
    store.write("", [addition("e0", level=1)], now=NOON + 1)
    (series,) = store.history("", HistoryQuery(("urn:t:e0",), time="modifiedAt"))
    row: Row = series.rows[-1]._replace(value=5)
    store.write("", [Step("urn:t:e0", _same, HistoryChange(rows=(row,)))], now=NOON + 2)
    (series,) = store.history("", HistoryQuery(("urn:t:e0",), time="modifiedAt"))
    assert [each.value for each in series.rows] == [0, 5]
    assert series.rows[-1].instance == row.instance
    store.close()


def test_two_processes_that_settle_lose_and_double_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _small(monkeypatch)
    stores = [SqliteStore(tmp_path / "t.db", durability="off") for _ in range(2)]
    stores[0].write("", [creation(name, level=-1) for name in NAMES], now=NOON)
    for number in range(90):
        stores[number % 2].write("", [addition(NAMES[number % 6], level=number)], now=NOON + number)
    for store in stores:
        found = store.history("", HistoryQuery(KEYS, time="modifiedAt"))
        values = {each.entity: [row.value for row in each.rows] for each in found}
        assert values == {key: [-1, *range(n, 90, 6)] for n, key in enumerate(KEYS)}
        store.close()


INGESTING = """
import sys
sys.path.insert(0, sys.argv[3])
from broker.store.samples import NOON, addition, creation
from jalons.broker.store.sqlite import SqliteStore, months

months.FEWEST_RECENT, months.ROWS_A_SERIES, months.TOGETHER = 40, 0, 7
store = SqliteStore(sys.argv[1], durability="full")
first = int(sys.argv[2])
if first == 0:
    store.write("", [creation(f"e{n}", n=-1) for n in range(6)], now=NOON)
for number in range(first, first + 1_000_000):
    store.write("", [addition(f"e{number % 6}", n=number)], now=NOON + number)
    sys.stdout.write(f"{number}\\n")
    sys.stdout.flush()
"""


def test_a_process_killed_while_rows_settle_loses_and_doubles_none(tmp_path: Path) -> None:
    path, tests = tmp_path / "twin.db", str(Path(__file__).parents[2])
    chance = random.Random(20261127)
    acknowledged: list[int] = []
    for turn in range(8):
        command = [sys.executable, "-c", INGESTING, str(path), str(turn * 6_000), tests]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as child:
            assert child.stdout is not None
            lines = [child.stdout.readline() for _ in range(chance.randint(60, 160))]
            child.send_signal(signal.SIGKILL)
            lines += child.stdout.read().splitlines()
        acknowledged += [int(line) for line in lines if line.strip()]
        store = opened(f"sqlite:///{path}")
        found = store.history("", HistoryQuery(KEYS, time="modifiedAt"))
        store.close()
        values = sorted(row.value for each in found for row in each.rows if row.value >= 0)
        assert len(values) == len(set(values))
        assert set(acknowledged) <= set(values)
        assert len(values) <= len(acknowledged) + turn + 1  # one not acknowledged yet a turn

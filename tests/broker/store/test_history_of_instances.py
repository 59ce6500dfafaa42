"""What the port promises of the instances of a history, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

import pytest

from broker.store.samples import NOON, creation, iri
from jalons.broker.engine.temporal import current
from jalons.broker.engine.temporal.request import HistoryQuery, Row, TimeProperty
from jalons.broker.store.port import HistoryChange, Step, Store

MONTH = 31 * 86_400_000_000
LAMP = "urn:t:a"
POWER = iri("power")


def row(value: float, stamp: int, *, deleted: bool = False) -> Row:
    return Row(
        attr=POWER,
        dataset=None,
        stamp=stamp,
        observed=None if deleted else stamp,
        created=NOON,
        modified=NOON + int(value),
        deleted=stamp if deleted else None,
        value=value,
        rest=None,
    )


def remember(store: Store, *rows: Row) -> None:
    step = Step(LAMP, current.untouched(LAMP), HistoryChange(rows=rows))
    (answer,) = store.write("", [step], now=NOON)
    assert not isinstance(answer, Exception), answer


@pytest.fixture
def lamp(store: Store) -> Store:
    store.write("", [creation("a")], now=NOON)
    remember(store, *(row(n, NOON + n * MONTH) for n in range(4)))
    return store


def read(store: Store, **more: object) -> list[float]:
    query = HistoryQuery((LAMP,), (POWER,), **more)  # type: ignore[arg-type]
    return [item.value for series in store.history("", query) for item in series.rows]


def test_a_row_with_an_address_takes_the_place_of_that_instance(lamp: Store) -> None:
    (series,) = lamp.history("", HistoryQuery((LAMP,), (POWER,)))
    address = series.rows[1].instance
    remember(lamp, row(9, NOON + 5 * MONTH)._replace(instance=address))
    assert read(lamp) == [0, 2, 3, 9]
    (series,) = lamp.history("", HistoryQuery((LAMP,), (POWER,)))
    assert series.rows[3].instance == address


@pytest.mark.parametrize("time", ["observedAt", "modifiedAt"])
def test_the_first_and_the_last_rows_are_those_of_all_months(
    lamp: Store, time: TimeProperty
) -> None:
    assert read(lamp, first=2, time=time) == [0, 1]
    assert read(lamp, last=2, time=time) == [2, 3]
    assert read(lamp, start=NOON + 1, end=NOON + 3, time="modifiedAt") == [1, 2]


def test_the_points_are_the_rows_without_the_deletions(lamp: Store) -> None:
    remember(lamp, row(7, NOON + 9 * MONTH, deleted=True))
    for time in ("observedAt", "modifiedAt"):
        (points,) = lamp.points("", HistoryQuery((LAMP,), (POWER,), time=time))
        assert points.values == [0, 1, 2, 3]
        assert points.kind == "Property"
    assert read(lamp) == [0, 1, 2, 3]
    assert read(lamp, time="modifiedAt")[-1] == 7
    assert read(lamp, time="deletedAt") == [7]

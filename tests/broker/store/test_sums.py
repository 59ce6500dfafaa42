"""Sums made by PostgreSQL, from rows or rolled up, are those made in Python from the points."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from broker.store.conftest import Cluster
from broker.store.samples import DAY, HOUR, NOON, creation, iri
from jalons.broker.engine.instants import micros
from jalons.broker.engine.operations import Effect
from jalons.broker.engine.rendering import View
from jalons.broker.engine.temporal import evolution
from jalons.broker.engine.temporal.parameters import METHODS, Aggregation, Interval
from jalons.broker.engine.temporal.request import HistoryQuery, Points, Row
from jalons.broker.engine.temporal.spreads import numbers, spreads
from jalons.broker.engine.temporal.summaries import Periods, Summed, periods_of, spreads_of
from jalons.broker.store.contexts import core
from jalons.broker.store.port import Erase, HistoryChange, Step
from jalons.broker.store.postgresql import PostgresqlStore

START = micros("2026-01-30T00:00:00Z")
ATTRS = ("power", "level")
VALUES = st.one_of(
    st.integers(-1000, 1000),
    st.floats(-1e6, 1e6, allow_nan=False).map(lambda value: value + 0.0),
    st.just(1e9 + 0.5),
)
ODD = st.sampled_from([True, "open", [1, 2], 2**60, 1e145, None, "urn:ngsi-ld:null"])
ROWS = st.lists(
    st.tuples(st.sampled_from(ATTRS), st.integers(0, 6 * 24 * 4), VALUES), min_size=1, max_size=40
)
STARTS = st.sampled_from([START, START - HOUR, START + 10 * HOUR + 7, START + DAY, 0])
AGGREGATIONS = st.sampled_from(
    [(0, HOUR), (0, DAY), (0, 5 * HOUR), (0, 7 * DAY), (1, 0), (0, 0), (0, 90 * 60_000_000)]
)
SOME = tuple(name for name in METHODS if name != "distinctCount")


@pytest.fixture
def sums(cluster: Cluster) -> Iterator[PostgresqlStore]:
    made = PostgresqlStore(cluster.made(), durability="off")
    yield made
    made.close()


def _row(attr: str, stamp: int, value: Any) -> Row:
    return Row(iri(attr), None, stamp, stamp, stamp, stamp, None, value, {"unitCode": "P1"})


def _write(
    store: PostgresqlStore, tenant: str, rows: list[Row], erase: Erase | None = None
) -> None:
    change = HistoryChange(tuple(rows), erase)
    step = Step("urn:t:a", lambda doc, _: Effect(doc, doc), change)
    (answer,) = store.write(tenant, [step], now=NOON)
    assert isinstance(answer, Effect)


def _same(store: PostgresqlStore, tenant: str, start: int, end: int | None, kind: Any) -> None:
    """The aggregates made of sums are those made of points."""
    for methods in (METHODS, SOME):
        aggregation = Aggregation(methods, *kind)
        interval = Interval("observedAt", start, end)
        periods = periods_of(aggregation, interval, now=NOON)
        assert periods is not None
        query = HistoryQuery(("urn:t:a",), start=start, end=end)
        doc = store.read(tenant, ["urn:t:a"])["urn:t:a"]
        view = View(core())
        wanted, found = (
            evolution.aggregates(
                doc, items, view, interval=interval, aggregation=aggregation, periods=periods
            )
            for items in (store.points(tenant, query), store.summed(tenant, query, periods))
        )
        assert wanted.keys() == found.keys()
        for attr in ATTRS:
            ours, theirs = found.get(attr, {}), wanted.get(attr, {})
            assert ours.keys() == theirs.keys(), attr
            for method in theirs.keys() & set(METHODS):
                assert [cell[1:] for cell in ours[method]] == [cell[1:] for cell in theirs[method]]
                values = [cell[0] for cell in theirs[method]]
                if method == "stddev":  # of numbers near each other far from zero
                    assert [cell[0] for cell in ours[method]] == pytest.approx(
                        values, rel=1e-6, abs=1e-3
                    )
                elif all(isinstance(value, int | float) for value in values):
                    assert [cell[0] for cell in ours[method]] == pytest.approx(
                        values, rel=1e-9, abs=1e-6
                    )
                else:
                    assert [cell[0] for cell in ours[method]] == values


_tenants = iter(range(10**9))


def test_sums_are_those_of_points_before_and_after_days_are_rolled_up(
    sums: PostgresqlStore,
) -> None:
    @settings(suppress_health_check=[HealthCheck.too_slow])
    @given(
        rows=ROWS,
        late=ROWS,
        odd=st.lists(st.tuples(st.sampled_from(ATTRS), st.integers(0, 500), ODD), max_size=2),
        start=STARTS,
        length=st.none() | st.sampled_from([DAY, 3 * DAY + 5 * HOUR, 40 * DAY]),
        kind=AGGREGATIONS,
    )
    def holds(  # noqa: PLR0913, PLR0917
        rows: Any, late: Any, odd: Any, start: int, length: int | None, kind: Any
    ) -> None:
        tenant = f"t{next(_tenants)}"
        end = None if length is None else start + length
        sums.write(tenant, [creation("a")], now=NOON)
        quarter = HOUR // 4

        def made(found: Any) -> list[Row]:
            return [_row(attr, START + number * quarter, value) for attr, number, value in found]

        _write(sums, tenant, made(rows))
        _same(sums, tenant, start, end, kind)
        sums.roll_up(now=NOON)
        _same(sums, tenant, start, end, kind)
        _write(sums, tenant, made(late + odd))
        _same(sums, tenant, start, end, kind)
        erased = Erase(attr=iri("power"), since=START + DAY, before=START + 2 * DAY + HOUR)
        _write(sums, tenant, [], erased)
        _same(sums, tenant, start, end, kind)
        sums.roll_up(now=NOON)
        _same(sums, tenant, start, end, kind)

    holds()


def _by(store: PostgresqlStore, table: str) -> int:
    return int(store.rows(f"SELECT count(*) FROM {table}")[0][0])


def _total(store: PostgresqlStore, length: int, start: int = START) -> list[float]:
    (item,) = store.summed("", HistoryQuery(("urn:t:a",), start=start), Periods(start, length))
    assert isinstance(item, Summed)
    return [summary.total for summary in item.summaries]


def test_rolled_days_are_used_where_periods_fall_on_hours_and_late_data_undo_them(
    sums: PostgresqlStore,
) -> None:
    sums.write("", [creation("a")], now=NOON)
    _write(sums, "", [_row("power", START + n * HOUR // 2, 1) for n in range(96)])
    assert sums.roll_up(now=NOON) > 2
    assert (_by(sums, "by_hour"), _by(sums, "by_day")) == (48, 2)
    with sums._opening() as link:  # so that a sum of rows and a rolled one differ
        link.execute("UPDATE by_hour SET total = 20")
        link.execute("UPDATE by_day SET total = 480")
    assert _total(sums, DAY) == [480, 480]
    assert _total(sums, HOUR) == [20] * 48
    assert _total(sums, 6 * HOUR, START - 5 * HOUR) == [20, 120, 120, 120, 120, 120, 120, 120, 100]
    assert sum(_total(sums, HOUR // 2)) == 96  # rows: half hours are not rolled up
    start = START + 600_000_000  # ten minutes late: the first day is read by rows
    assert sum(_total(sums, DAY, start)) == 95
    _write(sums, "", [_row("power", START + 60_000_000, 5)])
    assert _total(sums, DAY) == [53, 480]  # the first day is read row by row at once
    assert sums.roll_up(now=NOON) == 1
    assert _total(sums, DAY) == [53, 480]
    assert _by(sums, "stale") == 0
    _write(sums, "", [], Erase())
    assert (_by(sums, "by_hour"), _by(sums, "by_day")) == (0, 0)


def test_the_last_days_are_read_row_by_row_and_one_process_rolls_up_at_a_time(
    sums: PostgresqlStore,
) -> None:
    now = time.time_ns() // 1000
    sums.write("", [creation("a")], now=now)
    _write(sums, "", [_row("power", now - n * HOUR, 1) for n in range(24 * 6)])
    sums.roll_up(now=now)
    (latest,) = sums.rows("SELECT max(start) FROM by_hour")[0]
    assert latest < now - 2 * DAY < latest + DAY + HOUR
    start = now // DAY * DAY - 10 * DAY
    assert sum(_total(sums, DAY, start)) == 24 * 6
    with sums._opening() as link:
        link.execute("SELECT pg_advisory_xact_lock(%s)", (0x726F6C6C,))
        assert sums.roll_up(now=now + 3 * DAY) == 0


def test_days_of_a_calendar_are_summed_as_they_are_from_points(sums: PostgresqlStore) -> None:
    sums.write("", [creation("a"), creation("b")], now=NOON)
    _write(sums, "", [_row("power", START + n * HOUR // 3, n % 7) for n in range(200)])
    bounds = tuple(START - 2 * HOUR + n * DAY for n in range(5))
    query = HistoryQuery(("urn:t:a", "urn:t:b"), start=START + 5, end=bounds[-1] + 1)
    points = sums.points("", query)
    wanted = spreads(*numbers(points), bounds)
    for _turn in range(2):
        found = sums.summed("", query, Periods(bounds[0], bounds=bounds))
        assert spreads_of(found, Periods(bounds[0], bounds=bounds)) == wanted
        assert not any(isinstance(each, Points) for each in found)
        sums.roll_up(now=NOON)


def test_a_month_dropped_leaves_no_sum(sums: PostgresqlStore) -> None:
    sums.write("", [creation("a")], now=NOON)
    _write(sums, "", [_row("power", START + n * DAY, 1) for n in range(4)])  # 30 Jan to 2 Feb
    sums.roll_up(now=NOON)
    assert sums.drop_months(before=START + 20 * DAY) == 1
    assert _total(sums, DAY, START - DAY) == [1, 1]
    assert _by(sums, "by_day") == 2

"""Retention on both stores, and a store copied into the other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from broker.store.conftest import Cluster, Making
from broker.store.samples import DAY, HOUR, NOON, addition, creation, iri
from jalons.broker.engine import operations
from jalons.broker.engine.instants import written
from jalons.broker.engine.policies.policy import TypePolicy
from jalons.broker.engine.problems import Problem
from jalons.broker.engine.query.request import EntityQuery
from jalons.broker.engine.temporal.request import HistoryQuery
from jalons.broker.engine.temporal.retention import COUNT, GREATEST, LEAST, RetentionRule
from jalons.broker.store.factory import opened
from jalons.broker.store.maintenance.migration import copied
from jalons.broker.store.maintenance.retention import drop_agreed, tidy
from jalons.broker.store.port import Note, Step, Store
from jalons.broker.store.sqlite import months


def _seen(value: Any, stamp: int) -> dict[str, Any]:
    return {"type": "Property", "value": value, "observedAt": written(stamp), "unitCode": "CEL"}


def _filled(store: Store, days: int = 100) -> None:
    store.write("", [creation("a", type=["Lamp", "Pole"]), creation("b", type="Other")], now=NOON)
    start = NOON - days * DAY
    for number in range(days):
        for name in ("a", "b"):
            moments = [start + number * DAY + hour * HOUR // 2 for hour in range(3)]
            steps = [addition(name, power=_seen(n, m)) for n, m in enumerate(moments)]
            store.write("", steps, now=NOON + number)


def _rows(store: Store, name: str) -> list[Any]:
    found = store.history("", HistoryQuery((f"urn:t:{name}",)))
    return [row for series in found for row in series.rows]


def test_old_rows_go_and_the_months_that_held_them(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(months, "FEWEST_RECENT", 20)  # of SQLite: rows soon go to their months
    monkeypatch.setattr(months, "TOGETHER", 1)
    _filled(store)
    rules = {iri("Lamp"): RetentionRule(keep_days=200), iri("Pole"): RetentionRule(keep_days=40)}
    done = tidy(store, "", rules, now=NOON)
    assert (done.entities, done.months) == (1, 0)
    assert min(row.stamp for row in _rows(store, "a")) >= NOON - 40 * DAY
    assert len(_rows(store, "a")) == 120
    assert len(_rows(store, "b")) == 300
    done = tidy(store, "", {"*": RetentionRule(keep_days=10)}, now=NOON)
    assert done.months == 3  # August, September, October
    assert len(_rows(store, "b")) == 30
    store.write("", [addition("b", power=_seen(5, NOON - 90 * DAY))], now=NOON + 1000)
    assert len(_rows(store, "b")) == 31


def test_what_ages_becomes_hourly_then_daily_and_then_stays(store: Store) -> None:
    _filled(store, days=20)
    rules = {iri("Lamp"): RetentionRule(hourly_after=5, daily_after=10)}
    tidy(store, "", rules, now=NOON)
    rows = _rows(store, "a")
    days = [row for row in rows if row.stamp < NOON - 10 * DAY - 12 * HOUR]
    assert len(days) == 10
    (first, *_) = days
    assert first.value == 1
    assert first.rest["unitCode"] == "CEL"
    subs = {name: subs[0]["value"] for name, subs in first.rest["subs"].items()}
    assert (subs[COUNT], subs[LEAST], subs[GREATEST]) == (3, 0, 2)
    hours = [row for row in rows if NOON - 10 * DAY <= row.stamp < NOON - 5 * DAY]
    assert [row.value for row in hours] == [0.5, 2] * 5
    assert len([row for row in rows if row.stamp >= NOON - 5 * DAY]) == 15
    again = tidy(store, "", rules, now=NOON)
    assert again.condensed == 0
    assert _rows(store, "a") == rows


def test_the_hours_become_days_with_the_weight_of_what_they_sum(store: Store) -> None:
    _filled(store, days=20)
    tidy(store, "", {"*": RetentionRule(hourly_after=1)}, now=NOON)
    tidy(store, "", {"*": RetentionRule(daily_after=1)}, now=NOON)
    first = _rows(store, "a")[0]
    assert (first.value, first.rest["subs"][COUNT][0]["value"]) == (1, 3)


def test_a_rule_of_no_day_is_refused() -> None:
    with pytest.raises(Problem, match="one at the least"):
        RetentionRule(keep_days=0)


@pytest.fixture(params=["sqlite to postgresql", "postgresql to sqlite", "sqlite to sqlite"])
def pair(
    request: pytest.FixtureRequest, cluster: Cluster, tmp_path: Any
) -> Iterator[tuple[Store, Store]]:
    """Two empty stores."""
    kinds = request.param.split(" to ")
    addresses = [
        cluster.made() if kind == "postgresql" else f"sqlite:///{tmp_path}/{number}.db"
        for number, kind in enumerate(kinds)
    ]
    source, target = (opened(each, durability="off") for each in addresses)
    yield source, target
    source.close()
    target.close()


def _rich(store: Store) -> None:
    here = {"type": "GeoProperty", "value": {"type": "Point", "coordinates": [-1.5, 48]}}
    values = [
        1,
        1.0,
        2**60,
        0.1,
        "é",
        True,
        [1, {"a": "\x00"}],
        {"type": "Property", "value": {"x": 1}},
    ]
    steps = [creation(f"e{n}", power=value, location=here) for n, value in enumerate(values)]
    store.write("", steps, now=NOON)
    store.write("", [addition("e0", power=_seen(5, NOON))], now=NOON + 1)
    store.write("town", [creation("z", type="Other"), creation("a")], now=NOON)
    store.write("town", [Step("urn:t:a", operations.delete())], now=NOON + 2)
    store.put("town", "sheet", "k", {"a": 1})


def test_a_copy_has_the_same_entities_history_and_documents(pair: tuple[Store, Store]) -> None:
    source, target = pair
    _rich(source)
    done = copied(source, target, now=NOON)
    assert (done.tenants, done.entities, done.documents, done.written) == (2, 9, 1, 9)
    assert target.query("", EntityQuery()).docs == source.query("", EntityQuery()).docs
    assert target.types("") == source.types("")
    assert copied(source, target, now=NOON).written == 0
    source.write("", [addition("e3", power=7)], now=NOON + 9)
    assert copied(source, target, now=NOON).written == 1


def test_a_copy_that_was_stopped_goes_on(pair: tuple[Store, Store]) -> None:
    source, target = pair
    _rich(source)
    docs = source.query("", EntityQuery(limit=3)).docs
    for doc in docs:
        target.write("", [Step(doc["id"], operations.create(doc))], now=NOON)
    assert copied(source, target, now=NOON).entities == 9


def test_a_target_that_holds_something_else_is_refused(pair: tuple[Store, Store]) -> None:
    source, target = pair
    _rich(source)
    target.write("", [creation("mine")], now=NOON)
    with pytest.raises(Problem, match="holds other entities"):
        copied(source, target, now=NOON)


def test_notifications_that_wait_stop_a_migration_and_are_not_lost(new_address: Making) -> None:
    source, target = (opened(new_address(), durability="off") for _ in range(2))
    try:
        source.watcher = lambda _, effects: [Note("urn:s", b"x", NOON) for _ in effects]  # type: ignore[attr-defined]
        source.write("", [creation("a")], now=NOON)
        with pytest.raises(Problem, match="notifications wait"):
            copied(source, target, now=NOON)
        assert len(source.owed(now=NOON, limit=9)) == 1
    finally:
        source.close()
        target.close()


def test_months_every_tenant_promised_to_erase_are_dropped_whole(cluster: Cluster) -> None:
    store = opened(cluster.made(), durability="off")
    try:
        _filled(store)
        store.write("t", [creation("c", power=_seen(1, NOON - 100 * DAY))], now=NOON)
        kinds = {name: TypePolicy(type=iri(name), retention_days=30) for name in ("Lamp", "Pole")}
        some = {iri(name): policy for name, policy in kinds.items()}
        other = {iri("Other"): TypePolicy(type=iri("Other"), retention_days=70)}
        assert drop_agreed(store, {"": some, "t": some}, now=NOON) == 0  # Other promises nothing
        assert drop_agreed(store, {"": some | other}, now=NOON) == 0  # nor does the second tenant
        before = len(_rows(store, "b"))
        assert drop_agreed(store, {"": some | other, "t": some}, now=NOON) == 1
        left = _rows(store, "b")
        assert len(left) < before
        assert min(row.stamp for row in left) <= NOON - 70 * DAY  # the rest goes row by row
        store.write("", [addition("b", power=_seen(5, NOON - 90 * DAY))], now=NOON + 1000)
        assert len(_rows(store, "b")) == len(left) + 1
    finally:
        store.close()

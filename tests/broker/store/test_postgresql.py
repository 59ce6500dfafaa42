"""What only PostgreSQL does: brokers that share it, its end and its return, PostGIS missing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from broker.server.calling import Client
from broker.store.conftest import Cluster
from broker.store.samples import NOON, creation, iri
from jalons.broker.engine.operations import Effect
from jalons.broker.engine.problems import Problem
from jalons.broker.engine.query.geo import GeoQuery
from jalons.broker.engine.query.request import EntityQuery
from jalons.broker.engine.query.tree import TYPE, Compare
from jalons.broker.engine.temporal.request import HistoryQuery
from jalons.broker.server.alone import made
from jalons.broker.server.app import application
from jalons.broker.store import paging
from jalons.broker.store.port import Step
from jalons.broker.store.postgresql import PostgresqlStore

HERE = {"type": "Point", "coordinates": [-1.68, 48.11]}


def _one_more(doc: Any, _: str) -> Effect:
    attrs = {**doc["attrs"]}
    attrs[iri("n")] = [{**attrs[iri("n")][0], "value": attrs[iri("n")][0]["value"] + 1}]
    return Effect(doc, {**doc, "attrs": attrs})


def test_brokers_that_share_a_database_lose_no_update_and_create_an_entity_once(
    cluster: Cluster,
) -> None:
    address = cluster.made()
    brokers = [PostgresqlStore(address, durability="off") for _ in range(3)]
    try:
        names = ["a", "b", "c", "d"]
        with ThreadPoolExecutor(12) as threads:

            def create(broker: PostgresqlStore) -> list[Any]:
                return broker.write("", [creation(name, n=0) for name in names], now=NOON)

            answers = [a for found in threads.map(create, brokers) for a in found]
            assert sum(isinstance(answer, Effect) for answer in answers) == len(names)

            def work(number: int) -> None:
                order = names if number % 2 else names[::-1]
                steps = [Step(f"urn:t:{name}", _one_more) for name in order]
                for answer in brokers[number % 3].write("", steps, now=NOON + number):
                    assert isinstance(answer, Effect)

            list(threads.map(work, range(60)))
        docs = brokers[0].query("", EntityQuery(counted=True)).docs
        assert [doc["attrs"][iri("n")][0]["value"] for doc in docs] == [60] * len(names)
        (found,) = brokers[1].types("")
        assert found.entities == len(names)
    finally:
        for broker in brokers:
            broker.close()


def test_one_broker_finds_what_another_named(cluster: Cluster) -> None:
    address = cluster.made()
    one, other = PostgresqlStore(address), PostgresqlStore(address)
    try:
        assert other.query("t", EntityQuery(counted=True)).total == 0
        one.write("t", [creation("a", power=3)], now=NOON)
        assert other.query("t", EntityQuery(counted=True)).total == 1
        assert len(other.history("t", HistoryQuery(("urn:t:a",), time="modifiedAt"))) == 1
    finally:
        one.close()
        other.close()


def test_what_the_database_cannot_keep_is_refused_alone(cluster: Cluster) -> None:
    import random

    store = PostgresqlStore(cluster.made())
    try:
        noise = "".join(random.Random(1).choices("abcdefghijklmnopqrstuvwxyz0123456789", k=9000))
        futures = [store.submit("", [creation(name)], now=NOON) for name in ("a", f"b{noise}", "c")]
        with pytest.raises(Problem, match="cannot keep this"):
            futures[1].result()
        assert [isinstance(futures[n].result()[0], Effect) for n in (0, 2)] == [True, True]
    finally:
        store.close()


@pytest.mark.slow
def test_a_database_that_stops_is_busy_and_works_again_when_it_returns(cluster: Cluster) -> None:
    store = PostgresqlStore(cluster.made())
    try:
        store.write("", [creation("a")], now=NOON)
        assert store.query("", EntityQuery(counted=True)).total == 1
        cluster.stop()
        try:
            with pytest.raises(Problem) as writing:
                store.write("", [creation("b")], now=NOON)
            with pytest.raises(Problem) as reading:
                store.query("", EntityQuery())
            assert (writing.value.kind, reading.value.kind) == ("Busy", "Busy")
        finally:
            cluster.start()
        assert isinstance(store.write("", [creation("b")], now=NOON)[0], Effect)
        assert store.query("", EntityQuery(counted=True)).total == 2
        cluster.stop()
        cluster.start()  # nobody asked meanwhile: nobody notices
        assert isinstance(store.write("", [creation("c")], now=NOON)[0], Effect)
        assert store.query("", EntityQuery(counted=True)).total == 3
    finally:
        store.close()


def test_without_postgis_boxes_are_plain_columns_and_answers_the_same(cluster: Cluster) -> None:
    address = cluster.made(template="template0")
    name = address.rpartition("/")[2]
    cluster.ask("CREATE ROLE plain LOGIN" if not _has_role(cluster) else "SELECT 1")
    cluster.ask(f"ALTER DATABASE {name} OWNER TO plain")
    store = PostgresqlStore(address.replace("jalons@", "plain@"))
    try:
        assert store.postgis is False
        store.write("", [creation("a", location={"type": "GeoProperty", "value": HERE})], now=NOON)
        near = EntityQuery(geo=GeoQuery("near", HERE, max_distance=10.0), counted=True)
        assert store.query("", near).total == 1
    finally:
        store.close()


def test_a_statement_that_takes_too_long_ends_with_words_and_the_next_one_works(
    cluster: Cluster,
) -> None:
    store = PostgresqlStore(cluster.made(), statement_seconds=1)
    try:
        store.write("", [creation("a")], now=NOON)
        with pytest.raises(Problem, match="more than 1 seconds: narrow it") as slow:
            store._read(lambda link: link.execute("SELECT pg_sleep(5)"))
        assert (slow.value.kind, slow.value.status) == ("TooComplexQuery", 403)
        assert store.query("", EntityQuery(counted=True)).total == 1
        with store._opening() as writer:  # writes have no such bound
            assert writer.execute("SHOW statement_timeout").fetchone() == ("0",)
    finally:
        store.close()


def test_many_entities_created_are_analysed_without_waiting_for_autovacuum(
    cluster: Cluster,
) -> None:
    store = PostgresqlStore(cluster.made(), durability="off")
    known = "SELECT reltuples FROM pg_class WHERE relname = 'entity' AND relkind = 'r'"
    try:
        for start in range(0, 2_000, 500):
            store.write("", [creation(str(start + n)) for n in range(500)], now=NOON)
        store._committer._freshness.close()
        (rows,) = store.rows(known)[0]
        assert rows == 2_000
        store.write("", [creation("another")], now=NOON)
        store.freshened()
        assert store.rows(known)[0][0] == 2_001
    finally:
        store.close()


def test_many_entities_are_counted_roughly_with_a_margin_and_exactly_on_request(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "COUNTED", 500)
    monkeypatch.setattr(paging, "SAMPLE", 4)
    store = PostgresqlStore(cluster.made(), durability="off")
    try:
        store.write("", [creation(str(n), power=n) for n in range(2_500)], now=NOON)
        over = EntityQuery(where=Compare(iri("power"), ">=", (500.0,)), limit=1, counted=True)
        assert store.query("", over).total == 2_000
        rough = store.query("", replace(over, roughly=True))
        assert rough.margin is not None
        assert rough.total != 2_000
        assert abs((rough.total or 0) - 2_000) <= 2 * rough.margin
        few = replace(over, where=Compare(iri("power"), ">=", (2_100.0,)), roughly=True)
        assert (store.query("", few).total, store.query("", few).margin) == (400, None)
        kind = EntityQuery(where=Compare(TYPE, "==", (iri("Lamp"),)), counted=True, roughly=True)
        assert (store.query("", kind).total, store.query("", kind).margin) == (2_500, None)
        unseen = replace(kind, visible=frozenset({iri("Other")}))
        assert store.query("", unseen).total == 0
    finally:
        store.close()


def test_an_api_says_when_its_count_is_an_estimate(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "COUNTED", 50)
    monkeypatch.setattr(paging, "SAMPLE", 2)
    monkeypatch.setattr(paging, "FEW", 10)
    broker = made(store=cluster.made(), durability="off", contexts={}, open_test_mode=True)
    try:
        broker.store.write("", [creation(str(n), power=n) for n in range(300)], now=NOON)
        client = Client(application(broker))
        root = "/ngsi-ld/v1/entities?type=Lamp&limit=0&count=true"
        exact, rough = client.get(root), client.get(f"{root}&q=power>=0")
        assert exact.headers["ngsild-results-count"] == "300"
        assert "ngsild-warning" not in exact.headers
        assert rough.headers["ngsild-warning"].startswith(
            '199 testserver "the count is an estimate'
        )
        few = client.get(f"{root}&q=power<20")
        assert few.headers["ngsild-results-count"] == "20"
        assert "ngsild-warning" not in few.headers
    finally:
        broker.store.close()


def _has_role(cluster: Cluster) -> bool:
    import psycopg

    with psycopg.connect(cluster.address("postgres")) as link:
        found = link.execute("SELECT 1 FROM pg_roles WHERE rolname = 'plain'").fetchone()
    return found is not None

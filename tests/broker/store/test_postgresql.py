"""What only PostgreSQL does: brokers that share it, its end and its return, PostGIS missing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from broker.store.conftest import Cluster
from broker.store.samples import NOON, creation, iri
from jalons.broker.engine.operations import Effect
from jalons.broker.engine.problems import Problem
from jalons.broker.engine.query.geo import GeoQuery
from jalons.broker.engine.query.request import EntityQuery
from jalons.broker.engine.temporal.request import HistoryQuery
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


def _has_role(cluster: Cluster) -> bool:
    import psycopg

    with psycopg.connect(cluster.address("postgres")) as link:
        found = link.execute("SELECT 1 FROM pg_roles WHERE rolname = 'plain'").fetchone()
    return found is not None

"""Addresses are pulled within bounds: known hosts, no redirection, no more than what fits."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from jalons.broker.engine.instants import written
from jalons.broker.engine.problems import Problem
from jalons.broker.server.alone import made
from jalons.broker.server.broker import Broker
from jalons.broker.server.ingest import pulled_source as pulling
from jalons.broker.server.ingest import sources
from jalons.broker.server.ingest.intake import Intake, Tally
from jalons.broker.server.ingest.pulled_source import Fetched, pulled
from jalons.broker.server.ingest.runner import ingesting
from jalons.broker.store.contexts import core
from living_broker import Host, hosting

RULE = {
    "id": "urn:ngsi-ld:OffStreetParking:{id}",
    "type": "OffStreetParking",
    "attributes": [{"name": "free", "kind": "integer"}],
}
JSON = {"envelope": "json", "items": "results", "observed": "at", "entities": [RULE]}
TABLE = {"envelope": "table", "observed": "at", "entities": [RULE]}
LOOPBACK = frozenset({"127.0.0.1"})


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    broker = made(
        store=f"sqlite:///{tmp_path}/twin.db", durability="off", contexts={}, open_test_mode=False
    )
    broker.options = replace(broker.options, ingests=True, ingest_from=LOOPBACK)
    yield broker
    broker.store.close()


@pytest.fixture
def host() -> Iterator[Host]:
    with hosting() as host:
        yield host


def intake(broker: Broker, url: str, mapping: dict[str, Any]) -> Intake:
    document = {"key": "parkings", "way": "pull", "mapping": mapping, "pull": {"url": url}}
    sources.keep(broker.store, "", document)
    return Intake(broker, "", sources.source_of(document))


def pull(source: Intake, last: Fetched | None = None) -> tuple[Fetched, Tally]:
    return asyncio.run(pulled(source, last or Fetched(0)))


def places(broker: Broker, **free: Any) -> bytes:
    """What an open data platform answers: one object a car park."""
    at = written(broker.now() - 60_000_000)
    return json.dumps(
        {"results": [{"id": key, "free": value, "at": at} for key, value in free.items()]}
    ).encode()


def free(broker: Broker, name: str) -> Any:
    entity = f"urn:ngsi-ld:OffStreetParking:{name}"
    doc = broker.store.read("", [entity]).get(entity)
    return doc and doc["attrs"][core().expand("free")][0]["value"]


def test_a_json_address_is_pulled_item_by_item(broker: Broker, host: Host) -> None:
    host.pages["/p"] = (200, {}, places(broker, gare=12, mairie="douze", halles=3))
    source = intake(broker, f"{host.address}/p", JSON)
    _, tally = pull(source)
    assert (tally.committed, tally.refused) == (2, 1)
    assert (free(broker, "gare"), free(broker, "mairie"), free(broker, "halles")) == (12, None, 3)
    (letter,) = source.dead.every()
    assert json.loads(letter.text)["free"] == "douze"


def test_a_csv_address_is_pulled_row_by_row(broker: Broker, host: Host) -> None:
    at = written(broker.now() - 60_000_000)
    host.pages["/p.csv"] = (200, {}, f"id;free;at\ngare;12;{at}\n".encode())
    pull(intake(broker, f"{host.address}/p.csv", TABLE))
    assert free(broker, "gare") == 12


def test_what_did_not_change_is_not_read_again(broker: Broker, host: Host) -> None:
    host.pages["/p"] = (200, {"ETag": '"1"'}, places(broker, gare=12))
    source = intake(broker, f"{host.address}/p", JSON)
    first, _ = pull(source)
    assert first.etag == '"1"'
    host.pages["/p"] = (304, {}, b"")
    again, tally = pull(source, first)
    assert (again, tally.counts()) == (first, Tally().counts())


def test_the_same_observations_pulled_again_are_duplicates(broker: Broker, host: Host) -> None:
    host.pages["/p"] = (200, {}, places(broker, gare=12))
    source = intake(broker, f"{host.address}/p", JSON)
    pull(source)
    _, tally = pull(source)
    assert (tally.committed, tally.duplicates) == (0, 1)


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("http://10.0.0.1/p", "not among the hosts"),
        ("http://169.254.169.254/latest/meta-data", "not among the hosts"),
        ("http://localhost/p", "not among the hosts"),
    ],
)
def test_a_host_the_operator_did_not_name_is_not_asked(broker: Broker, url: str, says: str) -> None:
    with pytest.raises(Problem, match=says):
        pull(intake(broker, url, JSON))


def test_a_redirection_is_not_followed(broker: Broker, host: Host) -> None:
    host.pages["/p"] = (302, {"Location": f"{host.address}/private"}, b"")
    with pytest.raises(Problem, match="not followed"):
        pull(intake(broker, f"{host.address}/p", JSON))
    assert host.asked == ["/p"]


def test_an_answer_too_long_is_refused(
    broker: Broker, host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pulling, "MOST_BYTES", 1_000)
    host.pages["/p"] = (200, {}, b" " * 200_000)
    with pytest.raises(Problem) as caught:
        pull(intake(broker, f"{host.address}/p", JSON))
    assert caught.value.kind == "RequestEntityTooLarge"


def test_an_address_that_hangs_is_left_after_a_while(
    broker: Broker, host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pulling, "MOST_SECONDS", 0.3)
    with pytest.raises(OSError, match="timed out"):
        pull(intake(broker, f"{host.address}/hangs", JSON))


def test_a_source_pulled_tells_its_failure_and_its_success(broker: Broker, host: Host) -> None:
    async def told(name: str, value: object) -> None:
        async with asyncio.timeout(20):
            while True:
                state = await asyncio.to_thread(broker.store.get, "", sources.STATE, "parkings")
                if (state or {}).get(name) == value:
                    return
                await asyncio.sleep(0.02)

    async def story() -> None:
        async with ingesting(broker, look_every=0.05):
            await told("why", "the answer was 404")
            host.pages["/p"] = (200, {}, places(broker, gare=12))
            kept = broker.store.get("", sources.KIND, "parkings")
            assert kept is not None
            await asyncio.to_thread(sources.keep, broker.store, "", {**kept, "name": "again"})
            await told("kept", 1)

    intake(broker, f"{host.address}/p", JSON)
    asyncio.run(story())
    assert free(broker, "gare") == 12

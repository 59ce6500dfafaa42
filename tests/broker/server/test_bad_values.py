"""Over HTTP, what one caller sends wrong is answered 4xx to that caller, and to nobody else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from broker.server.gates import NamedGate, Notebook
from broker.server.out_towns import StreamingClient
from broker.server.test_guarantee import POLICY, SENSOR
from jalons.broker.engine.operations import Effect
from jalons.broker.engine.policies.policy import TypePolicy
from jalons.broker.server.app import application
from jalons.broker.server.broker import Broker, Options
from jalons.broker.store.contexts import ContextLibrary
from jalons.broker.store.factory import opened
from jalons.broker.store.port import Step

HUGE = 10**400
API = "/ngsi-ld/v1"
OPEN = {"audience": "open"}
DEEP = '{"a":[' * 1_500 + "1" + "]}" * 1_500


def test_a_batch_does_what_is_good_and_says_what_is_not(ask: Any) -> None:
    bad: list[Any] = [
        {"value": HUGE},
        {"value": 1, "observedAt": "0001-01-01T00:00:00+23:00"},
        {"value": json.loads(DEEP)},
        {"value": 1, "datasetId": json.loads(DEEP)},
    ]
    entities = [{"id": f"urn:t:good{n}", "type": "Lamp", "power": n} for n in range(6)]
    entities[3:3] = [{"id": f"urn:t:bad{n}", "type": "Lamp", "power": b} for n, b in enumerate(bad)]
    entities.append({"id": json.loads(DEEP), "type": "Lamp"})
    entities.append({"id": HUGE, "type": "Lamp"})
    answer = ask("POST", "/entityOperations/upsert", entities)
    assert answer.status_code == 207
    assert answer.json()["success"] == [f"urn:t:good{n}" for n in range(6)]
    assert [e["error"]["status"] for e in answer.json()["errors"]] == [400] * 6
    assert len(ask("GET", "/entities?type=Lamp").json()) == 6


def test_ids_to_delete_that_are_no_ids_are_told_one_by_one(ask: Any) -> None:
    ask.entity("urn:t:a")
    answer = ask("POST", "/entityOperations/delete", ["urn:t:a", HUGE, json.loads(DEEP), 5])
    assert answer.status_code == 207
    assert answer.json()["success"] == ["urn:t:a"]
    assert [e["error"]["status"] for e in answer.json()["errors"]] == [400] * 3


OLD = '{"value":1,"observedAt":"0001-01-01T00:00:00+23:00"}'
TEMPORAL = f'{{"id":"urn:t:b","type":"Lamp","power":[{OLD}]}}'
AFTER = "/temporal/entities/urn:t:a?timerel=after&timeAt="
LONG = "&options=aggregatedValues&aggrMethods=avg&aggrPeriodDuration=P99999999999D"


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/entities", f'{{"id":"urn:t:b","type":"Lamp","power":{HUGE}}}'),
        ("POST", "/entities", f'{{"id":"urn:t:b","type":"Lamp","power":{{"value":{DEEP}}}}}'),
        ("POST", "/entities/urn:t:a/attrs", f'{{"power":{HUGE}}}'),
        ("PATCH", "/entities/urn:t:a", f'{{"power":{{"value":{DEEP}}}}}'),
        ("PATCH", "/entities/urn:t:a/attrs/power", f'{{"value":{HUGE}}}'),
        ("POST", "/temporal/entities",
         TEMPORAL),
        ("POST", "/temporal/entities",
         f'{{"id":"urn:t:b","type":"Lamp","power":[{{"value":{HUGE}}}]}}'),
        ("POST", "/subscriptions", f'{{"type":"Subscription","entities":{DEEP}}}'),
        ("POST", "/csourceRegistrations",
         f'{{"type":"ContextSourceRegistration","information":{DEEP}}}'),
        ("POST", "/jsonldContexts", f'{{"@context":{DEEP}}}'),
        ("POST", "/entityOperations/query", f'{{"type":"Query","q":{DEEP}}}'),
        ("POST", "/entityOperations/query",
         '{"type":"Query","entities":[' + ",".join(['{"type":"L"}'] * 3_000) + "]}"),
        ("GET", "/entities?q=power==" + ",".join(map(str, range(2_000))), None),
        ("GET", "/entities?type=Lamp&orderBy=" + ",".join(["power"] * 3_000), None),
        ("GET", "/entities?type=Lamp&pick=" + "power{" * 3_000 + "a" + "}" * 3_000, None),
        ("GET", AFTER + "0001-01-01T00:00:00%2B23:00", None),
        ("GET", AFTER + "2026-01-01T00:00:00Z" + LONG, None),
    ],
    ids=range(17),
)  # fmt: skip
def test_a_request_that_asks_too_much_is_answered_4xx(
    ask: Any, method: str, path: str, body: str | None
) -> None:
    assert ask.entity("urn:t:a", power=1).status_code == 201
    content = body.encode() if body else None
    answer = ask.client.send(method, API + path, content=content)
    if content is not None:
        length = {"content-type": "application/json", "content-length": str(len(content))}
        answer = ask.client.send(method, API + path, content=content, headers=length)
    assert 400 <= answer.status_code < 500, answer.body


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    store = opened(f"sqlite:///{tmp_path}/twin.db", durability="off")
    made = Broker(
        store=store,
        contexts=ContextLibrary(files={}, store=store, clock=lambda: 0),
        options=Options(requires_policies=True),
        gate=NamedGate(),
        witness=Notebook(),
    )
    blurred: TypePolicy = replace(POLICY, position_metres=1000, time_seconds=3600)
    made.policies.keep("", blurred)
    yield made
    store.close()


@pytest.mark.parametrize(
    "path",
    ["/ngsi-ld/v1/entities?type=Sensor", "/sta/v1.1/Things", "/export/Sensor.csv",
     "/export/Sensor.geojson", "/ogc/collections/Sensor/items",
     "/ngsi-ld/v1/temporal/entities?type=Sensor&timerel=after&timeAt=2026-01-01T00:00:00Z"],
)  # fmt: skip
def test_an_entity_stored_bad_never_fails_the_page_of_others(broker: Broker, path: str) -> None:
    client = StreamingClient(application(broker))
    for number in range(3):
        made = client.post(f"{API}/entities", json=SENSOR | {"id": f"urn:ngsi-ld:Sensor:{number}"})
        assert made.status_code == 201
    (doc,) = broker.store.read("", ["urn:ngsi-ld:Sensor:0"]).values()
    level = "https://uri.etsi.org/ngsi-ld/default-context/level"
    deep = {**doc["attrs"][level][0], "value": json.loads(DEEP)}
    undated = {**doc["attrs"][level][0], "observedAt": "yesterday"}
    for name, instance in (("deep", deep), ("undated", undated)):
        bad = {**doc, "id": f"urn:t:{name}", "attrs": {**doc["attrs"], level: [instance]}}
        step = Step(bad["id"], lambda _, __, bad=bad: Effect(None, bad))
        (answer,) = broker.store.write("", [step], now=broker.now())
        assert isinstance(answer, Effect)
    found = client.get(path, headers=OPEN)
    assert found.status_code == 200, found.body
    assert all(f"Sensor:{number}".encode() in found.body for number in range(3))
    assert b"urn:t:undated" not in found.body

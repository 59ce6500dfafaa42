"""In production the broker refuses a type without its policy, hides, blurs, reports accesses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from broker.server.calling import Client
from broker.server.gates import NamedGate, Notebook
from jalons.broker.engine.policies.policy import TypePolicy
from jalons.broker.server.app import application
from jalons.broker.server.broker import Broker, Options
from jalons.broker.store.contexts import ContextLibrary
from jalons.broker.store.factory import opened

SPACE = "https://uri.etsi.org/ngsi-ld/default-context/"
API = "/ngsi-ld/v1"
SENSOR = {
    "id": "urn:ngsi-ld:Sensor:1",
    "type": "Sensor",
    "level": {"type": "Property", "value": 3, "observedAt": "2026-11-24T09:31:07Z"},
    "location": {
        "type": "GeoProperty",
        "value": {"type": "Point", "coordinates": [-1.2, 48.35]},
    },
}
POLICY = TypePolicy(
    type=f"{SPACE}Sensor",
    name="Capteurs",
    purpose="Mesurer.",
    legal_basis="not_personal",
    owner="Direction technique",
    retention_days=365,
    audience="open",
)


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    store = opened(f"sqlite:///{tmp_path}/twin.db", durability="off")
    yield Broker(
        store=store,
        contexts=ContextLibrary(files={}, store=store, clock=lambda: 0),
        options=Options(requires_policies=True),
        gate=NamedGate(),
        witness=Notebook(),
    )
    store.close()


@pytest.fixture
def client(broker: Broker) -> Client:
    return Client(application(broker))


def accesses(broker: Broker) -> list[tuple[str, frozenset[str], int]]:
    assert isinstance(broker.witness, Notebook)
    return broker.witness.lines


def as_(audience: str) -> dict[str, str]:
    return {"audience": audience}


def test_a_type_without_its_policy_is_refused_and_nothing_is_kept(client: Client) -> None:
    answer = client.post(f"{API}/entities", json=SENSOR)
    assert answer.status_code == 403
    assert "has no sheet" in answer.json()["detail"]
    assert client.get(f"{API}/entities/{SENSOR['id']}").status_code == 404


def test_a_draft_of_a_policy_is_no_policy(client: Client, broker: Broker) -> None:
    broker.policies.keep("", TypePolicy(type=POLICY.type, name="Capteurs"))
    assert client.post(f"{API}/entities", json=SENSOR).status_code == 403


def test_with_its_policy_a_type_is_accepted_and_the_others_of_a_batch_refused(
    client: Client, broker: Broker
) -> None:
    broker.policies.keep("", POLICY)
    other = {"id": "urn:ngsi-ld:Camera:1", "type": "Camera"}
    answer = client.post(f"{API}/entityOperations/create", json=[SENSOR, other])
    assert answer.status_code == 207
    assert answer.json()["success"] == [SENSOR["id"]]
    assert answer.json()["errors"][0]["error"]["status"] == 403


def test_a_type_added_later_needs_its_policy_too(client: Client, broker: Broker) -> None:
    broker.policies.keep("", POLICY)
    client.post(f"{API}/entities", json=SENSOR)
    change = {"type": ["Sensor", "Camera"]}
    assert client.patch(f"{API}/entities/{SENSOR['id']}", json=change).status_code == 403


def test_an_audience_sees_only_what_is_for_it(client: Client, broker: Broker) -> None:
    broker.policies.keep("", replace(POLICY, audience="partners"))
    client.post(f"{API}/entities", json=SENSOR)
    one, many = f"{API}/entities/{SENSOR['id']}", f"{API}/entities?type=Sensor&count=true"
    assert client.get(one, headers=as_("open")).status_code == 404
    hidden = client.get(many, headers=as_("open"))
    assert (hidden.json(), hidden.headers["ngsild-results-count"]) == ([], "0")
    assert client.get(f"{API}/types", headers=as_("open")).json()["typeList"] == []
    assert client.get(f"{API}/attributes", headers=as_("open")).json()["attributeList"] == []
    assert client.get(one, headers=as_("partners")).status_code == 200
    assert len(client.get(many, headers=as_("partners")).json()) == 1
    assert client.get(f"{API}/types", headers=as_("partners")).json()["typeList"] == ["Sensor"]


def test_an_entity_of_a_visible_and_a_hidden_type_is_hidden(client: Client, broker: Broker) -> None:
    broker.policies.keep("", POLICY)
    broker.policies.keep("", replace(POLICY, type=f"{SPACE}Camera", audience="internal"))
    client.post(f"{API}/entities", json={**SENSOR, "type": ["Sensor", "Camera"]})
    assert client.get(f"{API}/entities?type=Sensor", headers=as_("open")).json() == []


def test_an_entity_reached_through_a_relationship_is_hidden_too(
    client: Client, broker: Broker
) -> None:
    broker.policies.keep("", POLICY)
    broker.policies.keep("", replace(POLICY, type=f"{SPACE}Camera", audience="internal"))
    client.post(f"{API}/entities", json={"id": "urn:ngsi-ld:Camera:1", "type": "Camera"})
    near = {"type": "Relationship", "object": "urn:ngsi-ld:Camera:1"}
    client.post(f"{API}/entities", json={**SENSOR, "near": near})
    found = client.get(f"{API}/entities/{SENSOR['id']}?join=inline", headers=as_("open")).json()
    assert "near" not in found


def test_a_hidden_position_cannot_be_found_by_asking_where_it_is(
    client: Client, broker: Broker
) -> None:
    broker.policies.keep("", replace(POLICY, position_metres=1000, time_seconds=3600))
    client.post(f"{API}/entities", json=SENSOR)
    shown = client.get(f"{API}/entities/{SENSOR['id']}", headers=as_("open")).json()
    lon, lat = shown["location"]["value"]["coordinates"]
    assert [lon, lat] != [-1.2, 48.35]
    assert shown["level"]["observedAt"] == "2026-11-24T09:00:00Z"

    def near(place: str, audience: str) -> int:
        query = {"type": "Sensor", "georel": "near;maxDistance==5", "geometry": "Point"}
        answer = client.get(
            f"{API}/entities", params={**query, "coordinates": place}, headers=as_(audience)
        )
        assert answer.status_code == 200, answer.body
        return len(answer.json())

    assert near("[-1.2,48.35]", "internal") == 1
    assert near("[-1.2,48.35]", "open") == 0
    assert near(f"[{lon},{lat}]", "open") == 1


def test_a_blurred_type_is_still_filtered_ordered_and_paged(client: Client, broker: Broker) -> None:
    broker.policies.keep("", replace(POLICY, position_metres=1000))
    for number in range(5):
        level = {"type": "Property", "value": number}
        body = {**SENSOR, "id": f"urn:ngsi-ld:Sensor:{number}", "level": level}
        client.post(f"{API}/entities", json=body)
    query = {"type": "Sensor", "q": "level>1", "orderBy": "level;desc", "limit": 2, "count": "true"}
    answer = client.get(f"{API}/entities", params=query, headers=as_("open"))
    assert [item["level"]["value"] for item in answer.json()] == [4, 3]
    assert answer.headers["ngsild-results-count"] == "3"
    assert 'rel="next"' in answer.headers["link"]


def test_who_is_outside_writes_nothing_and_reads_no_subscription(client: Client) -> None:
    assert client.post(f"{API}/entities", json=SENSOR, headers=as_("open")).status_code == 403
    answer = client.get(f"{API}/subscriptions", headers=as_("partners"))
    assert answer.status_code in (403, 404)


def test_each_access_to_what_is_not_open_is_told(client: Client, broker: Broker) -> None:
    broker.policies.keep("", replace(POLICY, audience="partners"))
    client.post(f"{API}/entities", json=SENSOR)
    client.get(f"{API}/entities/{SENSOR['id']}", headers=as_("partners"))
    client.get(f"{API}/entities?type=Sensor", headers=as_("open"))
    assert accesses(broker) == [("partners", frozenset({POLICY.type}), 1)]
    broker.policies.keep("", POLICY)
    client.get(f"{API}/entities/{SENSOR['id']}", headers=as_("open"))
    assert len(accesses(broker)) == 1


def test_without_the_guarantee_asked_for_nothing_is(tmp_path: Path) -> None:
    store = opened(f"sqlite:///{tmp_path}/test.db", durability="off")
    contexts = ContextLibrary(files={}, store=store, clock=lambda: 0)
    broker = Broker(store=store, contexts=contexts, options=Options(), gate=NamedGate())
    client = Client(application(broker))
    assert client.post(f"{API}/entities", json=SENSOR).status_code == 201
    store.close()


def test_the_cost_of_writing_is_measured(client: Client, broker: Broker) -> None:
    broker.policies.keep("", POLICY)
    batch = [{**SENSOR, "id": f"urn:ngsi-ld:Sensor:{n}"} for n in range(600)]
    assert broker.meter.per_thousand() is None
    assert client.post(f"{API}/entityOperations/create", json=batch).status_code == 201
    assert broker.meter.observations == 1200
    cost = broker.meter.per_thousand()
    assert cost is not None
    assert cost > 0

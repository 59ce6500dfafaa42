"""The id of what an audience may not see is nowhere: not as a target, in a filter, in the past."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from broker.server.calling import Answer, Client
from broker.server.gates import NamedGate, Notebook
from broker.server.out_towns import StreamingClient
from jalons.broker.engine.policies.policy import TypePolicy
from jalons.broker.server.app import application
from jalons.broker.server.broker import Broker, Options
from jalons.broker.store.contexts import ContextLibrary
from jalons.broker.store.factory import opened

SPACE = "https://uri.etsi.org/ngsi-ld/default-context/"
API = "/ngsi-ld/v1"
OPEN = {"audience": "open"}
PARTNERS = {"audience": "partners"}
LAMP_ID, CAMERA_ID, POLE_ID = (f"urn:ngsi-ld:{kind}:1" for kind in ("Lamp", "Camera", "Pole"))
LAMP = TypePolicy(
    type=f"{SPACE}Lamp",
    name="Lampadaires",
    purpose="Éclairer.",
    legal_basis="not_personal",
    owner="Éclairage",
    retention_days=365,
    audience="open",
)
AWAY = "urn:ngsi-ld:Pole:of-another-town"


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
    made.policies.keep("", LAMP)
    made.policies.keep("", replace(LAMP, type=f"{SPACE}Pole"))
    made.policies.keep("", replace(LAMP, type=f"{SPACE}Camera", audience="partners"))
    yield made
    store.close()


@pytest.fixture
def client(broker: Broker) -> Client:
    made = Client(application(broker))
    for kind, key in (("Camera", CAMERA_ID), ("Pole", POLE_ID)):
        assert made.post(f"{API}/entities", json={"id": key, "type": kind}).status_code == 201
    return made


def to(*keys: str) -> dict[str, Any]:
    value: Any = keys[0] if len(keys) == 1 else list(keys)
    return {"type": "Relationship", "object": value, "observedAt": "2026-11-24T09:31:07Z"}


def lamp(client: Client, **attrs: Any) -> None:
    body = {"id": LAMP_ID, "type": "Lamp", **attrs}
    assert client.post(f"{API}/entities", json=body).status_code == 201


def seen(client: Client, headers: dict[str, str] = OPEN, **params: str) -> Any:
    answer: Answer = client.get(f"{API}/entities/{LAMP_ID}", params=params, headers=headers)
    assert answer.status_code == 200
    return answer.json()


def test_a_relationship_to_what_is_hidden_is_left_out_for_those_it_is_hidden_from(
    client: Client,
) -> None:
    lamp(client, watchedBy=to(CAMERA_ID), on=to(POLE_ID), near=to(AWAY))
    found = seen(client)
    assert "watchedBy" not in found
    assert (found["on"]["object"], found["near"]["object"]) == (POLE_ID, AWAY)
    assert seen(client, PARTNERS)["watchedBy"]["object"] == CAMERA_ID
    assert seen(client, {})["watchedBy"]["object"] == CAMERA_ID


def test_of_several_targets_the_hidden_one_alone_is_left_out(client: Client) -> None:
    listed = {"type": "ListRelationship", "objectList": [CAMERA_ID, POLE_ID]}
    lamp(client, near=listed)
    assert CAMERA_ID in str(seen(client, PARTNERS))
    assert CAMERA_ID not in str(seen(client))
    assert POLE_ID in str(seen(client))


def test_neither_does_a_relationship_of_an_attribute_tell(client: Client) -> None:
    level = {"type": "Property", "value": 3, "measuredBy": to(CAMERA_ID)}
    lamp(client, level=level)
    assert "measuredBy" not in seen(client)["level"]
    assert seen(client)["level"]["value"] == 3
    assert seen(client, PARTNERS)["level"]["measuredBy"]["object"] == CAMERA_ID


@pytest.mark.parametrize("how", ["inline", "flat"])
def test_nor_a_join(client: Client, how: str) -> None:
    lamp(client, watchedBy=to(CAMERA_ID), on=to(POLE_ID))
    for path in (f"{API}/entities/{LAMP_ID}", f"{API}/entities?type=Lamp"):
        answer = client.get(f"{path}{'&' if '?' in path else '?'}join={how}", headers=OPEN)
        assert CAMERA_ID not in answer.body.decode()
        assert POLE_ID in answer.body.decode()


@pytest.mark.parametrize(
    "q", [f'watchedBy=="{CAMERA_ID}"', "watchedBy", 'watchedBy~="Camera"', "level.measuredBy"]
)
def test_a_filter_finds_nothing_by_what_is_left_out(client: Client, q: str) -> None:
    level = {"type": "Property", "value": 3, "measuredBy": to(CAMERA_ID)}
    lamp(client, watchedBy=to(CAMERA_ID), on=to(POLE_ID), level=level)

    def found(q: str, headers: dict[str, str]) -> int:
        params = {"type": "Lamp", "q": q, "count": "true"}
        answer = client.get(f"{API}/entities", params=params, headers=headers)
        assert answer.headers["ngsild-results-count"] == str(len(answer.json()))
        return len(answer.json())

    assert found(q, OPEN) == 0
    assert found(q, PARTNERS) == 1
    assert found(f'on=="{POLE_ID}"', OPEN) == 1
    assert found("level==3", OPEN) == 1


def test_nor_does_the_history_tell(client: Client) -> None:
    lamp(client, watchedBy=to(CAMERA_ID), on=to(POLE_ID))
    params = {"timerel": "after", "timeAt": "2026-01-01T00:00:00Z"}
    one = f"{API}/temporal/entities/{LAMP_ID}"
    for more in ({}, {"options": "temporalValues"}):
        told = client.get(one, params=params | more, headers=OPEN)
        assert told.status_code == 200
        assert CAMERA_ID not in told.body.decode()
        assert POLE_ID in told.body.decode()
        assert CAMERA_ID in client.get(one, params=params | more, headers=PARTNERS).body.decode()
    counted = params | {
        "options": "aggregatedValues",
        "aggrMethods": "distinctCount",
        "aggrPeriodDuration": "PT0S",
    }
    assert "watchedBy" not in client.get(one, params=counted, headers=OPEN).json()


def test_the_ways_out_do_not_tell_either(client: Client, broker: Broker) -> None:
    lamp(client, watchedBy=to(CAMERA_ID), on=to(POLE_ID))
    for address in ("/ogc/collections/Lamp/items", "/sta/v1.1/Things", "/export/Lamp.geojson"):
        answer = StreamingClient(application(broker)).get(address, headers=OPEN)
        assert answer.status_code == 200, address
        assert CAMERA_ID not in answer.body.decode(), address

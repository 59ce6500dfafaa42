"""Who is outside finds no way round the policies: counts, filters, instants, links, writes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
EXACT = [-1.2, 48.35]
SENSOR: dict[str, Any] = {
    "id": "urn:ngsi-ld:Sensor:1",
    "type": "Sensor",
    "level": {"type": "Property", "value": 3, "observedAt": "2026-11-24T09:31:07Z"},
    "location": {"type": "GeoProperty", "value": {"type": "Point", "coordinates": EXACT}},
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
CAMERA = replace(POLICY, type=f"{SPACE}Camera", audience="internal")
METER = replace(POLICY, type=f"{SPACE}Meter", position_metres=1000, time_seconds=3600)


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
    for policy in (POLICY, CAMERA, METER):
        made.policies.keep("", policy)
    yield made
    store.close()


@pytest.fixture
def client(broker: Broker) -> Client:
    return Client(application(broker))


def kept(client: Client, **more: Any) -> None:
    assert client.post(f"{API}/entities", json=SENSOR | more).status_code == 201


def found(client: Client, headers: Mapping[str, str] = OPEN, **params: Any) -> Answer:
    answer = client.get(f"{API}/entities", params={"count": "true", **params}, headers=headers)
    assert answer.status_code == 200, answer.body
    return answer


def counted(client: Client, headers: Mapping[str, str] = OPEN, **params: Any) -> tuple[int, str]:
    answer = found(client, headers, **params)
    return len(answer.json()), answer.headers["ngsild-results-count"]


def test_an_entity_hidden_by_one_of_its_types_is_not_counted_either(client: Client) -> None:
    kept(client, type=["Sensor", "Camera"])
    assert counted(client, type="Sensor", q="level==3") == (0, "0")
    assert counted(client, type="Sensor", limit=0) == (0, "0")
    assert counted(client, {}, type="Sensor", q="level==3") == (1, "1")
    told = client.get("/ogc/collections/Sensor/items", headers=OPEN)
    assert told.json().get("numberMatched", 0) == 0 if told.status_code == 200 else True


def test_types_and_attributes_do_not_tell_what_only_hidden_entities_have(client: Client) -> None:
    kept(client)
    face = {"type": "Property", "value": 1}
    kept(client, id="urn:ngsi-ld:Sensor:2", type=["Sensor", "Camera"], face=face)
    kind = client.get(f"{API}/types/Sensor", headers=OPEN).json()
    assert kind["entityCount"] == 1
    assert "face" not in client.get(f"{API}/attributes", headers=OPEN).json()["attributeList"]
    assert client.get(f"{API}/attributes/face", headers=OPEN).status_code == 404
    assert client.get(f"{API}/attributes/face").status_code == 200


def test_a_type_that_blurs_blurs_for_the_other_types_of_its_entities(client: Client) -> None:
    kept(client, type=["Sensor", "Meter"])
    shown = found(client, type="Sensor").json()[0]
    assert shown["location"]["value"]["coordinates"] != EXACT
    near = {"georel": "near;maxDistance==1", "geometry": "Point", "coordinates": str(EXACT)}
    assert counted(client, type="Sensor", **near) == (0, "0")
    assert counted(client, {}, type="Sensor", **near) == (1, "1")
    instant = 'level.observedAt=="2026-11-24T09:31:07Z"'
    assert counted(client, type="Sensor", q=instant) == (0, "0")


def history(client: Client, start: str, end: str, headers: Mapping[str, str] = OPEN) -> Any:
    params = {"type": "Meter", "timerel": "between", "timeAt": start, "endTimeAt": end}
    answer = client.get(f"{API}/temporal/entities", params=params, headers=headers)
    assert answer.status_code == 200, answer.body
    return answer.json()


def test_an_exact_instant_is_not_found_by_asking_for_shorter_and_shorter_times(
    client: Client,
) -> None:
    kept(client, type="Meter")
    exact = ("2026-11-24T09:31:07Z", "2026-11-24T09:31:08Z")
    assert history(client, *exact, headers={})
    assert history(client, *exact) == []
    assert history(client, "2026-11-24T09:31:00Z", "2026-11-24T09:59:00Z") == []
    assert history(client, "2026-11-24T09:00:00Z", "2026-11-24T09:00:01Z")
    assert history(client, "2026-11-24T08:00:00Z", "2026-11-24T10:00:00Z")


def test_an_aggregate_does_not_tell_an_exact_instant(client: Client) -> None:
    kept(client, type="Meter")
    params = {
        "timerel": "between",
        "options": "aggregatedValues",
        "aggrMethods": "sum",
        "aggrPeriodDuration": "PT1S",
    }
    one = f"{API}/temporal/entities/{SENSOR['id']}"
    exact = {"timeAt": "2026-11-24T09:31:07Z", "endTimeAt": "2026-11-24T09:31:08Z"}
    hour = {"timeAt": "2026-11-24T09:00:00Z", "endTimeAt": "2026-11-24T09:00:01Z"}
    told = [client.get(one, params=params | each, headers=OPEN) for each in (exact, hour)]
    assert "level" not in told[0].json()
    assert told[1].json()["level"]["sum"][0][0] == 3


def test_an_observation_of_sensorthings_is_not_found_at_its_exact_instant(client: Client) -> None:
    kept(client, type="Meter")
    listed = client.get("/sta/v1.1/Observations", headers={}).json()["value"]
    exact = next(each["@iot.id"] for each in listed if "level" in each["@iot.id"])
    assert client.get(f"/sta/v1.1/Observations('{exact}')").status_code == 200
    assert client.get(f"/sta/v1.1/Observations('{exact}')", headers=OPEN).status_code == 404
    shown = client.get("/sta/v1.1/Observations", headers=OPEN).json()["value"]
    assert all(each["@iot.id"] != exact and "09:31" not in str(each) for each in shown)
    mine = next(each["@iot.id"] for each in shown if "level" in each["@iot.id"])
    assert client.get(f"/sta/v1.1/Observations('{mine}')", headers=OPEN).status_code == 200


def test_a_position_is_blurred_whatever_kind_of_attribute_holds_it(client: Client) -> None:
    point = {"type": "Point", "coordinates": EXACT}
    kept(
        client,
        type="Meter",
        place={"type": "Property", "value": point},
        detail={"type": "JsonProperty", "json": {"seen": [{"at": point}]}},
        during={"type": "Property", "value": "2026-11-24T09:31:07Z/2026-11-24T09:41:07Z"},
    )
    for answer in (
        client.get(f"{API}/entities/{SENSOR['id']}", headers=OPEN),
        client.get(f"{API}/temporal/entities/{SENSOR['id']}", headers=OPEN),
        client.get("/sta/v1.1/Things?$expand=Locations,Datastreams", headers=OPEN),
        client.get("/ogc/collections/Meter/items", headers=OPEN),
    ):
        assert answer.status_code == 200, answer.body
        assert b"48.35," not in answer.body
        assert b"48.35]" not in answer.body
        assert b"09:31" not in answer.body


PATHS = (
    "subscriptions",
    "csourceRegistrations",
    "csourceSubscriptions",
    "subscriptions/urn:ngsi-ld:Subscription:1",
    "csourceRegistrations/urn:ngsi-ld:ContextSourceRegistration:1",
)


@pytest.mark.parametrize("path", PATHS)
def test_no_header_opens_what_is_for_the_authority(client: Client, path: str) -> None:
    for host in ("testserver", "x/ngsi-ld/v1/entities", "x?", "x/ngsi-ld/v1/entities#"):
        for caller in (OPEN, PARTNERS):
            answer = client.get(f"{API}/{path}?type=Sensor", headers={**caller, "host": host})
            assert answer.status_code in (400, 403), (host, answer.body)
            assert answer.status_code == 403 or "Host" in answer.body.decode()


WRITES = (
    ("POST", "entities"),
    ("DELETE", "entities?local=true"),
    ("DELETE", "entities?type=Sensor"),
    ("PUT", "entities/urn:ngsi-ld:Sensor:1"),
    ("PATCH", "entities/urn:ngsi-ld:Sensor:1"),
    ("DELETE", "entities/urn:ngsi-ld:Sensor:1"),
    ("POST", "entities/urn:ngsi-ld:Sensor:1/attrs"),
    ("PATCH", "entities/urn:ngsi-ld:Sensor:1/attrs"),
    ("PATCH", "entities/urn:ngsi-ld:Sensor:1/attrs/level"),
    ("PUT", "entities/urn:ngsi-ld:Sensor:1/attrs/level"),
    ("DELETE", "entities/urn:ngsi-ld:Sensor:1/attrs/level"),
    ("POST", "entityOperations/create"),
    ("POST", "entityOperations/upsert"),
    ("POST", "entityOperations/update"),
    ("POST", "entityOperations/merge"),
    ("POST", "entityOperations/delete"),
    ("POST", "temporal/entities"),
    ("DELETE", "temporal/entities/urn:ngsi-ld:Sensor:1"),
    ("POST", "temporal/entities/urn:ngsi-ld:Sensor:1/attrs"),
    ("DELETE", "temporal/entities/urn:ngsi-ld:Sensor:1/attrs/level"),
    ("PATCH", "temporal/entities/urn:ngsi-ld:Sensor:1/attrs/level/urn:ngsi-ld:Instance:1"),
    ("DELETE", "temporal/entities/urn:ngsi-ld:Sensor:1/attrs/level/urn:ngsi-ld:Instance:1"),
    ("POST", "subscriptions"),
    ("PATCH", "subscriptions/urn:ngsi-ld:Subscription:1"),
    ("DELETE", "subscriptions/urn:ngsi-ld:Subscription:1"),
    ("POST", "csourceRegistrations"),
    ("PATCH", "csourceRegistrations/urn:ngsi-ld:ContextSourceRegistration:1"),
    ("DELETE", "csourceRegistrations/urn:ngsi-ld:ContextSourceRegistration:1"),
    ("POST", "csourceSubscriptions"),
    ("PATCH", "csourceSubscriptions/urn:ngsi-ld:Subscription:1"),
    ("DELETE", "csourceSubscriptions/urn:ngsi-ld:Subscription:1"),
    ("POST", "jsonldContexts"),
    ("DELETE", "jsonldContexts/abc"),
    ("DELETE", "jsonldContexts/abc?reload=true"),
)


@pytest.mark.parametrize(("method", "path"), WRITES)
def test_who_may_not_write_writes_nowhere(client: Client, method: str, path: str) -> None:
    kept(client)
    for caller in (OPEN, PARTNERS):
        answer = client.send(method, f"{API}/{path}", json=SENSOR, headers=caller)
        assert answer.status_code == 403, answer.body
    assert client.get(f"{API}/entities/{SENSOR['id']}").json()["level"]["value"] == 3


def subscription(uri: str = "https://example.org/told", **more: Any) -> dict[str, Any]:
    endpoint = {"uri": uri, "accept": "application/json", **more}
    return {
        "type": "Subscription",
        "entities": [{"type": "Sensor"}],
        "notification": {"endpoint": endpoint},
    }


def test_the_authority_itself_subscribes_and_registers_under_the_guarantee(client: Client) -> None:
    made = client.post(f"{API}/subscriptions", json=subscription())
    assert made.status_code == 201, made.body
    assert client.get(f"{API}{made.headers['location'].partition(API)[2]}").status_code == 200
    registration = {
        "type": "ContextSourceRegistration",
        "information": [{"entities": [{"type": "Sensor"}]}],
        "endpoint": "https://example.org/source",
    }
    made = client.post(f"{API}/csourceRegistrations", json=registration)
    assert made.status_code == 201, made.body


@pytest.mark.parametrize(
    "uri",
    [
        "http://127.0.0.1/", "http://localhost:8000/", "http://[::1]/", "http://[::ffff:127.0.0.1]/",
        "http://169.254.169.254/latest", "http://10.0.0.1/", "http://100.64.0.1/", "http://0.0.0.0/",
        "mqtt://192.168.1.1/a", "http://[64:ff9b::7f00:1]/", "http://[::127.0.0.1]/",
    ],
)  # fmt: skip
def test_no_notification_goes_inside(client: Client, uri: str) -> None:
    assert client.post(f"{API}/subscriptions", json=subscription(uri)).status_code == 400


def test_a_header_of_a_notification_holds_one_line(client: Client) -> None:
    for key, value in (("X-A", "b\r\nX-Evil: 1"), ("X-A\r\nX-Evil", "b"), ("X A", "b")):
        body = subscription(receiverInfo=[{"key": key, "value": value}])
        assert client.post(f"{API}/subscriptions", json=body).status_code == 400


@pytest.mark.parametrize("letter", ["\x00", "\x07", "\x1f", "\x7f", "\x9b"])
def test_a_control_character_stands_in_no_id_and_no_name(client: Client, letter: str) -> None:
    held = {"type": "Property", "value": 1}
    for body in (
        {"id": f"urn:ngsi-ld:Sensor:{letter}1", "type": "Sensor"},
        {"id": "urn:ngsi-ld:Sensor:1", "type": f"Sensor{letter}"},
        {"id": "urn:ngsi-ld:Sensor:1", "type": "Sensor", f"le{letter}vel": held},
        {"id": "urn:ngsi-ld:Sensor:1", "type": "Sensor", "scope": f"/Rennes{letter}"},
        {
            "id": "urn:ngsi-ld:Sensor:1",
            "type": "Sensor",
            "a": {**held, "datasetId": f"urn:a:{letter}"},
        },
    ):
        answer = client.post(f"{API}/entities", json=body)
        assert answer.status_code == 400, body


def test_a_linked_entity_hidden_is_no_filter_either(client: Client) -> None:
    camera = {
        "id": "urn:ngsi-ld:Camera:1",
        "type": "Camera",
        "face": {"type": "Property", "value": 1},
    }
    assert client.post(f"{API}/entities", json=camera).status_code == 201
    kept(client, near={"type": "Relationship", "object": camera["id"]})
    for text in ("near{face}==1", "near.face==1"):
        params = {"type": "Sensor", "q": text, "count": "true", "join": "flat", "joinLevel": 2}
        answer = client.get(f"{API}/entities", params=params, headers=OPEN)
        assert answer.json() == [] or answer.status_code == 400
    flat = found(client, type="Sensor", join="flat", joinLevel=3).json()
    assert [item["id"] for item in flat] == [SENSOR["id"]]
    posted = {"type": "Query", "entities": [{"type": "Camera"}, {"type": "Sensor"}], "join": "flat"}
    answer = client.post(f"{API}/entityOperations/query", json=posted, headers=OPEN)
    assert [item["id"] for item in answer.json()] == [SENSOR["id"]]


def test_counting_what_is_not_open_is_an_access(client: Client, broker: Broker) -> None:
    broker.policies.keep("", replace(POLICY, audience="partners"))
    kept(client)
    assert isinstance(broker.witness, Notebook)
    broker.witness.lines.clear()
    counted(client, PARTNERS, type="Sensor", q="level==3", limit=0)
    assert broker.witness.lines == [("partners", frozenset({POLICY.type}), 1)]


def test_a_change_of_type_does_not_open_what_the_former_type_closed(client: Client) -> None:
    camera = {"id": "urn:ngsi-ld:Camera:1", "face": {"type": "Property", "value": "secret"}}
    assert client.post(f"{API}/entities", json=camera | {"type": "Camera"}).status_code == 201
    place = f"{API}/entities/{camera['id']}"
    fresh = {"id": camera["id"], "type": "Sensor"}
    assert client.send("PUT", place, json=fresh).status_code == 403
    answer = client.post(f"{API}/entityOperations/upsert", json=[fresh])
    assert answer.json()["errors"][0]["error"]["status"] == 403
    assert client.send("DELETE", place).status_code == 204
    assert client.post(f"{API}/entities", json=fresh).status_code == 201
    since = "timerel=after&timeAt=2020-01-01T00:00:00Z&timeproperty=modifiedAt"
    told = client.get(f"{API}/temporal/entities/{camera['id']}?{since}", headers=OPEN)
    assert b"secret" not in told.body


@pytest.mark.parametrize("selector", [{"idPattern": "["}, {"id": [4]}, {"type": ["Sensor", 3]}])
def test_a_selector_that_is_wrong_is_told_so(client: Client, selector: dict[str, Any]) -> None:
    body = {"type": "Query", "entities": [{"type": "Sensor"} | selector]}
    answer = client.post(f"{API}/entityOperations/query", json=body, headers=OPEN)
    assert answer.status_code == 400, answer.body


def test_a_context_brings_no_control_character_in(client: Client) -> None:
    body = {"@context": {"level": "http://example.org/\x00a"}, **SENSOR}
    headers = {"content-type": "application/ld+json"}
    assert client.post(f"{API}/entities", json=body, headers=headers).status_code == 400


def test_exports_are_blurred_and_whole_entities_hidden(broker: Broker) -> None:
    client = StreamingClient(application(broker))
    kept(client, type="Meter")
    kept(client, id="urn:ngsi-ld:Sensor:2", type=["Sensor", "Camera"])
    for file in ("Meter.csv", "Meter.csv?history=true", "Meter.geojson", "Sensor.csv"):
        answer = client.get(f"/export/{file}", headers=OPEN)
        assert answer.status_code in (200, 404)
        for hidden in (b"09:31", b"48.35,", b"48.35]", b"Sensor:2"):
            assert hidden not in answer.body, (file, answer.body)
    assert client.get("/export/Camera.csv", headers=OPEN).status_code == 404

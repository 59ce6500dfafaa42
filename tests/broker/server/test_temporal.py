"""The temporal API on a real store: histories written, read, aggregated, cut and erased."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from broker.server.calling import Answer, Client
from jalons.broker.engine.instants import written
from jalons.broker.server.app import application
from jalons.broker.server.broker import Broker, OpenGate, Options
from jalons.broker.store.contexts import ContextLibrary
from jalons.broker.store.factory import opened

API = "/ngsi-ld/v1"
PAST = f"{API}/temporal/entities"
ONE = "urn:ngsi-ld:Lamp:1"
MINUTE = 60_000_000
NINE = 1_764_147_600_000_000  # 2025-11-26T09:00:00Z
SINCE = {"timerel": "after", "timeAt": "2000-01-01T00:00:00Z"}


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    store = opened(f"sqlite:///{tmp_path}/twin.db", durability="off")
    yield Broker(
        store=store,
        contexts=ContextLibrary(files={}, store=store, clock=lambda: 0),
        options=Options(most_instances=12),
        gate=OpenGate(),
    )
    store.close()


@pytest.fixture
def client(broker: Broker) -> Client:
    return Client(application(broker))


def at(minute: int) -> str:
    return written(NINE + minute * MINUTE)


def power(value: Any, minute: int, **more: Any) -> dict[str, Any]:
    return {"type": "Property", "value": value, "observedAt": at(minute), **more}


def given(client: Client, minutes: list[int], identifier: str = ONE, **more: Any) -> Answer:
    lamp = {"id": identifier, "type": "Lamp", "power": [power(m * 10, m) for m in minutes], **more}
    return client.post(PAST, json=lamp)


def shown(client: Client, identifier: str = ONE, **params: Any) -> Any:
    answer = client.get(f"{PAST}/{identifier}", params=params)
    assert answer.status_code == 200, answer.json()
    return answer.json()


def numbers(client: Client, **params: Any) -> list[Any]:
    body = shown(client, **params)
    return [item["value"] for item in body.get("power", [])]


def test_a_history_given_is_kept_and_its_last_instance_is_the_present(client: Client) -> None:
    answer = given(client, [0, 2, 1])
    assert answer.status_code == 201
    assert answer.headers["location"] == f"{PAST}/{ONE}"
    assert numbers(client) == [0, 10, 20]
    present = client.get(f"{API}/entities/{ONE}").json()
    assert (present["power"]["value"], present["power"]["observedAt"]) == (20, at(2))


def test_giving_more_history_adds_to_it_and_one_seen_again_takes_the_place(client: Client) -> None:
    given(client, [0, 1])
    before = shown(client)["power"][1]["instanceId"]
    again = {"id": ONE, "type": "Lamp", "power": [power(11, 1), power(3, 3)]}
    assert client.post(PAST, json=again).status_code == 204
    assert numbers(client) == [0, 11, 3]
    assert shown(client)["power"][1]["instanceId"] == before


def test_what_changes_in_the_present_is_history_too(client: Client) -> None:
    entity = {"id": ONE, "type": "Lamp", "power": power(1, 0), "scope": "/a"}
    client.post(f"{API}/entities", json=entity)
    client.patch(f"{API}/entities/{ONE}/attrs", json={"power": power(2, 1)})
    assert numbers(client) == [1, 2]
    (scope,) = shown(client, options="sysAttrs")["scope"]
    assert (scope["value"], scope["observedAt"]) == ("/a", scope["modifiedAt"])


def test_an_attribute_deleted_says_when_and_only_by_that_date(client: Client) -> None:
    given(client, [0, 1])
    client.send("DELETE", f"{API}/entities/{ONE}/attrs/power")
    assert numbers(client) == [0, 10]
    (gone,) = shown(client, timeproperty="deletedAt")["power"]
    assert gone["value"] == "urn:ngsi-ld:null"
    assert "deletedAt" in gone


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"timerel": "after", "timeAt": at(1)}, [10, 20, 30]),
        ({"timerel": "before", "timeAt": at(1)}, [0]),
        ({"timerel": "between", "timeAt": at(1), "endTimeAt": at(3)}, [10, 20]),
        ({"timerel": "after", "timeAt": at(9)}, []),
        ({"lastN": 2}, [20, 30]),
        ({"timerel": "before", "timeAt": at(3), "lastN": 1}, [20]),
    ],
)
def test_an_interval_includes_its_start_and_not_its_end(
    client: Client, params: dict[str, Any], expected: list[int]
) -> None:
    given(client, [0, 1, 2, 3])
    assert numbers(client, **params) == expected


def test_the_last_instances_are_found_across_months(client: Client) -> None:
    month = 31 * 24 * 60
    given(client, [0, month, 2 * month])
    assert numbers(client, lastN=2) == [month * 10, 2 * month * 10]
    assert len(numbers(client, lastN=2, timeproperty="modifiedAt")) == 2


def test_pairs_of_values_are_told_by_dataset(client: Client) -> None:
    lamp = {"id": ONE, "type": "Lamp", "power": [power(1, 0), power(2, 0, datasetId="urn:d:1")]}
    client.post(PAST, json=lamp)
    assert shown(client, format="temporalValues")["power"] == [
        {"type": "Property", "values": [[1, at(0)]]},
        {"type": "Property", "datasetId": "urn:d:1", "values": [[2, at(0)]]},
    ]
    only = shown(client, format="temporalValues", datasetId="@none")["power"]
    assert only == {"type": "Property", "values": [[1, at(0)]]}


def test_aggregates_start_where_the_interval_does(client: Client) -> None:
    given(client, [0, 4, 7, 30])
    asked = {"format": "aggregatedValues", "aggrMethods": "max,sum", "aggrPeriodDuration": "PT5M"}
    interval = {"timerel": "between", "timeAt": at(-1), "endTimeAt": at(20)}
    assert shown(client, **asked, **interval)["power"] == {
        "type": "Property",
        "max": [[0, at(-1), at(4)], [70, at(4), at(9)]],
        "sum": [[0, at(-1), at(4)], [110, at(4), at(9)]],
    }
    assert shown(client, **asked)["power"]["max"][0] == [40, at(0), at(5)]
    whole = {**asked, "aggrPeriodDuration": "P0D"}
    assert shown(client, **whole)["power"]["sum"] == [[410, at(0), at(30)]]


def test_aggregates_leave_out_what_was_deleted_and_count_beyond_one_answer(client: Client) -> None:
    given(client, list(range(40)))
    client.send("DELETE", f"{API}/entities/{ONE}/attrs/power")
    asked = {
        "format": "aggregatedValues",
        "aggrMethods": "totalCount",
        "timeproperty": "modifiedAt",
    }
    assert shown(client, **asked)["power"]["totalCount"][0][0] == 40


def test_a_long_history_is_partial_and_says_its_range(client: Client) -> None:
    given(client, list(range(20)), light=[power(1, 15)])
    answer = client.get(f"{PAST}/{ONE}")
    assert answer.status_code == 206
    assert answer.headers["content-range"] == f"date-time {at(0)}-{at(11)}/*"
    assert len(answer.json()["power"]) == 12
    assert answer.json()["light"] == []
    last = client.get(f"{PAST}/{ONE}", params={"lastN": 15})
    assert last.status_code == 206
    assert last.headers["content-range"] == f"date-time {at(19)}-{at(8)}/15"
    assert len(last.json()["light"]) == 1


def test_a_query_selects_by_what_entities_were_within_the_interval(client: Client) -> None:
    given(client, [0, 1, 2])
    given(client, [5, 6], "urn:ngsi-ld:Lamp:2")

    def ids(**params: Any) -> list[str]:
        answer = client.get(PAST, params={"type": "Lamp", **SINCE, **params})
        assert answer.status_code == 200, answer.json()
        return [item["id"][-1] for item in answer.json()]

    assert ids() == ["1", "2"]
    assert ids(q="power==10") == ["1"]
    assert ids(q="power==10", timeAt=at(2)) == []
    assert ids(timeAt=at(4)) == ["2"]
    assert ids(timerel="before", timeAt=at(4)) == ["1"]
    assert ids(id=ONE) == ["1"]
    assert ids(idPattern="2$") == ["2"]
    assert ids(attrs="light") == []
    assert ids(pick="id") == ["1", "2"]


def test_a_geo_query_asks_where_entities_were(client: Client) -> None:
    places = [
        {
            "type": "GeoProperty",
            "value": {"type": "Point", "coordinates": [longitude, 48.1]},
            "observedAt": at(minute),
        }
        for minute, longitude in ((0, -1.67), (1, 2.35))
    ]
    client.post(PAST, json={"id": ONE, "type": "Lamp", "location": places})
    near = {
        "type": "Lamp",
        "georel": "near;maxDistance==1000",
        "geometry": "Point",
        "coordinates": "[-1.67,48.1]",
    }
    assert len(client.get(PAST, params={**near, **SINCE}).json()) == 1
    after = {"timerel": "after", "timeAt": at(1)}
    assert client.get(PAST, params={**near, **after}).json() == []


def test_scopes_select_the_instances_of_the_time_they_held(client: Client) -> None:
    moved = [
        {"type": "Property", "value": "/north", "observedAt": at(0)},
        {"type": "Property", "value": ["/south", "/port"], "observedAt": at(2)},
    ]
    given(client, [1, 2, 3], scope=moved)
    given(client, [1], "urn:ngsi-ld:Lamp:2", scope="/north")

    def found(scope: str, **params: Any) -> dict[str, list[int]]:
        answer = client.get(PAST, params={"type": "Lamp", "scopeQ": scope, **SINCE, **params})
        assert answer.status_code == 200, answer.json()
        return {e["id"][-1]: [item["value"] for item in e["power"]] for e in answer.json()}

    assert found("/north") == {"1": [10], "2": [10]}
    assert found("(/south;/port)") == {"1": [20, 30]}
    assert found("/south", lastN=1) == {"1": [30]}
    assert found("/north", timeAt=at(2)) == {}
    assert found("/#", timerel="before", timeAt=at(2)) == {"1": [10], "2": [10]}
    params = {"type": "Lamp", "scopeQ": "/port", "options": "aggregatedValues", **SINCE}
    (body,) = client.get(PAST, params={**params, "aggrMethods": "sum", "attrs": "power"}).json()
    assert body["power"]["sum"][0][0] == 50


def test_pages_hold_only_entities_with_something_within_the_interval(client: Client) -> None:
    for number in range(1, 6):
        given(client, [number], f"urn:ngsi-ld:Lamp:{number}")
    params = {"type": "Lamp", "timerel": "after", "timeAt": at(3), "limit": 2, "count": "true"}
    first = client.get(PAST, params=params)
    assert [item["id"][-1] for item in first.json()] == ["3", "4"]
    assert first.headers["ngsild-results-count"] == "3"
    assert 'rel="next"' in first.headers["link"]
    second = client.get(PAST, params={**params, "offset": 2})
    assert [item["id"][-1] for item in second.json()] == ["5"]


def test_a_query_by_post_is_the_same_as_by_get(client: Client) -> None:
    given(client, [0, 1])
    body = {
        "type": "Query",
        "entities": [{"type": "Lamp", "id": ONE}, {"type": "Pole"}],
        "temporalQ": {"timerel": "after", "timeAt": at(1), "aggrMethods": ["avg", "max"]},
    }
    answer = client.post(f"{API}/temporal/entityOperations/query", json=body)
    assert answer.status_code == 200, answer.json()
    assert answer.json()[0]["power"]["max"] == [[10, at(1), at(1)]]


def test_an_instance_is_changed_and_keeps_its_address(client: Client) -> None:
    given(client, [0, 1])
    address = shown(client)["power"][0]["instanceId"]
    changed = {"type": "Property", "value": 5, "observedAt": at(7), "unitCode": "WTT"}
    assert client.patch(f"{PAST}/{ONE}/attrs/power/{address}", json=changed).status_code == 204
    found = {item["instanceId"]: item for item in shown(client)["power"]}
    assert len(found) == 2
    assert (found[address]["value"], found[address]["observedAt"]) == (5, at(7))
    assert found[address]["unitCode"] == "WTT"


def test_instances_attributes_and_histories_are_erased(client: Client) -> None:
    given(client, [0, 1], light=[power(1, 0), power(2, 0, datasetId="urn:d:1")])
    address = shown(client)["power"][0]["instanceId"]
    erased = f"{PAST}/{ONE}/attrs"
    assert client.send("DELETE", f"{erased}/power/{address}").status_code == 204
    assert numbers(client) == [10]
    assert client.send("DELETE", f"{erased}/light").status_code == 204
    assert [item["value"] for item in shown(client)["light"]] == [2]
    assert client.send("DELETE", f"{erased}/light?deleteAll=true").status_code == 204
    assert "light" not in shown(client)
    assert client.send("DELETE", f"{PAST}/{ONE}").status_code == 204
    assert client.get(f"{PAST}/{ONE}").status_code == 404


def test_erasing_its_history_leaves_an_entity_that_was_created_as_such(client: Client) -> None:
    client.post(f"{API}/entities", json={"id": ONE, "type": "Lamp", "power": power(1, 0)})
    assert client.send("DELETE", f"{PAST}/{ONE}").status_code == 204
    assert client.get(f"{PAST}/{ONE}").status_code == 404
    assert client.get(f"{API}/entities/{ONE}").status_code == 200


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("GET", f"{PAST}/{ONE}?attrs=unknown", 404),
        ("GET", f"{PAST}/{ONE}?pick=unknown", 404),
        ("GET", f"{PAST}/{ONE}?omit=id,type,power", 404),
        ("GET", f"{PAST}/{ONE}?pick=owner{{name}}", 400),
        ("GET", f"{PAST}/{ONE}?lastN=0", 400),
        ("GET", f"{PAST}/{ONE}?timerel=after", 400),
        ("GET", f"{PAST}/{ONE}?format=aggregatedValues", 400),
        ("GET", f"{PAST}/{ONE}?options=unknown", 400),
        ("GET", f"{PAST}/urn:ngsi-ld:Lamp:9", 404),
        ("GET", f"{PAST}/lamp", 400),
        ("GET", f"{PAST}?type=Lamp", 400),
        ("GET", f"{PAST}?id={ONE}&timerel=after&timeAt=2000-01-01T00:00:00Z", 400),
        ("DELETE", f"{PAST}/urn:ngsi-ld:Lamp:9", 404),
        ("DELETE", f"{PAST}/{ONE}/attrs/unknown", 404),
        ("DELETE", f"{PAST}/{ONE}/attrs/power/urn:ngsi-ld:instance:1:99", 404),
        ("DELETE", f"{PAST}/{ONE}/attrs/power/instance", 400),
        ("DELETE", f"{PAST}/{ONE}/attrs/po(wer/urn:x:1", 400),
        ("DELETE", f"{PAST}", 405),
        ("DELETE", f"{PAST}//attrs/power/urn:x:1", 400),
        ("DELETE", f"{PAST}/{ONE}/attrs//urn:x:1", 400),
        ("DELETE", f"{PAST}/{ONE}/attrs/..", 400),
        ("GET", f"{PAST}?attrs=createdAt&timerel=after&timeAt=2000-01-01T00:00:00Z", 400),
    ],
)
def test_what_cannot_be_done_is_refused_and_changes_nothing(
    client: Client, method: str, address: str, status: int
) -> None:
    given(client, [0, 1])
    assert client.send(method, address).status_code == status
    assert numbers(client) == [0, 10]


def test_a_patch_changes_neither_the_kind_nor_the_dataset_of_an_instance(client: Client) -> None:
    given(client, [0])
    address = f"{PAST}/{ONE}/attrs/power/{shown(client)['power'][0]['instanceId']}"
    for body in (
        {"type": "Relationship", "object": "urn:x:2"},
        {"value": 1, "datasetId": "urn:d:1"},
        {"value": "urn:ngsi-ld:null"},
    ):
        assert client.patch(address, json=body).status_code == 400, body
    assert numbers(client) == [0]


def test_instances_are_not_added_to_an_entity_that_is_not_there(client: Client) -> None:
    answer = client.post(f"{PAST}/{ONE}/attrs", json={"power": [power(1, 0)]})
    assert answer.status_code == 404
    given(client, [0])
    added = client.post(f"{PAST}/{ONE}/attrs", json={"power": [power(1, 1)], "light": power(2, 1)})
    assert added.status_code == 204
    assert numbers(client) == [0, 1]
    other = client.post(f"{PAST}/{ONE}/attrs", json={"id": "urn:x:9", "power": power(1, 1)})
    assert other.status_code == 400

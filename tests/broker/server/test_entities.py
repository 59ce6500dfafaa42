"""Entities over HTTP: the path of a client, and what is refused."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

BIG = 3_000_000


def test_an_entity_lives_and_dies(ask: Any) -> None:
    created = ask.entity("urn:x:1", level={"type": "Property", "value": 3})
    assert created.status_code == 201
    assert created.headers["location"] == "/ngsi-ld/v1/entities/urn:x:1"
    read = ask("GET", "/entities/urn:x:1")
    assert read.json() == {
        "id": "urn:x:1",
        "type": "Sensor",
        "level": {"type": "Property", "value": 3},
    }
    assert "ngsi-ld-core-context" in read.headers["link"]
    assert ask("PATCH", "/entities/urn:x:1/attrs/level", {"value": 4}).status_code == 204
    assert ask("GET", "/entities/urn:x:1?options=keyValues").json()["level"] == 4
    assert ask("DELETE", "/entities/urn:x:1").status_code == 204
    gone = ask("GET", "/entities/urn:x:1")
    assert gone.status_code == 404
    assert gone.headers["content-type"] == "application/json"
    assert gone.json()["type"].endswith("/ResourceNotFound")


def test_an_id_may_hold_a_slash(ask: Any) -> None:
    identifier = "https://example.org/sensors/1"
    assert ask.entity(identifier).status_code == 201
    encoded = identifier.replace("/", "%2F").replace(":", "%3A")
    assert ask("GET", f"/entities/{encoded}").json()["id"] == identifier


def test_a_batch_tells_what_was_kept_and_what_was_not(ask: Any) -> None:
    good = {"id": "urn:x:1", "type": "Sensor", "level": 1}
    bad = {"id": "urn:x:2", "type": "Sensor", "level": None}
    answer = ask("POST", "/entityOperations/upsert", [good, bad])
    assert answer.status_code == 207
    assert answer.json()["success"] == ["urn:x:1"]
    assert answer.json()["errors"][0]["entityId"] == "urn:x:2"
    assert ask("GET", "/entities/urn:x:1").status_code == 200


@pytest.mark.parametrize("way", ["create", "merge"])
def test_a_batch_with_a_null_is_refused_whole(ask: Any, way: str) -> None:
    body = [{"id": "urn:x:1", "type": "Sensor", "level": 1}, None]
    assert ask("POST", f"/entityOperations/{way}", body).status_code == 400
    assert ask("GET", "/entities/urn:x:1").status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("DELETE", "", None),
        ("PATCH", "", {"level": 5}),
        ("POST", "/attrs", {"level": 5}),
        ("PATCH", "/attrs", {"level": 5}),
        ("PATCH", "/attrs/level", {"value": 5}),
        ("PUT", "/attrs/level", {"value": 5}),
        ("DELETE", "/attrs/level", None),
        ("DELETE", "/attrs/scope", None),
    ],
)
def test_a_type_in_the_address_keeps_entities_of_other_types(
    ask: Any, method: str, path: str, body: Any
) -> None:
    lamp = {"id": "urn:x:1", "type": "Lamp", "scope": "/Rennes", "level": 3}
    ask("POST", "/entities", lamp)
    before = ask("GET", "/entities/urn:x:1?options=keyValues").json()
    answer = ask(method, f"/entities/urn:x:1{path}?type=Sensor", body)
    assert answer.status_code == 404
    assert ask("GET", "/entities/urn:x:1?options=keyValues").json() == before
    assert ask(method, f"/entities/urn:x:1{path}?type=Sensor,Lamp", body).status_code == 204


def test_a_body_without_its_length_is_refused(ask: Any) -> None:
    lengthless = {"content-length": "", "transfer-encoding": "chunked"}
    body = {"id": "urn:x:1", "type": "Sensor"}
    answer = ask.client.post("/ngsi-ld/v1/entities", json=body, headers=lengthless)
    assert answer.status_code == 411
    assert ask("GET", "/entities/urn:x:1").status_code == 404


def test_a_query_by_post_selects_ids_that_are_uris(ask: Any) -> None:
    body = {"type": "Query", "entities": [{"type": "Sensor", "id": "not a uri"}]}
    assert ask("POST", "/entityOperations/query", body).status_code == 400


def test_pages_follow_each_other_and_count(ask: Any) -> None:
    ask(
        "POST",
        "/entityOperations/create",
        [{"id": f"urn:x:{n:02}", "type": "Sensor"} for n in range(25)],
    )
    seen, path = [], "/entities?type=Sensor&limit=10&count=true"
    while path:
        page = ask("GET", path)
        assert page.headers["ngsild-results-count"] == "25"
        seen += [item["id"] for item in page.json()]
        following = [part for part in page.headers["link"].split(", ") if 'rel="next"' in part]
        path = (
            following[0].split(">")[0].lstrip("<").removeprefix("/ngsi-ld/v1") if following else ""
        )
    assert seen == [f"urn:x:{n:02}" for n in range(25)]


def test_geojson_opens_in_a_map(ask: Any) -> None:
    point = {"type": "Point", "coordinates": [-1.68, 48.11]}
    ask.entity("urn:x:1", location={"type": "GeoProperty", "value": point})
    found = ask("GET", "/entities?type=Sensor", Accept="application/geo+json").json()
    assert found["type"] == "FeatureCollection"
    assert found["features"][0]["geometry"] == point


def test_near_finds_what_is_near(ask: Any) -> None:
    for number, east in enumerate((0.0, 0.01, 0.1)):
        point = {"type": "Point", "coordinates": [-1.68 + east, 48.11]}
        ask.entity(f"urn:x:{number}", location={"type": "GeoProperty", "value": point})
    near = "georel=near;maxDistance==1000&geometry=Point&coordinates=[-1.68,48.11]"
    query = f"/entities?type=Sensor&{near}"
    assert [item["id"] for item in ask("GET", query).json()] == ["urn:x:0", "urn:x:1"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[1, 2]", 400),
        (b'{"id":"urn:x:1","type":"T","level":NaN}', 400),
        (b'{"id":"urn:x:1","type":"T","level":1e400}', 400),
        (b'{"id":"urn:x:1","type":"T","level":"\xff\xfe"}', 400),
        (b"[" * 100_000 + b"]" * 100_000, 400),
        (
            b'{"id":"urn:x:1","type":"T","a":'
            + b'{"value":' * 100_000
            + b"1"
            + b"}" * 100_000
            + b"}",
            400,
        ),
        (b'{"id":"urn:x:1","type":"T","a":"' + b"x" * BIG + b'"}', 413),
        (b'{"id":"urn:x:1","type":"T","location":{"type":"Point","coordinates":[-1.6]}}', 400),
    ],
)
def test_a_bad_body_is_refused_and_the_broker_goes_on(ask: Any, body: bytes, status: int) -> None:
    answer = ask.client.post("/ngsi-ld/v1/entities", content=body)
    assert answer.status_code == status
    assert answer.json()["status"] == status
    assert ask.entity("urn:x:after").status_code == 201


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/entities", 400),
        ("GET", "/entities?type=Sensor&limit=-1", 400),
        ("GET", "/entities?type=Sensor&limit=1001", 403),
        ("GET", "/entities?type=Sensor&limit=0", 400),
        ("GET", "/entities?type=Sensor&q=level==", 400),
        ("GET", "/entities?type=Sensor&georel=near", 400),
        ("GET", "/entities?type=Sensor&wrong=1", 400),
        ("GET", "/entities?type=*&local=false", 400),
        (
            "GET",
            "/entities?type=Sensor&georel=near;maxDistance==0&geometry=Point&coordinates=[0,0]",
            400,
        ),
        ("GET", "/entities/none", 400),
        ("GET", "/nothing", 404),
        ("PUT", "/types", 405),
        ("DELETE", "/entities/urn:x:none", 404),
    ],
)
def test_a_bad_request_is_told_as_a_problem(ask: Any, method: str, path: str, status: int) -> None:
    answer = ask(method, path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/json"
    assert answer.json()["detail"]


def test_an_answer_nobody_can_read_is_refused(ask: Any) -> None:
    assert ask("GET", "/types", Accept="image/png").status_code == 406
    headers = {"content-type": "text/csv"}
    assert (
        ask.client.post("/ngsi-ld/v1/entities", content=b"a;b", headers=headers).status_code == 415
    )


def test_many_writers_lose_nothing(ask: Any) -> None:
    ask.entity("urn:x:1", level={"type": "Property", "value": 0})

    def add(number: int) -> int:
        body = {f"a{number}": {"type": "Property", "value": number}}
        return int(ask("POST", "/entities/urn:x:1/attrs", body).status_code)

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(add, range(100))) == {204}
    read = ask("GET", "/entities/urn:x:1?options=keyValues").json()
    assert {read[f"a{n}"] for n in range(100)} == set(range(100))


def test_a_clock_that_goes_back_does_not_turn_time_round(ask: Any, monkeypatch: Any) -> None:
    ask.entity("urn:x:1", level={"type": "Property", "value": 0})
    before = ask("GET", "/entities/urn:x:1?options=sysAttrs").json()["modifiedAt"]
    hours_ago = time.time_ns() - 5 * 3_600 * 10**9
    monkeypatch.setattr(time, "time_ns", lambda: hours_ago)
    ask("PATCH", "/entities/urn:x:1/attrs/level", {"value": 1})
    assert ask("GET", "/entities/urn:x:1?options=sysAttrs").json()["modifiedAt"] > before


def test_tenants_see_only_their_own(ask: Any) -> None:
    headers = {"NGSILD-Tenant": "other"}
    ask("POST", "/entities", {"id": "urn:x:1", "type": "Sensor"}, **headers)
    assert ask("GET", "/entities/urn:x:1").status_code == 404
    assert ask("GET", "/entities/urn:x:1", **headers).status_code == 200

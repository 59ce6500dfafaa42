"""Sources of context are registered, changed, found, and forgotten when they expire."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from living_broker import Living, living

Body = dict[str, Any]
BUILDINGS = {"entities": [{"type": "Building"}], "propertyNames": ["name"]}
ONE_PARK = {
    "entities": [{"type": "Park", "idPattern": "^urn:x:park:"}, {"type": "Tree", "id": "urn:x:1"}],
    "relationshipNames": ["locatedIn"],
}


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Living]:
    with living(tmp_path) as one:
        yield one


def source(name: str, *information: Body, **more: Any) -> Body:
    return {
        "id": f"urn:x:source:{name}",
        "type": "ContextSourceRegistration",
        "information": list(information or [BUILDINGS]),
        "endpoint": "https://example.org",
        **more,
    }


def keep(broker: Living, *bodies: Body) -> None:
    for body in bodies:
        assert broker.ask("POST", "/csourceRegistrations", body).status == 201


def names(broker: Living, query: str) -> list[str]:
    answer = broker.ask("GET", f"/csourceRegistrations?{query}")
    assert answer.status == 200, answer.body
    return [found["id"].rpartition(":")[2] for found in answer.body]


def test_a_registration_comes_back_as_it_was_given(broker: Living) -> None:
    body = source(
        "a", BUILDINGS, ONE_PARK, mode="redirect", operations=["retrieveOps"], owner="Vitré",
        location={"type": "Point", "coordinates": [-1.2, 48.1]}, expiresAt="2999-01-01T00:00:00Z",
    )  # fmt: skip
    answer = broker.ask("POST", "/csourceRegistrations", body)
    assert (answer.status, answer.headers["Location"]) == (
        201,
        "/ngsi-ld/v1/csourceRegistrations/urn:x:source:a",
    )
    assert broker.ask("GET", "/csourceRegistrations/urn:x:source:a").body == body


def test_a_registration_without_an_id_gets_one(broker: Living) -> None:
    body = source("a")
    del body["id"]
    address = broker.ask("POST", "/csourceRegistrations", body).headers["Location"]
    path = address.removeprefix("/ngsi-ld/v1")
    assert broker.ask("GET", path).body["id"] == path.rpartition("/")[2]


def test_names_are_those_of_the_context_asked_for(broker: Living) -> None:
    given = {"@context": {"Building": "https://example.org/B", "name": "https://example.org/n"}}
    media = {"Content-Type": "application/ld+json"}
    body = broker.ask("POST", "/csourceRegistrations", source("a") | given, media)
    assert body.status == 201
    found = broker.ask("GET", "/csourceRegistrations/urn:x:source:a").body["information"][0]
    assert found["entities"] == [{"type": "https://example.org/B"}]
    assert found["propertyNames"] == ["https://example.org/n"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("type=Building", ["a"]),
        ("type=Park,Building", ["a", "b"]),
        ("type=(Park;Building)", []),
        ("type=*", ["a", "b"]),
        ("attrs=name", ["a"]),
        ("attrs=locatedIn,name", ["a", "b"]),
        ("type=Park&attrs=name", []),
        ("id=urn:x:park:2", ["a", "b"]),
        ("id=urn:x:2&type=Park", []),
        ("id=urn:x:1&type=Tree", ["b"]),
        ("id=urn:x:2&type=Tree", []),
        ("idPattern=%5Eurn:x:2&type=Tree", []),
        ("csf=owner==%22Rennes%22", ["b"]),
        ("q=owner==%22Vitr%C3%A9%22", []),
    ],
)
def test_sources_are_found_by_what_they_have(broker: Living, query: str, found: list[str]) -> None:
    keep(broker, source("a"), source("b", ONE_PARK, owner="Rennes"))
    assert names(broker, query) == found


def test_a_source_that_names_no_entity_may_have_any(broker: Living) -> None:
    keep(broker, source("a", {"propertyNames": ["name"]}))
    assert names(broker, "type=Anything&id=urn:x:1") == ["a"]
    assert names(broker, "type=Anything&attrs=other") == []


def test_sources_are_found_by_where_they_are(broker: Living) -> None:
    here = {"type": "Point", "coordinates": [-1.2, 48.1]}
    keep(broker, source("a", location=here), source("b"), source("c", observationSpace=here))
    near = "georel=near;maxDistance==1000&geometry=Point&coordinates=%5B-1.2,48.1%5D"
    assert names(broker, near) == ["a"]
    assert names(broker, f"{near}&geoproperty=observationSpace") == ["c"]


@pytest.mark.parametrize(
    ("times", "found"),
    [
        ("", ["now"]),
        ("&timerel=before&timeAt=2020-01-01T00:00:00Z", []),
        ("&timerel=before&timeAt=2020-06-01T00:00:00Z", ["past"]),
        ("&timerel=after&timeAt=2022-01-01T00:00:00Z", ["since"]),
        ("&timerel=between&timeAt=2020-06-01T00:00:00Z&endTimeAt=2020-07-01T00:00:00Z", ["past"]),
        ("&timerel=after&timeAt=2000-01-01T00:00:00Z&timeproperty=createdAt", ["managed"]),
    ],
)
def test_sources_are_found_by_the_times_they_cover(
    broker: Living, times: str, found: list[str]
) -> None:
    start = {"startAt": "2020-01-01T00:00:00Z"}
    keep(
        broker,
        source("now"),
        source("past", observationInterval=start | {"endAt": "2021-01-01T00:00:00Z"}),
        source("since", observationInterval={"startAt": "2021-01-01T00:00:00Z"}),
        source("managed", managementInterval=start),
    )
    assert names(broker, f"type=Building{times}") == found


def test_sources_come_by_pages(broker: Living) -> None:
    keep(broker, *(source(str(n)) for n in range(5)))
    page = broker.ask("GET", "/csourceRegistrations?type=Building&limit=2&offset=2&count=true")
    assert [found["id"] for found in page.body] == ["urn:x:source:2", "urn:x:source:3"]
    assert page.headers["NGSILD-Results-Count"] == "5"
    links = [link for link in page.headers.get_all("Link") if 'rel="next"' in link]  # type: ignore[attr-defined]
    assert "offset=4" in links[0]
    assert "offset=0" in links[0]


def test_a_fragment_changes_what_it_names_and_null_removes(broker: Living) -> None:
    keep(broker, source("a", owner="Vitré", expiresAt="2999-01-01T00:00:00Z"))
    path = "/csourceRegistrations/urn:x:source:a"
    change = {"endpoint": "https://elsewhere.org", "expiresAt": None, "owner": "Rennes"}
    assert broker.ask("PATCH", path, change).status == 204
    assert broker.ask("GET", path).body == source("a", owner="Rennes") | {
        "endpoint": "https://elsewhere.org"
    }
    assert broker.ask("PATCH", path, {"endpoint": None}).status == 400
    assert broker.ask("PATCH", path, {"id": "urn:x:other"}).status == 400
    assert broker.ask("GET", path).body["endpoint"] == "https://elsewhere.org"


def test_a_source_that_expired_is_gone_and_its_id_free(broker: Living) -> None:
    keep(broker, source("a"))
    kept = broker.broker.store.get("", "registration", "urn:x:source:a")
    assert kept is not None
    past = kept | {"expiresAt": "2020-01-01T00:00:00Z"}
    broker.broker.store.put("", "registration", "urn:x:source:a", past)
    assert names(broker, "type=Building") == []
    assert broker.ask("GET", "/csourceRegistrations/urn:x:source:a").status == 404
    keep(broker, source("a"))


def test_a_source_is_registered_once_and_forgotten_once_in_its_tenant(broker: Living) -> None:
    keep(broker, source("a"))
    assert broker.ask("POST", "/csourceRegistrations", source("a")).status == 409
    path = "/csourceRegistrations/urn:x:source:a"
    assert broker.ask("DELETE", path, headers={"NGSILD-Tenant": "other"}).status == 404
    assert broker.ask("DELETE", path).status == 204
    assert broker.ask("DELETE", path).status == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"type": "Building"},
        {"id": "no uri"},
        {"endpoint": None},
        {"endpoint": "no uri"},
        {"information": None},
        {"information": []},
        {"information": [{}]},
        {"information": [{"entities": []}]},
        {"information": [{"entities": [{"id": "urn:x:1"}]}]},
        {"information": [{"entities": [{"type": "T", "id": "no uri"}]}]},
        {"information": [{"entities": [{"type": "T", "idPattern": "("}]}]},
        {"information": [{"propertyNames": "name"}]},
        {"information": [{"properties": ["name"]}]},
        {"expiresAt": "2020-01-01T00:00:00Z"},
        {"expiresAt": "tomorrow"},
        {"mode": "greedy"},
        {"operations": ["fly"]},
        {"location": {"type": "Point", "coordinates": [200, 0]}},
        {"observationInterval": {"endAt": "2020-01-01T00:00:00Z"}},
        {
            "managementInterval": {
                "startAt": "2021-01-01T00:00:00Z",
                "endAt": "2020-01-01T00:00:00Z",
            }
        },
    ],
    ids=str,
)
def test_what_is_wrong_is_told_and_not_kept(broker: Living, wrong: Body) -> None:
    answer = broker.ask("POST", "/csourceRegistrations", source("a") | wrong)
    assert (answer.status, answer.body["title"]) == (400, "BadRequestData")
    assert names(broker, "type=*") == []


@pytest.mark.parametrize(
    "query",
    [
        "",
        "limit=3",
        "type=Building&timerel=during&timeAt=2020-01-01T00:00:00Z",
        "type=Building&timerel=between&timeAt=2020-01-01T00:00:00Z",
        "type=Building&timeAt=2020-01-01T00:00:00Z",
        "type=Building&timerel=before&timeAt=2020-01-01T00:00:00Z&timeproperty=other",
        "type=Building&id=no%20uri",
        "type=Building&georel=near&geometry=Point",
        "q=(",
        "type=Building&limit=0",
    ],
)
def test_a_question_that_is_wrong_is_refused(broker: Living, query: str) -> None:
    assert broker.ask("GET", f"/csourceRegistrations?{query}").status == 400

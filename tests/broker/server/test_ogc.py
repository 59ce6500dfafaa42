"""OGC API – Features, as its abstract tests and the clients of a town ask for it."""

import re

import pytest
from jsonschema import Draft202012Validator

from broker.server.out_towns import StreamingClient, town
from jalons.broker.engine.out.crs import LAMBERT93, WGS84

ITEMS = "/ogc/collections/Streetlight/items"


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    with town(tmp_path_factory.mktemp("ogc")) as (client, _):
        yield client


def ids(answer):
    assert answer.status_code == 200, answer.body
    return [feature["id"].rpartition(":")[2] for feature in answer.json()["features"]]


def test_the_landing_page_leads_everywhere(client):
    links = {link["rel"]: link["href"] for link in client.get("/ogc").json()["links"]}
    assert {"self", "service-desc", "conformance", "data"} <= set(links)
    for href in links.values():
        assert client.get(href).status_code == 200


def test_it_declares_the_classes_it_conforms_to(client):
    told = client.get("/ogc/conformance").json()["conformsTo"]
    assert "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core" in told
    assert "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs" in told


def test_every_type_is_a_collection_with_items_and_an_entry_in_the_openapi_document(client):
    told = client.get("/ogc/collections").json()["collections"]
    assert [item["id"] for item in told] == ["AirQualityObserved", "Streetlight"]
    paths = client.get("/ogc/api").json()["paths"]
    for item in told:
        assert f"/collections/{item['id']}/items" in paths
        (items,) = [link["href"] for link in item["links"] if link["rel"] == "items"]
        assert client.get(items).headers["content-type"] == "application/geo+json"
        assert client.get(f"/ogc/collections/{item['id']}").json() == item


def test_a_feature_is_flat_and_spoken_in_french(client):
    (found,) = client.get("/ogc/collections/AirQualityObserved/items").json()["features"]
    assert found["geometry"] == {"type": "Point", "coordinates": [-1.6, 48.1]}
    properties = found["properties"]
    assert properties["name"] == "Mairie"
    assert properties["pm10"] == 21.5
    assert properties["refDevice"] == "urn:ngsi-ld:Device:7"
    assert properties["observedAt"] == "2026-11-20T10:00:00Z"


def test_pages_follow_each_other_to_the_last(client):
    seen, address = [], f"{ITEMS}?limit=5"
    while address:
        answer = client.get(address)
        body = answer.json()
        assert body["numberMatched"] == 12
        assert body["numberReturned"] == len(body["features"])
        seen += ids(answer)
        address = next((link["href"] for link in body["links"] if link["rel"] == "next"), None)
    assert sorted(seen) == sorted(set(seen)) == [f"{n:03}" for n in range(12)]


def test_one_feature_has_an_address(client):
    one = client.get(f"{ITEMS}/urn:ngsi-ld:Streetlight:003")
    assert one.json()["id"] == "urn:ngsi-ld:Streetlight:003"
    assert client.get(f"{ITEMS}/urn:ngsi-ld:Streetlight:999").status_code == 404
    other = "/ogc/collections/AirQualityObserved/items/urn:ngsi-ld:Streetlight:003"
    assert client.get(other).status_code == 404


def test_a_box_selects(client):
    assert ids(client.get(f"{ITEMS}?bbox=-1.6805,48,-1.6775,49")) == ["000", "001", "002"]
    assert ids(client.get(f"{ITEMS}?bbox=-1.6805,48,0,-1.6775,49,9")) == ["000", "001", "002"]
    swapped = client.get(ITEMS, params={"bbox": "48,-1.6805,49,-1.6775", "bbox-crs": WGS84})
    assert ids(swapped) == ["000", "001", "002"]


def test_a_time_selects(client):
    assert ids(client.get(f"{ITEMS}?datetime=2026-11-03T08:00:00Z")) == ["002"]
    assert ids(client.get(f"{ITEMS}?datetime=2026-11-02/2026-11-03")) == ["001", "002"]
    assert ids(client.get(f"{ITEMS}?datetime=2026-11-11T08:00:00Z/..")) == ["010", "011"]
    assert ids(client.get(f"{ITEMS}?datetime=../2026-11-01T09:00:00Z")) == ["000"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("powerRating >= 100", ["010", "011"]),
        ("powerRating = 30 OR powerRating = 50", ["003", "005"]),
        ("powerState = 'on' AND NOT circuit = 'C1'", ["003", "005", "009", "011"]),
        ("powerRating BETWEEN 20 AND 40", ["002", "003", "004"]),
        ("powerRating NOT BETWEEN 20 AND 110", ["000", "001"]),
        ("circuit LIKE '_2' AND powerRating < 60", ["002", "005"]),
        ("circuit IN ('C0') AND powerState <> 'on'", ["000", "006"]),
        ("serialNumber IS NULL", None),
        ("S_INTERSECTS(geometry,POLYGON((-2 48,-1.6785 48,-1.6785 49,-2 48)))", ["000", "001"]),
        ("S_WITHIN(location, BBOX(-1.69,48,-1.6785,49)) AND powerRating > 0", ["001"]),
    ],
)  # fmt: skip
def test_a_cql2_filter_selects(client, text, found):
    answer = client.get(ITEMS, params={"filter": text})
    if found is None:
        assert answer.status_code == 400
        assert "there is no property 'serialNumber'" in answer.json()["detail"]
    else:
        assert ids(answer) == found


def test_a_box_and_a_filter_of_space_hold_together_over_pages(client):
    params = {
        "bbox": "-1.6805,48,-1.6755,49",
        "filter": "S_INTERSECTS(geometry, BBOX(-1.6785,48,-1,49))",
    }
    assert ids(client.get(ITEMS, params=params)) == ["002", "003", "004"]
    assert ids(client.get(ITEMS, params={**params, "limit": 2, "offset": 2})) == ["004"]


def test_a_property_is_a_parameter(client):
    assert ids(client.get(f"{ITEMS}?circuit=C2&powerState=off")) == ["002", "008"]
    assert ids(client.get(f"{ITEMS}?powerRating=30")) == ["003"]


@pytest.mark.parametrize(
    ("params", "told"),
    [
        ("limit=0", "limit"),
        ("limit=x", "limit"),
        ("bbox=1,2,3", "bbox"),
        ("bbox=a,b,c,d", "bbox"),
        ("bbox=0,9,1,2", "south"),
        ("datetime=hier", "datetime"),
        ("datetime=2026-11-03/2026-11-01", "ends before"),
        ("datetime=../..", "datetime"),
        ("crs=EPSG:1", "crs"),
        ("filter=powerRating", "is expected"),
        ("filter=powerRating%20=", "value is expected"),
        ("filter=S_INTERSECTS(geometry,POINT(1))", "not a geometry"),
        ("filter=NOT%20S_INTERSECTS(geometry,POINT(1%201))", "under OR or NOT"),
        ("filter=powerRating%20%3E%201%20%3B", "not expected"),
        ("filter-lang=cql2-json&filter=x", "cql2-text"),
        ("wattage=3", "neither a parameter nor a property"),
    ],
)
def test_a_wrong_parameter_is_told(client, params, told):
    answer = client.get(f"{ITEMS}?{params}")
    assert answer.status_code == 400
    assert told in answer.json()["detail"]


def test_a_filter_nested_beyond_reason_is_refused(client):
    answer = client.get(ITEMS, params={"filter": "(" * 2000 + "powerRating=1" + ")" * 2000})
    assert answer.status_code == 403


def test_a_large_limit_is_cut_rather_than_refused(client):
    assert len(ids(client.get(f"{ITEMS}?limit=100000"))) == 12


def test_positions_are_given_in_the_system_asked_for(client):
    answer = client.get(f"{ITEMS}/urn:ngsi-ld:Streetlight:000?crs={LAMBERT93}")
    assert answer.headers["content-crs"] == f"<{LAMBERT93}>"
    assert answer.json()["geometry"]["coordinates"] == [351895.902, 6789166.41]
    swapped = client.get(f"{ITEMS}/urn:ngsi-ld:Streetlight:000?crs={WGS84}")
    assert swapped.json()["geometry"]["coordinates"] == [48.11, -1.68]


def test_queryables_are_a_schema_of_the_properties(client):
    answer = client.get("/ogc/collections/Streetlight/queryables")
    assert answer.headers["content-type"] == "application/schema+json"
    Draft202012Validator.check_schema(answer.json())
    members = answer.json()["properties"]
    assert members["powerRating"] == {"title": "puissance nominale", "type": "number"}
    assert "geometry" in members


def test_an_unknown_collection_and_a_write_are_refused(client):
    assert client.get("/ogc/collections/Dragon/items").status_code == 404
    assert client.post(ITEMS).status_code == 405


def test_models_and_their_contexts_are_served(client):
    assert len(client.get("/models").json()) == 32
    told = client.get("/models/Streetlighting/context.jsonld")
    assert told.headers["content-type"] == "application/ld+json"
    assert "powerState" in told.json()["@context"]
    assert client.get("/models/Streetlight/schema.json").json()["title"] == "Point lumineux"
    assert client.get("/models/Dragon/schema.json").status_code == 404


@pytest.mark.parametrize(
    "path", [f"{ITEMS}?limit=2", "/sta/v1.1/Things?$top=2", "/export", "/ogc", "/ogc/collections"]
)
def test_behind_a_prefix_every_address_told_has_it(client, path):
    behind = StreamingClient(client.application, root="/jumeau/213503600")
    answer = behind.get(f"/jumeau/213503600{path}")
    assert answer.status_code == 200
    told = re.findall(r'"(http://testserver[^"]*)"', answer.body.decode())
    assert told
    assert all(address.startswith("http://testserver/jumeau/213503600/") for address in told)
    assert all(behind.get(address).status_code == 200 for address in told)


def test_what_is_not_ngsi_ld_is_refused_as_rfc_9457_says(client):
    for address in ("/ogc/collections/Dragon", "/sta/v1.1/Dragons", "/export/Dragon.csv"):
        answer = client.get(address)
        assert answer.status_code in (400, 404)
        assert answer.headers["content-type"] == "application/problem+json"
    for address in ("/ngsi-ld/v1/entities/urn:x:none", "/ngsi-ld/v1/dragons"):
        assert client.get(address).headers["content-type"] == "application/json"

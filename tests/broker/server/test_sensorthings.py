"""SensorThings 1.1, to read: sets, members, links, options."""

import json
from urllib.parse import quote

import pytest

from broker.server.out_towns import town
from jalons.broker.engine import operations
from jalons.broker.engine.instants import micros
from jalons.broker.engine.out.odata import filtered
from jalons.broker.engine.problems import Problem
from jalons.broker.store.models import named
from jalons.broker.store.port import Step
from jalons.broker.store.units import symbols, unit_words

API = "/sta/v1.1"
STATION = "urn:ngsi-ld:AirQualityObserved:mairie"
PM10 = f"{API}/Datastreams('{STATION}::pm10')"
SETS = [
    "Things",
    "Locations",
    "HistoricalLocations",
    "Datastreams",
    "Sensors",
    "ObservedProperties",
    "Observations",
    "FeaturesOfInterest",
]


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    with town(tmp_path_factory.mktemp("sta")) as (client, broker):
        iri = named("AirQualityObserved").iri.rpartition("/")[0] + "/pm10"
        for day in range(1, 8):
            moment = f"2026-11-{day:02}T00:00:00Z"
            instance = {"type": "Property", "value": 10 + day, "observedAt": moment}
            change = operations.append({"attrs": {iri: [instance]}}, overwrite=True)
            broker.store.write("", [Step(STATION, change)], now=1_700_000_000_000_000 + day)
        yield client


def got(client, address, **params):
    answer = client.get(address, params={f"${name}": value for name, value in params.items()})
    assert answer.status_code == 200, answer.body
    return answer.json()


def test_the_root_lists_every_set_and_each_answers(client):
    told = got(client, API)["value"]
    assert {item["name"] for item in told} == set(SETS)
    for item in told:
        assert got(client, item["url"])["value"]


@pytest.mark.parametrize("name", SETS)
def test_a_member_has_its_address_its_links_and_every_link_leads_somewhere(client, name):
    member = got(client, f"{API}/{name}", top=1)["value"][0]
    assert got(client, member["@iot.selfLink"]) == member
    links = [href for key, href in member.items() if key.endswith("@iot.navigationLink")]
    assert links
    for href in links:
        assert client.get(href).status_code == 200


def test_a_thing_keeps_what_it_does_not_observe_in_its_properties(client):
    thing = got(client, f"{API}/Things('{STATION}')")
    assert thing["name"] == "Mairie"
    assert thing["properties"]["type"] == "Mesure de la qualité de l’air"


def test_a_datastream_tells_its_unit_and_its_property(client):
    told = got(client, f"{API}/Datastreams('urn:ngsi-ld:Streetlight:003::powerRating')")
    assert told["unitOfMeasurement"] == {
        "name": "watt",
        "symbol": "W",
        "definition": "urn:un:unece:uncefact:codelist:standard:UNECE:Rec20:WTT",
    }
    assert told["observationType"].endswith("OM_Measurement")
    observed = got(client, told["ObservedProperty@iot.navigationLink"])
    assert observed["name"] == "puissance nominale"
    assert observed["definition"].endswith("powerRating")


def test_observations_are_the_history(client):
    found = got(client, f"{PM10}/Observations", count="true")
    assert found["@iot.count"] == 8
    assert [item["result"] for item in found["value"]] == [11, 12, 13, 14, 15, 16, 17, 21.5]
    assert found["value"][0]["phenomenonTime"] == "2026-11-01T00:00:00Z"


def test_no_result_comes_before_what_it_is_about(client):
    found = got(client, f"{PM10}/Observations")["value"]
    assert all(item["resultTime"] >= item["phenomenonTime"] for item in found)


def test_the_result_comes_when_it_is_written_not_when_the_attribute_was_first(tmp_path):
    with town(tmp_path, count=1) as (client, broker):
        later = micros("2026-12-24T10:00:07Z")
        value = {"type": "Property", "value": 9, "observedAt": "2026-12-24T10:00:00Z"}
        fragment = {
            "attrs": {
                named("AirQualityObserved").iri.replace("AirQualityObserved", "pm10"): [value]
            }
        }
        step = Step(STATION, operations.append(fragment, overwrite=True))
        broker.store.write("", [step], now=later)
        last = got(client, f"{PM10}/Observations", orderby="phenomenonTime desc", top="1")
        (item,) = last["value"]
        assert item["phenomenonTime"] == "2026-12-24T10:00:00Z"
        assert item["resultTime"] == "2026-12-24T10:00:07Z"


def test_every_unit_with_a_sign_has_a_name():
    assert all(unit_words(code).name != code for code in symbols())
    assert unit_words("EUR").document()["definition"] is None
    assert unit_words("XYZ").document()["name"] == "XYZ"


def test_pages_follow_each_other(client):
    seen, address = [], f"{PM10}/Observations?$top=3"
    while address:
        answer = client.get(address)
        assert answer.status_code == 200
        seen += [item["result"] for item in answer.json()["value"]]
        address = answer.json().get("@iot.nextLink")
    assert seen == [11, 12, 13, 14, 15, 16, 17, 21.5]


def test_observations_are_filtered_and_ordered(client):
    text = "phenomenonTime ge 2026-11-03T00:00:00Z and result lt 16"
    found = got(client, f"{PM10}/Observations", filter=text, orderby="result desc")
    assert [item["result"] for item in found["value"]] == [15, 14, 13]


def test_things_are_filtered_by_their_properties(client):
    found = got(client, f"{API}/Things", filter="properties/circuit eq 'C1'", select="id,name")
    assert len(found["value"]) == 4
    assert set(found["value"][0]) == {"@iot.id", "name"}


def test_links_are_brought_along(client):
    last = "Observations($top=1;$orderby=phenomenonTime desc)"
    text = f"Datastreams($select=name;$expand={last}),Locations"
    thing = got(client, f"{API}/Things('{STATION}')", expand=text)
    (stream,) = [each for each in thing["Datastreams"] if "PM10" in each["name"]]
    assert stream["Observations"][0]["result"] == 21.5
    assert "Observations@iot.nextLink" in stream
    assert thing["Locations"][0]["location"]["coordinates"] == [-1.6, 48.1]
    nested = got(client, f"{API}/Things('{STATION}')", expand="Datastreams/ObservedProperty")
    assert all("ObservedProperty" in each for each in nested["Datastreams"])


def test_a_value_is_read_alone(client):
    here = f"{API}/Things('{STATION}')"
    assert got(client, f"{here}/name") == {"name": "Mairie"}
    assert client.get(f"{here}/name/$value").body == b"Mairie"
    refs = got(client, f"{here}/Datastreams/$ref")["value"]
    assert all(set(each) == {"@iot.selfLink"} for each in refs)


def test_a_value_that_is_no_text_is_read_alone_in_json(client):
    place = client.get(f"{API}/Locations('{STATION}')/location/$value")
    assert json.loads(place.body) == {"type": "Point", "coordinates": [-1.6, 48.1]}
    here = f"{API}/Datastreams('urn:ngsi-ld:Streetlight:003::powerRating')/unitOfMeasurement"
    assert json.loads(client.get(f"{here}/$value").body)["name"] == "watt"
    assert client.get(f"{here}/symbol/$value").body == b"W"


def test_the_address_of_what_a_member_leads_to_is_read_alone(client):
    (lone,) = got(client, f"{PM10}/Thing/$ref").items()
    assert lone == ("@iot.selfLink", got(client, f"{API}/Things('{STATION}')")["@iot.selfLink"])
    further = got(client, f"{PM10}/Thing/Datastreams/$ref")["value"]
    assert [each["@iot.selfLink"] for each in further] == [got(client, PM10)["@iot.selfLink"]]


def test_a_property_leads_to_every_stream_that_observes_it(client):
    address = f"{API}/ObservedProperties('Streetlight::powerRating')/Datastreams"
    assert got(client, address, count="true")["@iot.count"] == 12


def test_what_nothing_observes_is_no_observed_property(client):
    found = {each["@iot.id"] for each in got(client, f"{API}/ObservedProperties")["value"]}
    assert "Streetlight::powerState" in found  # a text, with the date it was observed
    assert "Streetlight::circuit" not in found
    assert client.get(f"{API}/ObservedProperties('Streetlight::circuit')").status_code == 404
    for identifier in found:
        streams = got(client, f"{API}/ObservedProperties('{identifier}')/Datastreams")
        assert streams["value"]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/Dragons", 404),
        ("/Things('urn:nobody')", 404),
        ("/Things('urn:nobody", 404),
        (f"/Things('{STATION}')/colour", 404),
        (f"/Observations('{STATION}::pm10::x')", 404),
        (f"/Things('{STATION}')?$expand=Observations", 400),
        ("/Things?$top=-1", 400),
        ("/Things?$other=1", 400),
        ("/Things?$select=colour", 400),
        ("/Things?$count=maybe", 400),
        ("/Things?$orderby=name%20up", 400),
        ("/Things?$filter=name", 400),
        ("/Things?$filter=name%20eq", 400),
        ("/Things?$filter=(name%20eq%20'a'", 400),
    ],
)
def test_what_is_wrong_is_told(client, address, status):
    answer = client.get(f"{API}{quote(address, safe='/?$=%&')}")
    assert answer.status_code == status
    assert answer.json()["detail"]


def test_it_is_read_only(client):
    assert client.post(f"{API}/Things", json={}).status_code == 405


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a eq 3", True),
        ("a eq '3'", False),
        ("a ne 3 or b eq 'x'", True),
        ("not (a gt 2)", False),
        ("a gt 2 and a le 3", True),
        ("c eq null", True),
        ("startswith(b,'x') and substringof('x',b) eq true", True),
        ("t lt 2026-01-01T01:30:00+01:00", True),
        ("p/q eq true", True),
    ],
)
def test_a_filter_holds(text, expected):
    body = {"a": 3, "b": "x", "t": "2026-01-01T00:00:00Z", "p": {"q": True}}
    assert filtered(text)(body) is expected


def test_a_filter_too_deep_is_refused():
    with pytest.raises(Problem) as caught:
        filtered("(" * 3000 + "a eq 1" + ")" * 3000)
    assert caught.value.kind == "TooComplexQuery"

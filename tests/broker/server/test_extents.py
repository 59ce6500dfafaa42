"""The extents of the collections: true, and never sharper than what is shown."""

import pytest

from broker.server.out_towns import keep, lamps, town
from jalons.broker.engine.policies.policy import TypePolicy
from jalons.broker.server.broker import Caller, Options
from jalons.broker.store.models import named

LAMP = named("Streetlight").iri
AIR = named("AirQualityObserved").iri


@pytest.fixture
def place(tmp_path):
    with town(tmp_path) as found:
        yield found


class Outside:
    """Everybody is of one audience."""

    def __init__(self, audience):
        self.audience = audience

    async def caller(self, headers, *, writing):  # noqa: ARG002
        return Caller(audience=self.audience, may_write=False)


def policy(iri, **more):
    known = {
        "name": "Lampadaires",
        "purpose": "Éclairer moins",
        "legal_basis": "not_personal",
        "owner": "Ville",
        "retention_days": 30,
        "audience": "open",
    }
    return TypePolicy(type=iri, **{**known, **more})


def guarded(broker, audience, *policies):
    broker.options = Options(requires_policies=True)
    broker.gate = Outside(audience)
    for each in policies:
        broker.policies.keep("", each)


def described(client, name="Streetlight"):
    (one,) = [c for c in client.get("/ogc/collections").json()["collections"] if c["id"] == name]
    assert client.get(f"/ogc/collections/{name}").json() == one
    return one


def box(client, name="Streetlight"):
    return described(client, name)["extent"]["spatial"]["bbox"][0]


def test_the_extent_is_that_of_the_entities(place):
    client, _ = place
    extent = described(client)["extent"]
    assert extent["spatial"]["bbox"] == [[-1.68, 48.11, -1.669, 48.11]]
    assert extent["temporal"]["interval"] == [["2026-11-01T08:00:00Z", "2026-11-12T08:00:00Z"]]


def test_a_polygon_counts_with_all_its_corners(place):
    client, broker = place
    ring = [[-2, 47], [-1, 47], [-1, 49], [-2, 47]]
    lamp = {**lamps(1)[0], "id": "urn:lamp:park"}
    keep(broker, [{**lamp, "location": {"type": "Polygon", "coordinates": [ring]}}])
    assert box(client) == [-2, 47, -1, 49]


def test_a_type_without_places_nor_dates_has_no_extent(place):
    client, broker = place
    keep(broker, [{"@context": "urn:jalons:twin:context", "id": "urn:x:1", "type": "Rule", "n": 1}])
    assert "extent" not in described(client, "Rule")


def test_the_policy_names_and_explains_the_collection(place):
    client, broker = place
    guarded(broker, "open", policy(LAMP))
    found = described(client)
    assert (found["title"], found["description"]) == ("Lampadaires", "Éclairer moins")
    names = [item["title"] for item in client.get("/export").json()]
    assert names == ["Lampadaires"]


def test_the_extent_is_blurred_as_places_and_dates_are(place):
    client, broker = place
    rules = policy(LAMP, position_metres=5_000, time_seconds=86_400)
    guarded(broker, "open", rules)
    west, south, east, north = box(client)
    items = client.get("/ogc/collections/Streetlight/items").json()["features"]
    places = [item["geometry"]["coordinates"] for item in items]
    assert (west, east) == (min(p[0] for p in places), max(p[0] for p in places))
    assert (south, north) == (min(p[1] for p in places), max(p[1] for p in places))
    assert -1.68 not in (west, east)
    assert -1.669 not in (west, east)
    (interval,) = described(client)["extent"]["temporal"]["interval"]
    assert interval == ["2026-11-01T00:00:00Z", "2026-11-12T00:00:00Z"]


def test_what_is_personal_or_hidden_has_no_place_in_the_extent(place):
    client, broker = place
    location = "https://uri.etsi.org/ngsi-ld/location"
    guarded(broker, "open", policy(LAMP, hidden=(location,)))
    assert "spatial" not in described(client)["extent"]


def test_an_entity_that_is_also_of_a_closed_type_moves_no_corner(place):
    client, broker = place
    both = {**lamps(1)[0], "id": "urn:lamp:secret", "type": ["Streetlight", "Shelter"]}
    keep(broker, [{**both, "location": {"type": "Point", "coordinates": [2.35, 48.85]}}])
    shelter = broker.contexts.context(both["@context"]).expand("Shelter")
    guarded(broker, "open", policy(LAMP), policy(shelter, audience="internal"))
    assert box(client)[2] == -1.669
    broker.gate = Outside("internal")
    assert box(client)[2] == 2.35


def test_a_policy_made_stricter_changes_the_extent_at_once(place):
    client, broker = place
    guarded(broker, "open", policy(LAMP))
    assert box(client)[0] == -1.68
    broker.policies.keep("", policy(LAMP, position_metres=5_000))
    assert box(client)[0] != -1.68


def test_the_extents_of_audiences_are_apart(place):
    client, broker = place
    guarded(broker, "internal", policy(LAMP, position_metres=5_000), policy(AIR))
    assert box(client)[0] == -1.68
    broker.gate = Outside("partners")
    assert box(client)[0] != -1.68


def test_no_access_is_reported_for_an_extent(place):
    client, broker = place
    seen = []

    class Witness:
        def accessed(self, *what):
            seen.append(what)

    broker.witness = Witness()
    guarded(broker, "internal", policy(LAMP, audience="internal"))
    described(client)
    assert seen == []

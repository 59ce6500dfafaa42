"""Exports and SensorThings read SQLite and PostgreSQL alike."""

from functools import partial

import pytest

from broker.server.out_towns import lamps
from jalons.broker.engine import operations
from jalons.broker.engine.entities import expand_entity
from jalons.broker.engine.out.odata import options
from jalons.broker.engine.query.request import EntityQuery
from jalons.broker.store.contexts import ContextLibrary
from jalons.broker.store.out.export import Export, Reads, exported
from jalons.broker.store.out.offered_types import offered
from jalons.broker.store.out.things import ThingSets, page
from jalons.broker.store.port import Step

NOW = 1_700_000_000_000_000


@pytest.fixture
def kept(store):
    library = ContextLibrary()
    docs = [expand_entity(dict(item), library.context(item["@context"])) for item in lamps(6)]
    store.write("", [Step(doc["id"], operations.create(doc)) for doc in docs], now=NOW)
    reads = Reads(query=partial(store.query, ""), history=partial(store.history, ""))
    return reads, offered(store.types(""), library.context)


def lines(kept, **more):
    reads, kinds = kept
    kind = kinds["Streetlight"]
    made = exported(Export(kind=kind, query=EntityQuery(where=kind.wanted()), **more), reads)
    return b"".join(made).decode().splitlines()


def test_a_type_is_exported_in_the_order_of_its_creation(kept):
    found = lines(kept)
    assert found[0].startswith("id,circuit,location,powerRating,powerState,longitude,latitude")
    assert [line.partition(",")[0][-3:] for line in found[1:]] == [f"{n:03}" for n in range(6)]


def test_a_history_holds_what_was_observed_in_its_period(kept):
    day = 86_400_000_000
    first = 1_793_491_200_000_000  # 2026-11-01T00:00:00Z
    found = lines(kept, past=True, start=first, end=first + 2 * day)
    assert [line.split(",")[0][-3:] for line in found[1:]] == ["000", "001"]


def test_the_things_and_their_observations_are_those_of_the_store(kept):
    reads, kinds = kept
    sets = ThingSets(reads, kinds)
    assert page(sets.every("Things"), options({"$count": "true"})).total == 6
    assert page(sets.every("Observations"), options({"$count": "true"})).total == 6
    stream = sets.one("Datastreams", "urn:ngsi-ld:Streetlight:003::powerState")
    (found,) = sets.linked(stream, "Observations")
    assert found.body["result"] == "on"
    assert sets.one("Observations", found.id) == found

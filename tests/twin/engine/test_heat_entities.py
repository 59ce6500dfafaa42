"""What an entity of the twin tells of heat, and what it tells badly."""

from __future__ import annotations

from typing import Any

from jalons.broker.store.models import named
from jalons.twin.engine.heat import entities
from jalons.twin.engine.heat.need import NeedKind
from jalons.twin.engine.heat.room import Cooling


def doc(**values: Any) -> dict[str, Any]:
    told = {getattr(entities, key): value for key, value in values.items()}
    return {"id": "urn:ngsi-ld:X:1", "type": [entities.ROOM], "attrs": entities.written(told)}


def test_a_room_is_read_back_as_it_was_written() -> None:
    kept = doc(
        NAME="Salle", LOCATION=(2.1, 48.2), IT_POWER=40.0, PUE=1.6, COOLING="water", SUPPLY=50.0
    )
    room = entities.room_of(kept)
    assert (room.name, room.place, room.it_power) == ("Salle", (2.1, 48.2), 40.0)
    assert (room.pue, room.cooling, room.temperature) == (1.6, Cooling.WATER, 50.0)
    assert (room.total_power, room.recoverable_power) == (None, None)


def test_a_need_and_a_meter_are_read_back_as_they_were_written() -> None:
    need = entities.need_of(doc(NAME="Piscine", KIND="pool", YEARLY=800, WANTED=28))
    assert (need.kind, need.yearly, need.temperature) == (NeedKind.POOL, 800.0, 28.0)
    meter = entities.meter_of(doc(NAME="C", SERVED="urn:ngsi-ld:ServerRoom:1"))
    assert meter.served == "urn:ngsi-ld:ServerRoom:1"
    assert meter.place is None


def test_a_value_in_a_wrong_form_is_unknown_and_not_guessed() -> None:
    room = entities.room_of(doc(NAME="  ", PUE=0.4, IT_POWER=-3, COOLING="snow", SUPPLY="hot"))
    assert (room.pue, room.it_power, room.temperature) == (None, None, None)
    assert (room.cooling, room.name) == (Cooling.UNKNOWN, "X:1")
    assert entities.need_of(doc(KIND="sauna", YEARLY=True)).yearly is None
    assert entities.need_of(doc(YEARLY=1e300)).yearly is None


def test_every_name_is_the_one_of_the_models_shipped() -> None:
    known = {
        iri: attribute
        for kind in entities.TYPES
        for iri, attribute in named(kind).attributes.items()
    }
    for iri, code in entities.UNITS.items():
        assert known[iri].code == code
    for iri in (entities.NAME, entities.LOCATION, entities.SERVED, entities.CURRENT, entities.KIND):
        assert iri in known
    told = set(known[entities.COOLING].values) | {"unknown"}
    assert told == {each.value for each in Cooling}
    assert set(known[entities.KIND].values) == {each.value for each in NeedKind}

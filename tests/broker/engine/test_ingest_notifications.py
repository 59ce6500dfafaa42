"""Notifications of other brokers, in each of their writings."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from jalons.broker.engine.ingest.mapping import mapping_of
from jalons.broker.engine.ingest.observations import Observation, each
from jalons.broker.engine.instants import micros, written
from jalons.broker.engine.problems import Problem
from jalons.broker.store.contexts import core

NOW = micros("2026-11-24T08:16:00Z")
AT = "2026-11-24T08:15:00Z"
ROOM = "urn:ngsi-ld:Room:1"
LD = mapping_of({"envelope": "ngsi_ld", "entities": [{"type": "Room"}]})
V2 = mapping_of({"envelope": "ngsi_v2", "entities": [{"type": "Room"}]})


def notification(*entities: Any, **more: Any) -> dict[str, Any]:
    return {
        "id": "urn:ngsi-ld:Notification:5",
        "type": "Notification",
        "subscriptionId": "urn:ngsi-ld:Subscription:7",
        "notifiedAt": "2026-11-24T08:15:01Z",
        "data": list(entities),
        **more,
    }


def room(**attributes: Any) -> dict[str, Any]:
    return {"id": ROOM, "type": "Room", **attributes}


def seen(message: Any, mapping: Any = LD) -> list[Observation]:
    found = each(mapping, message, context=core(), now=NOW)
    assert all(isinstance(one, Observation) for one in found), found
    return [one for one in found if isinstance(one, Observation)]


def why(message: Any, mapping: Any = LD) -> str:
    (problem,) = each(mapping, message, context=core(), now=NOW)
    assert isinstance(problem, Problem)
    return problem.detail


def attribute(observation: Observation, name: str) -> Any:
    (instance,) = observation.doc["attrs"][core().expand(name)]
    return instance


NORMALIZED = room(
    co2={"type": "Property", "value": 812, "unitCode": "59", "observedAt": AT},
    place={"type": "Relationship", "object": "urn:ngsi-ld:Building:1"},
    location={"type": "GeoProperty", "value": {"type": "Point", "coordinates": [-1.2, 48.1]}},
)
CONCISE = room(
    co2={"value": 812, "unitCode": "59", "observedAt": AT},
    place={"object": "urn:ngsi-ld:Building:1"},
    location={"type": "Point", "coordinates": [-1.2, 48.1]},
)


@pytest.mark.parametrize("entity", [NORMALIZED, CONCISE])
def test_an_entity_normalized_or_concise_comes_whole_what_is_dated_apart(entity: Any) -> None:
    undated, dated = seen(notification(entity))
    assert (dated.entity, dated.at) == (ROOM, micros(AT))
    assert attribute(dated, "co2") == {
        "type": "Property", "value": 812, "unitCode": "59", "observedAt": AT,
    }  # fmt: skip
    assert attribute(undated, "place")["type"] == "Relationship"
    assert attribute(undated, "location")["type"] == "GeoProperty"
    assert undated.at == NOW


def test_a_simplified_entity_comes_without_dates_unless_the_reception_is_the_date() -> None:
    (undated,) = seen(notification(room(co2=812, open=True)))
    assert attribute(undated, "co2") == {"type": "Property", "value": 812}
    received = mapping_of({"envelope": "ngsi_ld", "clock": "reception"})
    (dated,) = seen(notification(room(co2=812)), received)
    assert attribute(dated, "co2")["observedAt"] == written(NOW)


def test_what_brokers_say_of_their_own_keeping_is_left_out() -> None:
    entity = room(
        createdAt="2026-01-01T00:00:00Z", modifiedAt=AT,
        co2={
            "type": "Property", "value": 1, "observedAt": AT, "createdAt": AT, "modifiedAt": AT,
            "instanceId": "urn:x:1", "previousValue": 2,
            "accuracy": {"type": "Property", "value": 3, "modifiedAt": AT},
        },
    )  # fmt: skip
    (found,) = seen(notification(entity))
    assert set(found.doc["attrs"]) == {core().expand("co2")}
    assert set(attribute(found, "co2")) == {"type", "value", "observedAt", "subs"}


def test_an_attribute_deleted_beside_others_is_refused_alone() -> None:
    entity = room(
        t={"type": "Property", "value": "urn:ngsi-ld:null", "previousValue": 5},
        u={"type": "Property", "value": 6, "previousValue": 5},
    )
    gone, left = each(LD, notification(entity), context=core(), now=NOW)
    assert isinstance(gone, Problem)
    assert gone.detail.startswith("t: the other broker deleted this attribute")
    assert isinstance(left, Observation)
    assert attribute(left, "u") == {"type": "Property", "value": 6}


def test_an_entity_without_attributes_says_nothing() -> None:
    assert each(LD, notification(room()), context=core(), now=NOW) == []


def test_datasets_observed_at_several_instants_are_apart() -> None:
    entity = room(
        co2=[
            {"type": "Property", "value": 1, "observedAt": AT},
            {"type": "Property", "value": 2, "observedAt": "2026-11-24T08:10:00Z",
             "datasetId": "urn:top"},
        ]
    )  # fmt: skip
    assert [written(one.at) for one in seen(notification(entity))] == ["2026-11-24T08:10:00Z", AT]


def test_several_entities_are_apart_and_one_alone_needs_no_list() -> None:
    other = {**room(co2=1), "id": "urn:ngsi-ld:Room:2"}
    assert [one.entity for one in seen(notification(room(co2=1), other))] == [ROOM, other["id"]]
    assert len(seen(notification(data=room(co2=1)))) == 1


@pytest.mark.parametrize(
    ("message", "detail"),
    [
        ({"data": [room(co2=1)]}, "no NGSI-LD notification"),
        ([], "JSON object"),
        (notification(data={"type": "FeatureCollection"}), "GeoJSON"),
        (notification("x"), "object is expected"),
        (notification({**room(co2=1), "type": "Person"}), "not one of this source"),
        (notification({**room(co2=1), "type": ["Room", "Person"]}), "not one of this source"),
        (notification({**room(co2=1), "id": "Room1"}), "URI"),
        (notification(room(deletedAt=AT)), "deleted this entity"),
        (notification(room(co2={"value": "urn:ngsi-ld:null"})), "deleted this attribute"),
        (notification(room(co2={"value": 1, "observedAt": "2099-01-01T00:00:00Z"})), "future"),
        (notification(room(co2={"value": 1, "observedAt": "hier"})), "not a date"),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_refused_with_its_reason(message: Any, detail: str) -> None:
    assert detail in why(message)


def test_an_ngsi_v2_notification_becomes_ngsi_ld() -> None:
    entity = {
        "id": "Room 1", "type": "Room",
        "co2": {
            "type": "Number", "value": 812,
            "metadata": {
                "TimeInstant": {"type": "DateTime", "value": AT},
                "unitCode": {"type": "Text", "value": "59"},
            },
        },
        "place": {"type": "geo:point", "value": "48.1, -1.2", "metadata": {}},
        "inside": {"type": "Relationship", "value": "urn:ngsi-ld:Building:1", "metadata": {}},
        "nothing": {"type": "Number", "value": None, "metadata": {}},
    }  # fmt: skip
    undated, dated = seen({"subscriptionId": "5aeb", "data": [entity]}, V2)
    assert dated.entity == "urn:ngsi-ld:Room:Room%201"
    assert attribute(dated, "co2") == {
        "type": "Property", "value": 812, "unitCode": "59", "observedAt": AT,
    }  # fmt: skip
    assert attribute(undated, "place")["value"]["coordinates"] == [-1.2, 48.1]
    assert attribute(undated, "inside")["type"] == "Relationship"


def test_the_date_of_an_ngsi_v2_entity_is_that_of_its_values() -> None:
    entity = {"id": "r", "type": "Room", "TimeInstant": AT, "co2": 812}
    (found,) = seen({"data": [entity]}, V2)
    assert attribute(found, "co2")["observedAt"] == AT


def test_each_source_refuses_the_notifications_of_the_other_kind() -> None:
    assert "declare the source as ngsi_ld" in why(notification(room(co2=1)), V2)


@given(
    some.recursive(
        some.none() | some.booleans() | some.floats() | some.text(max_size=5),
        lambda inner: (
            some.lists(inner, max_size=3)
            | some.dictionaries(
                some.sampled_from(["data", "id", "type", "value", "observedAt", "co2", "object"]),
                inner,
            )
        ),
        max_leaves=12,
    )
)
def test_any_json_is_observed_or_refused(message: Any) -> None:
    for mapping in (LD, V2):
        whole = {**message, "type": "Notification"} if isinstance(message, dict) else message
        for body in (message, whole):
            for found in each(mapping, body, context=core(), now=NOW):
                assert isinstance(found, Observation) or found.detail

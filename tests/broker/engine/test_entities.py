"""An entity is read whichever way it is written, and what is wrong in it is told by name."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.broker.engine.entities import expand_entity
from jalons.broker.engine.problems import Problem
from jalons.broker.engine.rendering import View, entity
from jalons.broker.store.contexts import core

DEFAULT = "https://uri.etsi.org/ngsi-ld/default-context/"
POINT = {"type": "Point", "coordinates": [-1.68, 48.11]}


def read(**members: Any) -> dict[str, Any]:
    return expand_entity({"id": "urn:x:1", "type": "Sensor", **members}, core())


def first(doc: dict[str, Any], name: str) -> dict[str, Any]:
    return doc["attrs"][DEFAULT + name][0]


@pytest.mark.parametrize(
    ("written", "kind", "value"),
    [
        (12.5, "Property", 12.5),
        ("dry", "Property", "dry"),
        ([1, 2], "Property", [1, 2]),
        ({"value": 12.5}, "Property", 12.5),
        ({"type": "Property", "value": False}, "Property", False),
        ({"object": "urn:x:2"}, "Relationship", "urn:x:2"),
        (
            {"type": "Relationship", "object": ["urn:x:2", "urn:x:3"]},
            "Relationship",
            ["urn:x:2", "urn:x:3"],
        ),
        (POINT, "GeoProperty", POINT),
        ({"value": POINT}, "GeoProperty", POINT),
        (
            {"type": "GeoProperty", "value": '{"type":"Point","coordinates":[1,2]}'},
            "GeoProperty",
            {"type": "Point", "coordinates": [1, 2]},
        ),
        ({"languageMap": {"fr": "Mairie"}}, "LanguageProperty", {"fr": "Mairie"}),
        ({"vocab": "wet"}, "VocabProperty", DEFAULT + "wet"),
        ({"json": {"a": None}}, "JsonProperty", {"a": None}),
        ({"valueList": [3, 2, 1]}, "ListProperty", [3, 2, 1]),
        (
            {"objectList": [{"object": "urn:x:2"}, "urn:x:3"]},
            "ListRelationship",
            ["urn:x:2", "urn:x:3"],
        ),
    ],
)
def test_each_way_of_writing_an_attribute_is_read(written: Any, kind: str, value: Any) -> None:
    instance = first(read(level=written), "level")
    assert (instance["type"], instance["value"]) == (kind, value)


def test_instances_of_several_datasets_are_kept_apart() -> None:
    doc = read(level=[{"value": 1}, {"value": 2, "datasetId": "urn:d:roof"}])
    assert [i.get("datasetId") for i in doc["attrs"][DEFAULT + "level"]] == [None, "urn:d:roof"]


@pytest.mark.parametrize(
    ("members", "told"),
    [
        ({"id": "no uri"}, "id"),
        ({"type": []}, "type"),
        ({"type": "two words"}, "two words"),
        ({"level": None}, "level"),
        ({"level": "urn:ngsi-ld:null"}, "level"),
        ({"level": {"type": "Property"}}, "level"),
        ({"level": {"type": "Relationship", "object": "dry"}}, "level"),
        ({"level": {}}, "level"),
        ({"level": {"type": "Oddity", "value": 1}}, "Oddity"),
        ({"level": {"value": 1, "observedAt": "yesterday"}}, "yesterday"),
        ({"level": {"value": 1, "observedAt": "2026-02-30T10:00:00Z"}}, "2026-02-30"),
        ({"level": [{"value": 1}, {"value": 2}]}, "level"),
        ({"level": {"value": 1, "datasetId": "roof"}}, "datasetId"),
        ({"level": {"languageMap": {"fr": 3}}}, "level"),
        ({"level": {"json": 3}}, "level"),
        ({"lev<el": 3}, "lev<el"),
        ({"scope": "/"}, "scope"),
        ({"scope": "/Rennes//Centre"}, "scope"),
        ({"scope": "urn:ngsi-ld:null"}, "scope"),
        ({"id": "urn:ngsi-ld:null"}, "id"),
        ({"level": {"value": {"deep": ["urn:ngsi-ld:null"]}}}, "level"),
        ({"level": {"type": "Property", "value": 1, "object": "urn:x:2"}}, "no object"),
        ({"level": {"type": "Relationship", "object": "urn:x:2", "value": 1}}, "no value"),
        ({"level": {"type": "ListProperty", "valueList": [1], "value": 1}}, "no value"),
        ({"level": {"type": "Relationship", "object": "urn:x:2", "unitCode": "MTR"}}, "unitCode"),
        ({"level": {"json": {"a": 1}, "unitCode": "MTR"}}, "unitCode"),
        ({"observedAt": {"type": "Property", "value": 1}}, "observedAt"),
        ({"datasetId": 1}, "datasetId"),
        (
            {"place": {"type": "GeoProperty", "value": {"type": "Point", "coordinates": [200, 0]}}},
            "200",
        ),
        (
            {
                "place": {
                    "type": "GeoProperty",
                    "value": {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1]]]},
                }
            },
            "ring",
        ),
        ({"place": {"type": "GeoProperty", "value": "somewhere"}}, "GeoJSON"),
        (
            {
                "place": {
                    "type": "GeoProperty",
                    "value": {"type": "LineString", "coordinates": [[0, 0]]},
                }
            },
            "two positions",
        ),
        (
            {
                "place": {
                    "type": "GeoProperty",
                    "value": {"type": "Point", "coordinates": [True, 0]},
                }
            },
            "numbers",
        ),
    ],
)
def test_what_is_wrong_is_named(members: dict[str, Any], told: str) -> None:
    with pytest.raises(Problem) as caught:
        read(**members)
    assert told in caught.value.detail
    assert caught.value.status == 400


@pytest.mark.parametrize(
    "unseen",
    [
        "\u200b", "\u202e", "\ufeff", "\ufe0f", "\U000e0100", "\ufdd0", "\U0001ffff",
        "\u115f", "\u3164", "\uffa0", "\u2800",
    ],
)  # fmt: skip
def test_an_id_holds_no_character_nobody_sees(unseen: str) -> None:
    with pytest.raises(Problem) as caught:
        read(id=f"urn:x:a{unseen}b")
    assert "nobody sees" in caught.value.detail
    assert read(id="urn:x:Évry-Métropole:été:日本")["id"] == "urn:x:Évry-Métropole:été:日本"


def test_attributes_of_attributes_end_somewhere() -> None:
    deep: dict[str, Any] = {"value": 1}
    for _ in range(20):
        deep = {"value": 1, "sub": deep}
    with pytest.raises(Problem, match="deeply"):
        read(level=deep)


scalars = st.one_of(
    st.booleans(),
    st.integers(-(2**53), 2**53),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=20).filter(lambda text: text != "urn:ngsi-ld:null"),
)
names = st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,10}", fullmatch=True).filter(
    lambda name: name not in core().terms
)


@given(attrs=st.dictionaries(names, scalars, max_size=6))
def test_what_is_read_is_written_back_the_same(attrs: dict[str, Any]) -> None:
    doc = read(**{name: {"type": "Property", "value": value} for name, value in attrs.items()})
    back = entity(doc, View(context=core()))
    assert {name: back[name]["value"] for name in attrs} == attrs
    short = entity(doc, View(context=core(), form="simplified"))
    assert {name: short[name] for name in attrs} == attrs


@given(
    payload=st.recursive(
        scalars | st.none(),
        lambda x: st.lists(x, max_size=4) | st.dictionaries(st.text(max_size=8), x, max_size=4),
        max_leaves=20,
    )
)
def test_no_payload_breaks_the_reader(payload: Any) -> None:
    for candidate in (payload, {"id": "urn:x:1", "type": "T", "a": payload}):
        try:
            doc = expand_entity(candidate, core())
        except Problem:
            continue
        entity({**doc, "createdAt": "", "modifiedAt": ""}, View(context=core(), form="concise"))

"""Queries are read or refused with their place, and answer as their grammar says."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.broker.engine.entities import expand_entity
from jalons.broker.engine.problems import Problem
from jalons.broker.engine.query import language, selection
from jalons.broker.engine.query.evaluate import index, matches
from jalons.broker.engine.query.leaves import changed, leaves
from jalons.broker.store.contexts import core

AT = "2026-11-24T10:00:00Z"
ENTITY = {
    "id": "urn:x:1",
    "type": ["Sensor", "Device"],
    "scope": ["/Rennes/Centre", "/Metropole"],
    "level": {
        "type": "Property",
        "value": 12.5,
        "unitCode": "P1",
        "observedAt": "2026-11-24T11:00:00+01:00",
        "accuracy": {"type": "Property", "value": 0.5},
    },
    "state": {"type": "Property", "value": "dry"},
    "tags": {"type": "Property", "value": ["red", "blue", 3]},
    "open": {"type": "Property", "value": True},
    "address": {"type": "Property", "value": {"city": "Rennes", "geo": {"floor": 2}}},
    "since": {
        "type": "Property",
        "value": {"@type": "DateTime", "@value": "2020-01-01T00:00:00.000Z"},
    },
    "near": {"type": "Relationship", "object": "urn:x:2"},
    "name": {"type": "LanguageProperty", "languageMap": {"fr": "Capteur", "en": "Sensor"}},
    "kind": {"type": "VocabProperty", "vocab": "wet"},
}


def found() -> Any:
    doc = expand_entity(ENTITY, core())
    return index({**doc, "createdAt": AT, "modifiedAt": AT})


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("level==12.5", True),
        ("level==12", False),
        ("level>12", True),
        ("level>=12.5", True),
        ("level<12.5", False),
        ("level==10..13", True),
        ("level==1,12.5", True),
        ("level!=1", True),
        ("level!=12.5", False),
        ("missing!=1", False),
        ("missing", False),
        ("level", True),
        ('state=="dry"', True),
        ("state==dry", True),
        ('state!="wet","dry"', False),
        ("state~=^dr", True),
        ("state!~=^dr", False),
        ('level=="12.5"', False),
        ('tags=="blue"', True),
        ("tags==3", True),
        ('tags!="green"', True),
        ('tags!="red"', False),
        ("open==true", True),
        ("open==false", False),
        ('open=="true"', False),
        ("address", True),
        ('address[city]=="Rennes"', True),
        ("address[geo.floor]>1", True),
        ("address[zip]", False),
        ("level.accuracy<1", True),
        ("level.observedAt==2026-11-24T10:00:00Z", True),
        ("level.observedAt>2026-11-24T09:59:59.999Z", True),
        ("level.unitCode==P1", True),
        ("since<2021-01-01T00:00:00Z", True),
        ("near==urn:x:2", True),
        ('name[fr]=="Capteur"', True),
        ('name[en]=="Capteur"', False),
        ('name[*]=="Capteur"', True),
        ("level>1;state==dry", True),
        ("level>100|state==dry", True),
        ("(level>100|state==dry);open==true", True),
        ("level>100|state==dry;open==false", False),
        ("createdAt<2027-01-01T00:00:00Z", True),
        ('state>"abc"', True),
        ('state=="abc".."dsz"', True),
    ],
)
def test_a_query_answers(query: str, expected: bool) -> None:
    assert matches(found(), language.parsed(query, core())) is expected


def test_values_of_a_vocabulary_are_expanded_when_asked() -> None:
    node = language.parsed("kind==wet", core(), expand_values=frozenset({"kind"}))
    assert matches(found(), node)
    assert not matches(found(), language.parsed("kind==wet", core()))


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("", 1),
        ("level==", 8),
        ("==3", 1),
        ("level==3;", 10),
        ("(level==3", 10),
        ("level==3)", 9),
        ('state=="dry', 8),
        ("address[city==1", 9),
        ("level>1,2", 10),
        ("a..b", 5),
    ],
)
def test_a_mistake_is_told_with_its_place(query: str, place: int) -> None:
    with pytest.raises(Problem) as caught:
        language.parsed(query, core())
    assert caught.value.status == 400
    assert f"character {place}" in caught.value.detail


def test_a_query_too_long_or_too_deep_is_refused_as_such() -> None:
    for query in (";".join(["a==1"] * 65), "(" * 20 + "a" + ")" * 20):
        with pytest.raises(Problem) as caught:
            language.parsed(query, core())
        assert caught.value.kind == "TooComplexQuery"


@pytest.mark.parametrize(
    "pattern", ["(a+)+$", "(.*)*x", "[z-a]", "(?=look)", "a" * 50_000 + "{9999}"]
)
def test_no_pattern_stalls_the_broker(pattern: str) -> None:
    try:
        node = language.parsed(f'state~="{pattern}"', core())
    except Problem as problem:
        assert problem.status == 400
    else:
        assert matches(found(), node) in (True, False)


@given(query=st.text(alphabet="ab=!<>~.;|()[]\"'0123456789,*$é \\", max_size=40))
def test_no_text_breaks_the_reader(query: str) -> None:
    try:
        node = language.parsed(query, core())
    except Problem:
        return
    assert matches(found(), node) in (True, False)


@pytest.mark.parametrize(
    ("types", "expected"),
    [
        ("Sensor", True),
        ("Other", False),
        ("Other,Device", True),
        ("(Sensor;Device)", True),
        ("Sensor;Other", False),
        ("(Sensor;Other)|Device", True),
    ],
)
def test_a_selection_of_types_answers(types: str, expected: bool) -> None:
    node = selection.types(types, core())
    assert node is not None
    assert matches(found(), node) is expected


@pytest.mark.parametrize(
    ("scopes", "expected"),
    [
        ("/Rennes/Centre", True),
        ("/Rennes", False),
        ("/Rennes/#", True),
        ("/+/Centre", True),
        ("/Rennes/+", True),
        ("/Vitré/#,/Metropole", True),
        ("/Rennes/#;/Metropole", True),
        ("/#", True),
    ],
)
def test_a_selection_of_scopes_answers(scopes: str, expected: bool) -> None:
    assert matches(found(), selection.scopes(scopes)) is expected


@pytest.mark.parametrize("text", ["", "A,,B", "(A", "A)", "A B", ";A", "((((((((((((((((((A"])
def test_a_selection_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(Problem):
        selection.types(text, core())


def test_the_leaves_that_change_are_those_of_the_difference() -> None:
    doc = {**expand_entity(ENTITY, core()), "createdAt": AT, "modifiedAt": AT}
    attrs = dict(doc["attrs"])
    iri = next(iter(attrs))
    attrs[iri] = [{"type": "Property", "value": 99}]
    del attrs[list(attrs)[2]]
    after = {**doc, "attrs": attrs, "modifiedAt": "2026-11-24T12:00:00Z"}
    gained, lost = changed(doc, after)
    assert (leaves(doc) - lost) | gained == leaves(after)
    assert gained.isdisjoint(leaves(doc))

"""The models shipped: loaded, served as contexts, advising without refusing."""

import pytest
from jsonschema import Draft202012Validator

from jalons.broker.engine.entities import expand_entity
from jalons.broker.engine.models import oddities, schema
from jalons.broker.engine.problems import Problem
from jalons.broker.store.contexts import ContextLibrary
from jalons.broker.store.models import models, named, shipped_contexts, subjects

STREETLIGHTING = subjects()["Streetlighting"].context


def lamp(**attributes):
    context = ContextLibrary().context(STREETLIGHTING)
    return expand_entity({"id": "urn:lamp:1", "type": "Streetlight", **attributes}, context)


def test_every_model_has_french_words_an_attribution_and_attributes():
    assert len(models()) == 32
    for model in models().values():
        assert all((model.label, model.about, model.attribution, model.licence))
        assert len(model.attributes) >= 5
        assert any(item.label for item in model.attributes.values())


def test_a_term_has_one_meaning_in_a_subject():
    for subject in subjects().values():
        terms = subject.document()["@context"]
        for model in subject.models.values():
            assert all(terms[item.name] == iri for iri, item in model.attributes.items())


def test_the_context_of_a_subject_is_answered_without_any_file_or_network():
    context = ContextLibrary().context(STREETLIGHTING)
    assert context.expand("Streetlight") == named("Streetlight").iri
    assert context.expand("powerState").endswith("dataModel.Streetlighting/powerState")
    assert context.expand("status") == "https://uri.etsi.org/ngsi-ld/status"


def test_a_context_given_by_the_operator_wins_over_the_one_shipped():
    own = {"@context": {"powerState": "https://example.org/power"}}
    library = ContextLibrary(files={STREETLIGHTING: own})
    assert library.context(STREETLIGHTING).expand("powerState") == "https://example.org/power"


def test_every_shipped_context_flattens():
    library = ContextLibrary()
    assert all(library.context(address).terms for address in shipped_contexts())


def test_what_is_as_the_model_says_is_not_odd():
    doc = lamp(
        powerState="off",
        dateLastLampChange="2026-01-01T00:00:00Z",
        location={"type": "Point", "coordinates": [1, 48]},
        refStreetlightGroup={"object": "urn:group:1"},
        ownWord="anything",
    )
    assert oddities(named("Streetlight"), doc) == []


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("powerState", "broken", "none of"),
        ("powerState", 3, "JSON type string"),
        ("dateLastLampChange", "yesterday", "not a date"),
        ("refStreetlightGroup", "group 1", "a Relationship is expected"),
        ("location", "here", "a GeoProperty is expected"),
    ],
)
def test_what_is_not_is_told_with_its_attribute(name, value, told):
    (found,) = oddities(named("Streetlight"), lamp(**{name: value}))
    assert found.attribute == name
    assert told in found.detail


def test_a_unit_other_than_the_usual_one_is_told():
    library = ContextLibrary()
    context = library.context("urn:jalons:twin:context")
    room = {"id": "urn:room:1", "type": "ServerRoom", "itPower": {"value": 3, "unitCode": "WTT"}}
    (found,) = oddities(named("ServerRoom"), expand_entity(room, context))
    assert "KWT" in found.detail


def test_a_schema_requires_no_more_than_an_id_and_a_type():
    told = schema(named("Streetlight"))
    assert told["required"] == ["id", "type"]
    assert "off" in told["properties"]["powerState"]["enum"]
    assert told["properties"]["type"] == {"const": "Streetlight"}


def test_a_model_nobody_has_is_a_problem():
    with pytest.raises(Problem) as caught:
        named("Dragon")
    assert caught.value.kind == "ResourceNotFound"


def test_the_name_of_a_schema_is_its_own_and_has_no_fragment():
    """JSON Schema 2020-12, clause 8.2.1: an ``$id`` has no fragment."""
    names = [schema(model)["$id"] for model in models().values()]
    assert len(set(names)) == len(names)
    assert not any("#" in name for name in names)


def test_every_schema_is_one_and_holds_an_entity_to_its_model():
    for model in models().values():
        Draft202012Validator.check_schema(schema(model))
    held = Draft202012Validator(schema(named("Streetlight")))
    lamp = {"id": "urn:lamp:1", "type": "Streetlight", "powerState": "on", "ownWord": 1}
    assert held.is_valid(lamp)
    assert not held.is_valid({**lamp, "powerState": "broken"})
    assert not held.is_valid({**lamp, "type": "Dragon"})

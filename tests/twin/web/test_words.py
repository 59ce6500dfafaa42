"""What types and attributes are called on the screens of the twin."""

from __future__ import annotations

import pytest
from django.utils import translation

from jalons.broker.store.models import models
from jalons.broker.store.units import symbol
from jalons.twin.web.labels import words
from jalons.twin.web.labels.values import amount

AIR = "https://smartdatamodels.org/dataModel.Environment/AirQualityObserved"
SPACE = "https://uri.etsi.org/ngsi-ld/default-context/"


def test_an_attribute_of_a_model_has_its_french_name_and_its_own_name() -> None:
    with translation.override("fr"):
        word = words.attribute([AIR], "https://smartdatamodels.org/dataModel.Environment/pm25")
        assert (str(word), word.name) == ("Particules fines PM2,5", "pm25")
        room = words.attribute(["urn:jalons:twin:ServerRoom"], "urn:jalons:twin:itPower")
        assert (room.name, room.unit) == ("itPower", "kW")
        assert words.kind("urn:jalons:twin:ServerRoom").label == "Salle de serveurs"


def test_a_type_sent_without_its_context_is_called_as_its_model_but_has_no_sure_unit() -> None:
    with translation.override("fr"):
        power = words.attribute([SPACE + "ServerRoom"], SPACE + "itPower")
        assert power.label == "Puissance des équipements informatiques"
        assert power.unit == ""


def test_a_name_that_means_something_else_in_another_type_is_not_guessed() -> None:
    with translation.override("fr"):
        assert str(words.attribute([SPACE + "BikeCount"], SPACE + "intensity")) == "intensity"
        assert words.attribute([SPACE + "BikeCount"], SPACE + "name").label == "Nom"
        unknown = words.attribute([SPACE + "X"], "urn:jalons:twin:supplyTemperature")
        assert unknown.label == "supplyTemperature"  # two models, two meanings


def test_another_language_reads_the_name_of_the_model() -> None:
    with translation.override("en"):
        word = words.attribute([AIR], "https://smartdatamodels.org/dataModel.Environment/pm25")
        assert str(word) == "pm25"
        assert words.kind(AIR).label == "AirQualityObserved"


def test_every_unit_of_the_models_is_written_as_they_say() -> None:
    told = {
        (each.code, each.unit)
        for model in models().values()
        for each in model.attributes.values()
        if each.code
    }
    assert len(told) > 20
    assert [(code, unit) for code, unit in told if symbol(code) != unit] == []


@pytest.mark.parametrize(
    ("code", "shown"), [("GQ", "12\u00a0µg/m³"), ("C62", "12"), ("", "12"), ("ZZZ", "12\u00a0ZZZ")]
)
def test_a_value_carries_its_unit_and_a_code_not_known_stays(code: str, shown: str) -> None:
    with translation.override("fr"):
        assert amount(12, code) == shown

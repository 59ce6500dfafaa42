"""One vocabulary of units: signs in figures, words in sentences, in two languages."""

import pytest

from jalons.kernel import Interval
from jalons.kernel.quantity import _BASE, Unit
from jalons.wording import (
    NO_BREAK,
    format_interval,
    format_quantity,
    in_tonnes,
    per_words,
    scale_of,
    sign_of,
    unit_words,
    with_unit,
)


def plain(text: str) -> str:
    return text.replace(NO_BREAK, " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("unit", "fr", "en"),
    [
        ("kg CO2 eq/year", "kg CO₂e par an", "kg CO₂e per year"),
        ("t CO2 eq/year", "tonnes de CO₂e par an", "tonnes of CO₂e per year"),
        ("kWh/device/year", "kWh par appareil et par an", "kWh per device per year"),
        ("1/year/person", "par an et par agent", "per year per staff member"),
        ("kg CO2 eq/GB", "kg CO₂e par Go", "kg CO₂e per GB"),
        ("kg Sb eq/kWh", "kg Sb éq. par kWh", "kg Sb eq per kWh"),
        ("kg CO2 eq/m2", "kg CO₂e par m²", "kg CO₂e per m²"),
        ("h/day", "h par jour", "h per day"),
        ("year", "ans", "years"),
        ("1", "", ""),
        ("1/year", "par an", "per year"),
        ("EUR", "€", "€"),
    ],
)  # fmt: skip
def test_a_unit_in_words(unit, fr, en):
    assert (unit_words(unit, "fr"), unit_words(unit, "en")) == (fr, en)


def test_a_counted_unit_agrees_with_its_number():
    told = [unit_words("year", lang, count) for lang in ("fr", "en") for count in (0, 1, 1.5, 2)]
    assert told == ["an", "an", "an", "ans", "years", "year", "years", "years"]
    assert plain(format_quantity(1.5, "year", "en")) == "1.5 years"


@pytest.mark.parametrize(
    ("value", "unit", "fr", "en"),
    [
        (2_500, "GB", "2,5 To", "2.5 TB"),
        (0.2, "GB", "200 Mo", "200 MB"),
        (0.002, "kg Sb eq", "2 g Sb éq.", "2 g Sb eq"),
        (1_250_000, "EUR", "1,25 M€", "1.25 M€"),
        (1_500, "L", "1,5 m³", "1.5 m³"),
        (250, "MWh", "250 MWh", "250 MWh"),
        (0.5, "MWh", "500 kWh", "500 kWh"),
        (11, "%", "11 %", "11%"),
        (1_200, "kg CO2 eq/year", "1 200 kg CO₂e/an", "1,200 kg CO₂e/year"),
        (-2_000, "kg CO2 eq", "−2 t CO₂e", "−2 t CO₂e"),
        (3, "furlong", "3 furlong", "3 furlong"),
        (2.4, "device/person", "2,4 appareils par agent", "2.4 devices per staff member"),
    ],
)
def test_a_quantity_is_in_the_step_that_suits_and_in_the_signs_of_the_language(value, unit, fr, en):
    assert plain(format_quantity(value, unit, "fr")) == fr
    assert plain(format_quantity(value, unit, "en")) == en


def test_every_unit_of_the_kernel_has_a_sign_and_words_in_both_languages():
    for symbol in _BASE:
        for lang in ("fr", "en"):
            assert "2 eq" not in sign_of(symbol, lang)
            assert scale_of(f"{symbol}/year", 5, lang)[0] == 1 / scale_factor(symbol)
            assert unit_words(symbol, lang) or symbol == "1"


def scale_factor(symbol: str) -> float:
    """What brings a unit to the one of its ladder: 1,000 for a tonne."""
    ladder = {"climate", "energy", "mass", "length", "volume", "data", "money", "antimony", "power"}
    dimensions = dict(Unit.parse(symbol).dimensions)
    if not ladder & set(dimensions) or symbol == "MJ":
        return 1.0
    factor = Unit.parse(symbol).factor
    return factor * 1e3 if "power" in dimensions else factor


def test_a_sentence_counts_in_tonnes_from_ten_of_them():
    few, many = Interval(1_000, 9_999, 12_000), Interval(9_000, 10_000, 12_000)
    assert in_tonnes(few, "kg CO2 eq/year") == (few, "kg CO2 eq/year")
    assert in_tonnes(many, "kg CO2 eq/year") == (Interval(9, 10, 12), "t CO2 eq/year")
    assert in_tonnes(many, "kWh/year") == (many, "kWh/year")


def test_a_percent_sign_follows_the_language():
    assert (with_unit("11", "%", "fr"), with_unit("11", "%", "en")) == ("11\u202f%", "11%")
    assert format_interval(Interval(3, 5, 8), "%", "en") == "between 3 and 8%"


def test_two_divisors_are_joined_as_each_language_does():
    assert per_words(["year", "device"], "fr") == "par an et par appareil"
    assert per_words(["year", "device"], "en") == "per year per device"
    assert per_words([], "fr") == ""

"""Devices bought second-hand or reused after us, under the headings people give them."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from footprint.reading.files import codes, inventory_of
from jalons.footprint.engine.assessment.impacts import assess
from jalons.footprint.engine.assessment.options import Options
from jalons.footprint.engine.factors.pack import Stage
from jalons.footprint.engine.reading.vocabulary.second_life import (
    ASSUMED_YEARS,
    is_second_hand,
    read_elsewhere,
    second_hand,
)
from jalons.footprint.store import load_pack
from jalons.footprint.words.explain import explain

PACK = load_pack()


def read(heading, *cells):
    rows = "".join(f"Ordinateur portable;{cell}\n" for cell in cells)
    return inventory_of(f"Type;{heading}\n{rows}")


@pytest.mark.parametrize(
    "heading", ["Reconditionné", "Occasion", "Matériel reconditionné", "Neuf / reconditionné",
                "Refurbished", "Achat d’occasion"],
)  # fmt: skip
def test_an_ordinary_heading_tells_what_was_bought_second_hand(heading):
    inventory = read(heading, "oui", "non", "")
    assert inventory.lines["years_before"].to_list() == [ASSUMED_YEARS, 0, None]
    assert "years_before_assumed" in codes(inventory)


@pytest.mark.parametrize("heading", ["Seconde vie", "Réemploi prévu", "Durée de seconde vie"])
def test_an_ordinary_heading_tells_a_life_after_us(heading):
    inventory = read(heading, "2 ans", "oui", "non")
    assert inventory.lines["years_after"].to_list() == [2, ASSUMED_YEARS, 0]
    assert inventory.lines["years_before"].null_count() == 3


@pytest.mark.parametrize(
    ("text", "years"),
    [("Neuf", 0), ("Reconditionné", 3), ("18 mois", 1.5), ("2", 2), ("x", 3), ("peut-être", None),
     ("80", None)],
)  # fmt: skip
def test_a_cell_tells_years_a_yes_or_a_no(text, years):
    assert read_elsewhere(text) == years


@given(st.text(max_size=40))
def test_any_cell_gives_years_one_can_believe_or_nothing(text):
    years = read_elsewhere(text)
    assert years is None or 0 <= years <= 40


def test_the_type_the_model_or_the_state_may_say_it_instead():
    inventory = inventory_of(
        "Type;Modèle;État;Années avant achat\n"
        "Portable reconditionné;Latitude;En service;\n"
        "Portable;Latitude refurbished;En service;\n"
        "Portable;Latitude;Reconditionné;\n"
        "Portable reconditionné;Latitude;En service;1\n"
        "Portable;Latitude;En service;\n"
    )
    assert inventory.lines["years_before"].to_list() == [3, 3, 3, 1, None]
    assert set(inventory.lines["device"]) == {"laptop"}
    assert set(inventory.lines["status"]) == {"in_use"}


def test_a_device_that_served_before_weighs_less_and_the_trace_says_so():
    new, used = (
        assess(read("Reconditionné", *cells), pack=PACK, options=Options(on=date(2026, 11, 24)))
        for cells in (["non"] * 10, ["oui"] * 10)
    )
    made = [each.impact("climate_change", Stage.MANUFACTURING).value.mid for each in (new, used)]
    assert made[1] == pytest.approx(made[0] * 5.5 / 8.5, rel=0.05)
    told = explain(used.trace("laptop", Stage.MANUFACTURING, "climate_change"), "fr").formula
    assert "10 d’entre eux servent aussi avant ou après nous" in told


TOLD = [
    *("Portable reconditionné", "PC D’OCCASION", "2nde-main", "seconde  main", "ReFurb", "neuf"),
    *("REMANUFACTURED", "reconditionne\u0301e", "occa\u0301sion", "ｏｃｃａｓｉｏｎ", "maintenu"),
    "",
]


@given(st.lists(st.sampled_from(TOLD) | st.text(max_size=12), max_size=20))
def test_a_whole_column_tells_what_each_of_its_texts_tells(texts):
    column = pl.Series(texts, dtype=pl.String)
    assert second_hand(column).to_list() == [is_second_hand(each) for each in texts]

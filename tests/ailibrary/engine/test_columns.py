"""Columns are recognised by their cells, with or without headings, with junk; never by chance."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jalons.ailibrary.engine.columns.cells import forms, says_nothing
from jalons.ailibrary.engine.columns.judging import Places, judge
from jalons.ailibrary.engine.columns.names import SIZE, NameModel, threshold_of, words_of

PLACES = Places({"35238", "2A004"}, {"35000", "20000"}, {"rennes", "ajaccio", "vitre"})


def kinds(heading, *cells, named=lambda _text: False):
    return [each.kind for each in judge(heading, cells, PLACES, named)]


@pytest.mark.parametrize(
    ("cell", "form"),
    [
        ("552 081 317", "siren"),
        ("73282932000074", "siret"),
        ("1 84 12 76 451 089 46", "nir"),
        ("2 69 05 2A 004 010 30", "nir"),
        ("FR14 2004 1010 0505 0001 3M02 606", "iban"),
        ("W352001234", "rna"),
        ("+33 6 12 34 56 78", "phone"),
        ("02.99.01.02.03", "phone"),
        ("j.le-goff@mairie-vitre.fr", "email"),
        ("48.1173, -1.6778", "point"),
        ("1 234,50 €", "money"),
        ("12,5 %", "percent"),
        ("24/11/2026", "date"),
        ("3 bis rue du Pré Botté", "address"),
        ("https://exemple.fr/a", "url"),
    ],
)
def test_a_cell_has_the_form_of_what_it_is(cell, form):
    assert form in forms(cell)


@pytest.mark.parametrize(
    ("cell", "form"),
    [
        ("552 081 318", "siren"),  # the check digit is wrong
        ("1 84 12 76 451 089 47", "nir"),
        ("FR14 2004 1010 0505 0001 3M02 607", "iban"),
        ("0012345678", "phone"),
        ("Rue barrée", "email"),
        ("12,5", "point"),
        ("2026", "date"),
        ("Salle Rue Nord", "address"),
    ],
)
def test_a_cell_that_nearly_has_a_form_has_it_not(cell, form):
    assert form not in forms(cell)


def test_the_official_list_then_the_heading_tell_postcodes_from_codes_of_communes():
    assert kinds("Col1", "35000", "20000", "35000") == ["postcode"]
    assert kinds("Col1", "35238", "2A004", "35238") == ["commune_code"]
    assert kinds("Col1", "12345", "54321", "99999") == ["number"]
    assert kinds("Ville", "RENNES", "Vitré", "Ajaccio") == ["commune"]


def test_cells_that_say_nothing_do_not_count():
    assert says_nothing(" N.C. ")
    assert kinds("Col1", "73282932000074", " ", "NC", "non renseigné", "732 829 320 00074 ",
                 "73282932000074") == ["siret"]  # fmt: skip
    assert kinds("SIRET", "", "-", "NC") == []


def test_names_of_persons_are_not_those_of_places_or_services():
    people = ("Mme Anne Le Goff", "MARTIN Paul", "Lucie Bernard", "H. Nguyen")
    assert kinds("Col1", *people) == ["person_name"]
    assert kinds("Responsable", "Service technique", "État civil", "Finances") == ["text"]
    assert kinds("Équipement", "Gymnase Jean Bouin", "École Jules Ferry", "Parc du Thabor") == [
        "text"
    ]


def test_a_few_cells_of_persons_in_another_column_are_reported_apart():
    cells = ["Portail bleu"] * 30 + ["1 84 12 76 451 089 46"] * 2
    found = judge("Observations", cells, PLACES, lambda _text: False)
    assert [(each.kind, each.by, each.personal) for each in found] == [
        ("text", "heading", False),
        ("nir", "few", True),
    ]


def test_an_address_of_a_service_names_nobody():
    (service,) = judge("Mail", ["mairie@vitre.fr", "contact@vitre.fr", "accueil@vitre.fr"], PLACES,
                       lambda _text: False)  # fmt: skip
    (person,) = judge("Mail", ["a.leroy@vitre.fr", "b.roux@vitre.fr", "c.diallo@vitre.fr"], PLACES,
                      lambda _text: False)  # fmt: skip
    assert (service.kind, service.personal) == ("email", False)
    assert (person.kind, person.personal) == ("email", True)


@given(st.lists(st.text(max_size=40), max_size=8), st.text(max_size=20))
def test_any_column_is_judged_or_empty(cells, heading):
    for each in judge(heading, cells, PLACES, lambda _text: True):
        assert 0 <= each.share <= 1
        assert each.filled <= len(cells)


def test_the_threshold_lets_the_share_of_clean_texts_through_and_no_more():
    scores, named = [0.9, 0.8, 0.7, 0.6, 0.95], [False, False, False, False, True]
    limit = threshold_of(scores, named, false=0.25)
    assert sum(score >= limit for score, own in zip(scores, named, strict=True) if not own) == 1
    assert threshold_of([], [], false=0.1) == 0.5


@given(st.text(max_size=200))
def test_any_text_has_a_score(text):
    model = NameModel(np.zeros(SIZE, np.float32), 0.0, 0.6)
    assert 0 <= model.score(text) <= 0.5
    assert len(words_of(text).written) <= 400

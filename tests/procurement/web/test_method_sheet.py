"""The method sheet: what it says, what it never says, when it is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from factories.tenders import PRICE, TECHNICAL, bid, reference
from jalons.foundation.documents import html
from jalons.procurement.documents.method_sheet import SheetMaterial, example, method_sheet
from jalons.procurement.engine.awards.formulas import rule_of
from jalons.procurement.engine.awards.simulation import simulate
from jalons.procurement.engine.errors import ProcurementError


def sheet(formula, tender=None, values=None):
    found = simulate(tender or reference(), values)
    material = SheetMaterial("Postes de travail", "Vitré", date(2026, 11, 28), found, formula)
    return html.fragment(method_sheet(material, "fr")).replace("\u00a0", " ").replace("\u202f", " ")


def test_the_sheet_has_the_formula_weights_rounding_ties_and_low_bids():
    text = sheet("n_times")
    for words in ("10 × (2 × Pmin − P) ÷ ((2 − 1) × Pmin)", "Environnement", "30 %",
                  "quatre décimales", "À total égal", "anormalement basse"):  # fmt: skip
        assert words in text


def test_the_sheet_never_has_a_bid_of_the_tender():
    secret = reference(bids=(bid("Secrète SARL", 98_765, 5, 5), bid("B", 111_222, 6, 6),
                             bid("C", 123_456, 7, 7)), estimate=Decimal(117_711))  # fmt: skip
    for formula in ("proportional", "estimate"):
        text = sheet(formula, secret)
        assert not [w for w in ("Secrète", "98 765", "111 222", "123 456", "117 711") if w in text]


def test_the_worked_example_is_computed_by_the_formula():
    marks = [score.price_mark for score in example(reference(), rule_of("n_times")).scores]
    assert marks == [10, 8, 5]
    text = sheet("n_times")
    assert "10 × (2 × 100 000 € − 120 000 €) ÷ ((2 − 1) × 100 000 €)" in text
    assert "8,00" in text


@pytest.mark.parametrize("formula", ["linear", "n_times_signed", "nearest_mean", "estimate_cap"])
def test_an_irregular_formula_is_never_proposed(formula):
    with pytest.raises(ProcurementError, match="jamais proposée"):
        sheet(formula)


def test_a_red_alert_refuses_the_sheet_and_says_which():
    far = reference(bids=(bid("A", 100, 5, 5), bid("B", 250, 6, 6), bid("C", 300, 7, 7)))
    with pytest.raises(ProcurementError, match="Toutes les offres sauf la moins chère ont 0"):
        sheet("n_times", far)


def test_the_sheet_says_nothing_of_the_environment_when_no_criterion_does():
    criteria = (PRICE, replace(TECHNICAL, weight=Decimal(50)))
    early = reference(criteria=criteria, launched_on=date(2026, 1, 5))
    assert "caractéristiques environnementales" in sheet("n_times")
    assert "caractéristiques environnementales" not in sheet("n_times", early)

"""Bids from sheets: French amounts, tax never guessed, what cannot be read is explained."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from factories.tenders import reference
from jalons.kernel import JalonsError
from jalons.procurement.capture.awards import read_bids, read_tender
from jalons.procurement.cli.awards import simulate
from jalons.procurement.engine.awards.tender import CriterionKind
from jalons.procurement.engine.errors import ProcurementError

LEAVES = reference().leaves
HEAD = "Candidat;Prix HT;Valeur technique;Environnement"


def read(*lines, **options):
    return read_bids("\n".join(lines).encode(), "offres.csv", LEAVES, **options)


def plain(text):
    return text.replace("\u202f", " ").replace("\xa0", " ")


def test_french_amounts_and_marks_are_read():
    found = read(HEAD, "A;100 000,00 €;6;5", "B;112 000;8,5;7", "Total;212 000;;")
    assert [(bid.name, bid.amount, bid.marks) for bid in found.bids] == [
        ("A", Decimal("100000.00"), {"t": 6, "e": 5}),
        ("B", Decimal(112000), {"t": Decimal("8.5"), "e": 7}),
    ]
    assert found.totals == (4,)


def test_a_blank_mark_stays_missing():
    (bid,) = read(HEAD, "A;100;;5").bids
    assert "t" not in bid.marks


def test_both_taxes_are_a_question():
    lines = ("Candidat;Prix HT;Prix TTC;TVA;Valeur technique;Environnement",
             "A;100;120;20 %;6;5")  # fmt: skip
    with pytest.raises(ProcurementError, match=r"hors taxes .* et toutes taxes"):
        read(*lines)
    assert read(*lines, amounts="ht").bids[0].amount == 100
    with_tax = read(*lines, amounts="ttc").bids[0]
    assert (with_tax.amount, with_tax.includes_vat, with_tax.vat_rate) == (120, True, 20)


def test_a_price_without_its_tax_is_a_question_unless_every_cell_says_it():
    head = "Candidat;Prix;Valeur technique;Environnement"
    with pytest.raises(ProcurementError, match="hors taxes ou toutes taxes"):
        read(head, "A;100;6;5")
    assert read(head, "A;100 € TTC;6;5").bids[0].includes_vat
    with pytest.raises(ProcurementError, match="hors taxes ou toutes taxes"):
        read(head, "A;100 € TTC;6;5", "B;100 € HT;6;5")


def test_a_rate_that_a_spreadsheet_shows_as_a_percentage_is_not_divided_by_a_hundred():
    head = "Candidat;Prix HT;TVA;Valeur technique;Environnement"
    with pytest.raises(ProcurementError, match="inférieur à 1 %"):
        read(head, "A;100;0,2;6;5")
    assert read(head, "A;100;5,5 %;6;5").bids[0].vat_rate == Decimal("5.5")
    assert read(head, "A;100;0;6;5").bids[0].vat_rate == 0


def test_a_cell_that_contradicts_its_heading_is_refused():
    with pytest.raises(ProcurementError, match=r"120 € TTC.* contredit"):
        read(HEAD, "A;100 €;6;5", "B;120 € TTC;6;5")


@pytest.mark.parametrize(("lines", "words"), [
    (("Candidat;Prix HT;Prix HT;Valeur technique;Environnement", "A;1;2;6;5"), "Plusieurs"),
    (("Candidat;Prix HT;Valeur technique", "A;1;6"), "manque la colonne .*Environnement"),
    (("Candidat;Valeur technique;Environnement", "A;6;5"), "manque la colonne .*Prix HT"),
    ((HEAD, "A;cent;6;5"), "cent.* n’est pas un montant"),
    ((HEAD, "A;100;très bien;5"), "n’est pas un nombre"),
    ((HEAD, ";100;6;5"), "vide"),
    ((HEAD, "A;;6;5"), "vide"),
])  # fmt: skip
def test_what_cannot_be_read_is_explained(lines, words):
    with pytest.raises(ProcurementError, match=words):
        read(*lines)


def test_a_loss_between_parentheses_is_no_price(tmp_path):
    sheet = tmp_path / "offres.csv"
    sheet.write_text("Candidat;Prix HT (60 %);Environnement (40 %)\nA;(1 200);5\nB;10;5\n")
    found = CliRunner().invoke(simulate, [str(sheet)])
    assert found.exit_code == 1
    assert "(1 200)" in found.output
    assert "n’est pas un montant" in found.output


@given(st.binary(max_size=400))
def test_any_file_is_read_or_refused_in_words(content):
    try:
        read_bids(content, "x", LEAVES)
    except JalonsError as error:
        assert str(error)


def test_headings_with_weights_make_criteria_that_are_marked_as_inferred(tmp_path):
    sheet = tmp_path / "offres.csv"
    headings = "Candidat;Prix HT (50 %);Valeur technique (30 %);Environnement (20 %)"
    rows = "A;100 000,00 €;6;5\nB;112 000;8;7\nC;130 000;9;9,5\n"
    sheet.write_text(f"Analyse\n{headings}\n{rows}")
    tender, found = read_tender(sheet)
    assert [each.kind for each in tender.criteria] == [
        CriterionKind.PRICE, CriterionKind.TECHNICAL, CriterionKind.ENVIRONMENT,
    ]  # fmt: skip
    assert [each.name for each in found.inferred] == ["Valeur technique", "Environnement"]
    shown = CliRunner().invoke(simulate, [str(sheet), "--formula", "proportional"])
    assert "1. C 8,4462 · 2. B 8,2643 · 3. A 7,8000" in shown.output
    assert "CE, 24 mai 2017, n° 405787" in shown.output
    assert "Montants comparés : prix hors taxes." in plain(shown.output)
    assert "déclarent (HT)" in shown.output
    assert "à vérifier" in shown.output


def test_weights_in_a_row_of_their_own_are_read_as_in_headings(tmp_path):
    sheet = tmp_path / "offres.csv"
    head = "Candidat;Prix HT;Valeur technique;Environnement\nPondération;50 %;30%;20 %\n"
    sheet.write_text(f"{head}A;100 000,00 €;6;5\nB;abc;8;7\n")
    with pytest.raises(ProcurementError, match=r"[Ll]igne 4"):  # numbered as in the file
        read_tender(sheet)
    sheet.write_text(f"{head}A;100 000,00 €;6;5\nB;112 000;8;7\n")
    tender, _found = read_tender(sheet)
    assert [each.weight for each in tender.criteria] == [50, 30, 20]
    assert [each.name for each in tender.bids] == ["A", "B"]
    text = sheet.read_text()
    sheet.write_text(text.replace("50 %;30%;20 %", "0,5;0.3;0.2"))  # as a workbook has them
    assert [each.weight for each in read_tender(sheet)[0].criteria] == [50, 30, 20]
    sheet.write_text(text.replace("50 %;30%;20 %", "5;3;1"))  # neither 1 nor 100 together
    with pytest.raises(ProcurementError, match="Aucun poids"):
        read_tender(sheet)


TOML = """
scale = 10
launched_on = 2026-09-01
[[criteria]]
name = "Prix"
kind = "price"
weight = 60
[[criteria]]
name = "Valeur"
weight = 40
[[criteria.parts]]
name = "Délai"
weight = 15
[[criteria.parts]]
name = "Emballages"
kind = "environment"
weight = 25
[[bids]]
name = "A"
price_excluding = 100.50
marks = {"Délai" = 5, Emballages = 6.5}
[[bids]]
name = "B"
price_including = 150
vat_rate = 20
marks = {"Délai" = 5, Emballages = 9}
"""


def test_a_description_of_the_tender_is_simulated_in_text_and_json(tmp_path):
    file = tmp_path / "t.toml"
    file.write_text(TOML)
    run = CliRunner().invoke(simulate, [str(file), "--json", "--n", "3"])
    assert run.exit_code == 0, run.output
    found = json.loads(run.stdout)
    first, second = found["rankings"][0]["scores"]
    assert (found["formula"], first["bid"], first["total"]) == ("proportional", "A", "8.3750")
    assert (second["bid"], second["total"]) == ("B", "7.8240")
    assert second["price"]["amount"] == "125.00"
    assert second["parts"][0]["mark"] == "8.0400"  # 100.50 / 125
    assert found["weights"][0]["criterion"]["name"] == "Prix"


def test_a_file_that_describes_no_tender_is_explained(tmp_path):
    file = Path(tmp_path / "t.toml")
    file.write_text("bids = 3")
    run = CliRunner().invoke(simulate, [str(file)])
    assert run.exit_code == 1
    assert "ne décrit pas une consultation" in run.output

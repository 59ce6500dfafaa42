"""The declaration: the official file, and what its schema does not check."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from jalons.procurement.documents.agec import declaration_csv, read_declaration
from jalons.procurement.engine.agec.declaration import (
    COLUMNS,
    DeclaredRow,
    FindingLevel,
    check,
    compared,
    declared_rows,
)
from jalons.procurement.engine.agec.spending import FamilyAccount
from jalons.procurement.engine.errors import ProcurementError
from jalons.procurement.engine.siret import siret_problem
from jalons.procurement.store.agec import families
from jalons.procurement.words.agec import finding_words

SAMPLES = Path(__file__).parent / "samples"
LABELS = [each.label for each in families()]
SIRET = "13002526500013"
ROW = DeclaredRow(2025, SIRET, "Essai", LABELS[1], Decimal(1000), Decimal(300), Decimal(200),
                  Decimal(100), "", 1)  # fmt: skip


def codes(*rows):
    found = check(rows, LABELS, last_year=2026)
    return [(each.level, each.code.removeprefix("agec_check.")) for each in found]


def official(content):
    pytest.importorskip("frictionless")
    from jalons.procurement.documents.agec import schema_problems

    return schema_problems(content)


def made():
    found = {
        "it": FamilyAccount("it", Decimal("1234.5"), Decimal(300), Decimal(100), Decimal(200)),
        "paper": FamilyAccount("paper", Decimal(80), Decimal(0), Decimal(80)),
        "toys": FamilyAccount("toys"),
    }
    return declared_rows(
        found, families(), year=2025, siret=SIRET, name="Commune, d’Essai",
        comments={"it": "dont écoles\n« 2e lot »"},
    )  # fmt: skip


def test_our_file_is_valid_under_the_official_schema_and_reads_back():
    content = declaration_csv(made())
    assert official(content) == []
    assert read_declaration(content, "declaration.csv") == tuple(made())
    assert content.decode().splitlines()[0] == (
        "annee,siret,raison_sociale,type_produit_acquis,montant_total,"
        "montant_reemploi_et_reutilisation,montant_produits_issus_don,montant_produits_recycles,"
        "commentaires"
    )
    assert "1434.50,300.00,200.00,100.00" in content.decode()  # gifts are in the total


def test_families_come_in_the_order_of_the_schema_and_empty_ones_have_no_row():
    assert [each.family for each in made()] == ["Matériel informatique et téléphonie", "Papier"]


def test_the_official_schema_refuses_a_bad_siret_and_an_unknown_family():
    problems = official(declaration_csv([replace(ROW, siret="123", family="Ordinateurs")]))
    assert len(problems) == 2


def test_the_official_sample_is_valid_for_its_schema_and_incoherent_for_us():
    content = (SAMPLES / "exemple-valide.csv").read_bytes()
    assert official(content) == []
    rows = read_declaration(content, "exemple-valide.csv")
    found = check(rows, LABELS, last_year=2026)
    assert [(each.row, each.code, each.level) for each in found] == [
        (1, "agec_check.reuse_over_total", FindingLevel.ERROR),
        (1, "agec_check.recycled_over_total", FindingLevel.ERROR),
        (2, "agec_check.reuse_over_total", FindingLevel.ERROR),
        (2, "agec_check.recycled_over_total", FindingLevel.ERROR),
    ]
    said = finding_words(found[0], "fr").replace("\u202f", " ").replace("\xa0", " ")
    assert "868,40 €" in said
    assert "500,90 €" in said


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"year": 2019}, "year"), ({"year": 2027}, "year"), ({"year": None}, "year"),
        ({"siret": "1234"}, "siret_length"), ({"siret": "1,30025E+13"}, "siret_scientific"),
        ({"siret": "130025265 00013"}, "siret_letters"), ({"siret": "13002526500014"}, "siret_key"),
        ({"name": " "}, "name"), ({"family": "Papiers"}, "family"),
        ({"gifts": None}, "amount_missing"),
        ({"reused": Decimal(-1)}, "negative"), ({"reused": Decimal(801)}, "reuse_over_total"),
        ({"recycled": Decimal(1001)}, "recycled_over_total"),
    ],
)  # fmt: skip
def test_an_incoherent_row_is_an_error(values, code):
    assert codes(replace(ROW, **values)) == [(FindingLevel.ERROR, code)]


def test_a_right_row_has_no_finding():
    assert codes(ROW) == []


def test_a_purchase_counted_twice_and_a_row_of_zeros_are_warnings():
    assert codes(replace(ROW, recycled=Decimal(900))) == [
        (FindingLevel.WARNING, "shares_over_total")
    ]
    zeros = dict.fromkeys(("total", "reused", "gifts", "recycled"), Decimal(0))
    assert codes(replace(ROW, **zeros)) == [(FindingLevel.WARNING, "all_zero")]


def test_a_family_declared_twice_is_an_error_in_one_year_only():
    assert codes(ROW, replace(ROW, number=2)) == [(FindingLevel.ERROR, "twice")]
    assert codes(ROW, replace(ROW, number=2, year=2024)) == []
    assert codes() == [(FindingLevel.ERROR, "no_row")]


def test_a_siret_that_lost_its_zeros_is_explained():
    # 005 880 034 is a SIREN with leading zeros; a spreadsheet writes the SIRET as 588003400011
    whole = next(
        f"00588003400{n:03d}" for n in range(1000) if not siret_problem(f"00588003400{n:03d}")
    )
    assert siret_problem(whole.lstrip("0")) == "siret_zeros"


def test_la_poste_has_its_own_check_digit():
    assert [siret_problem(each) for each in ("35600000049837", "35600000000048")] == ["", ""]
    assert siret_problem("35600000049838") == "siret_key"


def test_every_finding_has_words_in_both_languages():
    rows = [
        replace(ROW, year=None, siret="12", name="", family="x", total=None),
        replace(ROW, recycled=Decimal(5000)),
    ]
    for each in check(rows, LABELS, last_year=2026):
        assert finding_words(each, "fr") != finding_words(each, "en")


def test_a_declaration_saved_by_a_spreadsheet_is_read():
    text = ";".join(COLUMNS[:-1]) + "\r\n2024;13002526500013;Essai;Papier;1 200,50;0;0;100\r\n"
    (row,) = read_declaration(text.encode("cp1252"), "agec.csv")
    assert (row.total, row.recycled, row.comment) == (Decimal("1200.50"), 100, "")


def test_a_file_that_is_no_declaration_is_refused():
    with pytest.raises(ProcurementError) as refused:
        read_declaration(b"nom;age\na;3\n", "x.csv")
    assert refused.value.code == "declaration_columns"


def test_a_filed_declaration_is_compared_family_by_family():
    before = [replace(ROW, total=Decimal(900)), replace(ROW, family="Papier", number=2)]
    found = compared(before, [ROW])
    assert [(each.family, each.computed) for each in found] == [(LABELS[1], ROW), ("Papier", None)]
    assert compared([ROW], [replace(ROW, comment="autre")]) == ()

"""``jalons procurement agec`` and ``agec-check``, without Django."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from jalons.procurement.cli import commands

SAMPLE = Path(__file__).parent / "samples" / "exemple-valide.csv"
EXPORT = (
    "Date;Compte;Libellé;Tiers;Montant HT\r\n03/02/2025;21838;Écrans;UGAP;700,00\r\n"
    "05/02/2025;21838;Portables reconditionnés;ÉCODAIR;300,00\r\n"
    "06/02/2025;6257;Réception;X;50,00\r\n"
)
MAPPING = """
[buyer]
siret = "13002526500013"
name = "Essai"
[[rule]]
family = "it"
account = "2183"
[[rule]]
family = "it"
use = "reused"
label = "reconditionnés"
account = "2183"
"""


def run(*args):
    found = CliRunner().invoke(commands, list(map(str, args)))
    return found.exit_code, found.output.replace("\u202f", " ").replace("\xa0", " ")


@pytest.fixture
def files(tmp_path):
    (tmp_path / "e.csv").write_bytes(EXPORT.encode("cp1252"))
    (tmp_path / "m.toml").write_text(MAPPING, encoding="utf-8")
    return tmp_path


def test_an_export_becomes_accounts_and_a_declaration(files):
    out = files / "d.csv"
    code, said = run("agec", files / "e.csv", "--mapping", files / "m.toml", "--year", 2025,
                     "--declaration", out)  # fmt: skip
    assert code == 0, said
    assert "En 2025, 30 % de votre dépense informatique vient du réemploi." in said
    assert "1 groupe de lignes sans famille, 50 €" in said
    assert "1000.00,300.00,0.00,0.00" in out.read_text(encoding="utf-8")
    assert run("agec-check", out)[0] == 0


def test_a_declaration_without_siret_ends_with_an_error(files):
    (files / "m.toml").write_text(MAPPING.replace("13002526500013", ""), encoding="utf-8")
    code, said = run("agec", files / "e.csv", "--mapping", files / "m.toml", "--year", 2025,
                     "--declaration", files / "d.csv")  # fmt: skip
    assert code == 4
    assert "SIRET" in said


def test_the_official_sample_is_reported_incoherent():
    code, said = run("agec-check", SAMPLE)
    assert code == 4
    assert "dépassent le total" in said


@pytest.mark.parametrize(
    ("before", "after"), [('"it"', '"ordinateurs"'), ("[buyer]", "[acheteur]"), ("[[", "[")]
)
def test_a_wrong_mapping_file_is_explained(files, before, after):
    (files / "m.toml").write_text(MAPPING.replace(before, after), encoding="utf-8")
    code, said = run("agec", files / "e.csv", "--mapping", files / "m.toml", "--year", 2025)
    assert code == 3
    assert "Le fichier des affectations n’est pas lisible" in said


def test_the_mapping_file_says_the_columns_and_the_vat(files):
    (files / "e.csv").write_text("Poste;Quoi;Somme\n2183;Écrans;12,00\n", encoding="utf-8")
    args = ("agec", files / "e.csv", "--mapping", files / "m.toml", "--year", 2025)
    assert run(*args)[0] == 3
    columns = 'columns = { account = "Poste", amount = "Somme" }'
    export = f'\n[export]\n{columns}\ntaxes = "ttc"\nvat = 20\n'
    (files / "m.toml").write_text(MAPPING + export, encoding="utf-8")
    code, said = run(*args)
    assert code == 0, said
    assert "10 € HT (calculé depuis le TTC, TVA 20 %)" in said
    (files / "m.toml").write_text(MAPPING + export.replace("Poste", "Code"), encoding="utf-8")
    assert run(*args)[0] == 3


def test_several_amounts_are_named_and_the_chosen_one_is_read(files):
    head = "Compte;Libellé;Montant HT;Montant TTC\n"
    (files / "e.csv").write_text(f"{head}2183;Écrans;100;120\n", encoding="utf-8")
    args = ("agec", files / "e.csv", "--mapping", files / "m.toml", "--year", 2025)
    code, said = run(*args)
    assert code == 3
    assert "« Montant HT » (ht), « Montant TTC » (ttc)" in said
    (files / "m.toml").write_text(f'{MAPPING}\n[export]\namount = "ht"\n', encoding="utf-8")
    code, said = run(*args)
    assert (code, "Achats HT 100 € · Réemploi 0 €" in said) == (0, True), said


def test_two_columns_of_the_same_name_are_told_apart_by_their_number(files):
    text = "Compte;Libellé;Montant;Montant\n2183;Écrans;100;120\n"
    (files / "e.csv").write_text(text, encoding="utf-8")
    args = ("agec", files / "e.csv", "--mapping", files / "m.toml", "--year", 2025)
    assert "Montant (1), Montant (2)" in run(*args)[1]
    export = '\n[export]\ncolumns = { ht = "Montant (1)" }\n'
    (files / "m.toml").write_text(MAPPING + export, encoding="utf-8")
    assert "100 € HT" in run(*args)[1]


def test_a_rate_of_vat_written_as_a_share_is_refused(files):
    (files / "e.csv").write_text("Compte;Montant TTC\n2183;120\n", encoding="utf-8")
    (files / "m.toml").write_text(f'{MAPPING}\n[export]\nvat = "0.2"\n', encoding="utf-8")
    args = ("agec", files / "e.csv", "--mapping", files / "m.toml", "--year", 2025)
    code, said = run(*args)
    assert (code, "20 pour 20 %" in said) == (3, True), said


@pytest.mark.extras  # frictionless
def test_a_workbook_or_another_encoding_is_no_file_to_publish(tmp_path):
    head = SAMPLE.read_text(encoding="utf-8").splitlines()[0]
    text = f"{head}\n2025,13002526500013,Béthune,Papier,100,10,0,0,\n"
    (tmp_path / "d.csv").write_bytes(text.encode("cp1252"))
    code, said = run("agec-check", tmp_path / "d.csv")
    assert code == 4
    assert "le fichier à publier est un CSV en UTF-8" in said


@pytest.mark.extras  # frictionless
def test_what_the_official_schema_refuses_is_said_in_words(tmp_path):
    head = SAMPLE.read_text(encoding="utf-8").splitlines()[0]
    row = '2025,13002526500013,Essai,Papier,"1 200,50 €",10,0,0,'
    (tmp_path / "d.csv").write_text(f"{head}\n{row}\n", encoding="utf-8")
    code, said = run("agec-check", tmp_path / "d.csv")
    assert code == 4
    assert "ligne 1, « montant_total » : « 1 200,50 € » n’est pas lisible" in said
